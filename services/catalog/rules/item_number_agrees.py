"""The number of the item is that of the summary table (C24)."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._read import text


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare where both are given."""
    own, table = text(values, "item_number"), text(context.item, "item_number")
    if own and table and own != table:
        yield Found(
            "item_number", f"项目序号“{own}”，汇总表为“{table}”", f"number {own}, the summary table has {table}"
        )


RULE = Rule(
    zh="项目序号与汇总表一致",
    en="The number is that of the summary table",
    severity="block",
    waivable=Waivable("汇总表正在更正的", "the table may be under correction"),
    clause="C24",
    cure_zh="按汇总表改正序号",
    cure_en="take the number of the table",
    compare=compare,
    passes=[{"item_number": "3"}, Case({"item_number": "3"}, Context(item={"item_number": "3"}))],
    fails=[Case({"item_number": "3"}, Context(item={"item_number": "4"}))],
)
