"""Events leave through the outbox at least once, and have their effect once."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, update

from services.notify import tables as notify_tables
from shared import ledger, outbox
from shared.bus.memory import MemoryBus
from shared.events import LawChanged
from shared.events.envelope import Envelope, Letter
from shared.hosting.loops import relay_loop
from shared.hosting.runtime import Runtime
from shared.unit import Actor
from tests.platform import Platform


class Crash(BaseException):
    """The process dies here."""


class DyingBus(MemoryBus):
    """Publishes, and then the process dies before it can say so."""

    async def publish(self, topic: str, letters: Sequence[Letter]) -> None:
        await super().publish(topic, letters)
        raise Crash


async def count(runtime: Runtime, table: Any, *where: Any) -> int:
    async with runtime.db.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one())


async def hear_again(platform: Platform) -> MemoryBus:
    """A bus with the platform's hearers that dies after it delivered."""
    bus = DyingBus()
    for name, hearing in platform.host.hearings.items():
        bus.subscribe(name, hearing.topics, hearing.take, hearing.poison)
    return bus


@pytest.mark.usefixtures("claimed")
async def test_events_wait_in_the_outbox_until_they_are_carried(any_platform: Platform) -> None:
    catalog = any_platform.host.runtimes["catalog"]
    assert await count(catalog, ledger.outbox, ledger.outbox.c.sent_at.is_(None)) == 2
    assert await any_platform.settle() > 0
    assert await count(catalog, ledger.outbox, ledger.outbox.c.sent_at.is_(None)) == 0


@pytest.mark.usefixtures("claimed")
async def test_a_crash_between_publishing_and_marking_publishes_again(any_platform: Platform) -> None:
    catalog = any_platform.host.runtimes["catalog"]
    with pytest.raises(Crash):
        await outbox.relay(catalog.db, await hear_again(any_platform))
    assert await count(catalog, ledger.outbox, ledger.outbox.c.sent_at.is_(None)) == 2
    assert await outbox.relay(catalog.db, any_platform.host.bus) == 2


@pytest.mark.usefixtures("claimed")
async def test_what_was_published_twice_has_its_effect_once(any_platform: Platform) -> None:
    catalog, notify = (any_platform.host.runtimes[n] for n in ("catalog", "notify"))
    with pytest.raises(Crash):
        await outbox.relay(catalog.db, await hear_again(any_platform))
    once = [await count(notify, t) for t in (notify_tables.circulars, notify_tables.duties, ledger.trail)]
    await any_platform.settle()
    assert [await count(notify, t) for t in (notify_tables.circulars, notify_tables.duties, ledger.trail)] == once
    assert all(once)


async def test_a_bus_that_fails_leaves_the_events_unsent_and_in_order(platform: Platform) -> None:
    class DeadBus(MemoryBus):
        async def publish(self, topic: str, letters: Sequence[Letter]) -> None:
            raise ConnectionError("no broker")

    await platform.claimed()
    catalog = platform.host.runtimes["catalog"]
    with pytest.raises(ConnectionError):
        await outbox.relay(catalog.db, DeadBus())
    heard: list[int] = []
    bus = MemoryBus()

    async def take(envelopes: Sequence[Envelope]) -> None:
        heard.extend(e.sequence for e in envelopes)

    async def poison(*_: str) -> None:
        raise AssertionError

    bus.subscribe("someone", ("item.changed",), take, poison)
    await outbox.relay(catalog.db, bus)
    assert heard == [1, 2]


async def test_an_event_is_claimed_once_by_each_handler(any_platform: Platform) -> None:
    notify = any_platform.host.runtimes["notify"]
    async with notify.db.writing() as connection:
        assert await outbox.claim(connection, "event-1", "on_this")
        assert not await outbox.claim(connection, "event-1", "on_this")
        assert await outbox.claim(connection, "event-1", "on_that")


async def test_of_two_replicas_only_one_claims_an_event(any_platform: Platform) -> None:
    notify = any_platform.host.runtimes["notify"]

    async def replica() -> bool:
        async with notify.db.writing() as connection:
            mine = await outbox.claim(connection, "event-2", "on_this")
            await asyncio.sleep(0.05)
            return mine

    assert sorted(await asyncio.gather(replica(), replica())) == [False, True]


async def test_a_claim_that_rolls_back_is_free_again(any_platform: Platform) -> None:
    notify = any_platform.host.runtimes["notify"]
    with contextlib.suppress(RuntimeError):
        async with notify.db.writing() as connection:
            assert await outbox.claim(connection, "event-3", "on_this")
            raise RuntimeError("the effects failed")
    async with notify.db.writing() as connection:
        assert await outbox.claim(connection, "event-3", "on_this")


@pytest.mark.usefixtures("claimed")
async def test_the_ledger_tells_how_much_is_unsent_and_since_when(platform: Platform) -> None:
    catalog = platform.host.runtimes["catalog"]
    async with catalog.db.reading() as connection:
        standing = await outbox.standing(connection)
        first = (await connection.execute(select(func.min(ledger.outbox.c.recorded_at)))).scalar_one()
    assert (standing["unsent"], standing["oldest_unsent"]) == (2, first)


@pytest.mark.usefixtures("claimed")
async def test_only_what_was_published_is_marked_when_some_are_said_again(any_platform: Platform) -> None:
    catalog, box = any_platform.host.runtimes["catalog"], ledger.outbox.c
    async with catalog.unit(Actor("someone")) as unit:
        for _ in range(3):
            unit.record(
                LawChanged(law_id="x", title="某法", change="amended", effective_on="2026-12-01", evidence="公报")
            )
    await outbox.relay(catalog.db, any_platform.host.bus)

    async def say_again(*seqs: int) -> None:
        async with catalog.db.writing() as connection:
            await connection.execute(update(ledger.outbox).where(box.seq.in_(seqs)).values(sent_at=None))

    class Meanwhile(MemoryBus):
        async def publish(self, topic: str, letters: Sequence[Letter]) -> None:
            await say_again(3)

    await say_again(1, 2, 4, 5)
    assert await outbox.relay(catalog.db, Meanwhile()) == 4
    assert await count(catalog, ledger.outbox, box.sent_at.is_(None)) == 1


@pytest.mark.usefixtures("claimed")
async def test_what_was_published_is_marked_a_moment_later_and_meanwhile_not_published_again(
    any_platform: Platform,
) -> None:
    catalog, box = any_platform.host.runtimes["catalog"], ledger.outbox.c
    async with outbox.carrying(catalog.db, MemoryBus()) as carrier:
        assert [await carrier.publish() for _ in range(2)] == [2, 0]
        assert await count(catalog, ledger.outbox, box.sent_at.is_(None)) == 2
        await carrier.mark()
        assert await count(catalog, ledger.outbox, box.sent_at.is_(None)) == 0
        async with catalog.db.writing() as connection:
            await connection.execute(update(ledger.outbox).values(sent_at=None))
        assert await carrier.publish() == 2
    assert await count(catalog, ledger.outbox, box.sent_at.is_(None)) == 0


async def test_the_relay_marks_what_it_published_when_nothing_more_comes_and_when_it_ends(platform: Platform) -> None:
    catalog, box = platform.host.runtimes["catalog"], ledger.outbox.c
    relaying = asyncio.create_task(relay_loop(catalog, MemoryBus()))
    await platform.claimed()
    async with asyncio.timeout(5):
        while await count(catalog, ledger.outbox, box.sent_at.is_(None)):  # noqa: ASYNC110 - a mark rings no bell
            await asyncio.sleep(0.01)
    published = asyncio.Event()

    class Telling(MemoryBus):
        async def publish(self, topic: str, letters: Sequence[Letter]) -> None:
            published.set()

    relaying.cancel()
    ending = asyncio.create_task(relay_loop(catalog, Telling()))
    async with catalog.unit(Actor("someone")) as unit:
        unit.record(LawChanged(law_id="x", title="某法", change="amended", effective_on="2026-12-01", evidence="公报"))
    await published.wait()
    ending.cancel()
    await asyncio.gather(relaying, ending, return_exceptions=True)
    assert await count(catalog, ledger.outbox, box.sent_at.is_(None)) == 0
