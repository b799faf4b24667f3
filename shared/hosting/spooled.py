"""A large body, taken piece by piece into a temporary file: memory stays as it is however long the body is."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from fastapi import Request

if TYPE_CHECKING:
    from shared.hosting.bodies import Bounded

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Spooled:
    """A body on disk while it is worked with."""

    file: IO[bytes]
    size: int
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        """The body from its beginning, a piece at a time."""
        self.file.seek(0)
        return iter(lambda: self.file.read(PIECE), b"")


@asynccontextmanager
async def spooled(request: Request, limit: int) -> AsyncIterator[Spooled]:
    """The body of a request whose sender may send so many bytes; TooLarge where there are more."""
    bounded: Bounded = request.state.bounded
    bounded.limit = limit
    with TemporaryFile() as file:
        size, digest = 0, hashlib.sha256()
        async for piece in _pieces(request):
            size += len(piece)
            digest.update(piece)
            await asyncio.to_thread(file.write, piece)
        found = request.state.spooled = Spooled(file, size, digest.hexdigest())
        yield found


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """What arrives, gathered until it is worth a write."""
    waiting = bytearray()
    async for arrived in request.stream():
        waiting += arrived
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)
