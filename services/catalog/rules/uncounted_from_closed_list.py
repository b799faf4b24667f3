"""Time outside the clock is a survey, an expert review or the firm's mending, or else a law is cited (A18)."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._law import cites_article
from services.catalog.rules._read import rows, text

CLOSED = {"1": re.compile("核查|勘|踏|现场|实地"), "2": re.compile("专家|评审|论证|审查"), "3": re.compile("整改|改正")}
NAMED = re.compile(r"现场核查|现场勘|现场踏勘|实地核查|专家(审查|评审|论证)|企业整改|整改")
BY_LAW = "9"


def check(values: Values) -> Iterator[Found]:
    """Steps that do not count, and special procedures."""
    for path, row in rows(values, "steps"):
        kind, name = text(row, "uncounted"), text(row, "name")[:20]
        if not kind:
            continue
        if kind != BY_LAW and kind not in CLOSED:
            yield Found(f"{path}.uncounted", f"“{name}”不在不计时环节之列", f"{name} must count")
        elif kind == BY_LAW and not cites_article(text(row, "uncounted_basis")):
            yield Found(
                f"{path}.uncounted_basis", f"“{name}”不计时，没有法律法规条款", f"{name} does not count, by no law"
            )
    for path, row in rows(values, "special_procedures"):
        name = text(row, "name")[:20]
        if not NAMED.search(name) and not cites_article(text(row, "basis")):
            yield Found(f"{path}.basis", f"特别程序“{name}”没有法律法规条款", f"{name} stops the clock, by no law")


RULE = Rule(
    zh="不计时环节限于法定",
    en="Only the law stops the clock",
    severity="block",
    waivable=Waivable("000 二：不计时环节限于法定", "000 part 2: only the law stops the clock", may=False),
    clause="A18",
    cure_zh="写明法律法规条款，或计入时限",
    cure_en="cite the article, or let it count",
    check=check,
    passes=[
        {"steps": [{"name": "现场核查", "uncounted": "1"}]},
        {"steps": [{"name": "听证", "uncounted": "9", "uncounted_basis": "《行政许可法》第四十五条"}]},
        {"special_procedures": [{"name": "专家评审"}, {"name": "检测", "basis": "《行政许可法》第四十五条"}]},
    ],
    fails=[
        {"steps": [{"name": "内部会签", "uncounted": "9"}]},
        {"steps": [{"name": "等待", "uncounted": "x"}]},
        {"special_procedures": [{"name": "局务会研究"}]},
    ],
)
