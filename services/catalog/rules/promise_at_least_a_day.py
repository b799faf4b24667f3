"""A promise is on the spot or a whole number of days: no fraction of a day."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import limit_text
from services.catalog.rules._read import days, limit


def check(values: Values) -> Iterator[Found]:
    """More than nothing and less than a working day."""
    promised = limit(values.get("promised_limit"))
    if promised and 0 < days(promised) < 1 and promised["unit"] != "day":
        said = limit_text(promised)
        yield Found(
            "promised_limit", f"承诺时限为{said.zh}，不足一个工作日", f"the promise is a fraction of a day: {said.en}"
        )


RULE = Rule(
    zh="承诺时限不写不足一日",
    en="No promise of a fraction of a day",
    severity="warn",
    clause="C32",
    cure_zh="写“当场办结”",
    cure_en="write on the spot",
    check=check,
    passes=[
        {"promised_limit": {"number": 1, "unit": "working_day"}},
        {"promised_limit": {"number": None, "unit": "on_the_spot"}},
    ],
    fails=[{"promised_limit": {"number": 1, "unit": "hour"}}],
)
