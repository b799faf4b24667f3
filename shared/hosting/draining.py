"""What a caller still sends when the answer is there: read and thrown away, within bounds. An ordinary client writes all
before it reads; a connection that ends before shows it a broken pipe in place of the answer.
"""

import asyncio
import contextlib
from collections.abc import Mapping

from starlette.types import Message, Receive, Send

MOST = 64 * 1024 * 1024
PATIENCE = 5.0
TOO_LARGE = 413


def drained(headers: Mapping[bytes, bytes], receive: Receive, send: Send) -> tuple[Receive, Send]:
    """The two ends of a request with a body, such that no answer ends before what is sent was taken or bounds are met."""
    if headers.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in headers:
        return receive, send
    rest = _Rest(receive, send)
    return rest.receive, rest.send


class _Rest:
    """The part of a body that nobody has read."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._left = True

    async def receive(self) -> Message:
        """The next of the body."""
        message = await self._receive()
        self._left = self._left and bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        """The next of the answer; its last waits for the rest. Who sends too much is asked to end the connection."""
        if message["type"] == "http.response.start" and message["status"] == TOO_LARGE:
            message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
        elif self._left and message["type"] == "http.response.body" and not message.get("more_body"):
            await self._send({**message, "more_body": True})
            await self._discard()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _discard(self) -> None:
        taken = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._left and taken < MOST:
                    taken += len((await self.receive()).get("body", b""))
