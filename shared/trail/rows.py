"""Whether the rows of a service still are what the trail's entries told of them when they were written."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, String, Table, and_, false, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger, rows
from shared.rows import Row

BEGUN, ADOPT = "rows.begun", "rows.adopt"
"""Entries that tell rows from before entries told of any, and that from here on each row is told."""
PAGE, BODIES = 500, 20
_T, _R = ledger.trail.c, ledger.trail_rows.c


@dataclass(frozen=True)
class RowFault:
    """One row that is not what the trail told of it; `seq` is the entry that told of it last."""

    seq: int
    fault: str
    detail: str
    item_id: str = ""
    code: str = ""
    edition: int = 0


@dataclass(frozen=True)
class Told:
    """What was told last of a row."""

    seq: int
    row: Row


async def row_faults(
    connection: AsyncConnection, tables: Sequence[Table], subject: str = ""
) -> tuple[int, list[RowFault]]:
    """How many rows were looked at, and each that is altered, gone or put in past the commands; of one subject if named."""
    of = await _subjects(connection, subject) if subject else ()
    found = [fault async for fault in _list_faults(connection, of)]
    whole, looked = await is_whole(connection), 0
    for table in tables:
        if of and not _whose(table):
            continue
        seen, faults = await _table_faults(connection, table, of, whole=whole)
        looked, found = looked + seen, found + faults
    return looked, await _said(connection, found)


async def is_whole(connection: AsyncConnection) -> bool:
    """Whether each row that is there must have been told: the trail told of rows from its first entry, or since it began to."""
    first = (await connection.execute(select(_T.rows).where(_T.seq == 1))).scalar_one_or_none()
    begun = select(_T.seq).where(_T.action == BEGUN).limit(1)
    return bool(first) or first is None or (await connection.execute(begun)).first() is not None


async def untold(connection: AsyncConnection, table: Table) -> AsyncIterator[list[rows.Key]]:
    """The keys of rows that no entry tells of, by pages."""
    names = [column.name for column in table.primary_key]
    async for page in _pages(connection, table, ()):
        told = await _told(connection, table, [rows.key_of(table, row) for row in page])
        yield [tuple(row[n] for n in names) for row in page if rows.key_of(table, row) not in told]


async def _subjects(connection: AsyncConnection, subject: str) -> list[str]:
    """A subject, and what belongs to it and has rows of its own."""
    own = select(_R.key).where(_R.of == subject, _R.key.not_like("%/%")).distinct()
    return sorted({subject, *(await connection.execute(own)).scalars()})


def _whose(table: Table) -> list[Any]:
    """The columns by which a row belongs to a subject."""
    of, key = rows.whose(table), list(table.primary_key)
    named = len(key) == 1 and isinstance(key[0].type, String)
    return [*([table.c[of]] if of else []), *(key if named else [])]


async def _table_faults(
    connection: AsyncConnection, table: Table, of: Collection[str], *, whole: bool
) -> tuple[int, list[RowFault]]:
    looked, matched, found = 0, 0, list[RowFault]()
    async for page in _pages(connection, table, of):
        there = await asyncio.to_thread(lambda held: [rows.row_of(table, row) for row in held], page)
        told = await _told(connection, table, [row.key for row in there])
        looked += len(page)
        matched += sum(bool(told[row.key].row.hash) for row in there if row.key in told)
        found += [fault for row in there if (fault := _fault(row, told.get(row.key), whole=whole))]
    found += [fault async for fault in _body_faults(connection, table, of)]
    alive = _alive(table, of)
    if (await connection.execute(select(func.count()).select_from(alive.subquery()))).scalar_one() != matched:
        keys = {rows.key_of(table, row) async for page in _pages(connection, table, of) for row in page}
        gone = [one for one in await connection.execute(alive) if one.key not in keys]
        found += [RowFault(one.seq, "row_gone", f"{table.name} {one.key}", one.of) for one in gone]
    return looked, found


def _fault(row: Row, told: Told | None, *, whole: bool) -> RowFault | None:
    said = f"{row.table} {row.key}"
    if told is None:
        return RowFault(0, "row_untold", said, row.of) if whole else None
    if not told.row.hash:
        return RowFault(told.seq, "row_untold", said, row.of)
    return None if told.row.hash == row.hash else RowFault(told.seq, "row_altered", said, told.row.of or row.of)


async def _pages(
    connection: AsyncConnection, table: Table, of: Collection[str], size: int = PAGE, columns: Any = None
) -> AsyncIterator[Sequence[Any]]:
    """The rows of a table by its key, a page in memory at a time."""
    key, after = list(table.primary_key), None
    asked = rows.read(table) if columns is None else columns
    asked = asked.order_by(*key).limit(size)
    if of:
        asked = asked.where(or_(false(), *(column.in_(of) for column in _whose(table))))
    while page := (await connection.execute(asked if after is None else asked.where(after))).mappings().all():
        yield page
        last = [page[-1][column.name] for column in key]
        after = tuple_(*key) > tuple_(*last) if len(key) > 1 else key[0] > last[0]


async def _told(connection: AsyncConnection, table: Table, keys: Sequence[str]) -> dict[str, Told]:
    """What was told last of these rows."""
    asked = select(ledger.trail_rows).where(_R.name == table.name, _R.key.in_(keys)).order_by(_R.seq)
    return {one.key: _of(one) for one in await connection.execute(asked)}


def _of(one: Any) -> Told:
    return Told(one.seq, Row(one.name, one.key, one.of, one.hash))


def _alive(table: Table, of: Collection[str]) -> Any:
    """What the trail tells of rows that must be there."""
    later = ledger.trail_rows.alias("later")
    newer = and_(later.c.name == _R.name, later.c.key == _R.key, later.c.seq > _R.seq)
    asked = select(_R.key, _R.of, _R.seq).where(_R.name == table.name, _R.hash != "")
    asked = asked.where(~select(later.c.seq).where(newer).exists())
    return asked.where(_belongs(of)) if of else asked


def _belongs(of: Collection[str]) -> ColumnElement[bool]:
    return or_(_R.of.in_(of), _R.key.in_(of))


async def _body_faults(connection: AsyncConnection, table: Table, of: Collection[str]) -> AsyncIterator[RowFault]:
    """Bytes that do not have the hash that stands beside them in the row."""
    how, of_row = rows.tells(table), rows.whose(table)
    for body, sha256 in (how.bodies if how else {}).items():
        async for page in _pages(connection, table, of, BODIES, select(table)):
            for row in page:
                held = row[body] if isinstance(row[body], bytes) else str(row[body]).encode()
                if (await asyncio.to_thread(hashlib.sha256, held)).hexdigest() != row[sha256]:
                    said = f"{table.name} {rows.key_of(table, row)}"
                    yield RowFault(0, "row_altered", said, str(row[of_row]) if of_row else "")


async def _list_faults(connection: AsyncConnection, of: Collection[str]) -> AsyncIterator[RowFault]:
    """Entries whose list of rows is not the one of which they keep the hash."""
    after, named = -1, select(_R.seq).where(_belongs(of)).distinct() if of else None
    while True:
        entries = select(_T.seq, _T.rows).where(_T.rows != "", _T.seq > after).order_by(_T.seq).limit(PAGE)
        entries = entries.where(_T.seq.in_(named)) if named is not None else entries
        kept = {row.seq: row.rows for row in await connection.execute(entries)}
        lists = select(ledger.trail_rows).where(_R.seq > after).order_by(_R.seq)
        lists = lists.where(_R.seq.in_(named)) if named is not None else lists
        lists = lists.where(_R.seq <= max(kept)) if kept else lists
        there = groupby([_of(row) for row in await connection.execute(lists)], attrgetter("seq"))
        made = {seq: rows.digest_of(one.row for one in told) for seq, told in there}
        for seq in sorted(kept.keys() | made.keys()):
            if kept.get(seq) != made.get(seq, rows.digest_of(())):
                yield RowFault(seq, "row_list_altered", "")
        if not kept:
            return
        after = max(kept)


async def _said(connection: AsyncConnection, found: Sequence[RowFault]) -> list[RowFault]:
    """Each fault with whose it is, what it is and since when."""
    at = {
        row.seq: row.at
        for row in await connection.execute(select(_T.seq, _T.at).where(_T.seq.in_({f.seq for f in found})))
    }
    asked = select(_R.key, _R.of).where(_R.key.in_({f.item_id for f in found if f.item_id}), _R.of != "")
    above = {row.key: row.of for row in await connection.execute(asked)}
    return [
        replace(one, detail=_words(one, at.get(one.seq, "")), item_id=above.get(one.item_id, one.item_id))
        for one in found
    ]


def _words(one: RowFault, at: str) -> str:
    since = f"留痕第 {one.seq} 条（{at}） entry {one.seq} of {at}"
    says = {
        "row_altered": f"{one.detail}: 与{since} 所记不符 is not what it told",
        "row_gone": f"{one.detail}: {since} 记有此行，现已不在 told of it, and it is not there",
        "row_untold": f"{one.detail}: 留痕未记此行 no entry tells that it is there",
        "row_list_altered": f"{since}: 随附的行清单被改动 its list of rows is not the one it told",
    }
    return says[one.fault]
