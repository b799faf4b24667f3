"""A sub-item names its main item, a main item has its sub-items' mark."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._codes import basic
from services.catalog.rules._read import flag, text

NO_SUB, MAIN = "000", "00Y"


def compare(values: Values, context: Context) -> Iterator[Found]:
    """By the last three characters of the basic code."""
    end = basic(context.item)[9:]
    if end == MAIN and flag(values, "has_sub_items") is False:
        yield Found("has_sub_items", "编码 00Y 表示有子项，却写没有", "00Y has sub-items, yet none are said to be")
    if end.isdecimal() and end != NO_SUB and not text(values, "main_item_name"):
        yield Found("main_item_name", "编码表示子项，未写主项名称", "a sub-item without the name of its main item")


_SUB = Context(item={"basic_code": "000164213003"})

RULE = Rule(
    zh="子项写明主项",
    en="A sub-item names its main item",
    severity="warn",
    clause="A06",
    cure_zh="填写主项名称，核对编码",
    cure_en="name the main item, look at the code",
    compare=compare,
    passes=[{}, Case({"main_item_name": "林木采伐许可"}, _SUB)],
    fails=[Case({}, _SUB), Case({"has_sub_items": False}, Context(item={"basic_code": "00016421300Y"}))],
)
