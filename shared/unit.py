"""A unit of work: one transaction in which a change, its events and its trail are written together.

A unit begins by taking the ledger's head, which no other unit of the service has until it ends: what it reads stays so
while it decides, and numbers of outbox and trail are without gaps, in the order of the commits. The business code calls
`record` and `note`; the door that opened the unit settles it just before the commit. Rows that are held against the trail
(shared/written.py) are told with its first entry.
"""

import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger, rows, written
from shared import trail as trails
from shared.clock import stamp
from shared.db import insert_many
from shared.events.envelope import Envelope, Event
from shared.keys import Keys
from shared.logs import correlation, log
from shared.tracing import current_trace

ROWS = "rows"
"""What an entry says that tells of nothing but rows, and of what."""
TOLD = 20
"""Rows that were altered past the commands and of which the log tells at once; the entries tell of all."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person at an office, a machine client, or a service itself."""

    who: str
    office: str = ""

    @classmethod
    def service(cls, name: str) -> "Actor":
        """A service acting on an event or the clock."""
        return cls(f"service:{name}")


@dataclass(frozen=True)
class Said:
    """An event with the request and the trace that it was said in."""

    event: Event
    request_id: str
    traceparent: str


@dataclass
class Unit:
    """One transaction of one service on behalf of one actor."""

    connection: AsyncConnection
    service: str
    actor: Actor
    keys: Keys
    at: datetime
    head: Any
    """The ledger's head, as `turn` gave it."""
    answer_key: str = ""
    answer_request: str = ""
    answer_headers: dict[str, str] = field(default_factory=dict)
    cause: datetime | None = None
    events: list[Said] = field(default_factory=list)
    notes: list[tuple[str, Actor, trails.Note]] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    sequels: list[Callable[["Units"], Awaitable[None]]] = field(default_factory=list)
    """What goes on after the commit in units of its own, before the door answers; nothing that fails there is raised."""

    @cached_property
    def stamp(self) -> str:
        """The time of this unit, RFC 3339."""
        return stamp(self.at)

    @property
    def since(self) -> datetime:
        """When what is acted on happened: the time of the event that is heard, however late it is; else now."""
        return self.cause or self.at

    @contextlib.contextmanager
    def by_itself(self) -> Iterator[None]:
        """What follows of itself is done by the service, whoever caused it."""
        was, self.actor = self.actor, Actor.service(self.service)
        try:
            yield
        finally:
            self.actor = was

    def record(self, event: Event) -> None:
        """Say what happened; it leaves with the commit, or not at all."""
        self.events.append(Said(event, correlation.get(), current_trace()))

    def note(  # noqa: PLR0913 - a trail entry has this many sides
        self, action: str, subject: str, *, why: str = "", before: str = "", after: str = "", by: Actor | None = None
    ) -> None:
        """Write the action into the trail; `why` names clause, document or reason, `by` who acted at another service."""
        self.notes.append((correlation.get(), by or self.actor, trails.Note(action, subject, why, before, after)))

    def answer(self, status: int, body: str) -> None:
        """Keep the answer to an idempotency key with the change itself."""
        self._answer = (status, body)

    _answer: tuple[int, str] | None = None

    @contextlib.asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        """A part that may fail by itself: nothing of it stays, neither what it wrote nor what it said."""
        told: tuple[list[Any], ...] = (self.events, self.notes, self.afterwards)
        was = [len(one) for one in told]
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            for one, count in zip(told, was, strict=True):
                del one[count:]
            raise

    async def settle(self) -> None:
        """Write what was said and noted, in one go. Called once by the door, last before the commit."""
        if written.touched(self.connection) and not self.notes:
            self.note(ROWS, ROWS)
        if (self._answer and self.answer_key) or self.events or self.notes:
            await self.connection.run_sync(self._written)

    def _written(self, connection: Connection) -> None:
        if self._answer and self.answer_key:
            connection.execute(_ADD_ANSWER, self._kept(*self._answer))
        if not (self.events or self.notes):
            return
        head = self.head
        seq = head.trail_seq
        wrote = written.written(connection)
        self._note_found(trails.notes_of(connection, wrote))
        beside = [one.now for one in wrote]
        top = head.trail_hash if seq else trails.genesis(self.service)
        entries: list[dict[str, Any]] = []
        for request_id, actor, note in self.notes:
            seq += 1
            entry = self._entry(seq, actor, note, request_id)
            if not entries and (beside or seq == 1):
                entry["rows"] = rows.digest_of(beside)
            entry |= {"previous": top, "hash": trails.link(top, entry)}
            top = entry["hash"]
            entries.append(entry | {"mac": trails.mac(self.keys.trail, top)})
        going = [self._outgoing(head.outbox_seq + n, said) for n, said in enumerate(self.events, 1)]
        insert_many(connection, ledger.trail, entries)
        insert_many(connection, ledger.trail_rows, [_told(head.trail_seq + 1, row) for row in beside])
        insert_many(connection, ledger.outbox, going)
        moved = {"outbox": head.outbox_seq + len(going), "trail": seq, "top": top if entries else head.trail_hash}
        moved |= self._sealed(connection, head, seq, top) if entries else {"to": head.sealed_seq, "seal": head.seal}
        if going and connection.dialect.name == "postgresql":
            connection.execute(_MOVE_HEAD_AND_RING, moved | {"bell": f"outbox_{self.service}"})
        else:
            connection.execute(_MOVE_HEAD, moved)

    def _note_found(self, found: Sequence[trails.Note]) -> None:
        """What was done past the commands to rows that this unit wrote: it signs what it made of them, and hides nothing."""
        for one in found:
            said = {"why": one.why, "before": one.before, "after": one.after}
            self.note(one.action, one.subject, **said, by=Actor.service(self.service))
        for one in found[:TOLD]:
            fault = trails.fault_of(one.before, one.after)
            told = {"fault": fault, "detail": one.why, "item_id": one.subject}
            log.error("records.altered", service=self.service, of=len(found), **told)

    def _sealed(self, connection: Connection, head: Any, seq: int, top: str) -> dict[str, Any]:
        """The seal of the new head; one that was broken stays, so that going on hides nothing."""
        if trails.seal_holds(self.keys.trail, self.service, head, trails.hash_in(connection)):
            return {"to": seq, "seal": trails.seal(self.keys.trail, self.service, seq, top)}
        return {"to": head.sealed_seq, "seal": head.seal}

    def _entry(self, seq: int, actor: Actor, note: trails.Note, request_id: str) -> dict[str, Any]:
        who = {"who": actor.who, "office": actor.office}
        what = {
            "action": note.action,
            "subject": note.subject,
            "why": note.why,
            "before": note.before,
            "after": note.after,
        }
        return {"seq": seq, "at": self.stamp, **who, **what, "request_id": request_id, "rows": ""}

    def _outgoing(self, seq: int, said: Said) -> dict[str, Any]:
        envelope = Envelope.wrap(
            said.event,
            source=self.service,
            sequence=seq,
            time=self.stamp,
            id=str(uuid.uuid4()),
            correlationid=said.request_id,
            traceparent=said.traceparent,
        )
        return {
            "seq": seq,
            "event_id": envelope.id,
            "topic": said.event.topic,
            "key": envelope.subject,
            "type": envelope.type,
            "envelope": envelope.to_json(),
            "recorded_at": self.stamp,
        }

    def _kept(self, status: int, body: str) -> dict[str, Any]:
        row = {"who": self.actor.who, "key": self.answer_key, "request": self.answer_request}
        return row | {"status": status, "body": body, "at": self.stamp, "headers": json.dumps(self.answer_headers)}


class Units(Protocol):
    """Where further units of a service are opened."""

    def unit(self, actor: Actor) -> AbstractAsyncContextManager[Unit]:
        """One transaction, alone of its service."""


async def turn(connection: AsyncConnection) -> Any:
    """Wait for one's turn, first of all: the ledger's head, which no other unit has until the transaction ends."""
    head = (await connection.execute(_HEAD)).one()
    written.begin(connection)
    return head


def _told(seq: int, row: rows.Row) -> dict[str, Any]:
    return {"seq": seq, "name": row.table, "key": row.key, "of": row.of, "hash": row.hash}


_HEAD = select(ledger.head).with_for_update()
_ADD_ANSWER = insert(ledger.answers)
_MOVE_HEAD = update(ledger.head).values(
    outbox_seq=bindparam("outbox"),
    trail_seq=bindparam("trail"),
    trail_hash=bindparam("top"),
    sealed_seq=bindparam("to"),
    seal=bindparam("seal"),
)
_MOVE_HEAD_AND_RING = _MOVE_HEAD.returning(func.pg_notify(bindparam("bell"), ""))
