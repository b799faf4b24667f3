"""A change set that cannot go on: tried again while someone else may be in its way, then failed, with the reason."""

from dataclasses import asdict

from services.catalog import store
from services.catalog.domain.inout import WORKING, RowOutcome
from shared.hosting.runtime import Runtime
from shared.problems import Problem
from shared.unit import Actor
from shared.xlsx import SheetFault

TRIES = 5
"""How often a batch may meet what was written at the same time: another load is done by then, the file itself never."""


async def hopeless(here: Runtime, set_id: str, problem: Problem) -> bool:
    """Whether a change set that met this at its place has met it too often to go on."""
    if problem.code != store.AT_ONCE:
        return False
    async with here.db.writing() as connection:
        return await store.count_try(connection, set_id) >= TRIES


async def fail(here: Runtime, set_id: str, why: str) -> None:
    """The change set ends here; what was written stays, and a row of the file as a whole says why it went no further."""
    async with here.unit(Actor.service(here.name)) as unit:
        made = await store.change_set(unit.connection, set_id)
        if why == store.AT_ONCE:
            row = RowOutcome(0, "", faults=[asdict(_told(made.rows))])
            await store.keep_change_rows(unit.connection, set_id, [row.stored(set_id)])
        bad = await store.blocking_rows(unit.connection, set_id)
        await store.move_set(unit.connection, set_id, WORKING, state="failed", faults=bad)
        unit.note("change_set.failed", set_id, why=why)


def _told(place: int) -> SheetFault:
    words = (
        f"第 {place} 条之后的一批与已写入的内容重复，试了 {TRIES} 次未写入；此前的已写入",
        f"the rows after number {place} double what is written and were tried {TRIES} times; what came before is in",
        "这一批中有重复的行，改正后重新上传",
        "rows of it are doubles; mend them and upload again",
    )
    return SheetFault(None, None, None, None, store.AT_ONCE, "fault", *words)
