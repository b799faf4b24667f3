"""Rows that are held against the trail: a table says with `told` that its rows are, and each is told by its hash."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Select, Table, bindparam, select

from shared import lookups
from shared.canonical import digest

Key = tuple[Any, ...]
_TELLS = "tells"
FEW, MANY = 4, 1000
"""Rows that are asked for one by one, and those that are asked for at once."""


@dataclass(frozen=True)
class Tells:
    """How the rows of a table are told: which column says whose they are, and which columns are held otherwise."""

    of: str = ""
    apart: frozenset[str] = frozenset()
    bodies: Mapping[str, str] = field(default_factory=dict)
    """Columns of bytes, and the column beside each that has its hash."""


@dataclass(frozen=True)
class Row:
    """A row by its hash; without one it is gone. `of` is the item or whatever else it belongs to."""

    table: str
    key: str
    of: str
    hash: str


def told(of: str = "", *, apart: Collection[str] = (), bodies: Mapping[str, str] | None = None) -> dict[str, Tells]:
    """What a table says of itself, as its `info`: its rows are told, all columns but those `apart` and bytes with a hash."""
    return {_TELLS: Tells(of, frozenset({*apart, *(bodies or ())}), dict(bodies or {}))}


def tells(table: Table) -> Tells | None:
    """How the rows of a table are told, if they are."""
    found: Tells | None = getattr(table, "info", {}).get(_TELLS)
    return found


def whose(table: Table) -> str:
    """The column that says whose a row is, or none."""
    how = tells(table)
    return how.of if how else ""


def told_tables(metadata: MetaData) -> list[Table]:
    """The tables whose rows are told, by name."""
    return [table for _, table in sorted(metadata.tables.items()) if tells(table)]


def key_of(table: Table, row: Mapping[str, Any]) -> str:
    """A row's key as a text."""
    return "/".join(str(row[column.name]) for column in table.primary_key)


def row_of(table: Table, row: Mapping[str, Any]) -> Row:
    """A row as it is told."""
    return Row(table.name, key_of(table, row), str(row.get(whose(table)) or ""), _hash(table, row))


def digest_of(rows: Iterable[Row]) -> str:
    """SHA-256 over a list of rows, which the entry tells."""
    return digest(sorted([row.table, row.key, row.of, row.hash] for row in rows))


def _hash(table: Table, row: Mapping[str, Any]) -> str:
    """SHA-256 over what a row says. A column that says nothing, or what it says by default, is left out: one that a
    later migration adds changes no hash of before.
    """
    said = {name: row[name] for name, default in _columns(table) if not _silent(row[name], default)}
    return digest({n: hashlib.sha256(v).hexdigest() if isinstance(v, bytes) else v for n, v in said.items()})


def _silent(value: Any, default: str | None) -> bool:
    return value is None or (default is not None and str(value) == default)


@cache
def _columns(table: Table) -> list[tuple[str, str | None]]:
    """The columns that are told, each with its default in the database."""
    apart = (tells(table) or Tells()).apart
    return [(one.name, _default(one)) for one in table.columns if one.name not in apart]


def _default(column: Column[Any]) -> str | None:
    given: Any = column.server_default
    return str(given.arg) if given is not None else None


@cache
def read(table: Table) -> Select[Any]:
    """What of the rows is told, and their keys; of bytes that are held by a hash of their own, nothing."""
    names = {name for name, _ in _columns(table)} | {column.name for column in table.primary_key}
    return select(*(one for one in table.columns if one.name in names | {whose(table)}))


def as_they_lie(connection: Connection, table: Table, keys: Sequence[Key]) -> Iterator[Row]:
    """The rows of these keys, in their order; one that is not there is without a hash."""
    names = [column.name for column in table.primary_key]
    for at in range(0, len(keys), MANY):
        page = keys[at : at + MANY]
        there = {one.key: one for one in (row_of(table, row) for row in _rows(connection, table, page))}
        for key in page:
            named = dict(zip(names, key, strict=True))
            yield there.get(key_of(table, named)) or _gone(table, named)


def _gone(table: Table, key: Mapping[str, Any]) -> Row:
    """A row that is there no more."""
    return Row(table.name, key_of(table, key), str(key.get(whose(table)) or ""), "")


def _rows(connection: Connection, table: Table, keys: Sequence[Key]) -> Iterator[Any]:
    if len(keys) > FEW:
        dialect = connection.dialect.name
        yield from connection.execute(_each(dialect, table), lookups.given(dialect, keys)).mappings()
        return
    for key in keys:
        given = {f"key_{n}": value for n, value in enumerate(key)}
        yield from connection.execute(_one(table), given).mappings()


@cache
def _one(table: Table) -> Select[Any]:
    return read(table).where(*(one == bindparam(f"key_{n}") for n, one in enumerate(table.primary_key)))


@cache
def _each(dialect: str, table: Table) -> Select[Any]:
    return lookups.each(dialect, read(table), list(table.primary_key))
