"""Whoever leaves, and whenever: a process closes every connection that it opened."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared.db import Database
from tests.platform import Platform, opened

if TYPE_CHECKING:
    from tools.servers.postgres import Postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite+aiosqlite:///{tmp_path}/one.db")
    server: Postgres = request.getfixturevalue("postgres_server")
    new: Callable[[], str] = request.getfixturevalue("new_database")
    return Database(server.database_url(new()))


def _closed(connection: Any) -> bool:
    return connection.is_closed() if hasattr(connection, "is_closed") else not connection._running


@pytest.mark.parametrize("door", ["reading", "writing", "snapshot"])
async def test_what_is_under_way_when_a_database_closes_ends_and_is_closed_too(database: Database, door: str) -> None:
    inside, go = asyncio.Event(), asyncio.Event()

    async def ask() -> tuple[Any, Any]:
        async with getattr(database, door)() as connection:
            inside.set()
            await go.wait()
            raw = await connection.get_raw_connection()
            return (await connection.exec_driver_sql("SELECT 7")).scalar(), raw.driver_connection

    asking = asyncio.create_task(ask())
    await inside.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    go.set()
    answer, raw = await asking
    await closing
    assert answer == 7
    assert _closed(raw)


async def _left_in_mid_read(platform: Platform) -> None:
    """Somebody opens the stream of events and is gone before the first read of it is over."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        return

    path = "/catalog/v1/events"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", b"platform")], "client": None, "server": None,
    }  # fmt: skip
    await platform.host(scope, receive, send)


async def test_a_stream_left_in_mid_read_leaves_no_connection_open(sqlite_settings: Any) -> None:
    platforms: AsyncIterator[Platform] = opened(sqlite_settings)
    async for platform in platforms:
        for _ in range(5):
            await _left_in_mid_read(platform)
    del platform
    gc.collect()  # a connection that is left tells so now: ResourceWarning is an error
