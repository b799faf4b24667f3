"""An item whose cases differ in materials, limits, conditions, fees, place or result is still divisible."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, rows, text

COLUMNS = {
    "materials": "材料",
    "limit": "时限",
    "conditions": "条件",
    "fees": "收费",
    "place": "地点",
    "result": "结果",
}


def check(values: Values) -> Iterator[Found]:
    """Name the columns in which the cases differ."""
    cases = [row for _, row in rows(values, "cases")]
    if len(cases) < 2 or flag(values, "has_sub_items") or text(values, "handling_item_name"):  # noqa: PLR2004 - two differ
        return
    differing = [key for key in COLUMNS if len({repr(row.get(key)) for row in cases}) > 1]
    if differing:
        zh, en = "、".join(COLUMNS[key] for key in differing), ", ".join(differing)
        yield Found("cases", f"各情形的{zh}不同，尚可拆分", f"cases differ in {en}: still divisible")


RULE = Rule(
    zh="情形不同的事项尚可拆分",
    en="Cases that differ can be split",
    severity="hint",
    clause="A06",
    cure_zh="按情形拆分为业务办理项",
    cure_en="make handling items of the cases",
    check=check,
    passes=[
        {"cases": [{"name": "甲", "materials": ["a"]}, {"name": "乙", "materials": ["a"]}]},
        {"cases": [{"name": "甲"}]},
    ],
    fails=[
        {"cases": [{"name": "甲", "materials": ["a"]}, {"name": "乙", "materials": ["a", "b"]}]},
        {"cases": [{"name": "甲", "limit": {"number": 1, "unit": "day"}}, {"name": "乙"}]},
    ],
)
