"""The distributed form under faults: replicas killed, the broker and the database away, a rolling upgrade."""

import asyncio
import time
from pathlib import Path

import asyncpg
import pytest

from tests.faults.conftest import Distributed
from tests.faults.edition import next_edition
from tests.faults.invariants import Seen, demand
from tests.faults.load import until
from tests.faults.processes import Process
from tests.faults.stand import NAMES

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.postgres, pytest.mark.kafka]
KILLS = 8
MINUTE = 60


@pytest.fixture(autouse=True)
def whole(distributed: Distributed) -> None:
    """Each fault begins with every replica up."""
    for process in distributed.stand.processes:
        if not process.running:
            process.start()
    distributed.stand.ready()


def _replica(here: Distributed, number: int) -> list[Process]:
    """One replica of every service."""
    return here.stand.processes[number * len(NAMES) : (number + 1) * len(NAMES)]


async def _ready(here: Distributed) -> None:
    await asyncio.to_thread(here.stand.ready)


async def _close(here: Distributed, what: str) -> Seen:
    """Everything goes online, everything holds, one line says so."""
    await here.crowd.finish()
    seen = await demand(here.stand, here.crowd)
    told = here.crowd.told
    events = sum(map(len, seen.outbox.values()))
    here.stand.say(f"{what}: {len(told.accepted)} accepted so far, {events} events, ok; {dict(told.answers)}")
    return seen


def test_of_two_replicas_of_every_service_one_is_killed_at_work_and_nothing_is_lost(distributed: Distributed) -> None:
    async def scenario() -> None:
        crowd, stand = distributed.crowd, distributed.stand
        async with crowd.open():
            before = len(crowd.told.accepted)
            async with crowd.at_work():
                for number in range(KILLS):
                    for process in _replica(distributed, number % 2):
                        await asyncio.sleep(stand.chance.uniform(0.0, 0.4))
                        stand.kill(process)
                    await _ready(distributed)
            await _close(distributed, f"kill -9 of one replica × {KILLS * len(NAMES)}")
            assert len(crowd.told.accepted) > before + KILLS

    asyncio.run(scenario())


def test_saves_are_accepted_for_a_minute_without_the_broker_and_everything_arrives_after_it(
    distributed: Distributed,
) -> None:
    async def scenario() -> None:
        crowd, stand = distributed.crowd, distributed.stand
        async with crowd.open():
            async with crowd.at_work():
                await asyncio.sleep(1)
                crowd.saving_only, crowd.pause = True, 0.3
                # Who waits for the auditors cannot save: the broker goes when somebody is saving.
                noted = len(crowd.told.accepted)
                await until(lambda: "item.save" in {act.action for act, _ in crowd.told.accepted[noted:]}, "a save")
                away, before = time.monotonic(), len(crowd.told.accepted)
                await asyncio.to_thread(distributed.kafka.kill9)
                try:
                    for process in _replica(distributed, 0)[:2]:
                        stand.kill(process)
                    await asyncio.sleep(max(0.0, MINUTE / 2 - (time.monotonic() - away)))
                    middle = len(crowd.told.accepted)
                    await asyncio.sleep(max(0.0, MINUTE - (time.monotonic() - away)))
                    late = len(crowd.told.accepted)
                    assert before < middle < late, "saves stopped while the broker was away"
                finally:
                    await asyncio.to_thread(distributed.kafka.start)
                    crowd.saving_only, crowd.pause = False, 0.05
            await _ready(distributed)
            await _close(distributed, f"broker killed and away for {MINUTE} s, {late - before} accepted meanwhile")

    asyncio.run(scenario())


@pytest.mark.parametrize("how", ["restart", "kill9"])
def test_the_services_outlive_a_database_that_goes_and_comes_back(distributed: Distributed, how: str) -> None:
    async def scenario() -> None:
        crowd, stand = distributed.crowd, distributed.stand
        pids = [process.pid for process in stand.processes]
        async with crowd.open():
            async with crowd.at_work():
                for _ in range(2):
                    await asyncio.sleep(stand.chance.uniform(0.3, 1.2))
                    before = crowd.told.answers.total()
                    if how == "kill9":
                        await asyncio.to_thread(distributed.postgres.kill9)
                        await asyncio.sleep(stand.chance.uniform(0.2, 1.0))
                        await asyncio.to_thread(distributed.postgres.start)
                    else:
                        await asyncio.to_thread(distributed.postgres.restart)
                    accepted = len(crowd.told.accepted)
                    await until(lambda n=accepted: len(crowd.told.accepted) > n + 3, "saves after the restart")  # type: ignore[misc]
                    assert crowd.told.answers.total() > before
            await _close(distributed, f"database {how} × 2")
        assert [process.pid for process in stand.processes if process.running] == pids

    asyncio.run(scenario())


def test_a_database_that_takes_no_writes_is_told_as_such_and_nothing_is_half_done(distributed: Distributed) -> None:
    async def switch(value: str) -> None:
        connection = await asyncpg.connect(distributed.postgres.dsn())
        try:
            await connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
            await connection.execute("SELECT pg_reload_conf()")
        finally:
            await connection.close()

    async def scenario() -> None:
        crowd = distributed.crowd
        async with crowd.open():
            async with crowd.at_work():
                await switch("on")
                key = "503 read_only"
                before = crowd.told.answers[key]
                try:
                    await until(lambda: crowd.told.answers[key] > before + 5, "refusals that name the cause")
                    await asyncio.sleep(1)
                finally:
                    # The session that switches back must write itself.
                    connection = await asyncpg.connect(distributed.postgres.dsn())
                    await connection.execute("SET default_transaction_read_only = off")
                    await connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
                    await connection.execute("SELECT pg_reload_conf()")
                    await connection.close()
                accepted = len(crowd.told.accepted)
                await until(
                    lambda: len(crowd.told.accepted) > accepted + 5, "saves after the database takes writes again"
                )
            await _close(distributed, "database read-only")

    asyncio.run(scenario())


def test_an_old_and_a_new_edition_work_side_by_side_during_a_rolling_upgrade(
    distributed: Distributed, tmp_path: Path
) -> None:
    newer = next_edition(tmp_path / "next")

    async def scenario() -> None:
        crowd, stand = distributed.crowd, distributed.stand
        async with crowd.open():
            async with crowd.at_work():
                await asyncio.to_thread(newer.migrate, stand.settings)
                for process in _replica(distributed, 1):
                    await asyncio.to_thread(process.terminate)
                    process.tree = newer.tree
                    process.start()
                await _ready(distributed)
                await asyncio.sleep(6)
                for process in _replica(distributed, 0):
                    assert process.running
            seen = await _close(distributed, "old and new edition side by side")
        told = [row["edition_of_code"] for row in seen.rows["feed"]]
        assert newer.mark in told[-30:], "the new edition wrote nothing"
        assert None in told[-30:], "the old edition wrote nothing"
        said = [event for event in seen.events("item.online.v1") if event.get("said_by") == newer.mark]
        assert said, "the new edition said nothing"
        for process in _replica(distributed, 1):
            await asyncio.to_thread(process.terminate)
            process.tree = newer.before
            process.start()
        await _ready(distributed)

    asyncio.run(scenario())
