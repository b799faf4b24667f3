"""How a limit reads in a finding."""

from collections.abc import Mapping
from typing import Any

from shared.elements import UNITS, Word


def limit_text(limit: Mapping[str, Any]) -> Word:
    """A limit in words, Chinese and English."""
    unit = UNITS[limit["unit"]]
    return (
        Word(f"{limit['number']}个{unit.zh}", f"{limit['number']} {unit.en}")
        if unit.numbered
        else Word(unit.zh, unit.en)
    )
