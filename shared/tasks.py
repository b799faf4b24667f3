"""Tasks that run until they are told to end."""

import asyncio
from collections.abc import Collection
from typing import Any

AGAIN = 10.0
"""Seconds after which a task that still runs is told again."""


async def end(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel each until it has ended: what it waits for may swallow one cancellation, and it would run for ever."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)
