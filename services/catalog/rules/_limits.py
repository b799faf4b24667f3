"""How a limit reads in a finding, how limits add up, and which one is longer."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from services.catalog.rules._at_once import at_once
from services.catalog.rules._read import Row, days, limit, rows_of, together, told
from shared.elements import UNITS, Word, span_of
from shared.workdays import Comparison, Scale, Span, Verdict, compare, span, worked

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
    unit = UNITS["hour" if span.clock is not None else SCALE_UNITS[span.scale]]
    amount = f"{float(span.amount if span.clock is None else span.clock):g}"
    return Word(f"{amount} 个{unit.zh}", f"{amount} {unit.en}")


def beside(mine: Mapping[str, Any] | Span, other: Mapping[str, Any]) -> Comparison:
    """A limit beside another; or the work of several together, as much as another leaves room for."""
    if isinstance(mine, Span):
        return compare(worked(mine), worked(span_of(other)))
    return _beside(*told(mine), *told(other))


@lru_cache(4096)
def _beside(number: int | None, unit: str, other: int | None, of: str) -> Comparison:
    return compare(span(number, unit), span(other, of))


def exceeds(mine: Mapping[str, Any] | Span, other: Mapping[str, Any]) -> bool:
    """Whether it is longer on whatever day it starts."""
    return beside(mine, other).verdict is Verdict.LONGER


class Counted(NamedTuple):
    """The limits of the steps that count, together, and whether there are any and each says its own.

    Steps that run at the same time take as long as the longest of them.
    """

    total: Span
    whole: bool


def counted(key: str, steps: Any) -> Counted:
    """The limits of steps, added up."""
    rows = [row for _, row in rows_of(key, steps)]
    limits = [limit(row.get("limit")) for row in rows if not row.get("uncounted")]
    said = [None if row.get("uncounted") else limit(row.get("limit")) for row in rows]
    total = together(max(group, key=days) for group in _groups(said, at_once(rows)))
    return Counted(total, bool(limits) and None not in limits)


def _groups(said: Sequence[Row | None], marks: Sequence[bool]) -> Iterator[list[Row]]:
    """The limits of steps that run at the same time."""
    group: list[Row] = []
    for one, holds in zip(said, marks, strict=True):
        if group and not holds:
            yield group
            group = []
        group += [one] if one else []
    if group:
        yield group
