"""How a limit reads in a finding, how limits add up, and which one is longer."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from services.catalog.rules._read import limit, rows_of, together, told
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
    """The limits of the steps that count, together, and whether there are any and each says its own."""
    limits = [limit(row.get("limit")) for _, row in rows_of(key, steps) if not row.get("uncounted")]
    return together(one for one in limits if one), bool(limits) and None not in limits
