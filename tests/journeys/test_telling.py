"""What stands in the way of the story is said in a line; before a terminal it is told at a reader's pace."""

import asyncio

import pytest

from services.player import Player
from services.sinks import Hook, Mailbox, mailbox
from services.story import Teller, ToldNoFurtherError, tell
from shared.settings import CannotStartError
from tools.servers.machine import free_port


async def test_two_tellings_at_once_are_told_to_wait_for_each_other() -> None:
    async with mailbox() as (_, port):
        with pytest.raises(CannotStartError, match=rf"{port} 已被占用.*another demo") as said:
            await tell("http://127.0.0.1:9", lambda _: None, port)
    assert "\n" not in str(said.value)


async def test_a_platform_that_does_not_run_is_named_with_the_cure() -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ToldNoFurtherError, match="make run") as said:
        await tell(nobody, lambda _: None, free_port())
    assert nobody in str(said.value)


async def test_a_platform_that_refuses_is_quoted() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        body = b'{"detail": "no account"}'
        writer.write(b"HTTP/1.1 401 No\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(ToldNoFurtherError, match="no account"):
            await tell(url, lambda _: None, free_port())


async def test_a_line_leaves_time_to_read_it() -> None:
    async def lines(pace: float) -> int:
        said: list[str] = []
        teller = Teller(Player(None), said.append, Mailbox(), Hook(), 0, "memory://", pace)  # type: ignore[arg-type]
        task = asyncio.ensure_future(_tell(teller))
        for _ in range(10):
            await asyncio.sleep(0)
        task.cancel()
        return len(said)

    async def _tell(teller: Teller) -> None:
        for number in range(5):
            await teller.tell(str(number))

    assert await lines(0.0) == 5
    assert await lines(30.0) == 1
