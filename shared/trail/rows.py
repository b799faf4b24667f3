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
from shared.trail.found import FOUND, Told, fault_of, is_whole, said_in, told_last

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


async def row_faults(
    connection: AsyncConnection, tables: Sequence[Table], subject: str = ""
) -> tuple[int, list[RowFault]]:
    """How many rows were looked at, and each that is altered, gone or put in past the commands, or was when it was written
    again; of one subject if named.
    """
    of = await _subjects(connection, subject) if subject else ()
    found = [fault async for fault in _list_faults(connection, of)]
    whole, looked = await connection.run_sync(is_whole), 0
    for table in tables:
        if of and not _whose(table):
            continue
        seen, faults = await _table_faults(connection, table, of, whole=whole)
        looked, found = looked + seen, found + faults
    found = [*await _dated(connection, found), *await _found(connection, of)]
    return looked, await _owned(connection, found)


async def untold(connection: AsyncConnection, table: Table) -> AsyncIterator[list[rows.Key]]:
    """The keys of rows that no entry tells of, by pages."""
    names = [column.name for column in table.primary_key]
    async for page in _pages(connection, table, ()):
        told = await connection.run_sync(told_last, [rows.row_of(table, row) for row in page])
        yield [tuple(row[n] for n in names) for row in page if (table.name, rows.key_of(table, row)) not in told]


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
        told = await connection.run_sync(told_last, there)
        last = [told.get((table.name, row.key)) for row in there]
        looked += len(page)
        matched += sum(bool(one and one.row.hash) for one in last)
        found += [fault for row, one in zip(there, last, strict=True) if (fault := _fault(row, one, whole=whole))]
    found += [fault async for fault in _body_faults(connection, table, of)]
    alive = _alive(table, of)
    if (await connection.execute(select(func.count()).select_from(alive.subquery()))).scalar_one() != matched:
        keys = {rows.key_of(table, row) async for page in _pages(connection, table, of) for row in page}
        gone = [one for one in await connection.execute(alive) if one.key not in keys]
        found += [RowFault(one.seq, "row_gone", f"{table.name} {one.key}", one.of) for one in gone]
    return looked, found


def _fault(row: Row, told: Told | None, *, whole: bool) -> RowFault | None:
    if (told is None and not whole) or (told and told.row.hash == row.hash):
        return None
    seq, said, of = (told.seq, told.row.hash, told.row.of) if told else (0, "", "")
    return RowFault(seq, fault_of(said, row.hash), f"{row.table} {row.key}", of or row.of)


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


async def _found(connection: AsyncConnection, of: Collection[str]) -> list[RowFault]:
    """Rows that were altered, gone or put in when they were written again: going on hides nothing."""
    asked = select(ledger.trail).where(_T.action == FOUND).order_by(_T.seq)
    asked = asked.where(_T.subject.in_(of)) if of else asked
    entries = (await connection.execute(asked)).mappings()
    return [RowFault(entry["seq"], *said_in(dict(entry)), item_id=entry["subject"]) for entry in entries]


async def _dated(connection: AsyncConnection, found: Sequence[RowFault]) -> list[RowFault]:
    """Each fault with what it is and since when."""
    at = {
        row.seq: row.at
        for row in await connection.execute(select(_T.seq, _T.at).where(_T.seq.in_({f.seq for f in found})))
    }
    return [replace(one, detail=_words(one, at.get(one.seq, ""))) for one in found]


async def _owned(connection: AsyncConnection, found: Sequence[RowFault]) -> list[RowFault]:
    """Each fault with the item whose it is."""
    asked = select(_R.key, _R.of).where(_R.key.in_({f.item_id for f in found if f.item_id}), _R.of != "")
    above = {row.key: row.of for row in await connection.execute(asked)}
    return [replace(one, item_id=above.get(one.item_id, one.item_id)) for one in found]


def _words(one: RowFault, at: str) -> str:
    since = f"留痕第 {one.seq} 条（{at}） entry {one.seq} of {at}"
    says = {
        "row_altered": f"{one.detail}: 与{since} 所记不符 is not what it told",
        "row_gone": f"{one.detail}: {since} 记有此行，现已不在 told of it, and it is not there",
        "row_untold": f"{one.detail}: 留痕未记此行 no entry tells that it is there",
        "row_list_altered": f"{since}: 随附的行清单被改动 its list of rows is not the one it told",
    }
    return says[one.fault]
