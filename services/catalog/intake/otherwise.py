"""An element that two columns of an item tell, and otherwise: is_online in the basic table and in that beside it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from services.catalog.intake.builder import Builder
from services.catalog.intake.model import Record
from services.catalog.intake.tables import BESIDE, COLUMNS, EXACT
from shared.elements import ELEMENTS, Kind

Rows = Sequence[tuple[str, Mapping[str, Any]]]
"""Rows, each with its table."""
Cell = tuple[int, str]
"""The place of a row among the given, and a column."""


def is_said(value: object) -> bool:
    """Whether a cell says anything."""
    return value not in (None, "", "null", "NULL")


def otherwise(to: Builder, rows: Rows) -> list[set[str]]:
    """The columns of each row, given with its table, whose value is none that the element has: each is told.

    Of texts the words that an element does not hold are left over; of a yes, a code or a number nothing is to be seen.
    """
    told = defaultdict[str, list[Cell]](list)
    for place, (_, row) in enumerate(rows):
        for column, value in row.items():
            if _key(column) and is_said(value):
                told[_key(column)].append((place, column))
    kept: list[set[str]] = [set() for _ in rows]
    for key, cells in told.items():
        if len(cells) > 1 and key in to.values:
            alike = [cell for cell in cells if _meaning(key, _value(rows, cell)) == to.values[key]]
            for place, column in (cell for cell in cells if alike and cell not in alike):
                kept[place].add(column)
                one, other = _words(rows, (place, column)), _words(rows, alike[0])
                to.slip("columns_differ", key, value=one, other=other)
    return kept


def _key(column: str) -> str:
    key = COLUMNS.get(column, "")
    known = key in ELEMENTS and column not in BESIDE and ELEMENTS[key].type in EXACT - {Kind.LIMIT}
    return key if known else ""


def _meaning(key: str, value: Any) -> Any:
    """What the element would be by this value alone."""
    alone = Builder(Record(0, ""))
    alone.put(key, value)
    return alone.values.get(key)


def _value(rows: Rows, cell: Cell) -> Any:
    return rows[cell[0]][1][cell[1]]


def _words(rows: Rows, cell: Cell) -> str:
    return f"{rows[cell[0]][0]}.{cell[1]}={str(_value(rows, cell))[:20]}"
