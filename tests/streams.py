"""A reader of a live stream, without a server: reads until he has caught up, and leaves."""

import asyncio
import json
from typing import Any

from tests.platform import Platform


async def raw(platform: Platform, path: str, who: str = "", **headers: str) -> tuple[int, str]:
    """Status and text of a stream, from its beginning to where the reader has caught up."""
    sent = {"host": "platform"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if who:
        if who not in platform.player.tokens:
            platform.sign_in(who)
        sent["authorization"] = f"Bearer {platform.player.tokens[who]}"
    caught_up, status, text = asyncio.Event(), 0, ""

    async def receive() -> dict[str, Any]:
        await caught_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal status, text
        status = message.get("status", status)
        text += message.get("body", b"").decode()
        if ": 已到最新" in text or status != 200:
            caught_up.set()

    address, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": address, "raw_path": address.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()], "client": None, "server": None,
    }  # fmt: skip
    async with asyncio.timeout(30):
        await platform.host(scope, receive, send)
    return status, text


async def events(platform: Platform, service: str, who: str = "", after: int = 0) -> list[dict[str, Any]]:
    """The events of a service's stream as someone sees them, from a number on."""
    status, text = await raw(platform, f"/{service}/v1/events?after={after}", who)
    assert status == 200, text
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith('data: {"type"')]
