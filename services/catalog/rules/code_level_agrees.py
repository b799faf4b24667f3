"""The level in the implementation code is the exercising level."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._codes import CREDIT, whole
from services.catalog.rules._read import text


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare the nineteenth character."""
    code, level = whole(context.item), text(values, "exercise_level")
    if code and level and code[CREDIT] != level:
        yield Found(
            "exercise_level",
            f"实施编码第 19 位为“{code[CREDIT]}”，行使层级为“{level}”",
            f"character 19 of the code is {code[CREDIT]}, the level is {level}",
        )


_CODE = Context(item={"code": "11310000MB2F3067XN2000131127002"})

RULE = Rule(
    zh="实施编码与行使层级一致",
    en="The code and the exercising level agree",
    severity="block",
    waivable=Waivable("下放、上收，编码待换发的", "an item that was moved to another level waits for its new code"),
    clause="G19",
    cure_zh="改正行使层级，或重新赋码",
    cure_en="correct the level, or allot a new code",
    compare=compare,
    passes=[{"exercise_level": "3"}, Case({"exercise_level": "2"}, _CODE)],
    fails=[Case({"exercise_level": "3"}, _CODE)],
)
