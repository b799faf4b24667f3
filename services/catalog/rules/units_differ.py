"""Statutory limit and promise count in one unit."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import limit_text
from services.catalog.rules._read import SCALES, limit
from shared.elements import UNITS

COUNTED = {key for key, unit in UNITS.items() if unit.numbered}


def check(values: Values) -> Iterator[Found]:
    """Two counted limits, one in working days, days or months and one in another of these."""
    statutory, promised = limit(values.get("legal_limit")), limit(values.get("promised_limit"))
    if not statutory or not promised or not {statutory["unit"], promised["unit"]} <= COUNTED:
        return
    if SCALES[statutory["unit"]] is not SCALES[promised["unit"]]:
        a, b = limit_text(statutory), limit_text(promised)
        yield Found("promised_limit", f"法定{a.zh}、承诺{b.zh}，单位不同", f"{a.en} against {b.en}: units differ")


RULE = Rule(
    zh="法定与承诺时限单位一致",
    en="Both limits count in one unit",
    severity="hint",
    clause="F22",
    cure_zh="写明自然日还是工作日，尽量用同一单位",
    cure_en="say which days are meant, and use one unit",
    check=check,
    passes=[
        {"legal_limit": {"number": 20, "unit": "working_day"}, "promised_limit": {"number": 5, "unit": "working_day"}},
        {"legal_limit": {"number": 20, "unit": "day"}, "promised_limit": {"number": None, "unit": "on_the_spot"}},
        {"legal_limit": {"number": 1, "unit": "year"}, "promised_limit": {"number": 6, "unit": "month"}},
    ],
    fails=[{"legal_limit": {"number": 20, "unit": "day"}, "promised_limit": {"number": 12, "unit": "working_day"}}],
)
