"""kill -9 at random moments while people work: the embedded form."""

import asyncio

import pytest

from tests.faults.invariants import demand
from tests.faults.load import Crowd
from tests.faults.stand import Stand

pytestmark = [pytest.mark.faults, pytest.mark.slow]
ROUNDS = 20


def test_a_process_killed_twenty_times_at_work_loses_nothing(embedded: tuple[Stand, Crowd]) -> None:
    stand, crowd = embedded

    async def scenario() -> None:
        async with crowd.open():
            async with crowd.at_work():
                for _ in range(ROUNDS):
                    await asyncio.sleep(stand.chance.uniform(0.0, 1.2))
                    stand.kill(stand.processes[0])
                    await asyncio.to_thread(stand.ready)
            await crowd.finish()
        seen = await demand(stand, crowd)
        editions, events = len(seen.rows["editions"]), sum(map(len, seen.outbox.values()))
        stand.say(f"kill -9 × {ROUNDS}: {len(crowd.told.accepted)} accepted, {editions} editions, {events} events, ok")
        stand.say(f"answers {dict(crowd.told.answers)}")
        assert len(crowd.told.accepted) > ROUNDS

    asyncio.run(scenario())
