"""What a contract test holds in its hands: a bus, hearers on it, and patience."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from shared.bus import Bus, Poison, Take
from shared.events import LawChanged
from shared.events.envelope import Envelope

PATIENCE = 40.0


class NotYetError(RuntimeError):
    """A hearer that cannot take anything now."""


@dataclass
class Ear:
    """Remembers what it took, in order; fails as often as it is told to, before it takes anything."""

    heard: list[Envelope] = field(default_factory=list)
    fail: int = 0
    failed: list[list[str]] = field(default_factory=list)
    garbage: list[tuple[str, str, str]] = field(default_factory=list)

    async def take(self, envelopes: Sequence[Envelope]) -> None:
        if self.fail:
            self.fail -= 1
            self.failed.append([e.id for e in envelopes])
            raise NotYetError
        self.heard += envelopes

    async def poison(self, topic: str, raw: str, reason: str) -> None:
        self.garbage.append((topic, raw, reason))

    def of(self, key: str) -> list[int]:
        """The numbers of one key's events, in the order in which they came."""
        return [e.sequence for e in self.heard if e.subject == key]


@dataclass
class Wire:
    """A bus with a topic of its own."""

    bus: Bus
    topic: str
    group: str = field(default_factory=lambda: f"group-{uuid.uuid4().hex}")

    def hear(self, take: Take, poison: Poison, group: str = "", topic: str = "") -> None:
        self.bus.subscribe(group or self.group, [topic or self.topic], take, poison)

    def listen(self, group: str = "", topic: str = "") -> Ear:
        ear = Ear()
        self.hear(ear.take, ear.poison, group, topic)
        return ear

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        await self.bus.start()
        try:
            yield
        finally:
            await self.bus.stop()

    async def say(self, *envelopes: Envelope) -> None:
        """Publish as the relay does: again and again until the bus has them."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with contextlib.suppress(NotYetError):
                    await self.bus.publish(self.topic, envelopes)
                    return
                await asyncio.sleep(0.01)


async def until(true: Callable[[], object]) -> None:
    """Wait for what comes over the wire; the question may be one for a database."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = true()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(0.02)


def said(key: str, sequence: int, **data: object) -> Envelope:
    """An event of a key, as an outbox gives it to the relay."""
    event = LawChanged(
        law_id=key, title="宁夏回族自治区市场登记管理办法", change="amended", effective_on="2026-12-01", evidence="公报"
    )
    made = Envelope.wrap(
        event, source="review", sequence=sequence, time="2026-11-22T08:00:00.000000Z", id=str(uuid.uuid4())
    )
    return made.model_copy(update={"data": made.data | data, "subject": key})
