"""Writers of a service take turns, on PostgreSQL as on SQLite (ADR 0030)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from shared.unit import Actor
from tests.catalog.test_life import INFORMANT
from tests.platform import Platform

MOMENT = 0.1


async def test_what_a_unit_has_read_stays_so_until_it_ends(any_platform: Platform) -> None:
    for here in any_platform.host.runtimes.values():
        order = []

        async def second() -> None:
            async with here.unit(Actor("second")):  # noqa: B023 - awaited in the same round
                order.append("second")  # noqa: B023

        async with here.unit(Actor("first")):
            waiting = asyncio.create_task(second())
            await asyncio.sleep(MOMENT)
            order.append("first")
        await waiting
        assert order == ["first", "second"]


async def test_a_slow_sender_holds_nobody_up(any_platform: Platform, claimed: dict[str, Any]) -> None:
    sent = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"%PDF-1.4 half of "
        await sent.wait()
        yield b"a file\n%%EOF"

    path, headers = "/catalog/v1/desk/attachments", {"Content-Type": "application/pdf"}
    sending = asyncio.create_task(
        any_platform.ask("POST", path, INFORMANT, params={"name": "样本.pdf"}, headers=headers, content=slowly())
    )
    await asyncio.sleep(MOMENT)
    async with asyncio.timeout(20):
        await any_platform.save(claimed["item_id"], 1, {"conditions": "具有固定经营场所"})
    assert not sending.done()
    sent.set()
    assert (await sending).status_code == 201


def test_no_statement_locks_rows_but_that_of_the_ledgers_head() -> None:
    locking = {
        str(path)
        for root in ("services", "shared")
        for path in Path(root).rglob("*.py")
        if "for_update" in path.read_text("utf-8")
    }
    assert locking == {"shared/unit.py"}


async def test_a_unit_looks_at_the_clock_when_its_turn_has_come(any_platform: Platform) -> None:
    here, clock = any_platform.host.runtimes["catalog"], any_platform.clock
    began = []

    async def second() -> None:
        async with here.unit(Actor("second")) as unit:
            began.append(unit.at)

    async with here.unit(Actor("first")):
        waiting = asyncio.create_task(second())
        await asyncio.sleep(MOMENT)
        clock.pass_(hours=1)
        later = here.clock()
    await waiting
    assert began > [later]
