"""The in-process bus: delivers on the publisher's own await, so it holds nothing and can lose nothing."""

from collections.abc import Sequence

from shared.bus import Poison, Take
from shared.events.envelope import Letter


class MemoryBus:
    """Hands each envelope to every hearer of its topic, in order; the outbox row stays unsent until all have committed."""

    def __init__(self) -> None:
        self._hearers: list[tuple[str, frozenset[str], Take]] = []

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing to leave."""

    def subscribe(self, group: str, topics: Sequence[str], take: Take, poison: Poison) -> None:  # noqa: ARG002
        """Register a hearer; there are no foreign messages, so nothing can be poison before it is an envelope."""
        self._hearers.append((group, frozenset(topics), take))

    async def publish(self, topic: str, letters: Sequence[Letter]) -> None:
        """Deliver to every hearer; raises when one of them could not take it."""
        hearers = [take for _group, topics, take in self._hearers if topic in topics]
        envelopes = [letter.opened() for letter in letters] if hearers else []
        for take in hearers:
            await take(envelopes)

    def healthy(self) -> bool:
        """Always: it is this process."""
        return True
