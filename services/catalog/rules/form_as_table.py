"""What the item says of itself is what the summary table says of it: kind, in or out of the platform, and why (C20)."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from shared.elements import ELEMENTS

KEYS = ("item_type", "on_standard_platform", "on_platform", "exclusion_reason")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare where the table lists the item."""
    table = context.item.get("table")
    if not isinstance(table, dict):
        return
    for key in KEYS:
        if table.get(key) is not None and values.get(key) is not None and table[key] != values[key]:
            zh, en = ELEMENTS[key].zh, ELEMENTS[key].en
            yield Found(key, f"{zh}与统计表不一致", f"{en} is not what the summary table has")


_IN, _OUT = {"on_platform": True}, {"on_platform": False, "exclusion_reason": "涉密"}

RULE = Rule(
    zh="确认单与统计表一致",
    en="The form says what the summary table says",
    severity="block",
    waivable=Waivable("统计表正在更正的", "the table may be under correction"),
    clause="C20",
    cure_zh="核对后改正一处，并重报统计表",
    cure_en="mend one of them, and file the table again",
    compare=compare,
    passes=[_IN, Case(_IN, Context(item={"table": _IN})), Case(_OUT, Context(item={"table": {}}))],
    fails=[
        Case(_IN, Context(item={"table": _OUT})),
        Case(_OUT, Context(item={"table": _OUT | {"exclusion_reason": "其他"}})),
        Case({"item_type": "01"}, Context(item={"table": {"item_type": "07"}})),
    ],
)
