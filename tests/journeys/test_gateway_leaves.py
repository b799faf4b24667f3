"""Whoever leaves the gateway takes the connection behind it with him."""

import asyncio
from collections.abc import AsyncIterator

import httpx

from services.gateway import Gateway
from shared.settings import Settings


class Endless(httpx.AsyncByteStream):
    """An answer without an end, that knows when it is closed."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b": still here\n\n"
            await asyncio.sleep(0.01)

    async def aclose(self) -> None:
        """The caller let go."""
        self.closed.set()


async def test_a_stream_is_closed_behind_the_gateway_when_its_caller_leaves() -> None:
    endless, begun = Endless(), asyncio.Event()
    gateway = Gateway({"catalog": "http://catalog"}, Settings())
    await gateway.aclose()
    gateway._http = httpx.AsyncClient(transport=httpx.MockTransport(lambda _r: httpx.Response(200, stream=endless)))
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, object]:
        if (first := next(asked, None)) is not None:
            return first
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message.get("body"):
            begun.set()

    scope = {
        "type": "http", "method": "GET", "path": "/catalog/v1/events", "raw_path": b"/catalog/v1/events",
        "query_string": b"", "headers": [], "scheme": "http", "server": ("gateway", 80),
    }  # fmt: skip
    async with asyncio.timeout(5):
        await gateway(scope, receive, send)  # type: ignore[arg-type]
        await endless.closed.wait()
    await gateway.aclose()
