"""The implementation code is the body's own, and not that of another body."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._codes import CREDIT, whole
from services.catalog.rules._read import text


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare the credit codes; their last character follows from the others, and is another rule's."""
    code = whole(context.item)
    own = text(values, "implementing_body_code") or text(context.item, "credit_code")
    if code and own and code[: CREDIT - 1] != own[: CREDIT - 1]:
        yield Found(
            "implementing_body_code",
            f"实施编码属于 {code[:CREDIT]}，实施主体为 {own}",
            f"the code is that of {code[:CREDIT]}, the body is {own}",
        )


_CODE = Context(item={"code": "11310000MB2F3067XN2000131127002"})

RULE = Rule(
    zh="实施编码属于本实施主体",
    en="The code is the body's own",
    severity="block",
    waivable=Waivable("机构改革、编码待换发的", "a body that was merged waits for its new code"),
    clause="G19",
    cure_zh="改正实施主体，或重新赋码",
    cure_en="correct the body, or allot a new code",
    compare=compare,
    passes=[
        {"implementing_body_code": "11310000MB2F3067XN"},
        Case({"implementing_body_code": "11310000MB2F3067XN"}, _CODE),
        Case({"implementing_body_code": "11310000MB2F3067XA"}, _CODE),
    ],
    fails=[Case({"implementing_body_code": "11650000010183859F"}, _CODE)],
)
