"""No approval in disguise among public services and other powers: not by name, by a gate in the text, or by a step."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases, cites_article
from services.catalog.rules._read import rows, said, text

APPROVES = re.compile(r"许可|审批|核准|批准|准入|同意书|准予|资质认定|资格认定|特许")
GATE = re.compile(
    r"(?:经|获|取得)[^，。；\n]{0,20}?(?:许可证?|批准|核准|审批|同意)[^，。；\n]{0,6}?(?:后)?[，,]?(?:方可|方能|才能|才可)|未(?:经|取得)[^。；\n]{0,20}?(?:许可|批准|核准|同意)[^。；\n]{0,6}?不得"
)
"""Words that let nobody act before someone has said yes."""
STEP = re.compile(r"许可|审批|核准|准入|特许|资质认定|资格认定")
SERVICE, OTHER = "20", "10"
NAMES = ("name", "sub_item_name", "handling_item_name")
TEXTS = ("conditions", "approval_conditions", "procedure", "note")


def _gates(values: Values) -> Iterator[tuple[str, str]]:
    """The texts in which a gate may stand."""
    yield from said(values, *TEXTS)
    for path, row in rows(values, "steps"):
        yield f"{path}.content", text(row, "content")


def check(values: Values) -> Iterator[Found]:
    """Approving words in the name; a gate that cites no article; a step that approves where no article sets it up."""
    if text(values, "item_type") not in (SERVICE, OTHER):
        return
    for name, key in {text(values, key): key for key in reversed(NAMES)}.items():
        if hit := APPROVES.search(name):
            yield Found(key, f"名称含“{hit[0]}”，疑为变相审批", f"{hit[0]}: an approval in disguise?")
    yield from _gated(values)
    if not any(row.get("article") for _, row, _ in bases(values)):
        yield from _steps(values)


def _gated(values: Values) -> Iterator[Found]:
    for path, words in _gates(values):
        if (hit := GATE.search(words[:5000])) and not cites_article(words):
            yield Found(path, f"“{hit[0][:40]}”没有法定依据，疑为变相审批", f"{hit[0][:40]}: a gate by no law?")


def _steps(values: Values) -> Iterator[Found]:
    for path, row in rows(values, "steps"):
        if hit := STEP.search(text(row, "name")):
            yield Found(f"{path}.name", f"环节“{hit[0]}”没有法定依据，疑为变相审批", f"a step of {hit[0]}, by no law")


RULE = Rule(
    zh="公共服务、其他权力不得变相审批",
    en="No approval in disguise",
    severity="warn",
    clause="G23",
    cure_zh="核对事项类型；没有法定依据的取消",
    cure_en="correct the type; without a basis, cancel it",
    check=check,
    passes=[
        {"item_type": "20", "name": "社保卡挂失"},
        {"item_type": "01", "name": "取水许可", "conditions": "经批准方可取水", "steps": [{"name": "审批"}]},
        {"item_type": "20", "legal_bases": [{"title": "社会保险法", "article": 8}], "steps": [{"name": "审批"}]},
        {"item_type": "20", "conditions": "依照《某条例》第五条，经批准方可进入。"},
    ],
    fails=[
        {"item_type": "20", "name": "占道经营审批"},
        {"item_type": "10", "name": "市场准入核准"},
        {"item_type": "20", "name": "摊位登记", "steps": [{"name": "受理"}, {"name": "审批"}]},
        {"item_type": "10", "name": "摊位备案", "conditions": "经街道办事处同意后方可经营。"},
    ],
)
