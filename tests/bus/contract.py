"""What every bus promises to those who publish and to those who hear. A subclass gives the bus by its fixture `wire`."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from shared import ledger, outbox
from shared.db import Database
from shared.events import LawChanged
from shared.events.envelope import Envelope
from shared.hosting import hearing as hearing_of_hosts
from shared.hosting.hearing import MANY, TRIES, Hearing
from shared.hosting.host import Host
from shared.hosting.runtime import Runtime
from shared.hosting.service import Heard
from shared.unit import Unit
from tests.bus.wire import Wire, said, until

DISMISSED = "dead_letter.dismiss"
MANY_KEYS = [uuid.uuid4().hex for _ in range(7)]


async def on_law(unit: Unit, event: LawChanged, _here: Runtime) -> None:
    """A handler with an effect that can be counted; it cannot bear one word."""
    if event.evidence == "unbearable":
        raise ArithmeticError("unbearable")
    unit.note("law.seen", event.law_id, why=event.evidence)


HEARS = (Heard(LawChanged, on_law),)


async def effects(db: Database) -> Counter[str]:
    """How often each law was seen."""
    async with db.reading() as connection:
        rows = select(ledger.trail.c.subject).where(ledger.trail.c.action == "law.seen")
        return Counter((await connection.execute(rows)).scalars())


async def dead(db: Database) -> list[dict[str, object]]:
    async with db.reading() as connection:
        return await outbox.dead(connection)


class TheBus:
    """Order per key, at least once, every group."""

    async def test_events_of_a_key_arrive_in_the_order_in_which_they_were_published(self, wire: Wire) -> None:
        ear = wire.listen()
        async with wire.running():
            for first in range(0, 60, 20):
                await wire.say(*(said(key, n) for n in range(first, first + 20) for key in MANY_KEYS))
            await until(lambda: len(ear.heard) == 60 * len(MANY_KEYS))
        assert all(ear.of(key) == list(range(60)) for key in MANY_KEYS)

    async def test_an_event_arrives_as_it_left(self, wire: Wire) -> None:
        ear, event = wire.listen(), said("居民身份证", 3, 名称="事项")
        async with wire.running():
            await wire.say(event)
            await until(lambda: ear.heard)
        assert ear.heard == [event]

    async def test_what_a_hearer_could_not_take_comes_again_in_order(self, wire: Wire) -> None:
        ear = wire.listen()
        ear.fail = 2
        async with wire.running():
            await wire.say(*(said("k", n) for n in range(10)))
            await until(lambda: len(ear.heard) >= 10)
        assert len(ear.failed) == 2
        assert list(dict.fromkeys(ear.of("k"))) == list(range(10))

    async def test_every_group_hears_all_and_nobody_what_he_did_not_ask_for(self, wire: Wire) -> None:
        one, other, elsewhere = (
            wire.listen(),
            wire.listen(group=f"{wire.group}-2"),
            wire.listen(f"{wire.group}-3", f"{wire.topic}-2"),
        )
        async with wire.running():
            await wire.say(*(said("k", n) for n in range(5)))
            await until(lambda: len(one.heard) == 5 == len(other.heard))
        assert elsewhere.heard == []


class TheHearing:
    """What a service makes of what the bus brings. Fixture `host`: notify with one handler, its ear on the wire."""

    async def test_an_event_that_comes_twice_has_its_effect_once(self, wire: Wire, host: Host) -> None:
        db, twice = host.runtimes["notify"].db, said("law-a", 1)
        async with wire.running():
            await wire.say(twice, said("law-b", 2), twice)
            await wire.say(twice)
            await wire.say(said("law-c", 3), twice)
            await heard(db, {"law-a", "law-b", "law-c"})
        assert await effects(db) == {"law-a": 1, "law-b": 1, "law-c": 1}

    async def test_an_event_that_cannot_be_handled_is_buried_and_the_next_goes_on(self, wire: Wire, host: Host) -> None:
        db, bad = host.runtimes["notify"].db, said("law-a", 1, evidence="unbearable")
        async with wire.running():
            await wire.say(bad, said("law-a", 2), said("law-b", 3))
            await heard(db, {"law-a", "law-b"})
        (letter,) = await dead(db)
        assert (letter["event_id"], letter["handler"], letter["attempts"]) == (bad.id, "on_law", TRIES)
        assert letter["reason"] == "ArithmeticError: unbearable"
        assert await effects(db) == {"law-a": 1, "law-b": 1}
        assert (await host.readiness())[0]

    async def test_a_dead_letter_goes_through_when_the_fault_is_mended(self, wire: Wire, host: Host) -> None:
        db, hearing = host.runtimes["notify"].db, host.hearings["notify"]
        bad = said("law-a", 1, evidence="unbearable")
        async with wire.running():
            await wire.say(bad)
            await _buried(db, 1)
        assert await hearing.replay() == (0, 1), "the code is as bad as it was"
        hearing.service = replace(hearing.service, hears=(Heard(LawChanged, _mended),))
        assert await hearing.replay("another event") == (0, 0)
        assert await hearing.replay(bad.id) == (1, 0)
        assert await hearing.replay() == (0, 0)
        assert await dead(db) == []
        assert await effects(db) == {"law-a": 1}

    async def test_too_much_poison_in_a_row_stops_the_hearing_rather_than_empty_the_topic(
        self, wire: Wire, host: Host
    ) -> None:
        db, hearing = host.runtimes["notify"].db, host.hearings["notify"]
        spoilt = [said("law-a", n, change="no such word") for n in range(MANY + 5)]
        async with wire.running():
            await _try(wire, spoilt)
            await until(lambda: hearing.stopped)
            await _try(wire, [said("law-a", 99, change="no such word")])
        assert len(await dead(db)) == MANY
        assert await effects(db) == {}
        good, state = await host.readiness()
        assert (good, state["services"]["notify"]["hearing"]) == (False, "stopped")

    async def test_a_mended_cause_opens_the_ear_again(
        self, wire: Wire, host: Host, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hearing_of_hosts, "FIRST_PAUSE", 0)
        db, hearing = host.runtimes["notify"].db, host.hearings["notify"]
        bad = [said("law-a", n, evidence="unbearable") for n in range(MANY + 1)]
        async with wire.running():
            await _try(wire, bad)
            await until(lambda: hearing.stopped)
            hearing._by_type[bad[0].type] = [Heard(LawChanged, _mended)]
            await wire.say(bad[-1])
            await heard(db, {"law-a"})
        assert len(await dead(db)) == MANY, "what was buried waits for its replay"
        assert (await host.readiness())[0]

    async def test_a_dead_letter_dismissed_in_another_process_opens_the_ear_again_and_the_trail_says_why(
        self, wire: Wire, host: Host
    ) -> None:
        db, hearing = host.runtimes["notify"].db, host.hearings["notify"]
        async with wire.running():
            await _try(wire, [said("law-a", n, change="no such word") for n in range(MANY)])
            await until(lambda: hearing.stopped)
            letter = str((await dead(db))[0]["event_id"])
            elsewhere = Hearing(hearing.service, hearing.runtime)
            assert not await elsewhere.dismiss("no such letter", "试")
            assert await elsewhere.dismiss(letter, "作废的通知")
            assert not await elsewhere.dismiss(letter, "again")
            await wire.say(said("law-a", 98, change="no such word"))
            await _buried(db, MANY)
            await wire.say(said("law-a", 99))
            await heard(db, {"law-a"})
        assert not hearing.stopped
        async with db.reading() as connection:
            told = select(ledger.trail.c.subject, ledger.trail.c.why).where(ledger.trail.c.action == DISMISSED)
            assert (await connection.execute(told)).all() == [(letter, "作废的通知")]

    async def test_good_events_between_bad_ones_keep_the_ear_open(self, wire: Wire, host: Host) -> None:
        db = host.runtimes["notify"].db
        bad = [said("law-a", n, change="no such word") for n in range(MANY - 1)]
        async with wire.running():
            await wire.say(*bad, said("law-a", 50), *(e.model_copy(update={"id": f"{e.id[:-1]}x"}) for e in bad))
            await wire.say(said("law-a", 99), said("law-c", 100))
            await heard(db, {"law-a", "law-c"})
            await heard(db, {"law-a"}, 2)
        assert len(await dead(db)) == 2 * (MANY - 1)
        assert (await host.readiness())[0]


async def _mended(unit: Unit, event: LawChanged, _here: Runtime) -> None:
    unit.note("law.seen", event.law_id, why="mended")


_mended.__name__ = on_law.__name__


async def _try(wire: Wire, envelopes: Sequence[Envelope]) -> None:
    """Publish where the publisher may be told that a hearer takes nothing more."""
    try:
        await wire.bus.publish(wire.topic, envelopes)
    except RuntimeError as error:
        assert "stopped hearing" in str(error)  # noqa: PT017 - the in-process bus says it, a broker does not


async def heard(db: Database, laws: set[str], times: int = 1) -> None:
    async def all_seen() -> bool:
        seen = await effects(db)
        return all(seen[law] >= times for law in laws)

    await until(all_seen)


async def _buried(db: Database, count: int) -> None:
    async def enough() -> bool:
        return len(await dead(db)) >= count

    await until(enough)
