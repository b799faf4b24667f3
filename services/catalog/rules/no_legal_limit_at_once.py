"""What no law gives a limit is proposed to be done at once."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import limit_text
from services.catalog.rules._read import limit
from shared.elements import is_none


def check(values: Values) -> Iterator[Found]:
    """No statutory limit, yet a promise of days."""
    statutory, promised = values.get("legal_limit"), limit(values.get("promised_limit"))
    known = limit(statutory)
    without = is_none(statutory) or (known is not None and known["unit"] == "none")
    if without and promised and promised["unit"] != "on_the_spot":
        said = limit_text(promised)
        yield Found(
            "promised_limit",
            f"没有法定时限，建议即时办结（现承诺{said.zh}）",
            f"no statutory limit: at once? Now {said.en}",
        )


RULE = Rule(
    zh="没有法定时限的即时办结",
    en="No statutory limit: at once",
    severity="warn",
    clause="A17",
    cure_zh="改为即办件，或说明为何不能",
    cure_en="make it at once, or say why not",
    check=check,
    passes=[
        {"legal_limit": {"number": None, "unit": "none"}, "promised_limit": {"number": None, "unit": "on_the_spot"}},
        {"legal_limit": {"number": 20, "unit": "working_day"}, "promised_limit": {"number": 5, "unit": "working_day"}},
    ],
    fails=[
        {"legal_limit": {"number": None, "unit": "none"}, "promised_limit": {"number": 5, "unit": "working_day"}},
        {"legal_limit": {"none": "法律未规定"}, "promised_limit": {"number": 5, "unit": "working_day"}},
    ],
)
