"""A file is taken in as a change set, and a tried one is put in; the work itself is the clock's."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from services.catalog import store
from services.catalog.commands.sheets import SHEETS
from services.catalog.commands.sight import own_set
from services.catalog.domain.inout import ChangeSet
from shared.problems import Refused
from shared.rights import Principal, Right
from shared.unit import Unit

RIGHTS = dict.fromkeys(("statistics", "elements", "dump"), Right.ITEM_EDIT)
RIGHTS |= {"catalogue": Right.CATALOGUE_IMPORT, "load": Right.ITEM_STAGE}


def kind_for(who: Principal, kind: str) -> str:
    """What a file is for whoever sends it, and may: a data centre's dump is a load, of its whole territory."""
    kind = "load" if kind == "dump" and who.may(Right.ITEM_STAGE) else kind
    who.demand(RIGHTS[kind])
    return kind


async def open_change_set(
    unit: Unit, who: Principal, kind: str, name: str, body: Iterable[bytes], *, apply: bool, good_rows: bool
) -> ChangeSet:
    """Take a file in; a dry run unless `apply`, and with faults nothing goes in unless the good rows are asked for."""
    kind = kind_for(who, kind)
    await store.office(unit.connection, who.office)
    state = "applying" if apply and good_rows else "reading"
    made = fresh(unit, who, kind, name or SHEETS[kind].zh, state)
    await store.add_set(unit.connection, made, body, apply=apply, good_rows=good_rows)
    unit.note("change_set.open", made.set_id, why=f"{SHEETS[kind].zh}：{made.name}"[:500])
    return made


def fresh(unit: Unit, who: Principal, kind: str, name: str, state: str) -> ChangeSet:
    """A change set that nothing was done with yet."""
    zero: dict[str, Any] = {"rows": 0, "done": 0, "faults": 0, "undone_by": None}
    return ChangeSet(str(uuid.uuid4()), kind, name[:300], who.office, who.subject, unit.stamp, state, **zero)


async def apply_change_set(unit: Unit, who: Principal, set_id: str, *, good_rows: bool) -> ChangeSet:
    """Put a tried change set in; with faults only if the good rows are asked for."""
    made = await own_set(unit.connection, who, set_id)
    who.demand(RIGHTS.get(made.kind, Right.CHANGE_SET))
    if made.state == "ready" and not good_rows and await store.blocking_rows(unit.connection, set_id):
        raise Refused(
            "有的行有错误。请改正后重新上传，或选择只导入无误的行（good_rows=true）。",
            "Some rows have faults. Mend them and upload again, or ask for the good rows only (good_rows=true).",
            "faults",
        )
    await store.move_set(unit.connection, set_id, ("ready",), state="applying", rows=0, done=0, faults=0)
    await store.ask_to_apply(unit.connection, set_id, good_rows=good_rows)
    unit.note("change_set.apply", set_id, why=made.name)
    return replace(made, state="applying", rows=0, done=0, faults=0)
