"""An item whose cases differ in materials, limits, conditions, fees, place or result is still divisible."""

from collections.abc import Hashable, Iterator
from typing import Any

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import flag, rows, text
from shared.elements import UNITS, is_empty, span_of
from shared.elements.wording import words
from shared.workdays import worked

DAY, LATER = {"number": 1, "unit": "working_day"}, {"number": 2, "unit": "working_day"}

COLUMNS = {
    "materials": "材料",
    "limit": "时限",
    "conditions": "条件",
    "fees": "收费",
    "place": "地点",
    "result": "结果",
}


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Name the columns in which the cases differ; what has been divided into handling items is divided."""
    cases = [row for _, row in rows(values, "cases")]
    if len(cases) < 2 or context.item.get("handling_items"):  # noqa: PLR2004 - two differ
        return
    if flag(values, "has_sub_items") or text(values, "handling_item_name"):
        return
    differing = [key for key in COLUMNS if len({_meant(row.get(key)) for row in cases}) > 1]
    if differing:
        zh, en = "、".join(COLUMNS[key] for key in differing), ", ".join(differing)
        yield Found("cases", f"各情形的{zh}不同，尚可拆分", f"cases differ in {en}: still divisible")


def _meant(value: Any) -> Hashable:
    """What a cell means: names in any order, a limit by what it counts, a text without its dress."""
    if is_empty(value):
        return None
    if isinstance(value, list):
        return frozenset(_meant(one) for one in value)
    if isinstance(value, dict) and value.get("unit") in UNITS:
        counts = worked(span_of(value))
        return counts and (counts.scale, counts.amount), _meant(value.get("note"))
    return words(value) if isinstance(value, str) else repr(value)


RULE = Rule(
    zh="情形不同的事项尚可拆分",
    en="Cases that differ can be split",
    severity="hint",
    clause="A06",
    cure_zh="按情形拆分为业务办理项",
    cure_en="make handling items of the cases",
    compare=compare,
    passes=[
        {"cases": [{"name": "甲", "materials": ["a", "b"]}, {"name": "乙", "materials": ["b", "a"]}]},
        {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙", "limit": {"number": 8, "unit": "hour"}}]},
        {"cases": [{"name": "甲", "conditions": "成年", "fees": []}, {"name": "乙", "conditions": "成年。"}]},
        {"cases": [{"name": "甲"}]},
        Case(
            {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙", "limit": LATER}]},
            Context(item={"handling_items": 2}),
        ),
    ],
    fails=[
        {"cases": [{"name": "甲", "materials": ["a"]}, {"name": "乙", "materials": ["a", "b"]}]},
        {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙"}]},
        {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙", "limit": LATER}]},
    ],
)
