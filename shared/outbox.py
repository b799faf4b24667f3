"""Events leave and enter a service through its own database, never past it."""

import contextlib
import hashlib
import time
from collections.abc import AsyncIterator, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger
from shared.bus import Bus
from shared.clock import now, stamp
from shared.db import Database, inserting
from shared.events.envelope import Envelope, Stored

BATCH = 2000

_BOX = ledger.outbox.c
_UNSENT = (
    select(_BOX.seq, _BOX.topic, _BOX.envelope)
    .where(_BOX.sent_at.is_(None), _BOX.seq > bindparam("after"))
    .order_by(_BOX.seq)
    .limit(bindparam("most"))
)
_MARK = (
    update(ledger.outbox).where(_BOX.seq.between(bindparam("first"), bindparam("last"))).values(sent_at=bindparam("at"))
)


LATEST = 0.5
"""Seconds after which what was published is marked, however much more comes."""


class Carrier:
    """Publishes unsent events in order, as they are stored, and marks them sent a moment later, many in one transaction.

    What was not marked when the process dies is published again: hearers claim each event once.
    """

    def __init__(self, db: Database, bus: Bus) -> None:
        self._db, self._bus = db, bus
        self._sent: list[int] = []
        self._since = 0.0

    @property
    def unmarked(self) -> bool:
        """Whether something was published that is not marked."""
        return bool(self._sent)

    @property
    def overdue(self) -> bool:
        """Whether it is time to mark, though more may come."""
        return len(self._sent) >= BATCH or time.monotonic() - self._since > LATEST

    async def publish(self, batch: int = BATCH) -> int:
        """Publish the oldest unsent events; returns how many there were. What is said again waits for the mark."""
        async with self._db.reading() as connection:
            asked = {"most": batch, "after": self._sent[-1] if self._sent else 0}
            rows = (await connection.execute(_UNSENT, asked)).all()
        for topic, group in groupby(rows, key=attrgetter("topic")):
            run = list(group)
            await self._bus.publish(topic, [Stored(row.envelope) for row in run])
            self._since = self._since if self._sent else time.monotonic()
            self._sent += [row.seq for row in run]
        return len(rows)

    async def mark(self) -> None:
        """Note that what was published is sent."""
        sent, self._sent = self._sent, []
        if sent:
            await _mark(self._db, sent)


@contextlib.asynccontextmanager
async def carrying(db: Database, bus: Bus) -> AsyncIterator[Carrier]:
    """A carrier that marks what it has published before it leaves, if the database lets it."""
    carrier = Carrier(db, bus)
    try:
        yield carrier
    finally:
        with contextlib.suppress(Exception):
            await carrier.mark()


async def relay(db: Database, bus: Bus, batch: int = BATCH) -> int:
    """Publish the oldest unsent events in order and mark them at once; returns how many."""
    carrier = Carrier(db, bus)
    try:
        return await carrier.publish(batch)
    finally:
        await carrier.mark()


async def _mark(db: Database, sent: Sequence[int]) -> None:
    """Numbers have no gaps, so they are one stretch unless some were said again in between."""
    starts = [n for n, seq in enumerate(sent) if n == 0 or sent[n - 1] != seq - 1]
    ends = [start - 1 for start in starts[1:]] + [len(sent) - 1]
    at = stamp(now())
    stretches = [{"first": sent[a], "last": sent[b], "at": at} for a, b in zip(starts, ends, strict=True)]
    async with db.writing() as connection:
        await connection.execute(_MARK, stretches)


async def resend(db: Database, since: str) -> int:
    """Mark what left at or after a time as unsent, to be said again; hearers ignore what they have taken."""
    async with db.writing() as connection:
        again = update(ledger.outbox).where(ledger.outbox.c.sent_at >= since).values(sent_at=None)
        return (await connection.execute(again)).rowcount


@cache
def _once(dialect: str, table: Table) -> Any:
    """The write of a row that may be there already."""
    return inserting(dialect, table).on_conflict_do_nothing()


async def claim(connection: AsyncConnection, event_id: str, handler: str) -> bool:
    """True the first time this handler meets this event; the claim is part of the effects' transaction."""
    row = {"event_id": event_id, "handler": handler, "taken_at": stamp(now())}
    taken = await connection.execute(_once(connection.dialect.name, ledger.inbox), row)
    return taken.rowcount == 1


async def bury(  # noqa: PLR0913 - what a dead letter keeps
    connection: AsyncConnection, envelope: Envelope | str, *, topic: str, handler: str, reason: str, tries: int
) -> None:
    """Put an event that cannot be handled aside, with its reason; it can be replayed."""
    text = envelope if isinstance(envelope, str) else envelope.to_json()
    event_id = envelope.id if isinstance(envelope, Envelope) else _name_of(text)
    row: dict[str, object] = {"event_id": event_id, "handler": handler, "topic": topic, "envelope": text[:1_000_000]}
    row |= {"reason": reason[:2000], "attempts": tries, "buried_at": stamp(now())}
    await connection.execute(_once(connection.dialect.name, ledger.dead_letters), row)


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


async def dismiss(connection: AsyncConnection, event_id: str) -> bool:
    """Note that nobody will handle a dead letter any more; False when there is none of this id."""
    box = ledger.dead_letters
    this = (box.c.event_id == event_id) & box.c.replayed_at.is_(None)
    return bool((await connection.execute(update(box).where(this).values(replayed_at=stamp(now())))).rowcount)


async def last_replay(connection: AsyncConnection) -> str:
    """When a dead letter was last replayed or dismissed."""
    return (await connection.execute(select(func.max(ledger.dead_letters.c.replayed_at)))).scalar_one() or ""


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
