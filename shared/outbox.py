"""Events leave and enter a service through its own database, never past it."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger
from shared.bus import Bus
from shared.clock import now, stamp
from shared.db import Database, inserting
from shared.events.envelope import Envelope

BATCH = 500


async def relay(db: Database, bus: Bus, batch: int = BATCH) -> int:
    """Publish the oldest unsent events in order and mark them sent; returns how many.

    A crash between publishing and marking publishes them again: hearers claim each event once.
    """
    unsent = select(ledger.outbox.c.seq, ledger.outbox.c.topic, ledger.outbox.c.envelope)
    unsent = unsent.where(ledger.outbox.c.sent_at.is_(None)).order_by(ledger.outbox.c.seq).limit(batch)
    async with db.reading() as connection:
        rows = (await connection.execute(unsent)).all()
    for topic, group in _by_topic([(row.seq, row.topic, row.envelope) for row in rows]):
        await bus.publish(topic, [Envelope.model_validate_json(text) for _, text in group])
        async with db.writing() as connection:
            seqs = [seq for seq, _ in group]
            await connection.execute(
                update(ledger.outbox).where(ledger.outbox.c.seq.in_(seqs)).values(sent_at=stamp(now()))
            )
    return len(rows)


async def resend(db: Database, since: str) -> int:
    """Mark what left at or after a time as unsent, to be said again; hearers ignore what they have taken."""
    async with db.writing() as connection:
        again = update(ledger.outbox).where(ledger.outbox.c.sent_at >= since).values(sent_at=None)
        return (await connection.execute(again)).rowcount


def _by_topic(rows: Sequence[tuple[int, str, str]]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Runs of one topic, in order."""
    runs: list[tuple[str, list[tuple[int, str]]]] = []
    for seq, topic, text in rows:
        if not runs or runs[-1][0] != topic:
            runs.append((topic, []))
        runs[-1][1].append((seq, text))
    return runs


async def claim(connection: AsyncConnection, event_id: str, handler: str) -> bool:
    """True the first time this handler meets this event; the claim is part of the effects' transaction."""
    row = {"event_id": event_id, "handler": handler, "taken_at": stamp(now())}
    taken = await connection.execute(inserting(connection, ledger.inbox).values(row).on_conflict_do_nothing())
    return taken.rowcount == 1


async def bury(  # noqa: PLR0913 - what a dead letter keeps
    connection: AsyncConnection, envelope: Envelope | str, *, topic: str, handler: str, reason: str, tries: int
) -> None:
    """Put an event that cannot be handled aside, with its reason; it can be replayed."""
    text = envelope if isinstance(envelope, str) else envelope.to_json()
    event_id = envelope.id if isinstance(envelope, Envelope) else _name_of(text)
    row: dict[str, object] = {"event_id": event_id, "handler": handler, "topic": topic, "envelope": text[:1_000_000]}
    row |= {"reason": reason[:2000], "attempts": tries, "buried_at": stamp(now())}
    await connection.execute(inserting(connection, ledger.dead_letters).values(row).on_conflict_do_nothing())


def _name_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:36]


async def dead(connection: AsyncConnection) -> list[dict[str, object]]:
    """The dead letters that were not replayed, oldest first."""
    letters = select(ledger.dead_letters).where(ledger.dead_letters.c.replayed_at.is_(None))
    rows = await connection.execute(letters.order_by(ledger.dead_letters.c.buried_at, ledger.dead_letters.c.event_id))
    return [dict(row) for row in rows.mappings()]


async def mark_replayed(connection: AsyncConnection, event_id: str, handler: str) -> None:
    """Note that a dead letter went through at last."""
    this = (ledger.dead_letters.c.event_id == event_id) & (ledger.dead_letters.c.handler == handler)
    await connection.execute(update(ledger.dead_letters).where(this).values(replayed_at=stamp(now())))


async def standing(connection: AsyncConnection) -> dict[str, int | str | None]:
    """How the ledger stands: unsent events, the oldest of them, dead letters, trail length."""
    unsent = select(func.count(), func.min(ledger.outbox.c.recorded_at)).where(ledger.outbox.c.sent_at.is_(None))
    count, oldest = (await connection.execute(unsent)).one()
    letters = select(func.count()).select_from(ledger.dead_letters).where(ledger.dead_letters.c.replayed_at.is_(None))
    buried = (await connection.execute(letters)).scalar_one()
    head = (await connection.execute(select(ledger.head))).one()
    return {
        "unsent": count,
        "oldest_unsent": oldest,
        "dead_letters": buried,
        "outbox": head.outbox_seq,
        "trail": head.trail_seq,
    }
