"""How a limit reads in a finding, how limits add up, and which one is longer."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from services.catalog.rules._read import Row, days, limit, rows_of, together, told
from shared.elements import UNITS, Word, span_of
from shared.workdays import Comparison, Scale, Span, Verdict, compare, span

SCALE_UNITS = {Scale.WORKING: "working_day", Scale.CALENDAR: "day", Scale.MONTHS: "month"}


def limit_text(limit: Mapping[str, Any]) -> Word:
    """A limit in words, Chinese and English."""
    unit = UNITS[limit["unit"]]
    return (
        Word(f"{limit['number']}个{unit.zh}", f"{limit['number']} {unit.en}")
        if unit.numbered
        else Word(unit.zh, unit.en)
    )


def span_text(span: Span) -> Word:
    """So much time in words."""
    unit = UNITS[SCALE_UNITS[span.scale]]
    return Word(f"{float(span.amount):g} 个{unit.zh}", f"{float(span.amount):g} {unit.en}")


def beside(mine: Mapping[str, Any] | Span, other: Mapping[str, Any]) -> Comparison:
    """A limit, or several together, beside another limit."""
    if isinstance(mine, Span):
        return compare(mine, span_of(other))
    return _beside(*told(mine), *told(other))


@lru_cache(4096)
def _beside(number: int | None, unit: str, other: int | None, of: str) -> Comparison:
    return compare(span(number, unit), span(other, of))


def exceeds(mine: Mapping[str, Any] | Span, other: Mapping[str, Any]) -> bool:
    """Whether it is longer on whatever day it starts."""
    return beside(mine, other).verdict is Verdict.LONGER


def counted(key: str, steps: Any) -> tuple[Span, bool]:
    """The limits of the steps that count, together, and whether there are any and each says its own.

    Steps that run at the same time take as long as the longest of them: each that is marked runs beside the one before.
    """
    return _counted(key, steps, joins=True)


def counted_apart(key: str, steps: Any) -> tuple[Span, bool]:
    """The same, where several that are marked run beside one another and begin after the one before."""
    return _counted(key, steps, joins=False)


def _counted(key: str, steps: Any, *, joins: bool) -> tuple[Span, bool]:
    said = [(row, limit(row.get("limit")) if not row.get("uncounted") else None) for _, row in rows_of(key, steps)]
    limits = [one for row, one in said if not row.get("uncounted")]
    taken = [max(group, key=days) for group in _groups(said, joins=joins)]
    return together(taken), bool(limits) and None not in limits


def _groups(said: list[tuple[Row, Row | None]], *, joins: bool) -> Iterator[list[Row]]:
    """The limits of steps that run at the same time; one that is alone marked runs beside the step before."""
    marks = [row.get("parallel") is True for row, _ in said]
    group: list[Row] = []
    for at, (_, one) in enumerate(said):
        begins = not marks[at] or (not joins and not marks[at - 1] and marks[at + 1 : at + 2] == [True])
        if begins and group:
            yield group
            group = []
        group += [one] if one else []
    if group:
        yield group
