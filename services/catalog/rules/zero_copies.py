"""No material asks for nought copies."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text, whole

ZERO = re.compile(r"(原件|复印件|正本|副本)[:：]?\s*(?<!\d)[0零〇]\s*份")
ELECTRONIC = "2"


def check(values: Values) -> Iterator[Found]:
    """Look at the number, which an electronic material may lack, and where originals and copies are told apart."""
    for path, row in rows(values, "materials"):
        if whole(row, "copies") == 0 and text(row, "format") != ELECTRONIC:
            yield Found(f"{path}.copies", "份数为 0", "nought copies are asked for")
        if hit := ZERO.search(text(row, "specification")):
            yield Found(f"{path}.specification", f"写有“{hit[0]}”", f"says {hit[0]}: nought of it")


RULE = Rule(
    zh="份数不写零份",
    en="No nought copies",
    severity="hint",
    clause="C46",
    cure_zh="删去零份的一种，只写要提交的",
    cure_en="name only what is wanted",
    check=check,
    passes=[
        {"materials": [{"name": "身份证", "specification": "复印件1份"}, {"name": "表", "specification": "原件10份"}]},
        {"materials": [{"name": "电子营业执照", "format": "2", "copies": 0}]},
    ],
    fails=[
        {"materials": [{"name": "身份证", "specification": "原件0份，复印件1份"}]},
        {"materials": [{"name": "申请表", "format": "1", "copies": 0}]},
    ],
)
