"""What is signed of a trail: checkpoints, whole exports, and proofs of one subject."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger
from shared.keys import Keys, Signer
from shared.trail.chain import CHECKPOINT, GENESIS, ROWS, key_id, statement
from shared.trail.faults import database_faults

Line = dict[str, Any]


async def checkpoint(connection: AsyncConnection, service: str, signer: Signer, at: str) -> dict[str, Any] | None:
    """Sign the head of the trail; returns the checkpoint, or None when nothing came since the last."""
    head = (await connection.execute(select(ledger.head))).one()
    last = (
        await connection.execute(select(ledger.checkpoints.c.seq).order_by(ledger.checkpoints.c.seq.desc()))
    ).scalar()
    told = select(ledger.trail.c.seq).where(ledger.trail.c.seq == head.trail_seq, ledger.trail.c.action == CHECKPOINT)
    if head.trail_seq in (0, last) or (
        last == head.trail_seq - 1 and (await connection.execute(told)).scalar() is not None
    ):
        return None
    signature = signer.sign(statement(service, head.trail_seq, head.trail_hash, at))
    row = {"seq": head.trail_seq, "at": at, "hash": head.trail_hash, "key_id": key_id(signer.public_pem)}
    await connection.execute(insert(ledger.checkpoints).values(row | {"signature": signature}))
    return row | {"signature": signature}


async def export(
    connection: AsyncConnection, service: str, keys: Keys, at: str, *, altered: Sequence[Any] = ()
) -> list[Line]:
    """The whole trail as lines: a header, entries, checkpoints, and an end signed with what did not hold here.

    `altered` are the faults of the records that the trail tells of, as the service found them.
    """
    rows = (await connection.execute(select(ledger.trail).order_by(ledger.trail.c.seq))).mappings().all()
    marks = (await connection.execute(select(ledger.checkpoints).order_by(ledger.checkpoints.c.seq))).mappings().all()
    lines: list[Line] = [{"kind": "trail", "service": service, "format": 1}]
    lines += [_entry(row) for row in rows]
    lines += [{"kind": "checkpoint", **row} for row in marks]
    return [*lines, await _end(connection, service, keys, at, altered=altered)]


async def proof(  # noqa: PLR0913 - what is proved of whom, when, and under which keys
    connection: AsyncConnection, service: str, keys: Keys, at: str, subject: str, *, altered: Sequence[Any] = ()
) -> list[Line]:
    """The entries of one subject, whole and all of them, under an end that signs for each and for the whole trail."""
    asked = select(ledger.trail).where(ledger.trail.c.subject == subject).order_by(ledger.trail.c.seq)
    entries = [_entry(row) for row in (await connection.execute(asked)).mappings()]
    shown = {"subject": subject, "shown": [[entry["seq"], entry["hash"]] for entry in entries]}
    header = {"kind": "proof", "service": service, "format": 1}
    return [header, *entries, await _end(connection, service, keys, at, altered=altered, shown=shown)]


async def heads(connection: AsyncConnection, service: str, limit: int) -> list[Line]:
    """The newest checkpoints: what whoever keeps them holds against a later export, as `earlier`."""
    newest = select(ledger.checkpoints).order_by(ledger.checkpoints.c.seq.desc()).limit(limit)
    marks = (await connection.execute(newest)).mappings().all()
    header = {"kind": "trail", "service": service, "format": 1}
    return [header, *({"kind": "checkpoint", **mark} for mark in reversed(marks))]


def _entry(row: RowMapping) -> Line:
    return {"kind": "entry", **{key: value for key, value in row.items() if key != "mac" and (value or key != ROWS)}}


async def _end(  # noqa: PLR0913 - what is signed for has this many sides
    connection: AsyncConnection,
    service: str,
    keys: Keys,
    at: str,
    *,
    altered: Sequence[Any],
    shown: Mapping[str, Any] | None = None,
) -> Line:
    """The signed end: how many entries there are, the head, and each fault that was found under the keys and in the records."""
    found = [*await database_faults(connection, service, keys), *altered]
    faults = [{"seq": one.seq, "fault": one.fault, "detail": one.detail} for one in found]
    head = (await connection.execute(select(ledger.head))).one_or_none()
    count, top = (head.trail_seq, head.trail_hash) if head else (0, GENESIS)
    signature = keys.signer.sign(statement(service, count, top, at, faults, shown=shown))
    end = {"kind": "end", "seq": count, "at": at, "hash": top, "key_id": key_id(keys.signer.public_pem)}
    return end | {"signature": signature} | dict(shown or {}) | ({"faults": faults} if faults else {})
