"""Basic code, implementation code and type of item say the same."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._codes import BASIC, CREDIT, basic, whole
from services.catalog.rules._read import text
from shared.codes.items import of_type


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare the last twelve characters, and the type within them."""
    own, held, kind = text(context.item, "basic_code"), whole(context.item)[CREDIT + 1 :], text(values, "item_type")
    if held and len(own) == BASIC and own != held:
        yield Found("basic_code", f"基本编码 {own} 与实施编码中的 {held} 不同", f"{own} is not the {held} of the code")
    code = basic(context.item)
    if kind and code and not of_type(code, kind):
        yield Found("item_type", f"基本编码表示类型“{code[2:4]}”，事项类型为“{kind}”", f"type {kind}, code {code[2:4]}")


RULE = Rule(
    zh="基本编码、实施编码与事项类型一致",
    en="Basic code, implementation code and type agree",
    severity="block",
    waivable=Waivable("事项改类、编码待换发的", "an item that changed its type waits for its new code"),
    clause="G19",
    cure_zh="核对目录，改正编码或类型",
    cure_en="look into the catalogue, correct code or type",
    compare=compare,
    passes=[
        {"item_type": "01"},
        Case({"item_type": "20"}, Context(item={"basic_code": "442199806003"})),
        Case({"item_type": "01"}, Context(item={"basic_code": "000131127002"})),
    ],
    fails=[
        Case({"item_type": "20"}, Context(item={"basic_code": "000131127002"})),
        Case({}, Context(item={"basic_code": "000131127001", "code": "11310000MB2F3067XN2000131127002"})),
    ],
)
