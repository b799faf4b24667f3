"""Rows that lay otherwise than the trail told of them last when a unit wrote them again: what was done to them is told.

The unit that writes such a row signs what it makes of it; an entry of its own keeps for good that it was altered, taken
away or put in before, as a broken seal of the head stays broken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select

from shared import ledger, lookups
from shared.rows import Row
from shared.trail.chain import ROWS, Note
from shared.written import Written

FOUND = "rows.found_altered"
"""The action of such an entry: `before` is the hash that was told, `after` the one that was found."""
RECORDS = "records"
"""The subject under which the trail tells of all records of a service."""
BEGUN, ADOPT = "rows.begun", "rows.adopt"
"""Entries that tell rows from before entries told of any, and that from here on each row is told."""
LONGEST = 64
_T, _R = ledger.trail.c, ledger.trail_rows.c
_WHY = {
    "row_altered": "写入前与留痕第 {seq} 条所记不符 before it was written it was not what entry {seq} told",
    "row_gone": "留痕第 {seq} 条记有此行，写入前已不在 entry {seq} told of it, and before it was written it was not there",
    "row_untold": "写入前已有此行，留痕未记 it was there before it was written, and no entry told of it",
}


@cache
def _last(dialect: str) -> Select[Any]:
    """What was told last of rows, by table and key."""
    later = ledger.trail_rows.alias()
    last = select(func.max(later.c.seq)).where(later.c.name == _R.name, later.c.key == _R.key)
    return lookups.each(dialect, select(ledger.trail_rows).where(_R.seq == last.scalar_subquery()), [_R.name, _R.key])


@dataclass(frozen=True)
class Told:
    """What was told last of a row."""

    seq: int
    row: Row


def is_whole(connection: Connection) -> bool:
    """Whether each row that is there must have been told: the trail told of rows from its first entry, or since it began to."""
    first = connection.execute(select(_T.rows).where(_T.seq == 1)).scalar_one_or_none()
    begun = select(_T.seq).where(_T.subject == RECORDS, _T.action == BEGUN).limit(1)
    return bool(first) or first is None or connection.execute(begun).first() is not None


def told_last(connection: Connection, rows: Sequence[Row]) -> dict[tuple[str, str], Told]:
    """What was told last of these rows, by table and key."""
    if not rows:
        return {}
    dialect = connection.dialect.name
    found = connection.execute(_last(dialect), lookups.given(dialect, [(row.table, row.key) for row in rows]))
    return {(one.name, one.key): Told(one.seq, Row(one.name, one.key, one.of, one.hash)) for one in found}


def notes_of(connection: Connection, written: Sequence[Written]) -> list[Note]:
    """A note of each row that was not what was told of it last; none in a trail that does not hold all rows yet."""
    told = told_last(connection, [one.now for one in written])
    found = list(_found(written, told))
    return found if found and is_whole(connection) else []


def _found(written: Sequence[Written], told: Mapping[tuple[str, str], Told]) -> Iterator[Note]:
    for one in written:
        last = told.get((one.now.table, one.now.key))
        said, lay = last.row.hash if last else "", one.before.hash if one.before else ""
        if said != lay:
            of = (last.row.of if last else "") or (one.before.of if one.before else "") or one.now.key
            why = _WHY[fault_of(said, lay)].format(seq=last.seq if last else 0)
            yield Note(FOUND, _subject(of), f"{one.now.table} {one.now.key}: {why}", said, lay)


def fault_of(told: str, there: str) -> str:
    """What was done to a row, by the hash that was told of it and the one that it has; one that is not there has none."""
    return "row_untold" if not told else "row_altered" if there else "row_gone"


def _subject(of: str) -> str:
    """Under what the trail tells of a row: whose it is, or itself; where that is no name, the rows."""
    return of if "/" not in of and len(of) <= LONGEST else ROWS


def said_in(entry: Mapping[str, Any]) -> tuple[str, str]:
    """What an entry that tells of such a row says: the fault, and where it was found."""
    at = f"留痕第 {entry['seq']} 条（{entry['at']}）发现 found at entry {entry['seq']} of {entry['at']}"
    return fault_of(entry["before"], entry["after"]), f"{entry['why']}（{at}）"
