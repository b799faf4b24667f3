"""The promised limit is not longer than the statutory one, on whatever day it starts."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._limits import exceeds, limit_text
from services.catalog.rules._read import limit


def check(values: Values) -> Iterator[Found]:
    """Compare by the calendar where the units differ; what is longer on some days only has a rule of its own."""
    statutory, promised = limit(values.get("legal_limit")), limit(values.get("promised_limit"))
    if statutory and promised and exceeds(promised, statutory):
        a, b = limit_text(promised), limit_text(statutory)
        yield Found(
            "promised_limit", f"承诺时限（{a.zh}）长于法定时限（{b.zh}）", f"the promise ({a.en}) exceeds {b.en}"
        )


RULE = Rule(
    zh="承诺时限不得超过法定时限",
    en="The promised limit is within the statutory one",
    severity="block",
    waivable=Waivable("000 二：承诺时限不得超过法定时限", "000 part 2: no promise is longer than the law", may=False),
    clause="A16",
    cure_zh="缩短承诺时限",
    cure_en="shorten the promised limit",
    check=check,
    passes=[
        {},
        {"legal_limit": {"number": 5, "unit": "working_day"}, "promised_limit": {"number": 48, "unit": "hour"}},
        {"legal_limit": {"number": 2, "unit": "day"}, "promised_limit": {"number": 48, "unit": "hour"}},
        {"legal_limit": {"number": 1, "unit": "working_day"}, "promised_limit": {"number": 24, "unit": "hour"}},
        {"legal_limit": {"number": 1, "unit": "working_day"}, "promised_limit": {"number": 10, "unit": "hour"}},
        {"legal_limit": {"number": 20, "unit": "working_day"}, "promised_limit": {"number": 5, "unit": "working_day"}},
        {"legal_limit": {"number": 30, "unit": "day"}, "promised_limit": {"number": 15, "unit": "working_day"}},
        {"legal_limit": {"number": 1, "unit": "year"}, "promised_limit": {"number": 12, "unit": "month"}},
        {"legal_limit": {"number": 1, "unit": "year"}, "promised_limit": {"number": 365, "unit": "day"}},
        {"legal_limit": {"number": 30, "unit": "day"}, "promised_limit": {"number": 22, "unit": "working_day"}},
    ],
    fails=[
        {"legal_limit": {"number": 2, "unit": "day"}, "promised_limit": {"number": 49, "unit": "hour"}},
        {"legal_limit": {"number": 8, "unit": "hour"}, "promised_limit": {"number": 20, "unit": "hour"}},
        {"legal_limit": {"number": 10, "unit": "hour"}, "promised_limit": {"number": 1, "unit": "working_day"}},
        {"legal_limit": {"number": 20, "unit": "working_day"}, "promised_limit": {"number": 21, "unit": "working_day"}},
        {"legal_limit": {"number": 1, "unit": "year"}, "promised_limit": {"number": 13, "unit": "month"}},
        {"legal_limit": {"number": 20, "unit": "day"}, "promised_limit": {"number": 20, "unit": "working_day"}},
        {"legal_limit": {"number": 0, "unit": "working_day"}, "promised_limit": {"number": 30, "unit": "working_day"}},
    ],
)
