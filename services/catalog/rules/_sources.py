"""From when to when each source of rules is in force; a rule speaks about a day only while its source does (G60)."""

from collections.abc import Mapping
from datetime import date

from shared.force import ALWAYS, Force

FORCE: Mapping[str, Force] = {
    "A": Force(date(2018, 9, 23)),
    "B": Force(date(2018, 6, 15)),
    "C": Force(date(2018, 6, 15)),
    "D": Force(date(2019, 4, 3)),
    "E": Force(date(2012, 4, 17)),
    "G": Force(date(2022, 7, 19)),
}
"""By the letter of the clause: the day of issue, on which each says that it begins. Laws (F) are asked for their own dates."""


def force_of(clause: str) -> Force:
    """When the source of a clause is in force."""
    return FORCE.get(clause[:1], ALWAYS)
