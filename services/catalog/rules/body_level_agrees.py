"""The territory of the body and the exercising level fit: a county's body exercises no city's power of its own."""

from collections.abc import Iterator

from services.catalog.rules import Context, Found, Rule, Values
from services.catalog.rules._read import text

NATION, HANDED = "100000", {"2", "3", "5"}
LEVELS = {"1": "国家", "2": "省", "3": "市", "4": "县"}
LENGTH = 18


def _level(credit: str) -> str:
    region = credit[2:8]
    if region == NATION:
        return "1"
    return "2" if region.endswith("0000") else "3" if region.endswith("00") else "4"


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare the division in the credit code with the level; handed-down and entrusted powers are left out."""
    credit = text(values, "implementing_body_code") or text(context.item, "credit_code")
    level = text(values, "exercise_level")
    if len(credit) != LENGTH or level not in LEVELS or text(values, "power_source") in HANDED:
        return
    if _level(credit) != level:
        here, said = LEVELS[_level(credit)], LEVELS[level]
        yield Found(
            "exercise_level", f"实施主体属{here}级区划，行使层级为{said}级", f"a body of {here} exercises at {said}"
        )


RULE = Rule(
    zh="实施主体区划与行使层级相符",
    en="The body's division fits the level",
    severity="warn",
    clause="G04",
    cure_zh="核对行使层级；下放、授权、委托的写明权力来源",
    cure_en="correct the level; say where a handed-down power comes from",
    compare=compare,
    passes=[
        {"implementing_body_code": "11230300990000017L", "exercise_level": "3"},
        {"implementing_body_code": "11230381990000041F", "exercise_level": "3", "power_source": "2"},
        {"exercise_level": "3"},
    ],
    fails=[{"implementing_body_code": "11310000MB2F3067XN", "exercise_level": "3"}],
)
