"""A change, its events and its trail are one transaction, numbered in the order of the commits."""

import asyncio
import re
from typing import Any

import pytest
from sqlalchemy import select, text

from shared import ledger
from shared.hosting.runtime import Runtime
from shared.unit import Actor
from tests.platform import Platform

CLERK = "jidong-service-clerk"
SUBSCRIPTION = {"channel": "email", "address": "hall@example.org", "region": "230321"}
BROKEN = {
    "sqlite": (
        "CREATE TABLE nobody (id INTEGER PRIMARY KEY)",
        "CREATE TABLE dangling (id INTEGER REFERENCES nobody(id) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TRIGGER too_late AFTER INSERT ON trail BEGIN INSERT INTO dangling VALUES (1); END",
    ),
    "postgresql": (
        "CREATE FUNCTION too_late() RETURNS trigger AS $$ BEGIN RAISE 'the commit fails'; END $$ LANGUAGE plpgsql",
        """CREATE CONSTRAINT TRIGGER too_late AFTER INSERT ON trail DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION too_late()""",
    ),
}
MENDED = {"sqlite": "DROP TRIGGER too_late", "postgresql": "DROP TRIGGER too_late ON trail"}


async def rows(runtime: Runtime, table: Any) -> list[Any]:
    async with runtime.db.reading() as connection:
        return list((await connection.execute(select(table).order_by(table.c.seq))).all())


async def break_commits(runtime: Runtime) -> str:
    """From now on every transaction that writes the trail fails at its COMMIT and not before."""
    async with runtime.db.writing() as connection:
        name = connection.dialect.name
        for statement in BROKEN[name]:
            await connection.execute(text(statement))
    return MENDED[name]


async def claim_many(platform: Platform) -> list[int]:
    """Three bodies claim at once while two people subscribe."""
    base = await platform.hand_down()
    offices = ("jidong-market", "jixi-market", "hulin-market")
    asked = [platform.ask("POST", f"/catalog/v1/desk/offers/{base}/claim", f"{o}-informant") for o in offices]
    return [answer.status_code for answer in await asyncio.gather(*asked)]


async def test_numbers_have_no_gap_when_many_write_at_once(any_platform: Platform) -> None:
    assert await claim_many(any_platform) == [201, 201, 201]
    catalog = any_platform.host.runtimes["catalog"]
    for table in (ledger.outbox, ledger.trail):
        assert [row.seq for row in await rows(catalog, table)] == list(range(1, len(await rows(catalog, table)) + 1))


async def test_a_lower_number_was_committed_before_a_higher_one(any_platform: Platform) -> None:
    """Whoever reads up to a number will never find a smaller one later: read all the time, and watch for gaps."""
    catalog = any_platform.host.runtimes["catalog"]
    base = await any_platform.hand_down()
    seen: list[list[int]] = []

    async def watch() -> None:
        while len(seen) < 3 or seen[-1][-1] < 4:
            seen.append([row.seq for row in await rows(catalog, ledger.outbox)])
            await asyncio.sleep(0)

    offices = ("jidong-market", "jixi-market", "hulin-market")
    asked = [any_platform.ask("POST", f"/catalog/v1/desk/offers/{base}/claim", f"{o}-informant") for o in offices]
    await asyncio.gather(watch(), *asked)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)


async def test_the_head_counts_what_is_there(any_platform: Platform) -> None:
    await claim_many(any_platform)
    catalog = any_platform.host.runtimes["catalog"]
    async with catalog.db.reading() as connection:
        head = (await connection.execute(select(ledger.head))).one()
    trail = await rows(catalog, ledger.trail)
    assert (head.outbox_seq, head.trail_seq) == (len(await rows(catalog, ledger.outbox)), len(trail))
    assert head.trail_hash == trail[-1].hash


async def test_a_commit_that_fails_is_an_error_and_no_200(any_platform: Platform, claimed: dict[str, Any]) -> None:
    await break_commits(any_platform.host.runtimes["catalog"])
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/elements"
    answer = await any_platform.ask(
        "PATCH",
        path,
        "jidong-market-informant",
        headers={"If-Match": '"1"'},
        json={"elements": {"plain_name": "开市场"}},
    )
    assert answer.status_code >= 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await any_platform.desk(claimed["item_id"]))["edition"] == 1


async def test_a_commit_that_fails_takes_state_events_and_trail_along(any_platform: Platform) -> None:
    notify = any_platform.host.runtimes["notify"]
    before = [len(await rows(notify, table)) for table in (ledger.outbox, ledger.trail)]
    await break_commits(notify)
    answer = await any_platform.ask("POST", "/notify/v1/subscriptions", CLERK, json=SUBSCRIPTION)
    assert answer.status_code >= 400
    assert [len(await rows(notify, table)) for table in (ledger.outbox, ledger.trail)] == before
    assert (await any_platform.ask("GET", "/notify/v1/subscriptions", CLERK)).json() == []


async def test_after_a_failed_commit_the_next_one_goes_through(any_platform: Platform) -> None:
    notify = any_platform.host.runtimes["notify"]
    mend = await break_commits(notify)
    assert (await any_platform.ask("POST", "/notify/v1/subscriptions", CLERK, json=SUBSCRIPTION)).status_code >= 400
    async with notify.db.writing() as connection:
        await connection.execute(text(mend))
    assert (await any_platform.ask("POST", "/notify/v1/subscriptions", CLERK, json=SUBSCRIPTION)).status_code == 201
    assert await any_platform.faults_of_trails() == []


async def test_a_unit_that_fails_takes_its_events_and_its_trail_along(any_platform: Platform) -> None:
    catalog = any_platform.host.runtimes["catalog"]
    before = [len(await rows(catalog, table)) for table in (ledger.outbox, ledger.trail)]

    async def fail() -> None:
        async with catalog.unit(Actor("someone")) as unit:
            unit.note("item.save", "x")
            await unit.settle()
            raise RuntimeError("the business says no")

    with pytest.raises(RuntimeError):
        await fail()
    assert [len(await rows(catalog, table)) for table in (ledger.outbox, ledger.trail)] == before


async def test_a_change_without_an_event_or_a_note_moves_no_number(platform: Platform) -> None:
    catalog = platform.host.runtimes["catalog"]
    before = await rows(catalog, ledger.trail)
    async with catalog.unit(Actor("someone")):
        pass
    assert await rows(catalog, ledger.trail) == before


async def test_the_trail_tells_who_from_where_did_what_when_and_why(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    entry = (await rows(platform.host.runtimes["catalog"], ledger.trail))[-1]
    assert (entry.who, entry.office) == ("jidong-market-informant", claimed["office"])
    assert (entry.action, entry.subject, entry.why) == ("item.claim", claimed["item_id"], "004 第九条")
    assert entry.at == claimed["updated_at"]
    assert re.fullmatch(r"[0-9a-f]{64}", entry.after)


async def test_the_trail_holds_hashes_and_no_contents(platform: Platform, claimed: dict[str, Any]) -> None:
    await platform.save(claimed["item_id"], 1, {"plain_name": "绝不可入留痕的文字"})
    trail = await rows(platform.host.runtimes["catalog"], ledger.trail)
    assert "绝不可入留痕的文字" not in str([tuple(row) for row in trail])
    assert trail[-1].before != trail[-1].after
