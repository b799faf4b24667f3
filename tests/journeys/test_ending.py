"""A process that is told to stop ends soon and cleanly, whatever its callers are about."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.platform import Platform

STREAM = b"GET /catalog/v1/events HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = (
    b"POST /catalog/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
)
LONG = 60


@contextlib.asynccontextmanager
async def _process(given: Settings) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """`shixiang serve` over the databases of these settings, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"DATABASE_URL": given.database_url, "SECRETS_DIR": str(given.secrets_dir), "PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services", "serve"),
        cwd=Path(__file__).parents[2],
        env={**os.environ, **{f"SHIXIANG_{name}": value for name, value in told.items()}},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(LONG):
            while await _refused(port):
                assert process.returncode is None
        yield process, port
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _refused(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        await asyncio.sleep(0.1)
        return True
    writer.close()
    return False


async def _come_and_go(port: int, stop: asyncio.Event) -> None:
    """Open a live stream and drop it, again and again."""
    while not stop.is_set():
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(STREAM)
            await asyncio.sleep(0.02)
            writer.transport.abort()


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
async def test_a_process_told_to_stop_ends_cleanly_while_streams_come_go_and_stand_still_and_a_body_never_comes(
    sqlite_settings: Settings, sent: signal.Signals
) -> None:
    stop = asyncio.Event()
    async with _process(sqlite_settings) as (process, port):
        listening, listener = await asyncio.open_connection("127.0.0.1", port)
        listener.write(STREAM)
        await listening.readuntil(b"retry: 2000")
        half, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HALF)
        people = [asyncio.create_task(_come_and_go(port, stop)) for _ in range(20)]
        await asyncio.sleep(1)
        process.send_signal(sent)
        async with asyncio.timeout(LONG):
            output, _ = await process.communicate()
            heard, answered = await listening.read(), await half.read()
        stop.set()
        await asyncio.gather(*people)
        for one in (listener, writer):
            one.close()
    assert process.returncode == 0, output.decode()
    assert heard.endswith(b"0\r\n\r\n"), "the stream has an end"
    assert answered.startswith(b"HTTP/1.1 503")
    assert json.loads(answered.partition(b"\r\n\r\n")[2])["code"] == "stopping", "what is left is told so, and let go"
    for noise in (b"Traceback", b"destroyed", b"never retrieved", b"never awaited"):
        assert noise not in output, output.decode()


async def test_a_listener_misses_no_ring_between_looking_and_waiting(platform: Platform) -> None:
    here = platform.host.runtimes["catalog"]
    looked = here.bell.next
    here.bell.ring()
    assert await here.bell.wait(0, looked)
    assert not await here.bell.wait(0)


async def test_what_a_caller_leaves_behind_comes_to_its_end_before_the_database_is_closed(platform: Platform) -> None:
    here, done = platform.host.runtimes["catalog"], asyncio.Event()

    async def look() -> None:
        async with here.db.reading() as connection:
            await asyncio.sleep(0.05)
            await connection.exec_driver_sql("SELECT 1")
        done.set()

    caller = asyncio.create_task(here.kept(look()))
    await asyncio.sleep(0.01)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await here.close()
    assert done.is_set()
