"""The shelf: published bytes kept at hand, answered before any framework. What is published never changes; which
edition is live may, so the shelf is cleared by each change here. Where other processes write, the shelf is good for a
second after it was last seen that nothing changed anywhere (`confirm`), and an answer for a second after it was read.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.types import Scope, Send

ROOM = 256 * 1024 * 1024
FRAME = 512


@dataclass(slots=True)
class Kept:
    """One answer: its bytes, its ETag and until when it may be given without asking."""

    body: bytes
    etag: bytes
    media_type: bytes = b"application/json"
    headers: tuple[tuple[bytes, bytes], ...] = ()
    until: float = 0.0
    route: str = ""
    same: list[tuple[bytes, bytes]] = field(init=False)
    whole: list[tuple[bytes, bytes]] = field(init=False)

    def __post_init__(self) -> None:
        """What stands before every answer, with and without the body, is written once."""
        self.same = [(b"etag", self.etag), (b"cache-control", b"public, no-cache"), *self.headers]
        size = str(len(self.body)).encode()
        self.whole = [*self.same, (b"content-type", self.media_type), (b"content-length", size)]

    async def send(self, scope: Scope, send: Send, extra: Iterable[tuple[bytes, bytes]] = ()) -> int:
        """Answer 200, or 304 to a caller who has it, with what else belongs before it; give the status."""
        asked = next((v for k, v in scope["headers"] if k == b"if-none-match"), b"")
        same = bool(asked) and (
            asked == b"*" or self.etag in [t.strip().removeprefix(b"W/") for t in asked.split(b",")]
        )
        if same:
            await send({"type": "http.response.start", "status": 304, "headers": [*self.same, *extra]})
            await send({"type": "http.response.body", "body": b""})
            return 304
        await send({"type": "http.response.start", "status": 200, "headers": [*self.whole, *extra]})
        await send({"type": "http.response.body", "body": self.body})
        return 200


class Shelf:
    """Answers by address, in a bounded room."""

    def __init__(self, seconds: float, room: int = ROOM) -> None:
        self._seconds, self._room = seconds, room
        self._kept: dict[str, Kept] = {}
        self._size = 0
        self._version = -1
        self._confirmed = 0.0
        self.generation = 0
        self.hits = 0

    def get(self, address: str) -> Kept | None:
        """The answer kept for an address, if it is still good."""
        kept = self._kept.get(address)
        if kept is None or max(kept.until, self._confirmed) < time.monotonic():
            return None
        self.hits += 1
        return kept

    def keep(self, address: str, kept: Kept, generation: int) -> Kept:
        """Put an answer on the shelf, unless something changed since it was read; a full shelf begins anew."""
        if generation == self.generation and (size := _weight(address, kept)) <= self._room:
            if there := self._kept.pop(address, None):
                self._size -= _weight(address, there)
            if self._size + size > self._room:
                self._empty()
            kept.until = time.monotonic() + self._seconds
            self._kept[address] = kept
            self._size += size
        return kept

    def confirm(self, version: int, asked: float) -> None:
        """At the moment `asked` the service's state had this version: all is good for a while, or all is forgotten."""
        if version != self._version:
            self.clear()
            self._version = version
        self._confirmed = asked + self._seconds

    def clear(self) -> None:
        """Something changed: forget everything, and whatever is being read now."""
        self.generation += 1
        self._empty()

    def _empty(self) -> None:
        self._kept.clear()
        self._size = 0


def address_of(scope: Scope) -> str:
    """What a request asks for, as the shelf knows it."""
    path, query = scope["path"], scope["query_string"]
    return f"{path}?{query.decode('latin-1')}" if query else path


def _weight(address: str, kept: Kept) -> int:
    return len(kept.body) + len(address) + FRAME
