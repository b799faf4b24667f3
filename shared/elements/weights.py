"""How heavy a value is for the applicant, so that two of them can be compared."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.elements.amounts import dearer
from shared.elements.load import tables, units
from shared.elements.model import Field, Kind, Worse
from shared.elements.spoken import briefer, harder, says_nothing
from shared.elements.values import is_none, is_unset
from shared.workdays import Comparison, Span, Verdict, compare, hours, span

Weight = Fraction | Decimal | int
BREAKS = re.compile(r"[\W_]+")
NUMERALS = "0123456789〇零一二两三四五六七八九十百千万"
WRITTEN = {Kind.TEXT, Kind.LONG_TEXT}
HEAVIER_IS_WORSE = {Worse.MORE, Worse.LONGER, Worse.ADDED, Worse.SAID}


def working_days(limit: Any) -> Fraction:
    """A limit in working days, by the units of the vocabulary; an explicit none is no limit at all.

    {"number": 1, "unit": "month"} → 22.
    """
    unit = units()["none" if is_none(limit) else limit["unit"]]
    number = limit.get("number") if unit.numbered else 1
    if unit.key == "hour":
        return hours(max(number or 0, 0))
    return Fraction(number or 0) * Fraction(unit.numerator, unit.denominator)


def span_of(limit: Any) -> Span | None:
    """What a limit is in what it counts; None where it has no end, as an explicit none."""
    if is_none(limit):
        return None
    return span(limit.get("number") if units()[limit["unit"]].numbered else None, limit["unit"])


def compared(first: Any, second: Any) -> Comparison:
    """Which of two limits is longer, by the calendar where they count in different ways."""
    return compare(span_of(first), span_of(second))


def burden(field: Field, code: str) -> int | None:
    """How hard a code is on the applicant, by its table; None where the table cannot say."""
    known = tables()[str(field.table)].schemes[str(field.scheme)].codes.get(code)
    return known.burden if known else None


WEIGHERS: dict[Kind, Callable[[Field, Any], Weight | None]] = {
    Kind.INTEGER: lambda _, value: int(value),
    Kind.BOOLEAN: lambda _, value: int(value),
    Kind.MONEY: lambda _, value: Decimal(value),
    Kind.CHOICE: burden,
}


SPOKEN: dict[Worse, Callable[[str, str], int]] = {Worse.MORE: dearer, Worse.HARDER: harder, Worse.SHORTER: briefer}
"""How two texts are held against each other."""


def weight(field: Field, value: Any) -> Weight | None:
    """The weight of a value; None where nothing was said. An explicit none weighs nothing."""
    said = field.worse is Worse.SAID
    if is_unset(field, value):
        return 0 if said else None
    if is_none(value) or (isinstance(value, str) and field.type in WRITTEN and says_nothing(value)):
        return 0
    weigher = WEIGHERS.get(field.type)
    return weigher(field, value) if weigher and not said else 1


def _no_longer(field: Field) -> Weight | None:
    """What silence weighs after something was said: the hardest code, any number, nothing of what is good."""
    if field.worse not in HEAVIER_IS_WORSE:
        return 0
    if field.type is Kind.INTEGER:
        return field.max
    codes = tables()[str(field.table)].schemes[str(field.scheme)].codes if field.type is Kind.CHOICE else {}
    return max((code.burden for code in codes.values() if code.burden is not None), default=None)


def direction(field: Field, old: Any, new: Any) -> int:
    """1 where new is worse for the applicant than old, -1 where it is better, 0 where neither can be said."""
    if field.type is Kind.TEXT and field.worse in SPOKEN:
        return SPOKEN[field.worse](old, new) if isinstance(old, str) and isinstance(new, str) else 0
    if field.type is Kind.LIMIT and field.worse is not Worse.SAID:
        return _of_limits(field, old, new)
    before, after = weight(field, old), weight(field, new)
    if after is None and is_unset(field, new):
        after = _no_longer(field)
    if field.worse is Worse.NONE or before is None or after is None:
        return 0
    if before == after:
        return 0
    return 1 if (after > before) == (field.worse in HEAVIER_IS_WORSE) else -1


def _of_limits(field: Field, old: Any, new: Any) -> int:
    """A limit that is the worse one on some days of start is worse; silence after a limit is none, or nought."""
    if field.worse is Worse.NONE or is_unset(field, old):
        return 0
    longer = field.worse in HEAVIER_IS_WORSE
    if is_unset(field, new):
        new = {"unit": "none" if longer else "on_the_spot"}
    verdict = (compared(new, old) if longer else compared(old, new)).verdict
    noted = _noted(new) - _noted(old)
    if verdict in (Verdict.LONGER, Verdict.MAY_BE_LONGER):
        return 1
    return noted if noted > 0 or verdict is Verdict.EQUAL else -1


def _noted(limit: Any) -> int:
    """Whether a note restricts a limit: 不含现场勘验."""
    return int(isinstance(limit, dict) and bool(plain(limit.get("note"))))


def _kept(found: re.Match[str]) -> str:
    before, after = found.string[found.start() - 1 : found.start()], found.string[found.end() : found.end() + 1]
    if before in NUMERALS and after in NUMERALS and before and after:
        return found[0].strip() or " "
    return "".join(char for char in found[0] if char in "%‰" or unicodedata.category(char)[0] == "S")


def plain(value: Any) -> Any:
    """A text without its blanks and punctuation and with one width of letters, to know rows and names by.

    What stands between two numerals stays: 1.5 is not 15, and 三、五 is not 三五.
    """
    if not isinstance(value, str):
        return value
    return BREAKS.sub(_kept, unicodedata.normalize("NFKC", value).casefold())
