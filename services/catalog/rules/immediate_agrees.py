"""即办件 is done at once, 承诺件 is not: kind and promise say the same."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._limits import limit_text
from services.catalog.rules._read import days, limit, text

IMMEDIATE, PROMISED = "1", "2"


def check(values: Values) -> Iterator[Found]:
    """即办件 takes a working day at most; what is done on the spot is 即办件."""
    kind, promised = text(values, "handling_kind"), limit(values.get("promised_limit"))
    if promised is None:
        return
    said = limit_text(promised)
    if kind == IMMEDIATE and days(promised) > 1:
        yield Found("handling_kind", f"即办件，承诺时限却为{said.zh}", f"handled at once, yet {said.en} are promised")
    if kind == PROMISED and promised["unit"] == "on_the_spot":
        yield Found("handling_kind", "当场办结，应为即办件", "done on the spot, so it is handled at once")


RULE = Rule(
    zh="办件类型与承诺时限相符",
    en="Kind of handling and promise agree",
    severity="block",
    waivable=Waivable("对公众只能有一种说法", "the public is told one thing", may=False),
    clause="E16",
    cure_zh="改正办件类型或承诺时限",
    cure_en="correct kind or promise",
    check=check,
    passes=[
        {"handling_kind": "1", "promised_limit": {"number": None, "unit": "on_the_spot"}},
        {"handling_kind": "2", "promised_limit": {"number": 5, "unit": "working_day"}},
    ],
    fails=[
        {"handling_kind": "1", "promised_limit": {"number": 3, "unit": "working_day"}},
        {"handling_kind": "2", "promised_limit": {"number": None, "unit": "on_the_spot"}},
    ],
)
