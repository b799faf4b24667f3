"""Asking for a change set to be taken back: one that was applied, or that failed on its way."""

from dataclasses import replace
from typing import Any

from services.catalog import store
from services.catalog.commands.opensets import RIGHTS, fresh
from services.catalog.commands.sight import own_set
from services.catalog.domain.inout import ChangeSet
from shared.problems import Conflict
from shared.rights import Principal, Right
from shared.unit import Unit

ENDED = ("applied", "failed")


async def undo_change_set(unit: Unit, who: Principal, set_id: str) -> ChangeSet:
    """Take a change set back: a change set of its own, whose rows are new editions with what was there before."""
    made = await own_set(unit.connection, who, set_id)
    who.demand(RIGHTS.get(made.kind, Right.CHANGE_SET))
    if made.undone_by:
        return await _undo_on(unit, made, await store.change_set(unit.connection, made.undone_by))
    if made.kind == "undo" or not await _wrote(unit, made):
        raise Conflict(
            "只有已应用或写入了一部分的变更集可以撤销。",
            "Only a change set that wrote something can be undone.",
            "state",
        )
    undo = fresh(unit, who, "undo", f"撤销：{made.name}", "applying")
    await store.add_set(unit.connection, undo, set_id.encode(), apply=True, good_rows=True)
    await store.move_set(unit.connection, set_id, ENDED, undone_by=undo.set_id)
    unit.note("change_set.undo", set_id, why=undo.set_id)
    return undo


async def _wrote(unit: Unit, made: ChangeSet) -> bool:
    """Whether there is something to take back: a change set that failed may have batches in."""
    return made.state == "applied" or (made.state == "failed" and await store.wrote(unit.connection, made.set_id))


async def _undo_on(unit: Unit, made: ChangeSet, undo: ChangeSet) -> ChangeSet:
    """An undo goes on, with what it had to leave and where it stopped; nothing is taken back twice."""
    if undo.state not in ENDED or not (undo.faults or undo.state == "failed"):
        raise Conflict("该变更集已撤销或正在撤销。", "The change set is undone, or is being undone.", "state")
    left = await store.forget_faults(unit.connection, undo.set_id)
    again: dict[str, Any] = {"state": "applying", "rows": undo.rows - left, "faults": 0}
    await store.move_set(unit.connection, undo.set_id, ENDED, tries=0, **again)
    await store.begin_anew_file(unit.connection, undo.set_id)
    unit.note("change_set.undo", made.set_id, why=undo.set_id)
    return replace(undo, **again)
