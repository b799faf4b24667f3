"""Rows that are held against the trail: which a unit wrote, and the hash of each as it then lies there.

A table says with `told` that its rows are told. What a statement of a unit writes of them is noted before it runs, by the
rows' keys; when the unit is settled its first entry tells the hash of the list of these rows, each with its own. Nothing
of this is called by the verbs: a new verb, or a new column, is told by itself.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    bindparam,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Delete, Insert, Update

from shared.canonical import digest

Key = tuple[Any, ...]
_TELLS, _WRITTEN = "tells", "rows_written"
FEW, MANY = 4, 200
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


# What a unit writes.


def begin(connection: AsyncConnection) -> None:
    """A unit begins: it wrote nothing yet."""
    assert connection.sync_connection is not None
    connection.sync_connection.info[_WRITTEN] = {}


def touched(connection: AsyncConnection) -> bool:
    """Whether this unit wrote rows that are told."""
    return connection.sync_connection is not None and bool(connection.sync_connection.info.get(_WRITTEN))


def note(connection: Connection, table: Table, keys: Iterable[Key]) -> None:
    """Rows of a table are being written, or are to be told as they are."""
    written = connection.info.get(_WRITTEN)
    if written is not None and tells(table):
        written.setdefault(table, {}).update(dict.fromkeys(keys))


def note_many(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """The same, for rows that go past statements."""
    names = [column.name for column in table.primary_key]
    if tells(table):
        note(connection, table, (tuple(row[name] for name in names) for row in rows))


def written(connection: Connection) -> list[Row]:
    """The rows that this unit wrote, as they lie there now."""
    found = connection.info.pop(_WRITTEN, None) or {}
    return [row for table, keys in found.items() for row in _as_they_lie(connection, table, list(keys))]


def _as_they_lie(connection: Connection, table: Table, keys: Sequence[Key]) -> Iterator[Row]:
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
        yield from connection.execute(among(table, keys)).mappings()
        return
    for key in keys:
        given = {f"key_{n}": value for n, value in enumerate(key)}
        yield from connection.execute(_one(table), given).mappings()


@cache
def _one(table: Table) -> Select[Any]:
    return read(table).where(*(one == bindparam(f"key_{n}") for n, one in enumerate(table.primary_key)))


def among(table: Table, keys: Sequence[Key]) -> Select[Any]:
    """The rows of these keys."""
    columns = list(table.primary_key)
    if len(columns) == 1:
        return read(table).where(columns[0].in_([key[0] for key in keys]))
    return read(table).where(tuple_(*columns).in_(keys))


def writes(statement: Any) -> bool:
    """Whether a statement writes rows that are told."""
    return bool(getattr(statement, "is_dml", False)) and tells(statement.table) is not None


def note_statement(connection: Connection, statement: Any, given: Any) -> None:
    """Note the keys of the rows that a statement will write; to be called before it runs."""
    if _WRITTEN in connection.info:
        for values in given if isinstance(given, (list, tuple)) else [given or {}]:
            note(connection, statement.table, _keys(connection, statement, values))


def _keys(connection: Connection, statement: Insert | Update | Delete, given: Mapping[str, Any]) -> list[Key]:
    table: Any = statement.table
    names = [column.name for column in table.primary_key]
    if isinstance(statement, Insert) and statement.select is not None:
        at = [statement._select_names.index(name) for name in names]  # type: ignore[union-attr] # noqa: SLF001
        return [tuple(row[n] for n in at) for row in connection.execute(statement.select, given)]
    if isinstance(statement, Insert):
        return [tuple(row[name] for name in names) for row in _inserted(statement, given)]
    if isinstance(statement, Update) and _set(statement, given) & {*table.c.keys()} <= (tells(table) or Tells()).apart:
        return []
    asked = _asked(statement.whereclause, given)
    if asked.keys() >= set(names):
        found = [tuple(asked[name] for name in names)]
    else:
        rows = select(*table.primary_key).where(*_criteria(statement))
        found = [tuple(row) for row in connection.execute(rows, given)]
    return [*found, *_moved(statement, given, names, found)] if isinstance(statement, Update) else found


def _moved(statement: Update, given: Mapping[str, Any], names: Sequence[str], keys: Sequence[Key]) -> list[Key]:
    """The keys that rows will have after an update that sets some of them."""
    if not _set(statement, given) & set(names):
        return []
    new = _named(_values(statement), given)
    return [tuple(new.get(name, was) for name, was in zip(names, key, strict=True)) for key in keys]


def _criteria(statement: Update | Delete) -> Iterator[ColumnElement[bool]]:
    if statement.whereclause is not None:
        yield statement.whereclause


def _inserted(statement: Insert, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    several: list[Any] = [row for rows in statement._multi_values for row in rows]  # noqa: SLF001 - as SQLAlchemy keeps them
    return [_named(row, given) for row in several or [_values(statement)]]


def _values(statement: Insert | Update) -> Mapping[Any, Any]:
    return statement._values or {}  # noqa: SLF001 - as SQLAlchemy keeps them


def _set(statement: Update, given: Mapping[str, Any]) -> set[str]:
    """The columns that a statement sets: those it names, or those that are given to it."""
    named = {getattr(column, "name", column) for column in _values(statement)}
    return named or set(given)


def _named(values: Mapping[Any, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names of their columns, as a statement and what is given to it say."""
    said = {getattr(column, "name", column): _value(value, given) for column, value in values.items()}
    return dict(given) | said


def _asked(clause: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a condition wants to be equal to a value."""
    if getattr(clause, "operator", None) is operators.and_:
        return {name: value for one in clause.clauses for name, value in _asked(one, given).items()}
    left, right = getattr(clause, "left", None), getattr(clause, "right", None)
    same = getattr(clause, "operator", None) is operators.eq
    return {left.name: _value(right, given)} if same and isinstance(left, Column) and _given(right) else {}


def _given(value: Any) -> bool:
    return isinstance(value, BindParameter)


def _value(value: Any, given: Mapping[str, Any]) -> Any:
    return given.get(value.key, value.effective_value) if isinstance(value, BindParameter) else value
