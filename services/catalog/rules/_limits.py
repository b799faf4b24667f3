"""How a limit reads in a finding, and how limits add up."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from services.catalog.rules._read import limit, rows_of, together
from shared.elements import UNITS, Word


def limit_text(limit: Mapping[str, Any]) -> Word:
    """A limit in words, Chinese and English."""
    unit = UNITS[limit["unit"]]
    return (
        Word(f"{limit['number']}个{unit.zh}", f"{limit['number']} {unit.en}")
        if unit.numbered
        else Word(unit.zh, unit.en)
    )


def counted(key: str, steps: Any) -> tuple[Fraction, bool]:
    """The limits of the steps that count, together, and whether there are any and each says its own."""
    limits = [limit(row.get("limit")) for _, row in rows_of(key, steps) if not row.get("uncounted")]
    return together(one for one in limits if one), bool(limits) and None not in limits
