"""What a running service has at hand: its database, keys and clock, and the bell that wakes its relay."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select, select

from shared import ledger
from shared.auth import Verifier
from shared.brake import Brake
from shared.clock import Clock, now
from shared.db import Database
from shared.hosting.shelf import Shelf
from shared.keys import Keys
from shared.settings import Settings
from shared.unit import Actor, Unit, turn

T = TypeVar("T")
ANY_CHANGE: Select[Any] = select(ledger.head.c.trail_seq)
"""Nothing changes without an entry in the trail."""


class Bell:
    """Wakes everyone who waits; rung after each commit that recorded an event."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    @property
    def next(self) -> asyncio.Event:
        """The next ring: whoever takes it before he looks, and waits for it after, misses none."""
        return self._event

    async def wait(self, seconds: float, ring: asyncio.Event | None = None) -> bool:
        """Wait for the next ring, or one taken before, but no longer than so long; whether it rang."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await (ring or self._event).wait()
        return False


@dataclass
class Runtime:
    """One service in one process."""

    name: str
    settings: Settings
    db: Database
    keys: Keys
    verifier: Verifier
    clock: Clock = now
    shown: Select[Any] = ANY_CHANGE
    bell: Bell = field(default_factory=Bell)
    brake: Brake = field(default_factory=Brake)
    brake_of_names: Brake = field(default_factory=Brake.everywhere)
    shelf: Shelf = field(init=False)
    pulse: dict[str, float] = field(default_factory=dict)
    standing: Callable[[], Awaitable[dict[str, str]]] | None = None
    ending: bool = False
    _kept: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.shelf = Shelf(60.0 if self.alone else 1.0)

    @property
    def alone(self) -> bool:
        """Whether no other process writes what this one reads."""
        return self.db.sqlite and not self.settings.distributed

    def end_streams(self) -> None:
        """The process ends: whoever listens live is let go."""
        self.ending = True
        self.bell.ring()

    async def kept(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives; it goes on to its end when the caller leaves, so that no connection is left half used."""
        task = asyncio.ensure_future(work)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Let what was begun come to its end, then close the database."""
        await asyncio.gather(*self._kept, return_exceptions=True)
        await self.db.close()

    @contextlib.asynccontextmanager
    async def unit(self, actor: Actor) -> AsyncIterator[Unit]:
        """One transaction, alone of its service; its events and trail are written last, then the relay is woken.

        What follows it in units of its own is done before it is left.
        """
        async with self.db.writing() as connection:
            head = await turn(connection)
            unit = Unit(connection, self.name, actor, self.keys, self.clock(), head)
            yield unit
            await unit.settle()
        if unit.events:
            self.bell.ring()
        for after in unit.afterwards:
            after()
        for sequel in unit.sequels:
            await sequel(self)
