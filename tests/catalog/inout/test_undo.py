"""What a change set left is taken back with it, and a change set that failed on its way is taken back as far as it came."""

from typing import Any

import pytest

from services.catalog import store
from services.catalog.commands import changesets
from services.catalog.commands.changerows import Batch
from services.catalog.commands.failing import TRIES
from tests.catalog.inout.dumped import JIXI, MARKET, code_of, row
from tests.catalog.inout.support import SETS, progress, then, work
from tests.catalog.inout.test_load_versions import attentions, edited
from tests.catalog.inout.test_loads import CENTRE, by_code, load
from tests.platform import Platform

OWN, ABOVE = code_of(MARKET, 4), code_of(JIXI, 3)


async def test_undoing_a_load_takes_back_what_its_bodies_were_told_of_it(any_platform: Platform) -> None:
    await load(any_platform, row(OWN), apply=True)
    await edited(any_platform, conditions="本单位改过")
    first = await load(any_platform, row(OWN, promise_day=10, task_version=2), apply=True)
    second = await load(any_platform, row(OWN, promise_day=9, task_version=3), apply=True)
    grounds = [one["ground"] for one in await attentions(any_platform)]
    assert grounds == [f"load:{one['set_id']}" for one in (first, second)]
    await then(any_platform, second, "undo", CENTRE)
    assert [one["ground"] for one in await attentions(any_platform)] == grounds[:1], "the other load stands"


async def test_what_an_undo_leaves_as_it_is_stays_to_be_looked_at(any_platform: Platform) -> None:
    await load(any_platform, row(OWN), apply=True)
    await edited(any_platform, conditions="本单位改过")
    made = await load(any_platform, row(OWN, promise_day=10, task_version=2), apply=True)
    await edited(any_platform, conditions="又改")
    undone = await then(any_platform, made, "undo", CENTRE)
    assert (undone["done"], undone["faults"], len(await attentions(any_platform))) == (0, 1, 1)


LAST = code_of(MARKET, 4, "230731150000")


async def half_loaded(platform: Platform, patch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[str]]:
    """A load whose first batch is in; its second one is in the way of another as long as the list says so."""
    whole, stuck = Batch.flush, [LAST]

    async def flush(batch: Batch) -> None:
        if stuck and await store.by_code(batch.unit.connection, LAST):
            raise store.at_once()
        await whole(batch)

    patch.setattr(Batch, "flush", flush)
    codes = [code_of(MARKET, 4, f"230731{n}000") for n in range(100, 151)]
    rows = [row(code, f"登记{code[-6:]}") for code in codes]
    return await load(platform, *rows, apply=True, good_rows=True), stuck


async def test_a_load_that_failed_with_batches_in_is_taken_back(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = await half_loaded(any_platform, monkeypatch)
    assert (made["state"], made["done"]) == ("applying", 50)
    refused = await any_platform.ask("POST", f"{SETS}/{made['set_id']}/undo", CENTRE)
    assert (refused.status_code, refused.json()["code"]) == (409, "state")
    for _ in range(TRIES):
        await work(any_platform)
    assert (await progress(any_platform, made["set_id"], CENTRE))["state"] == "failed"
    undone = await then(any_platform, made, "undo", CENTRE)
    assert (undone["state"], undone["done"], undone["faults"]) == ("applied", 100, 0), "items and what they stand on"
    item, _ = await by_code(any_platform, code_of(MARKET, 4, "230731100000"))
    assert item.state == "cancelled"
    again = await any_platform.ask("POST", f"{SETS}/{made['set_id']}/undo", CENTRE)
    assert (again.status_code, again.json()["code"]) == (409, "state")
    assert await any_platform.faults_of_trails() == []


async def test_a_change_set_that_wrote_nothing_has_nothing_to_take_back(platform: Platform) -> None:
    made = await load(platform, row(OWN), apply=False)
    for _ in range(2):
        refused = await platform.ask("POST", f"{SETS}/{made['set_id']}/undo", CENTRE)
        assert (refused.status_code, refused.json()["code"]) == (409, "state")
        async with platform.host.runtimes["catalog"].db.writing() as connection:
            await store.move_set(connection, made["set_id"], ("ready",), state="failed") if _ == 0 else None


async def tries(platform: Platform, made: dict[str, Any]) -> int:
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        return (await store.change_set(connection, made["set_id"])).tries


async def test_the_tries_of_a_change_set_are_kept_with_it_and_counted_anew_once_it_got_on(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, stuck = await half_loaded(any_platform, monkeypatch)
    assert await tries(any_platform, made) == 1, "a process that begins anew counts on from here"
    await work(any_platform)
    assert await tries(any_platform, made) == 2
    stuck.clear()
    await work(any_platform)
    assert ((await progress(any_platform, made["set_id"], CENTRE))["state"], await tries(any_platform, made)) == (
        "applied",
        0,
    )


async def test_an_undo_that_failed_goes_on_where_it_stopped(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await load(any_platform, row(OWN), row(ABOVE), apply=True)
    whole = changesets.undo_rows

    async def fails(*_: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(changesets, "undo_rows", fails)
    undo = await then(any_platform, made, "undo", CENTRE)
    assert undo["state"] == "failed"
    monkeypatch.setattr(changesets, "undo_rows", whole)
    again = await then(any_platform, made, "undo", CENTRE)
    assert (again["set_id"], again["state"], again["done"], again["faults"]) == (undo["set_id"], "applied", 3, 0)
