"""The promise is shorter than the law asks."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import beside, limit_text
from services.catalog.rules._read import bounded, days
from shared.workdays import Verdict


def check(values: Values) -> Iterator[Found]:
    """Equal limits of more than a day."""
    statutory, promised = bounded(values, "legal_limit"), bounded(values, "promised_limit")
    if statutory and promised and days(promised) > 1 and beside(promised, statutory).verdict is Verdict.EQUAL:
        yield Found(
            "promised_limit",
            f"承诺时限未压缩（{limit_text(promised).zh}）",
            f"the promise cuts nothing: {limit_text(promised).en}",
        )


RULE = Rule(
    zh="承诺时限短于法定时限",
    en="The promise cuts the statutory limit",
    severity="hint",
    clause="G48",
    cure_zh="能压尽压",
    cure_en="cut what can be cut",
    check=check,
    passes=[
        {"legal_limit": {"number": 20, "unit": "working_day"}, "promised_limit": {"number": 5, "unit": "working_day"}},
        {"legal_limit": {"number": 1, "unit": "working_day"}, "promised_limit": {"number": 1, "unit": "working_day"}},
        {"legal_limit": {"number": 30, "unit": "day"}, "promised_limit": {"number": 22, "unit": "working_day"}},
    ],
    fails=[
        {"legal_limit": {"number": 30, "unit": "working_day"}, "promised_limit": {"number": 30, "unit": "working_day"}},
        {"legal_limit": {"number": 1, "unit": "year"}, "promised_limit": {"number": 12, "unit": "month"}},
    ],
)
