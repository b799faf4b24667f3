"""The bus: carries envelopes from a service's outbox to the services that hear them. The URL picks the adapter."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from shared.events.envelope import Envelope, Letter
from shared.settings import CannotStartError

Take = Callable[[Sequence[Envelope]], Awaitable[None]]
"""Takes envelopes of one partition in order; returns when all their effects are committed; raises to have them again."""

Poison = Callable[[str, str, str], Awaitable[None]]
"""Told of a message that is no envelope: topic, raw text, reason."""


class Bus(Protocol):
    """Publishes in order, delivers at least once."""

    async def start(self) -> None:
        """Connect; returns at once when the broker is down, and keeps trying."""

    async def stop(self) -> None:
        """Leave cleanly."""

    async def publish(self, topic: str, letters: Sequence[Letter]) -> None:
        """Deliver or hand to the broker; returns only when they are safe, raises otherwise."""

    def subscribe(self, group: str, topics: Sequence[str], take: Take, poison: Poison) -> None:
        """Register a service as a hearer, before start."""

    def healthy(self) -> bool:
        """Whether the bus carries messages now."""


def bus_of(url: str) -> Bus:
    """The adapter for a bus URL; an unknown scheme stops the process."""
    scheme, _, rest = url.partition("://")
    if scheme == "memory":
        from shared.bus.memory import MemoryBus

        return MemoryBus()
    if scheme == "kafka" and rest:
        from shared.bus.kafka import KafkaBus

        return KafkaBus(rest)
    raise CannotStartError(f"SHIXIANG_BUS_URL: no adapter for {url!r}; use memory:// or kafka://host:port")
