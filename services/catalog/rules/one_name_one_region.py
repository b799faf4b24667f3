"""Two bodies of one region have no item of one name."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import text
from shared.elements.weights import plain

FURTHER = ("sub_item_name", "handling_item_name")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Every item of another body of the region that is called the same; where a further name parts them, by its code."""
    own = plain(text(values, "name")) if context.siblings else ""
    parted = any(text(values, key) for key in FURTHER)
    for other in context.siblings if own else ():
        apart = text(other, "office") != text(context.item, "office")
        if apart and plain(text(other, "name")) == own and _together(other, context.item, parted=parted):
            body, code = text(other, "office_name") or text(other, "office"), text(other, "code")
            yield Found("name", f"本地区{body}已有同名事项（{code}）", f"{body} in this region has it too ({code})")


def _together(other: Values, item: Values, *, parted: bool) -> bool:
    """Whether both stand in one region and on one layer, and on one basic code where the name alone does not say all."""
    asked = ("region", "layer", "basic_code") if parted else ("region", "layer")
    return bool(text(item, "region")) and all(text(other, key) == text(item, key) for key in asked)


_HERE = {"office": "11310000MB2F3067XN", "region": "310000", "layer": "implementation"}
_THERE = _HERE | {"name": "市场 登记", "office": "11310000002420144Y", "office_name": "上海市某局", "code": "1"}


def _beside(*others: Values) -> Context:
    return Context(item=_HERE, siblings=others)


RULE = Rule(
    zh="同一地区不同单位事项不重名",
    en="Items of one region have names of their own",
    severity="warn",
    clause="F25",
    cure_zh="与该单位核对由谁实施，或以名称、子项区分",
    cure_en="settle with that body whose item it is, or tell them apart by name or sub-item",
    compare=compare,
    passes=[
        {"name": "市场登记"},
        Case({"name": "市场登记"}, _beside(_THERE | {"region": "650000"})),
        Case({"name": "市场登记"}, _beside(_HERE | {"name": "市场登记"})),
        Case({"name": "市场登记", "sub_item_name": "变更"}, _beside(_THERE | {"basic_code": "31072300100Y"})),
    ],
    fails=[Case({"name": "市场登记"}, _beside(_THERE))],
)
