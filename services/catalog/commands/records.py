"""The check of the records: every edition and public record against its hash and the trail."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain.records import Dossier, RecordFault, faults_of
from shared.hosting.records import Checked
from shared.problems import Conflict

PAGE = 200


async def check_records(connection: AsyncConnection, subject: str = "") -> Checked:
    """Make every hash anew, of one item if it is named: how many editions and public records there are, and each that
    is not what the trail tells.
    """
    missing = [
        Dossier(item_id).fault("item_missing", 0, "the trail tells of the item, and it is not there", seq)
        for item_id, seq in await store.untraced(connection)
        if subject in {"", item_id}
    ]
    looked, found, after = 0, list[RecordFault](missing), ""
    while ids := await store.items_after(connection, after, PAGE, subject):
        held = await store.dossiers(connection, ids)
        found += await asyncio.to_thread(_faults, held)
        looked += sum(len(one.kept) + len(one.shown) for one in held)
        after = ids[-1]
    return Checked(looked, found)


def _faults(held: Sequence[Dossier]) -> list[RecordFault]:
    return [fault for one in held for fault in faults_of(one)]


async def demand_intact(connection: AsyncConnection, item_id: str, *editions: int) -> None:
    """Conflict, naming what does not hold, rather than show a text as true that no longer is what it was."""
    (dossier,) = await store.dossiers(connection, [item_id], editions)
    there = {kept.number for kept in dossier.kept}
    lacking = [number for number in editions if number <= dossier.head and number not in there]
    found = [dossier.fault("edition_missing", number, "it is not there") for number in lacking]
    found += faults_of(dossier, editions)
    if found:
        named = "、".join(str(number) for number in sorted({one.edition for one in found}))
        raise Conflict(
            f"第 {named} 版的存档与留痕不符，不能作为历史提供，请联系运维核查。",
            f"Edition {named} is not what the trail tells of it, so it is not shown as history; tell operations.",
            "altered",
            extra={"altered": [{"edition": one.edition, "fault": one.fault, "detail": one.detail} for one in found]},
        )
