"""The check of the records: every edition, public record and attachment against its hash and the trail."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain.lives import author_faults, life_faults, listed_faults
from services.catalog.domain.records import Dossier, RecordFault, faults_of, file_fault, is_sealed
from shared.hosting.records import Checked
from shared.keys import Keys, verify_signature
from shared.problems import Conflict
from shared.trail.rows import row_faults

PAGE = 200


async def check_records(connection: AsyncConnection, subject: str = "") -> Checked:
    """Make every hash anew, of one item if it is named: how many editions, public records and attachments there are, and
    each that is not what the trail tells.
    """
    missing = [
        Dossier(item_id).fault("item_missing", 0, "the trail tells of the item, and it is not there", seq)
        for item_id, seq in await store.untraced(connection)
        if subject in {"", item_id}
    ]
    looked, found, after = 0, list[Any](missing), ""
    while ids := await store.items_after(connection, after, PAGE, subject):
        held = await store.dossiers(connection, ids)
        found += await asyncio.to_thread(_faults, held)
        looked += sum(len(one.kept) + len(one.shown) for one in held)
        after = ids[-1]
    for check in (_check_files, _check_uploads, _check_rows):
        checked = await check(connection, subject)
        looked, found = looked + checked.looked, [*found, *checked.faults]
    return Checked(looked, found)


async def _check_uploads(connection: AsyncConnection, subject: str) -> Checked:
    """Each file that is still to go in, a piece in memory at a time: the hash with which it was taken is its own."""
    found, files = list[RecordFault](), await store.files_at_work(connection, subject)
    for set_id, sha256 in files.items():
        made = hashlib.sha256()
        async for piece in store.file_pieces(connection, set_id):
            await asyncio.to_thread(made.update, piece)
        if made.hexdigest() != sha256:
            said = f"变更集 change set {set_id}: its file is not the one that was taken in"
            found.append(RecordFault(0, "file_altered", said, "", "", 0))
    return Checked(len(files), found)


async def _check_rows(connection: AsyncConnection, subject: str) -> Checked:
    """Each row that the trail tells of, with the code of the item whose it is."""
    looked, found = await row_faults(connection, store.TOLD_TABLES, subject)
    codes = await store.codes_of_items(connection, {one.item_id for one in found})
    named = [(one, codes.get(one.item_id, "")) for one in found]
    return Checked(looked, [replace(one, code=code, detail=f"{code} {one.detail}".strip()) for one, code in named])


async def _check_files(connection: AsyncConnection, subject: str) -> Checked:
    """Each attachment, one in memory at a time."""
    looked, found, after = 0, list[RecordFault](), ""
    while page := await store.files_after(connection, after, PAGE, subject):
        for sha256, seq in page.items():
            body = await store.file_bytes(connection, sha256)
            if fault := await asyncio.to_thread(file_fault, sha256, body, seq):
                found.append(fault)
        looked += len(page)
        after = max(page)
    return Checked(looked, found)


def demand_unaltered(sha256: str, body: bytes) -> None:
    """Conflict, rather than hand out other bytes under a hash."""
    if file_fault(sha256, body, 0):
        raise Conflict(
            "附件内容与其哈希值不符，不能提供，请联系运维核查。",
            "The file's bytes do not have its hash, so it is not handed out; tell operations.",
            "altered",
            extra={"altered": [{"sha256": sha256, "fault": "attachment_altered"}]},
        )


def _faults(held: Sequence[Dossier]) -> list[RecordFault]:
    return [fault for one in held for fault in (*faults_of(one), *life_faults(one))]


async def demand_sealed(connection: AsyncConnection, keys: Keys, code: str, row: Any) -> None:
    """Conflict, rather than show the public a record under another seal; one from before seals is held against the trail.

    Asked when a record is read from the database, not when it is answered from the shelf.
    """
    holds = partial(verify_signature, keys.signer.public_pem)
    if not is_sealed(row.record, holds, row.item_id, code, row.edition, row.digest):
        await demand_intact(connection, row.item_id, row.edition)


async def demand_intact(connection: AsyncConnection, item_id: str, *editions: int) -> None:
    """Conflict, naming what does not hold, rather than show a text as true that no longer is what it was."""
    (dossier,) = await store.dossiers(connection, [item_id], editions)
    there = {kept.number for kept in dossier.kept}
    lacking = [number for number in editions if number <= dossier.head and number not in there]
    found = [dossier.fault("edition_missing", number, "it is not there") for number in lacking]
    _demand_none([*found, *faults_of(dossier, editions), *listed_faults(dossier)])


async def demand_listed(connection: AsyncConnection, item_id: str) -> None:
    """The same for the list of an item's editions: who saved each and when, what was public and when, and that none lacks."""
    (dossier,) = await store.dossiers(connection, [item_id])
    _demand_none([*faults_of(dossier), *author_faults(dossier), *listed_faults(dossier)])


def _demand_none(found: Sequence[RecordFault]) -> None:
    if found:
        numbers = [str(number) for number in sorted({one.edition for one in found} - {0})]
        named = f"第 {'、'.join(numbers)} 版的存档" if numbers else "施行起止的存档"
        said = f"edition {', '.join(numbers)} is" if numbers else "times in force are"
        raise Conflict(
            f"{named}与留痕不符，不能提供，请联系运维核查。",
            f"The {said} not what the trail tells, so it is not shown; tell operations.",
            "altered",
            extra={"altered": [{"edition": one.edition, "fault": one.fault, "detail": one.detail} for one in found]},
        )
