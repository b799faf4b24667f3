"""Rows of which cannot be said whose a cell is: more or fewer cells than columns, a quote that does not close, two
values of one column. Nothing of them is read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

MARK, EXTRA = "(cells)", "(extra)"
MISCOUNTED, MISQUOTED, DOUBLED = "miscounted", "misquoted", "double_value"
UNREAD = frozenset((MISCOUNTED, MISQUOTED, DOUBLED))
"""What is told of such a row of items."""


PLACE = re.compile(r"（第 \d+ 列）$")


class Miscount(NamedTuple):
    """How many columns the table has, how many cells the row, and where in its table it stands."""

    columns: int
    cells: int
    line: int = 0
    slip: str = MISCOUNTED


def apart(names: Sequence[str]) -> list[str]:
    """The names of columns, one that comes again with its place, so that a row keeps the cells of both."""
    first = {name: place for place, name in reversed([*enumerate(names)])}
    return [name if first[name] == place else f"{name}（第 {place + 1} 列）" for place, name in enumerate(names)]


def alone(name: str) -> str:
    """The name of a column without its place."""
    return PLACE.sub("", name) or name


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


def is_blank(cell: Any) -> bool:
    """Whether a cell says nothing."""
    return cell is None or str(cell).strip() in ("", "null", "NULL")


def doubled(raw: dict[str, Any]) -> dict[str, Any]:
    """A row that has two values for one column."""
    return {MARK: Miscount(len(raw), len(raw), slip=DOUBLED)} | raw
