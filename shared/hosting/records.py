"""The check of a service's records: what it keeps beside the trail, held against its hashes and the trail each night."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger, written
from shared.clock import BEIJING, day
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.trail.found import ADOPT, BEGUN, RECORDS, is_whole
from shared.trail.rows import row_faults, untold
from shared.unit import Actor

HOLD, ALTERED = "records.hold", "records.altered"
HOUR = 3
TOLD = 20
"""Faults that one entry of the trail names, and the log tells; the rest are counted."""


@dataclass(frozen=True)
class Checked:
    """How many records were looked at, and each that is not what the trail tells of it."""

    looked: int
    faults: Sequence[Any]


class Checks(Protocol):
    """Looks at all records of a service, or at those of one subject."""

    async def __call__(self, connection: AsyncConnection, subject: str = "") -> Checked: ...


@dataclass(frozen=True)
class RowChecks:
    """Holds the rows of tables against the trail."""

    tables: Sequence[Table]

    async def __call__(self, connection: AsyncConnection, subject: str = "") -> Checked:
        """Look at all of them, or at those of one subject."""
        return Checked(*await row_faults(connection, self.tables, subject))


async def begin_rows(here: Runtime, tables: Sequence[Table]) -> None:
    """Tell once what lies there from before entries told of rows; from then on a row that none tells of is a fault."""
    async with here.db.reading() as connection:
        if await connection.run_sync(is_whole):
            return
        lacking = {table: [page async for page in untold(connection, table)] for table in tables}
    for table, pages in lacking.items():
        for page in pages:
            async with here.unit(Actor.service(here.name)) as unit:
                await unit.connection.run_sync(written.note, table, page)
                unit.note(ADOPT, RECORDS, why=f"{table.name} {len(page)}")
    async with here.unit(Actor.service(here.name)) as unit:
        unit.note(BEGUN, RECORDS, why="、".join(table.name for table in tables))


async def last_check(connection: AsyncConnection) -> Any:
    """When the last check ended, and how; None before the first."""
    t = ledger.trail.c
    rows = select(t.at, t.action, t.why).where(t.subject == RECORDS, t.action.in_((HOLD, ALTERED)))
    return (await connection.execute(rows.order_by(t.seq.desc()).limit(1))).one_or_none()


async def check_nightly(checks: Checks, here: Runtime, tables: Sequence[Table] = ()) -> int:
    """Once a night, after three: check all records, and keep in the trail how it ended; returns 1 when it ran."""
    at = here.clock()
    if at.astimezone(BEIJING).hour < HOUR:
        return 0
    async with here.db.snapshot() as connection:
        last = await last_check(connection)
        if last and day(datetime.fromisoformat(last.at)) >= day(at):
            return 0
    await begin_rows(here, tables)
    async with here.db.snapshot() as connection:
        checked = await checks(connection)
    for fault in checked.faults[:TOLD]:
        log.error("records.altered", service=here.name, of=len(checked.faults), **vars(fault))
    async with here.unit(Actor.service(here.name)) as unit:
        named = "；".join(f"{one.fault} {one.detail}" for one in checked.faults[:TOLD])
        said = f"{checked.looked} 件，{len(checked.faults)} 处不符{'：' if named else ''}{named}"
        unit.note(ALTERED if checked.faults else HOLD, RECORDS, why=said)
    return 1
