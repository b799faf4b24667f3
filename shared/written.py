"""Which rows that are told a unit wrote, noted below the verbs: a new verb, or a new column, is told by itself.

What a statement of a unit will write of them is read before it runs, and kept when it ran; when the unit is settled its
first entry tells the hash of the list of these rows, each with its own (shared/rows.py), and each that lay otherwise than
was told of it last has an entry of its own (shared/trail/found.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Delete, Insert, Update

from shared.rows import Key, Row, Tells, as_they_lie, tells

Lay = dict[Key, Row | None]
_WRITTEN = "rows_written"


@dataclass(frozen=True)
class Written:
    """A row that a unit wrote: as it lay before, which is None where the unit put it in, and as it lies now."""

    before: Row | None
    now: Row


def begin(connection: AsyncConnection) -> None:
    """A unit begins: it wrote nothing yet."""
    assert connection.sync_connection is not None
    connection.sync_connection.info[_WRITTEN] = {}


def touched(connection: AsyncConnection) -> bool:
    """Whether this unit wrote rows that are told."""
    return connection.sync_connection is not None and bool(connection.sync_connection.info.get(_WRITTEN))


def keep(connection: Connection, table: Table, rows: Lay) -> None:
    """Rows were written that lay so before; what this unit wrote first of a row counts."""
    if rows:
        known = connection.info[_WRITTEN].setdefault(table, {})
        known.update({key: row for key, row in rows.items() if key not in known})


def note(connection: Connection, table: Table, keys: Sequence[Key]) -> None:
    """Rows of a table are to be told as they lie."""
    keep(connection, table, dict(zip(keys, as_they_lie(connection, table, keys), strict=True)))


def note_many(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows were put in past statements."""
    names = [column.name for column in table.primary_key]
    if tells(table) and _WRITTEN in connection.info:
        keep(connection, table, dict.fromkeys(tuple(row[name] for name in names) for row in rows))


def written(connection: Connection) -> list[Written]:
    """The rows that this unit wrote, as they lay before and as they lie now."""
    found: dict[Table, Lay] = connection.info.pop(_WRITTEN, None) or {}
    return [
        Written(*both)
        for table, rows in found.items()
        for both in zip(rows.values(), as_they_lie(connection, table, list(rows)), strict=True)
    ]


def writes(statement: Any) -> bool:
    """Whether a statement writes rows that are told."""
    return bool(getattr(statement, "is_dml", False)) and tells(statement.table) is not None


def before(connection: Connection, statement: Any, given: Any) -> Lay:
    """The rows that a statement of a unit will write, as they lie before it runs; those it puts in are not there."""
    if _WRITTEN not in connection.info:
        return {}
    each = given if isinstance(given, (list, tuple)) else [given or {}]
    known = connection.info[_WRITTEN].get(statement.table, {})
    keys = dict.fromkeys(key for values in each for key in _keys(connection, statement, values))
    new = [key for key in keys if key not in known]
    if _puts_in(statement):
        return dict.fromkeys(new)
    return dict(zip(new, as_they_lie(connection, statement.table, new), strict=True))


def _puts_in(statement: Insert | Update | Delete) -> bool:
    """Whether a statement writes none of the rows that are there, but fails where one is."""
    return isinstance(statement, Insert) and statement._post_values_clause is None  # noqa: SLF001 - as SQLAlchemy keeps it


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
