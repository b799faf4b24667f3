"""What is handled at once is done while the applicant waits (立等可取)."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import limit_text
from services.catalog.rules._read import days, limit, text

IMMEDIATE = "1"


def check(values: Values) -> Iterator[Found]:
    """即办件 with a limit of a day or hours."""
    promised = limit(values.get("promised_limit"))
    if text(values, "handling_kind") == IMMEDIATE and promised and 0 < days(promised) <= 1:
        said = limit_text(promised)
        yield Found(
            "promised_limit", f"即办件应当场办结，承诺时限却为{said.zh}", f"at once is on the spot, not {said.en}"
        )


RULE = Rule(
    zh="即办件当场办结",
    en="At once means on the spot",
    severity="warn",
    clause="E16",
    cure_zh="承诺时限改为当场办结，或改为承诺件",
    cure_en="promise on the spot, or make it a promised item",
    check=check,
    passes=[{"handling_kind": "1", "promised_limit": {"number": None, "unit": "on_the_spot"}}],
    fails=[{"handling_kind": "1", "promised_limit": {"number": 1, "unit": "working_day"}}],
)
