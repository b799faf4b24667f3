"""No two items have one code."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._read import text


def _code(item: Values) -> tuple[str, str]:
    return text(item, "handling_code") or text(item, "code") or text(item, "basic_code"), text(item, "layer")


def compare(_: Values, context: Context) -> Iterator[Found]:
    """Every other item with the same code of the same layer."""
    own = _code(context.item)
    if own[0]:
        for other in context.siblings:
            if _code(other) == own:
                where = text(other, "place") or text(other, "name")
                yield Found("code", f"编码 {own[0]} 与{where}重复", f"code {own[0]} is also that of {where}")


_MINE = {"code": "11310000MB2F3067XN2000131127002", "name": "甲"}

RULE = Rule(
    zh="一项一码",
    en="One code, one item",
    severity="block",
    waivable=Waivable("一码只能指一项", "a code leads to one item", may=False),
    clause="G22",
    cure_zh="保留一条，另一条重新赋码或删除",
    cure_en="keep one; the other needs a code of its own",
    compare=compare,
    passes=[{}, Case({}, Context(item=_MINE, siblings=[_MINE | {"code": "11310000MB2F3067XN2000131127003"}]))],
    fails=[Case({}, Context(item=_MINE, siblings=[_MINE | {"name": "乙"}]))],
)
