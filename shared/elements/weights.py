"""How heavy a value is for the applicant, so that two of them can be compared."""

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.elements.load import units
from shared.elements.model import Field, Kind, Worse
from shared.elements.values import is_none, is_unset

Weight = Fraction | Decimal | int
HEAVIER_IS_WORSE = {Worse.MORE, Worse.LONGER, Worse.ADDED}


def working_days(limit: Any) -> Fraction:
    """A limit in working days, by the units of the vocabulary; an explicit none is no limit at all.

    {"number": 1, "unit": "month"} → 22.
    """
    unit = units()["none" if is_none(limit) else limit["unit"]]
    number = limit.get("number") if unit.numbered else 1
    return Fraction(number or 0) * Fraction(unit.numerator, unit.denominator)


def weight(field: Field, value: Any) -> Weight | None:
    """The weight of a value; None where nothing was said. An explicit none of anything but a limit weighs nothing."""
    if is_unset(field, value):
        return None
    if field.type is Kind.LIMIT:
        return working_days(value)
    if is_none(value):
        return 0
    match field.type:
        case Kind.INTEGER | Kind.BOOLEAN | Kind.CHOICE:
            return int(value)
        case Kind.MONEY:
            return Decimal(value)
    return 1


def direction(field: Field, old: Any, new: Any) -> int:
    """1 where new is worse for the applicant than old, -1 where it is better, 0 where neither can be said."""
    before, after = weight(field, old), weight(field, new)
    if after is None and field.worse not in HEAVIER_IS_WORSE:
        after = 0
    if field.worse is Worse.NONE or before is None or after is None or before == after:
        return 0
    return 1 if (after > before) == (field.worse in HEAVIER_IS_WORSE) else -1


def plain(value: Any) -> Any:
    """A text without its blanks and punctuation and with one width of letters: equal where only the wording differs."""
    if not isinstance(value, str):
        return value
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")
