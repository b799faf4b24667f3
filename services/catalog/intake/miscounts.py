"""Rows with more or fewer cells than their table has columns, or with a quote that does not close: whose a cell is cannot be said, and nothing of them is read."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

MARK, EXTRA = "(cells)", "(extra)"
MISCOUNTED, MISQUOTED = "miscounted", "misquoted"
"""What is told of such a row of items."""


class Miscount(NamedTuple):
    """How many columns the table has, how many cells the row, and where in its table it stands."""

    columns: int
    cells: int
    line: int = 0
    slip: str = MISCOUNTED


def by_name(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """A row by its columns; one that does not fit them is marked, and keeps what is over."""
    told = dict(zip(names, cells, strict=False))
    if len(names) == len(cells):
        return told
    over = {EXTRA: list(cells[len(names) :])} if len(cells) > len(names) else {}
    return told | over | {MARK: Miscount(len(names), len(cells))}


def misquoted(names: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """A row with a quote that does not close, by what seem to be its cells."""
    return by_name(names, cells) | {MARK: Miscount(len(names), len(cells), slip=MISQUOTED)}


def miscount(raw: Mapping[str, Any]) -> Miscount | None:
    """What is wrong with the number of a row's cells; None where it is right. No file can say it of itself."""
    found = raw.get(MARK)
    return found if isinstance(found, Miscount) else None


def told_at(raw: dict[str, Any], line: int) -> dict[str, Any]:
    """The row, which knows its place where it does not fit."""
    found = miscount(raw)
    return raw | {MARK: found._replace(line=line)} if found else raw


def unmarked(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the row, as far as it can be said."""
    return {name: cell for name, cell in raw.items() if name != MARK and cell not in (None, "")}
