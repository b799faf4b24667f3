"""Reads elements of any shape without stumbling: what has the wrong type counts as nothing said."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, TypeVar

from services.catalog.rules import Values
from services.catalog.rules._looked import Looked
from services.catalog.rules._looked import rows_of as rows_of
from shared.elements import UNITS, working_days
from shared.workdays import Scale, Span, span, worked

Row = Mapping[str, Any]
T = TypeVar("T")
PARTS = lcm(*(unit.denominator for unit in UNITS.values()))
"""Of a working day, so that each unit is a whole number of them."""
SCALES = {
    key: one.scale if (one := worked(span(1, key))) else Scale.WORKING for key, unit in UNITS.items() if unit.numerator
}
"""What each unit counts; at once counts nothing."""
NO_END = Span(Scale.WORKING, Fraction(1))
"""Counts as working days, however many."""


def text(values: Values, key: str) -> str:
    """The text, or an empty one."""
    found = values.get(key)
    return found.strip() if isinstance(found, str) else ""


def flag(values: Values, key: str) -> bool | None:
    """Yes, no, or not said."""
    found = values.get(key)
    return found if isinstance(found, bool) else None


def whole(values: Values, key: str) -> int | None:
    """A whole number, or None."""
    found = values.get(key)
    return found if type(found) is int else None


def codes(values: Values, key: str) -> tuple[str, ...]:
    """The codes of a choice of many."""
    found = values.get(key)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list | tuple) else ()


def drawn(values: Values, key: str, make: Callable[[str, Any], T]) -> T:
    """The little that is made of one element by itself; while many items are looked at, once of equal ones."""
    return values.drawn(key, make) if type(values) is Looked else make(key, values.get(key))


def drawn_each(values: Values, keys: Sequence[str], make: Callable[[str, Any], T]) -> Sequence[tuple[str, T]]:
    """The same of many elements, each by itself; of those of which there is something."""
    if type(values) is Looked:
        return values.drawn_each(keys, make)
    return [(key, made) for key in keys if (made := make(key, values.get(key)))]


def rows(values: Values, key: str) -> Sequence[tuple[str, Row]]:
    """The rows of a table, each with its path."""
    return values.rows(key) if type(values) is Looked else rows_of(key, values.get(key))


def limit(value: object) -> Row | None:
    """A limit with a known unit and, where the unit wants one, a number."""
    if not isinstance(value, dict):
        return None
    unit = UNITS.get(value["unit"]) if isinstance(value.get("unit"), str) else None
    if unit is None or (unit.numbered and type(value.get("number")) is not int):
        return None
    return value


def told(found: Row) -> tuple[int | None, str]:
    """Number and unit of a sound limit; whatever stands beside a unit without numbers counts as nothing said."""
    return found.get("number") if UNITS[found["unit"]].numbered else None, found["unit"]


def days(found: Row) -> Fraction:
    """A sound limit in working days."""
    return _days(found.get("number") if UNITS[found["unit"]].numbered else 1, found["unit"])


def together(limits: Iterable[Row]) -> Span:
    """Sound limits added up; in working days where they count in different ways or one has no end."""
    found = [told(one) for one in limits]
    if found and {unit for _, unit in found} == {"hour"}:
        return span(sum(number or 0 for number, _ in found), "hour") or NO_END
    spans = [worked(span(*one)) or NO_END for one in found]
    scales = {one.scale for one in spans if one.amount}
    if len(scales) != 1 or Scale.WORKING in scales:
        return Span(Scale.WORKING, Fraction(sum(_parts(*one) for one in found), PARTS))
    return Span(scales.pop(), sum((one.amount for one in spans), Fraction()))


@lru_cache(4096)
def _parts(number: int | None, unit: str) -> int:
    """In so many parts of a working day, for whole numbers add up quicker."""
    return int(_days(number if UNITS[unit].numbered else 1, unit) * PARTS)


@lru_cache(4096)
def _days(number: int | None, unit: str) -> Fraction:
    return working_days({"number": number, "unit": unit})


def bounded(values: Values, key: str) -> Row | None:
    """A limit that is neither missing, nor none, nor without end."""
    found = limit(values.get(key))
    return found if found and found["unit"] != "none" else None


def said(values: Values, *keys: str) -> Iterator[tuple[str, str]]:
    """The texts among the elements named, each with its path."""
    for key in keys:
        if found := text(values, key):
            yield key, found
