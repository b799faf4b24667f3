"""What a change set left is taken back with it, and a change set that failed on its way is taken back as far as it came."""

from typing import Any

import pytest

from services.catalog import store
from services.catalog.commands import changesets, reading
from services.catalog.commands.changerows import Batch
from services.catalog.commands.failing import TRIES
from services.catalog.commands.undoing import undo_rows
from shared.unit import Actor
from tests.catalog.inout.dumped import JIXI, MARKET, code_of, row
from tests.catalog.inout.support import (
    INFORMANT,
    SETS,
    base_rows,
    listed,
    progress,
    rows_of,
    sheet_of,
    then,
    upload,
    work,
)
from tests.catalog.inout.test_load_versions import attentions, edited
from tests.catalog.inout.test_loads import CENTRE, by_code, load
from tests.catalog.test_cancelling import cancel, cases_of
from tests.catalog.test_delegation import COUNTY, through
from tests.catalog.test_from_above import open_merges, part_of
from tests.catalog.test_life import GATES, LINE, gate, open_case
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


async def test_what_an_undo_leaves_as_it_is_stays_to_be_looked_at_until_it_is_taken_back_too(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reading.FEWER, "undo", 1)
    await load(any_platform, row(OWN), row(ABOVE), apply=True)
    await edited(any_platform, conditions="本单位改过")
    made = await load(any_platform, *(row(code, promise_day=10, task_version=2) for code in (ABOVE, OWN)), apply=True)
    await edited(any_platform, conditions="又改")
    first = await then(any_platform, made, "undo", CENTRE)
    assert (first["rows"], first["done"], first["faults"], len(await attentions(any_platform))) == (2, 1, 1, 1)
    await edited(any_platform, conditions="本单位改过")
    again = await then(any_platform, made, "undo", CENTRE)
    assert (again["set_id"], again["state"]) == (first["set_id"], "applied")
    assert (again["rows"], again["done"], again["faults"], await attentions(any_platform)) == (2, 2, 0, [])
    assert (await any_platform.ask("POST", f"{SETS}/{made['set_id']}/undo", CENTRE)).json()["code"] == "state"
    assert await any_platform.faults_of_trails() == []


async def test_an_undo_lets_others_write_between_a_few_of_its_rows(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await upload(platform, "catalogue", sheet_of(base_rows(7)), LINE, apply=True)
    monkeypatch.setitem(reading.FEWER, "undo", 3)
    units: list[int] = []

    async def counted(unit: Any, who: Any, kind: str, effects: Any, *told: str) -> Any:
        units.append(len(effects))
        return await undo_rows(unit, who, kind, effects, *told)

    monkeypatch.setattr(changesets, "undo_rows", counted)
    undone = await then(platform, made, "undo", LINE)
    assert (undone["state"], undone["done"], units) == ("applied", 7, [3, 3, 1, 0])


async def test_loads_are_taken_back_one_after_the_other_from_the_newest(any_platform: Platform) -> None:
    made = [
        await load(any_platform, row(OWN, accept_condition=said, task_version=n), apply=True)
        for n, said in enumerate(("甲", "乙", "丙"), 1)
    ]
    for one, said in ((made[2], "乙"), (made[1], "甲")):
        undone = await then(any_platform, one, "undo", CENTRE)
        assert (undone["done"], undone["faults"]) == (1, 0)
        assert (await by_code(any_platform, OWN))[1].elements["conditions"] == said
    assert (await then(any_platform, made[0], "undo", CENTRE))["faults"] == 0
    assert (await by_code(any_platform, OWN))[0].state == "cancelled"


async def loaded(platform: Platform) -> tuple[dict[str, Any], str]:
    """A load of one item that its body has not touched yet."""
    made = await load(platform, row(OWN), apply=True)
    return made, str((await by_code(platform, OWN))[0].item_id)


async def test_what_others_were_entrusted_with_since_is_not_taken_out(platform: Platform) -> None:
    await platform.hand_down()
    made = await load(platform, row(ABOVE), apply=True)
    item = (await by_code(platform, ABOVE))[0]
    await through(platform, {"item_id": item.item_id}, COUNTY, way="entrust")
    undone = await then(platform, made, "undo", CENTRE)
    (one,) = [row for row in await rows_of(platform, undone["set_id"], CENTRE) if row["code"] == ABOVE]
    assert [fault["code"] for fault in one["faults"]] == ["entrusted_since"]
    assert (await by_code(platform, OWN))[0].state == "compiling"


async def test_what_its_body_divided_since_is_not_taken_out(any_platform: Platform) -> None:
    made, item_id = await loaded(any_platform)
    part = await any_platform.desk(await part_of(any_platform, item_id))
    undone = await then(any_platform, made, "undo", CENTRE)
    (one,) = [row for row in await rows_of(any_platform, undone["set_id"], CENTRE) if row["code"] == OWN]
    assert ([fault["code"] for fault in one["faults"]], part["code"] in one["faults"][0]["message_zh"]) == (
        ["divided_since"],
        True,
    )
    standing = [(await any_platform.desk(i))["state"] for i in (item_id, part["item_id"])]
    assert standing == ["compiling", "compiling"], "both go on, or neither"


@pytest.mark.clause("G26")
async def test_an_undo_ends_the_open_case_and_the_merge_of_what_it_takes_out(any_platform: Platform) -> None:
    made, item_id = await loaded(any_platform)
    case = await open_case(any_platform, item_id)
    (base, held) = await by_code(any_platform, OWN[-12:])
    tighter = {"elements": held.elements | {"legal_limit": {"number": 9, "unit": "working_day"}}}
    path, match = f"/catalog/v1/catalogue/{base.code}", {"If-Match": f'"{base.head}"'}
    assert (await any_platform.ask("PUT", path, LINE, json=tighter, headers=match)).status_code == 200
    assert list(await open_merges(any_platform)) == [item_id]
    undone = await then(any_platform, made, "undo", CENTRE)
    found = (await cases_of(any_platform, item_id))["cancel_repealed"]
    assert (found["state"], found["superseded_by"]) == ("superseded", undone["set_id"])
    assert await open_merges(any_platform) == {}
    await load(any_platform, row(OWN), apply=True)
    late = await gate(any_platform, case["case_id"], *GATES[0])
    assert (late.status_code, late.json()["code"]) == (409, "closed")


@pytest.mark.clause("G26")
async def test_a_case_of_an_earlier_life_passes_no_gate_and_can_be_refused(any_platform: Platform) -> None:
    made, item_id = await loaded(any_platform)
    case = await open_case(any_platform, item_id, "adjust", elements=["legal_limit"])
    await then(any_platform, made, "undo", CENTRE)
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        await store.set_case(unit.connection, case["case_id"], "open", unit.stamp)
    consent = await gate(any_platform, case["case_id"], "province_consent", LINE)
    assert (consent.status_code, consent.json()["code"]) == (409, "cancelled")
    await load(any_platform, row(OWN), apply=True)
    consent = await gate(any_platform, case["case_id"], "province_consent", LINE)
    assert (consent.status_code, consent.json()["code"]) == (409, "began_anew")
    refused = await gate(any_platform, case["case_id"], "province_consent", LINE, verdict="refused", note="已重新装载")
    assert refused.json()["state"] == "refused"
    assert (await open_case(any_platform, item_id, "adjust", elements=["legal_limit"]))["state"] == "open"


@pytest.mark.parametrize("by_hand", [False, True])
async def test_a_catalogue_import_that_was_taken_back_comes_again_as_new_editions(
    any_platform: Platform, *, by_hand: bool
) -> None:
    codes = [code for code, _ in base_rows(2)]
    made = await upload(any_platform, "catalogue", sheet_of(base_rows(2)), apply=True)
    ids = {(await by_code(any_platform, code))[0].item_id for code in codes}
    await then(any_platform, made, "undo")
    assert await listed(any_platform) == []
    if by_hand:
        for code, values in base_rows(2, "改"):
            answer = await any_platform.ask("PUT", f"/catalog/v1/catalogue/{code}", LINE, json={"elements": values})
            assert answer.status_code == 200, answer.text
            assert answer.json()["action"] == "new"
    else:
        tried = await upload(any_platform, "catalogue", sheet_of(base_rows(2, "改")))
        assert (tried["state"], tried["done"], tried["faults"]) == ("ready", 2, 0)
        again = await then(any_platform, tried, "application")
        assert (again["done"], {row["action"] for row in await rows_of(any_platform, again["set_id"])}) == (2, {"new"})
        await then(any_platform, again, "undo")
        assert await listed(any_platform) == [], "what came again is taken back like what is new"
        await upload(any_platform, "catalogue", sheet_of(base_rows(2, "再")), apply=True)
    assert await listed(any_platform) == codes
    found = [await by_code(any_platform, code) for code in codes]
    assert ({item.item_id for item, _ in found}, {held.number for _, held in found}) == (ids, {2 if by_hand else 3})
    assert await any_platform.faults_of_trails() == []


async def test_what_a_dry_run_saw_in_force_and_was_taken_back_since_is_looked_at_again(any_platform: Platform) -> None:
    made = await upload(any_platform, "catalogue", sheet_of(base_rows(1)), apply=True)
    tried = await upload(any_platform, "catalogue", sheet_of(base_rows(1, "改")))
    await then(any_platform, made, "undo")
    ended = await then(any_platform, tried, "application", good_rows=True)
    (one,) = await rows_of(any_platform, ended["set_id"])
    assert (one["action"], [fault["code"] for fault in one["faults"]]) == ("fault", ["changed_since"])


async def test_what_was_cancelled_in_the_catalogue_otherwise_does_not_come_again(any_platform: Platform) -> None:
    made = await upload(any_platform, "catalogue", sheet_of(base_rows(1)), apply=True)
    ((code, values),) = base_rows(1)
    assert (await cancel(any_platform, code)).status_code == 200
    assert (await then(any_platform, made, "undo"))["faults"] == 1
    again = await upload(any_platform, "catalogue", sheet_of(base_rows(1)), apply=True)
    assert (again["done"], again["faults"]) == (0, 1)
    match = {"If-Match": '"1"'}
    answer = await any_platform.ask(
        "PUT", f"/catalog/v1/catalogue/{code}", LINE, json={"elements": values}, headers=match
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "cancelled")


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

    async def fails(*_: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(changesets, "undo_rows", fails)
    undo = await then(any_platform, made, "undo", CENTRE)
    assert undo["state"] == "failed"
    monkeypatch.setattr(changesets, "undo_rows", undo_rows)
    again = await then(any_platform, made, "undo", CENTRE)
    assert (again["set_id"], again["state"], again["done"], again["faults"]) == (undo["set_id"], "applied", 3, 0)


@pytest.mark.clause("G33")
async def test_the_clocks_of_what_a_load_claimed_end_with_its_undo_and_the_hall_has_nothing_to_do(
    any_platform: Platform,
) -> None:
    async def running() -> list[str]:
        await any_platform.settle()
        rows = (await any_platform.ask("GET", "/notify/v1/duties", INFORMANT)).json()
        return [one["kind"] for one in rows]

    made = await load(any_platform, row(OWN), apply=True)
    assert await running() == ["elements_same_day"]
    await then(any_platform, made, "undo", CENTRE)
    assert await running() == []
