"""A body has no two items of one name."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import text
from shared.elements.weights import plain

NAMES = ("name", "sub_item_name", "handling_item_name")


def _names(values: Values) -> tuple[str, ...]:
    return tuple(plain(text(values, key)) for key in NAMES)


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Every other item of the same body that is called the same."""
    own = _names(values) if context.siblings else ()
    for other in context.siblings if any(own) else ():
        same = (text(other, "office"), text(other, "layer")) == (
            text(context.item, "office"),
            text(context.item, "layer"),
        )
        if same and _names(other) == own and not _parts_of_others(values, other):
            where = text(other, "place") or text(other, "code")
            yield Found("name", f"本单位已有同名事项（{where}）", f"the body has an item of this name ({where})")


def _parts_of_others(one: Values, other: Values) -> bool:
    """Whether both are parts, each of another main item: 变更 of a permit and 变更 of another one."""
    mains = {plain(text(each, "main_item_name")) for each in (one, other)}
    return len(mains) > 1 and all(mains)


_HERE = {"office": "11310000MB2F3067XN"}

RULE = Rule(
    zh="同一单位事项不重名",
    en="A body's items have names of their own",
    severity="warn",
    clause="E13",
    cure_zh="合并，或以子项、情形名称区分",
    cure_en="merge them, or tell them apart by sub-item or case",
    compare=compare,
    passes=[
        {"name": "市场登记"},
        Case(
            {"name": "变更", "main_item_name": "取水许可"},
            Context(item=_HERE, siblings=[_HERE | {"name": "变更", "main_item_name": "采砂许可"}]),
        ),
        Case(
            {"name": "市场登记"}, Context(item=_HERE, siblings=[{"name": "市场登记", "office": "11650000010183859F"}])
        ),
    ],
    fails=[Case({"name": "市场登记"}, Context(item=_HERE, siblings=[_HERE | {"name": "市场 登记"}]))],
)
