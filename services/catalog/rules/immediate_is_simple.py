"""What is handled at once waits for no report, no review, no survey and no other office."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, limit, rows, text

IMMEDIATE = "1"
FLAGS = {"site_survey": "现场勘验", "hearing": "听证", "bidding": "招标拍卖", "testing": "检验检测", "appraisal": "鉴定", "expert_review": "专家评审", "public_notice": "公示"}  # fmt: skip
HEAVY = re.compile(r"论证报告|评价报告|评估报告|检测报告|检验报告|鉴定(报告|意见)|审查意见|评审意见|可行性研究")
SLOW = re.compile(
    r"转报|上报|报送|报请|评审|论证|听证|勘验|勘查|(?:现场|实地)核查|公示|入户|集体研究|由(县|市|省|区)[一-鿿]{0,6}(发|审|批|制)"
)


def _reason(values: Values) -> tuple[str, str]:
    for key, word in FLAGS.items():
        if flag(values, key):
            return key, word
    for path, row in rows(values, "materials"):
        if hit := HEAVY.search(text(row, "name")):
            return f"{path}.name", hit[0]
    for path, row in rows(values, "steps"):
        if hit := SLOW.search(text(row, "name") + "；" + text(row, "content")):
            return path, hit[0]
    hit = SLOW.search(text(values, "name"))
    return ("name", hit[0]) if hit else ("", "")


def check(values: Values) -> Iterator[Found]:
    """The first thing that cannot be done while somebody waits."""
    kind, promised = text(values, "handling_kind"), limit(values.get("promised_limit"))
    if kind == IMMEDIATE or (not kind and promised and promised["unit"] == "on_the_spot"):
        path, word = _reason(values)
        if path:
            yield Found(path, f"即办件却有“{word}”，不能当场办结", f"at once, yet there is {word}")


RULE = Rule(
    zh="即办件不含评审、勘验、转报",
    en="At once waits for nobody",
    severity="warn",
    clause="E16",
    cure_zh="改为承诺件，或取消该环节、材料",
    cure_en="make it a promised item, or drop what takes time",
    check=check,
    passes=[
        {"handling_kind": "1", "steps": [{"name": "受理", "content": "当场登记"}]},
        {"handling_kind": "2", "site_survey": True},
    ],
    fails=[
        {"handling_kind": "1", "materials": [{"name": "建设项目水资源论证报告书(报批稿)及审查意见"}]},
        {"handling_kind": "1", "steps": [{"name": "3", "content": "残疾人证办好后,由县残联发到乡镇"}]},
        {"handling_kind": "1", "name": "残疾人证申请转报"},
        {"handling_kind": "1", "expert_review": True},
    ],
)
