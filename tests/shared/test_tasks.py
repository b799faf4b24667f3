"""What runs until it is told to end does end, whatever it waits for when it is told."""

import asyncio
from typing import Any

import pytest

from shared import tasks
from shared.bus import kafka


async def _deaf(once: list[int]) -> None:
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            if once:
                raise
            once.append(1)


async def test_a_task_that_swallows_its_cancellation_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AGAIN", 0.01)
    swallowed: list[int] = []
    task = asyncio.create_task(_deaf(swallowed))
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await tasks.end([task])
    assert (task.cancelled(), swallowed) == (True, [1])


class _Refused:
    """A consumer whose start fails, and whose stop takes until it is let go."""

    going: asyncio.Event

    def __init__(self, *_topics: str, **_settings: Any) -> None: ...

    async def start(self) -> None:
        raise OSError("no broker")

    async def stop(self) -> None:
        await self.going.wait()


@pytest.mark.parametrize("turns", range(8))
async def test_a_bus_that_stops_while_its_consumer_has_just_left_stops(
    monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    monkeypatch.setattr(_Refused, "going", asyncio.Event(), raising=False)
    monkeypatch.setattr(kafka, "AIOKafkaConsumer", _Refused)
    monkeypatch.setattr(tasks, "AGAIN", 600.0)
    bus = kafka.KafkaBus("127.0.0.1:1")
    bus.subscribe("group", ["topic"], _nothing, _nothing)
    await bus.start()
    await asyncio.sleep(0.01)
    _Refused.going.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await bus.stop()


async def _nothing(*_told: Any) -> None: ...
