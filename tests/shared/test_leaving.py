"""Whoever comes and leaves, in the middle of an answer or before it, leaves nothing behind: no task, thread or file."""

import asyncio
import contextlib
import gc
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from services.registry import SERVICES
from shared import sqlite
from shared.db import Database
from shared.settings import Settings
from tests.platform import served

STREAMS, REQUESTS = 500, 2000
ASKED = ("/catalog/v1/items", "/catalog/v1/exports/items.jsonl", "/guide/v1/guides", "/review/v1/work", "/", "/metrics")


def held() -> dict[str, int]:
    """What this process holds now."""
    return {
        "threads": threading.active_count(),
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "tasks": len(asyncio.all_tasks()),
    }


async def come(port: int, path: str, *, leave: bool, after: float = 0.0) -> None:
    """Ask, and read the answer or leave."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    if leave:
        await asyncio.sleep(after)
        writer.transport.abort()
    else:
        assert (await reader.read()).startswith(b"HTTP/1.1 ")
        writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def crowd(port: int, streams: int, requests: int) -> None:
    """Many at once: streams that are dropped, and requests of which half are."""
    gate = asyncio.Semaphore(40)

    async def one(path: str, number: int, *, leave: bool) -> None:
        async with gate:
            await come(port, path, leave=leave, after=number % 7 / 200)

    names = [service.name for service in SERVICES]
    coming = [one(f"/{names[n % 4]}/v1/events?after=0", n, leave=True) for n in range(streams)]
    coming += [one(ASKED[n % len(ASKED)], n, leave=n % 2 == 0) for n in range(requests)]
    await asyncio.gather(*coming)


async def fill(db: Database) -> None:
    """Open every connection that the database keeps."""
    async with db.writing(), contextlib.AsyncExitStack() as stack:
        for _ in range(4):
            await stack.enter_async_context(db.reading())


@contextlib.asynccontextmanager
async def quiet() -> AsyncIterator[None]:
    """Without the collector of garbage: what is to be closed is closed by its owner."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.slow
async def test_who_comes_and_leaves_leaves_no_task_thread_or_file(sqlite_settings: Settings) -> None:
    async with served(sqlite_settings) as (platform, address):
        port = urlsplit(address).port or 0
        for runtime in platform.host.runtimes.values():
            await fill(runtime.db)
        await crowd(port, 40, 160)
        await asyncio.sleep(1)
        async with quiet():
            before = held()
            await crowd(port, STREAMS, REQUESTS)
            assert await _level(before) == {}


async def _level(before: dict[str, int]) -> dict[str, int]:
    """What is held beyond `before`, once it grows no less."""
    more: dict[str, int] = {}
    for _ in range(100):
        more = {name: now - before[name] for name, now in held().items() if now > before[name]}
        if not more:
            break
        await asyncio.sleep(0.1)
    return more


async def test_a_connection_that_nobody_waits_for_any_more_is_closed(tmp_path: Path) -> None:
    async def opened() -> None:
        await connection

    async with quiet():
        for number in range(20):
            connection = sqlite.connector(str(tmp_path / "a.db"), writer=number % 2 == 0)()
            task = asyncio.create_task(opened())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.to_thread(connection._thread.join)
        assert _open_in(tmp_path) == []


def _open_in(folder: Path) -> list[str]:
    return [link for fd in Path("/proc/self/fd").iterdir() if (link := _link(fd)).startswith(str(folder))]


def _link(fd: Path) -> str:
    try:
        return str(fd.readlink())
    except OSError:
        return ""
