"""The doors of events: what a service hears, it takes once, in order, in one transaction with the effects.

A handler that keeps failing has its event buried with the reason, and the next one goes on. Too many burials in a row
mean bad code, not bad events: hearing stops and readiness says so, rather than emptying a topic. The first event that
goes through again, or a dead letter that is replayed or dismissed, opens the ear.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from shared import outbox
from shared.clock import moment
from shared.events import EVENTS
from shared.events.envelope import Envelope
from shared.hosting.runtime import Runtime
from shared.hosting.service import Heard, Service
from shared.logs import correlation, log
from shared.problems import Unavailable
from shared.tracing import continued
from shared.unit import Actor

TRIES = 4
FIRST_PAUSE = 0.05
MANY = 20


class TooMuchPoisonError(RuntimeError):
    """So many events in a row could not be handled that the fault must be here."""


class Hearing:
    """One service's ear."""

    def __init__(self, service: Service, runtime: Runtime) -> None:
        self.service, self.runtime = service, runtime
        self.actor = Actor.service(service.name)
        self.buried_in_a_row = 0
        self.taken = 0
        self._last_replay = ""
        self._by_type: dict[str, list[Heard]] = defaultdict(list)
        for heard in service.hears:
            self._by_type[f"cn.shixiang.{heard.event.type}"].append(heard)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics on which something is heard."""
        return tuple(dict.fromkeys(heard.event.topic for heard in self.service.hears))

    @property
    def stopped(self) -> bool:
        """Whether hearing stopped because of too much poison."""
        return self.buried_in_a_row >= MANY

    async def take(self, envelopes: Sequence[Envelope]) -> None:
        """Take envelopes in order: many in one transaction; if that fails, or they are traced, one by one."""
        concerned = [e for e in envelopes if e.type in self._by_type]
        if len(concerned) > 1 and not any(e.traceparent for e in concerned) and await self._take_together(concerned):
            return
        for envelope in concerned:
            for heard in self._by_type[envelope.type]:
                await self.take_one(envelope, heard)

    async def _take_together(self, envelopes: Sequence[Envelope]) -> bool:
        token = correlation.set("")
        try:
            async with self.runtime.unit(self.actor) as unit:
                for envelope in envelopes:
                    correlation.set(envelope.correlationid)
                    unit.cause = moment(envelope.time)
                    for heard in self._by_type[envelope.type]:
                        if await outbox.claim(unit.connection, envelope.id, heard.handler.__name__):
                            await heard.handler(unit, EVENTS[envelope.type].model_validate(envelope.data), self.runtime)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - the same events are taken one by one next, and each fault is named there
            return False
        finally:
            correlation.reset(token)
        self._heard_well(len(envelopes))
        for envelope in envelopes:
            for heard in self._by_type[envelope.type]:
                self._tell("info", "event.heard", envelope, heard)
        return True

    def _tell(self, level: str, what: str, envelope: Envelope, heard: Heard, **more: Any) -> None:
        """A line of the log under the request that the event comes from."""
        token = correlation.set(envelope.correlationid)
        try:
            told = {"event_id": envelope.id, "type": envelope.type, "handler": heard.handler.__name__}
            getattr(log, level)(what, service=self.service.name, **told, **more)
        finally:
            correlation.reset(token)

    def _heard_well(self, events: int = 1) -> None:
        """What could be handled opens the ear again: the fault is mended."""
        self.buried_in_a_row = 0
        self.taken += events

    async def _replayed(self) -> bool:
        """Whether a dead letter was replayed or dismissed, by whatever process, since the ear was closed: it is opened."""
        async with self.runtime.db.reading() as connection:
            last = await outbox.last_replay(connection)
        if last == self._last_replay:
            return False
        self.buried_in_a_row = 0
        log.info("hearing.opened", service=self.service.name)
        return True

    async def take_one(self, envelope: Envelope, heard: Heard) -> None:
        """Claim, effects and new events in one transaction; retried, then buried."""
        if self.stopped and not await self._replayed():
            if await self._tried(envelope, heard) is not None:
                raise TooMuchPoisonError(f"{self.service.name} stopped hearing after {MANY} failures in a row")
            self._heard_well()
            return
        pause = FIRST_PAUSE
        reason: str | None = None
        attempt = 0
        for attempt in range(1, TRIES + 1):
            reason = await self._tried(envelope, heard)
            if reason is None:
                self._heard_well()
                self._tell("info", "event.heard", envelope, heard)
                return
            self._tell("warning", "event.failed", envelope, heard, attempt=attempt, error=reason)
            if reason.startswith("ValidationError") or attempt == TRIES:
                break
            await asyncio.sleep(pause)
            pause *= 4
        await self._bury(envelope, heard, reason, attempt)

    async def _tried(self, envelope: Envelope, heard: Heard) -> str | None:
        token = correlation.set(envelope.correlationid)
        try:
            with continued(envelope.traceparent, f"hear {heard.handler.__name__}"):
                async with self.runtime.unit(self.actor) as unit:
                    unit.cause = moment(envelope.time)
                    if await outbox.claim(unit.connection, envelope.id, heard.handler.__name__):
                        await heard.handler(unit, EVENTS[envelope.type].model_validate(envelope.data), self.runtime)
        except Unavailable:
            raise
        except ValidationError as error:
            return (
                f"ValidationError: {error.error_count()} faults; first at {error.errors(include_input=False)[0]['loc']}"
            )
        except Exception as error:  # noqa: BLE001 - any failure of a handler must not stop the others
            return f"{type(error).__name__}: {error}"
        finally:
            correlation.reset(token)
        return None

    async def _bury(self, envelope: Envelope, heard: Heard, reason: str | None, tries: int) -> None:
        async with self.runtime.db.writing() as connection:
            await outbox.bury(
                connection,
                envelope,
                topic=heard.event.topic,
                handler=heard.handler.__name__,
                reason=reason or "",
                tries=tries,
            )
            self._last_replay = await outbox.last_replay(connection)
        self.buried_in_a_row += 1
        self._tell("error", "event.buried", envelope, heard, reason=reason)

    async def poison(self, topic: str, raw: str, reason: str) -> None:
        """Put aside a message that is no envelope at all."""
        async with self.runtime.db.writing() as connection:
            await outbox.bury(connection, raw, topic=topic, handler="envelope", reason=reason, tries=1)
        log.error("event.unreadable", topic=topic, reason=reason)

    async def replay(self, event_id: str | None = None) -> tuple[int, int]:
        """Hand dead letters to their handlers again; returns how many went through and how many failed again."""
        async with self.runtime.db.reading() as connection:
            letters = await outbox.dead(connection)
        handlers = {h.handler.__name__: h for h in self.service.hears}
        done = failed = 0
        for letter in letters:
            if event_id not in (None, letter["event_id"]) or letter["handler"] not in handlers:
                continue
            envelope = Envelope.model_validate_json(str(letter["envelope"]))
            if await self._tried(envelope, handlers[str(letter["handler"])]) is None:
                async with self.runtime.db.writing() as connection:
                    await outbox.mark_replayed(connection, envelope.id, str(letter["handler"]))
                done += 1
            else:
                failed += 1
        return done, failed

    async def dismiss(self, event_id: str, reason: str) -> bool:
        """Lay a dead letter aside for good, with the reason in the trail; False when there is none of this id."""
        async with self.runtime.unit(Actor(f"operator:{os.getuid()}")) as unit:
            found = await outbox.dismiss(unit.connection, event_id)
            if found:
                unit.note("dead_letter.dismiss", event_id, why=reason)
        return found
