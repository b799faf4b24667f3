"""Whoever sends too much, or sends to a closed door, sees why: the connection does not break while an ordinary client
still writes; and nobody is read for ever.
"""

import asyncio
import contextlib
import http.client
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from starlette.types import Receive

from services.gateway import Gateway
from services.serving import door
from shared.hosting import draining
from shared.hosting.bodies import BODY, SHEET
from shared.settings import Settings
from tests.platform import Platform, served

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINE, TOO_LARGE = "hlj-market-line", 413
IMPORTS = "/catalog/v1/catalogue/imports"
REFUSED = {
    "too much JSON": ("application/json", "/catalog/v1/auth/token", 10 * BODY, 413, "body_too_large"),
    "too much of a workbook": (XLSX, IMPORTS, SHEET + 4 * BODY, 413, "body_too_large"),
    "a workbook without a token": (XLSX, IMPORTS, SHEET - 1, 401, "unauthenticated"),
    "a file to nowhere": ("application/pdf", "/no-such-address", BODY - 1, 404, "not_found"),
}


def _sent(address: str, refused: str, token: str, *, announced: bool) -> tuple[int, str, str]:
    """Write all, then read, as urllib does; the caller asks for the connection to be closed."""
    kind, path, size, status, _ = REFUSED[refused]
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    body = bytes(size)
    pieces = [body[at : at + 500_000] for at in range(0, size, 500_000)]
    headers = {"Content-Type": kind, "Connection": "close"}
    headers |= {"Authorization": f"Bearer {token}"} if status == TOO_LARGE else {}
    try:
        connection.request("POST", path, body if announced else iter(pieces), headers, encode_chunked=not announced)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("connection", ""), json.loads(answer.read())["code"]
    finally:
        connection.close()


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
async def test_an_ordinary_client_sees_why_its_body_is_refused(
    sqlite_settings: Settings, *, announced: bool, subtests: pytest.Subtests
) -> None:
    async with served(sqlite_settings) as (platform, address):
        platform.sign_in(LINE)
        for refused, (*_, status, code) in REFUSED.items():
            with subtests.test(refused):
                token = platform.player.tokens[LINE]
                found = await asyncio.to_thread(_sent, address, refused, token, announced=announced)
                assert found == (status, "close", code)


async def test_an_ordinary_client_sees_it_through_the_gateway_too(
    sqlite_settings: Settings, subtests: pytest.Subtests
) -> None:
    async with served(sqlite_settings) as (platform, address), _gateway(address) as front:
        platform.sign_in(LINE)
        for refused, (*_, status, code) in REFUSED.items():
            with subtests.test(refused):
                token = platform.player.tokens[LINE]
                found = await asyncio.to_thread(_sent, front, refused, token, announced=True)
                assert found == (status, "close", code)


@contextlib.asynccontextmanager
async def _gateway(behind: str) -> AsyncIterator[str]:
    gateway = Gateway({"catalog": behind}, Settings())
    with door("127.0.0.1", 0, "the gateway") as listening:
        server = uvicorn.Server(uvicorn.Config(gateway, log_level="error", log_config=None, lifespan="off"))
        task = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
            await gateway.aclose()


async def _answered(platform: Platform, kind: str, receive: Receive) -> list[Any]:
    """What the application says to a caller whose body comes as `receive` gives it."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": IMPORTS, "raw_path": IMPORTS.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"transfer-encoding", b"chunked"), (b"content-type", kind.encode())],
        "client": None, "server": None,
    }  # fmt: skip
    await platform.host(scope, receive, send)
    return said


async def test_a_body_without_end_is_not_read_for_ever(platform: Platform) -> None:
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1_000_000
        return {"type": "http.request", "body": bytes(1_000_000), "more_body": True}

    said = await _answered(platform, "application/json", receive)
    assert said[0]["status"] == TOO_LARGE
    assert (b"connection", b"close") in said[0]["headers"]
    assert not said[-1].get("more_body")
    assert read <= BODY + draining.MOST + 2_000_000


async def test_a_client_that_stops_in_the_middle_is_waited_for_no_longer_than_patience_allows(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "PATIENCE", 0.05)

    async def receive() -> dict[str, Any]:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async with asyncio.timeout(30):
        said = await _answered(platform, XLSX, receive)
    assert said[0]["status"] == 401
    assert not said[-1].get("more_body")
