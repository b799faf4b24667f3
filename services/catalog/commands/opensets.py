"""A file is taken in as a change set, and a tried one is put in; the work itself is the clock's."""

import hashlib
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import Any

from services.catalog import store
from services.catalog.commands.dumps import DUMPS
from services.catalog.commands.sheets import SHEETS
from services.catalog.commands.sight import own_set
from services.catalog.domain.inout import ChangeSet
from shared.clock import stamp
from shared.hosting.runtime import Runtime
from shared.problems import Refused
from shared.rights import Principal, Right
from shared.unit import Unit

STRAY = timedelta(days=1)
"""After so long nobody sends a file any more."""
RIGHTS = dict.fromkeys(("statistics", "elements", "dump"), Right.ITEM_EDIT)
RIGHTS |= {"catalogue": Right.CATALOGUE_IMPORT, "load": Right.ITEM_STAGE}


def kind_for(who: Principal, kind: str) -> str:
    """What a file is for whoever sends it, and may: a data centre's dump is a load, of its whole territory."""
    kind = "load" if kind == "dump" and who.may(Right.ITEM_STAGE) else kind
    who.demand(RIGHTS[kind])
    return kind


@dataclass(frozen=True, slots=True)
class File:
    """What a change set is made from: its id to be, its hash, and its body unless that is kept in pieces."""

    file_id: str
    sha256: str
    body: bytes

    @classmethod
    def of(cls, body: bytes) -> "File":
        """A file that is short enough to go in with its change set."""
        return cls(str(uuid.uuid4()), hashlib.sha256(body).hexdigest(), body)


@asynccontextmanager
async def kept(here: Runtime, pieces: Iterator[bytes], sha256: str) -> AsyncIterator[File]:
    """A file before its change set: a long one goes into the database a piece at a time, and nobody waits for all of it.

    Where no change set comes of it, it is let go; where the process dies before that, the clock does it (`sweep`).
    """
    first, second = next(pieces, b""), next(pieces, None)
    if second is None:
        yield File(str(uuid.uuid4()), sha256, first)
        return
    file = File(str(uuid.uuid4()), sha256, b"")
    try:
        for number, piece in enumerate(chain((first, second), pieces)):
            async with here.db.writing() as connection:
                await store.keep_piece(connection, file.file_id, number, piece, stamp(here.clock()))
        yield file
    finally:
        async with here.db.writing() as connection:
            await store.forget_pieces(connection, file.file_id)


async def sweep(here: Runtime) -> int:
    """Let go of files that became nobody's: their sender, or the process that took them in, died of it."""
    async with here.db.reading() as connection:
        strays = await store.stray_files(connection, stamp(here.clock() - STRAY))
    for file_id in strays:
        async with here.db.writing() as connection:
            await store.forget_pieces(connection, file_id)
    return len(strays)


async def open_change_set(
    unit: Unit, who: Principal, kind: str, name: str, file: File, *, apply: bool, good_rows: bool
) -> ChangeSet:
    """Take a file in; a dry run unless `apply`, and with faults nothing goes in unless the good rows are asked for."""
    kind = kind_for(who, kind)
    await store.office(unit.connection, who.office)
    state = "applying" if apply and good_rows else "reading"
    made = replace(fresh(unit, who, kind, name or SHEETS[kind].zh, state), set_id=file.file_id)
    await store.add_set(unit.connection, made, file.body, apply=apply, good_rows=good_rows, sha256=file.sha256)
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
    if made.kind in DUMPS:
        await store.want_report(unit.connection, set_id)
    unit.note("change_set.apply", set_id, why=made.name)
    return replace(made, state="applying", rows=0, done=0, faults=0)
