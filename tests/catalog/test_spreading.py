"""What changes above reaches its holders in short turns after it, whatever happens between two of them (ADR 0030)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import text

from shared.world import story
from tests.catalog.inout.support import sheet_of, sheet_values, then, upload
from tests.catalog.test_cancelling import HEIR, OLD, add, cancel, claim
from tests.catalog.test_claims import inbox
from tests.catalog.test_delegation import gone
from tests.catalog.test_following import clocks
from tests.catalog.test_from_above import NAME, held, limit, notes, open_merges, policy
from tests.catalog.test_labels import three
from tests.catalog.test_life import GATES, INFORMANT, LINE, change_base, gate, open_case
from tests.catalog.test_parts import both
from tests.catalog.test_suspension import withdraw
from tests.platform import Platform

SPREADING = "services.catalog.commands.spreading"
COLUMNS = "item_id, elements, digest, saved_by, saved_office, saved_at, reason"
OTHERS = ("hulin-market-informant", "jixi-market-informant")


@contextmanager
def doors_that_die(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process of whoever changes something above ends with his commit."""
    with monkeypatch.context() as patch:
        patch.setattr(f"{SPREADING}.LONGEST", 0.0)
        yield


async def to_be_reached(platform: Platform) -> int:
    """To how many holders the newest edition of the story's catalogue item is still on its way."""
    answer = await platform.ask("GET", f"/catalog/v1/catalogue/{story().base.basic_code}", LINE)
    return int(answer.json()["to_be_reached"])


@asynccontextmanager
async def on_its_way(
    platform: Platform, patch: pytest.MonkeyPatch, turn: int = 1, **elements: Any
) -> AsyncIterator[None]:
    """A change above that has come to one of three holders; its process is killed there."""
    with patch.context() as here:
        here.setattr(f"{SPREADING}.TURN", turn)
        here.setattr(f"{SPREADING}.PAUSE", 600.0)
        changing = asyncio.create_task(change_base(platform, **elements))
        async with asyncio.timeout(30):
            while await to_be_reached(platform) != 2:  # noqa: ASYNC110 - as others see it from outside
                await asyncio.sleep(0.01)
        yield
        assert not changing.done(), "the door answers when all have it"
        changing.cancel()
        with suppress(asyncio.CancelledError):
            await changing


async def waiting(platform: Platform, who: str) -> Any:
    """What waits for a body to be merged."""
    return (await platform.ask("GET", "/catalog/v1/desk/merges", who)).json()


async def own(platform: Platform, item_id: str, who: str) -> dict[str, Any]:
    return dict((await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", who)).json())


async def said(platform: Platform, statement: str, item_id: str, which: str = "") -> None:
    """A statement about the rows of an item, past the verbs."""
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.execute(text(f"{statement} WHERE item_id = '{item_id}'{which}"))


async def author(platform: Platform, item_id: str, who: str = INFORMANT) -> tuple[str, str]:
    """Who wrote the newest edition of an item, and who did the last thing that its trail tells."""
    newest = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/editions", who)).json()[0]
    last = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/trail", who)).json()[-1]
    return newest["saved_by"], last["who"]


async def base_id(platform: Platform) -> str:
    """The story's catalogue item."""
    answer = await platform.ask("GET", f"/catalog/v1/catalogue/{story().base.basic_code}", LINE)
    return str(answer.json()["item"]["item_id"])


async def cases(platform: Platform) -> list[tuple[str, ...]]:
    """Every case, by item."""
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        rows = await connection.execute(text("SELECT item_id, kind, state, ground FROM cases ORDER BY item_id"))
        return [tuple(row) for row in rows]


@pytest.mark.clause("G25")
async def test_others_write_between_two_turns_and_a_killed_process_leaves_the_rest_to_the_clock(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, holders = any_platform, await three(any_platform)
    async with on_its_way(here, monkeypatch, legal_limit=limit(15)):
        for who, item_id in holders.items():
            mark, told = {"If-Match": '"1"'}, {"elements": {"conditions": f"{who}自己写的"}}
            path = f"/catalog/v1/desk/items/{item_id}/elements"
            assert (await here.ask("PATCH", path, who, headers=mark, json=told)).status_code == 200
        assert sorted([len(await waiting(here, who)) for who in holders]) == [0, 0, 1]
    assert await to_be_reached(here) == 2
    await here.run_jobs()
    for who, item_id in holders.items():
        (one,) = await waiting(here, who)
        assert (one["taken"], one["conflicts"], one["base_edition"]) == (["legal_limit"], [], 2)
        path = f"/catalog/v1/desk/items/{item_id}/merge"
        merged = await here.ask("POST", path, who, headers={"If-Match": '"2"'}, json={})
        assert merged.json()["changed"] == ["legal_limit"], merged.text
        assert (await own(here, item_id, who))["elements"]["conditions"] == f"{who}自己写的"
    assert await to_be_reached(here) == 0
    assert await here.faults_of_trails() == []


async def test_the_door_answers_when_every_holder_has_it_however_many_turns_that_takes(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{SPREADING}.TURN", 1)
    holders = await three(any_platform)
    await change_base(any_platform, legal_limit=limit(15))
    assert [len(await waiting(any_platform, who)) for who in holders] == [1, 1, 1]


async def test_a_door_does_not_wait_for_holders_of_what_another_changed(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, holders = any_platform, await three(any_platform)
    await add(here, HEIR)
    handed = await here.ask("POST", f"/catalog/v1/catalogue/{HEIR}/hand-down", LINE, json={"offices": []})
    assert handed.status_code == 200, handed.text
    (offer,) = (await inbox(here))["offers"]
    claimed = await here.ask("POST", f"/catalog/v1/desk/offers/{offer['base_id']}/claim", INFORMANT)
    with doors_that_die(monkeypatch):
        await change_base(here, legal_limit=limit(15))
    await add(here, HEIR, legal_limit=limit(14))
    assert list(await open_merges(here)) == [claimed.json()["item_id"]]
    assert await to_be_reached(here) == len(holders)


async def test_a_turn_that_takes_long_ends_before_all_of_its_holders_have_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    holders = await three(platform)
    monkeypatch.setattr(f"{SPREADING}.MOMENT", 0.0)
    async with on_its_way(platform, monkeypatch, turn=50, legal_limit=limit(15)):
        pass
    await platform.run_jobs()
    assert [len(await waiting(platform, who)) for who in holders] == [1, 1, 1]


@pytest.mark.clause("G25")
async def test_two_changes_soon_after_one_another_reach_each_holder_as_the_newest_and_lose_nothing_of_his(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, holders = any_platform, await three(any_platform)
    for group in ("limits", "audience"):
        assert (await policy(here, group, "auto")).status_code == 200
    first = holders[INFORMANT]
    await here.save(first, 1, {"conditions": "本单位自己写的"})
    with doors_that_die(monkeypatch):
        await change_base(here, legal_limit=limit(15), service_objects=["1"])
        await change_base(here, legal_limit=limit(14), service_objects=["1"])
    assert (await held(here, first))["edition"] == 2, "nobody was reached yet"
    await here.run_jobs()
    now = await held(here, first)
    assert (now["edition"], now["elements"]["legal_limit"]) == (3, limit(14)), "taken once, and as it is now"
    assert now["elements"]["conditions"] == "本单位自己写的"
    assert await author(here, first) == await author(here, await base_id(here), LINE), "by who changed it above"
    for who in OTHERS:
        (one,) = await waiting(here, who)
        assert (one["taken"], one["from_edition"], one["base_edition"]) == (["legal_limit", "service_objects"], 1, 3)
    await here.run_jobs()
    assert (await held(here, first))["edition"] == 3
    assert await here.faults_of_trails() == []


async def test_who_had_the_first_of_two_changes_gets_the_second_and_the_others_both_at_once(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, holders = any_platform, await three(any_platform)
    async with on_its_way(here, monkeypatch, legal_limit=limit(15)):
        pass
    with doors_that_die(monkeypatch):
        await change_base(here, legal_limit=limit(14))
    assert await to_be_reached(here) == 3
    await here.run_jobs()
    opened = []
    for who, item_id in holders.items():
        (one,) = await waiting(here, who)
        assert (one["taken"], one["from_edition"], one["base_edition"]) == (["legal_limit"], 1, 3)
        opened.append([why for action, why in await notes(here, item_id, who) if action == "merge.open"])
    assert sorted(map(len, opened)) == [1, 1, 2]


async def test_a_change_that_goes_back_before_it_reached_a_holder_asks_him_nothing(
    any_platform: Platform, claimed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, item = any_platform, claimed
    sheet = sheet_of([(story().base.basic_code, story().base.elements | {"name": f"{NAME}（改）"})])
    made = await upload(here, "catalogue", sheet)
    with doors_that_die(monkeypatch):
        await then(here, made, "application")
        undone = await then(here, made, "undo")
    assert (undone["state"], undone["done"], await to_be_reached(here)) == ("applied", 1, 1)
    await here.run_jobs()
    now = await held(here, item["item_id"])
    assert (await open_merges(here), now["edition"], await to_be_reached(here)) == ({}, 1, 0)
    assert [action for action, _ in await notes(here, item["item_id"])] == ["item.claim"]


@pytest.mark.clause("G25")
async def test_who_heard_that_he_is_behind_before_the_change_reached_him_hears_too_that_it_went_back(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = any_platform
    item, _ = await both(here)
    with doors_that_die(monkeypatch):
        await change_base(here, guidance_department="省市场监督管理局登记注册处")
        assert await clocks(here) == {}
        await withdraw(here, item["item_id"], "suspend")
        await withdraw(here, item["item_id"], "resume")
        assert list(await clocks(here)) == [item["item_id"]], "it came online with the old text"
        await change_base(here)
    await here.run_jobs()
    assert await clocks(here) == {}


async def test_who_was_behind_hears_that_the_change_went_back_though_another_came_before_his_turn(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = any_platform
    item, _ = await both(here)
    await change_base(here, legal_limit=limit(15))
    assert list(await clocks(here)) == [item["item_id"]]
    with doors_that_die(monkeypatch):
        await change_base(here)
        await change_base(here, name=f"{NAME}。")
        assert list(await clocks(here)) == [item["item_id"]]
    await here.run_jobs()
    assert await clocks(here) == {}


async def test_a_change_left_on_its_way_starts_the_clock_of_who_is_public_once(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = any_platform
    item, _ = await both(here)
    with doors_that_die(monkeypatch):
        await change_base(here, legal_limit=limit(15))
        await change_base(here, legal_limit=limit(14))
    for _ in range(2):
        await here.run_jobs()
        assert list(await clocks(here)) == [item["item_id"]]
    told = (await here.ask("GET", "/notify/v1/inbox", INFORMANT)).json()
    assert len([one for one in told if one["kind"] == "behind"]) == 1


async def test_who_gave_the_item_up_or_claimed_it_between_two_turns_is_passed_over(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, item = any_platform, await any_platform.claimed()
    with doors_that_die(monkeypatch):
        await change_base(here, legal_limit=limit(15))
        case = await open_case(here, item["item_id"])
        for name, who in GATES:
            assert (await gate(here, case["case_id"], name, who)).status_code == 200
    (offer,) = (await inbox(here, OTHERS[0]))["offers"]
    claimed = await here.ask("POST", f"/catalog/v1/desk/offers/{offer['base_id']}/claim", OTHERS[0])
    assert claimed.status_code == 201, claimed.text
    assert await to_be_reached(here) == 1
    await here.run_jobs()
    assert await to_be_reached(here) == 0
    assert (await open_merges(here), await waiting(here, OTHERS[0])) == ({}, [])
    assert (await own(here, claimed.json()["item_id"], OTHERS[0]))["elements"]["legal_limit"] == limit(15)
    assert await here.faults_of_trails() == []


@pytest.mark.clause("G28")
async def test_what_is_cancelled_above_leads_on_at_once_and_every_holder_is_to_follow_once(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, holders = any_platform, await three(any_platform)
    await add(here, HEIR)
    with doors_that_die(monkeypatch):
        await change_base(here, legal_limit=limit(15))
        answer = await cancel(here, OLD, "rename", HEIR)
        assert sorted(answer.json()["items"]) == sorted(holders.values())
    assert {one["code"] for one in (await inbox(here))["offers"]} == {HEIR}
    assert await gone(here, OLD) == (410, [HEIR])
    assert await cases(here) == []
    for _ in range(2):
        await here.run_jobs()
        pushed = [(item_id, "cancel_pushed", "open", "国务院决定取消") for item_id in sorted(holders.values())]
        assert await cases(here) == pushed
    assert [len(await waiting(here, who)) for who in holders] == [1, 1, 1], "what changed before came too"
    assert await here.faults_of_trails() == []


async def test_what_a_body_says_otherwise_while_a_change_is_on_its_way_holds_for_it(
    any_platform: Platform, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, item = any_platform, filled
    await change_base(here, service_objects=["1"])
    with doors_that_die(monkeypatch):
        assert (await policy(here, "audience", "ask")).status_code == 200
        assert (await policy(here, "audience", "never")).status_code == 200
    assert len(await open_merges(here)) == 1
    await here.run_jobs()
    assert await open_merges(here) == {}, "what was pending is looked at anew"
    with doors_that_die(monkeypatch):
        await change_base(here, service_objects=["2"], legal_limit=limit(5))
        assert (await policy(here, "limits", "auto")).status_code == 200
    await here.run_jobs()
    now = (await held(here, item["item_id"]))["elements"]
    own = story().complete["service_objects"]
    assert (await open_merges(here), now["legal_limit"], now["service_objects"]) == ({}, limit(5), own)


async def test_a_holder_whom_it_cannot_reach_keeps_no_other_from_it_and_is_tried_again(any_platform: Platform) -> None:
    here, holders = any_platform, await three(any_platform)
    broken = holders[INFORMANT]
    assert (await policy(here, "limits", "auto")).status_code == 200
    await said(here, f"INSERT INTO editions ({COLUMNS}, number) SELECT {COLUMNS}, 2 FROM editions", broken)  # noqa: S608 - our own words
    await change_base(here, legal_limit=limit(15))
    assert [len(await waiting(here, who)) for who in OTHERS] == [1, 1]
    assert (await to_be_reached(here), (await here.desk(broken))["edition"]) == (1, 1), "nothing of it stays"
    await said(here, "DELETE FROM editions", broken, " AND number = 2")
    await here.run_jobs()
    assert await to_be_reached(here) == 1, "not again at once"
    here.clock.pass_(hours=2)
    here.player.tokens.clear()
    await here.run_jobs()
    now = await held(here, broken)
    assert (await to_be_reached(here), now["edition"], now["elements"]["legal_limit"]) == (0, 2, limit(15))
    assert await here.faults_of_trails() == []


async def test_what_fails_on_the_way_leaves_the_change_answered_and_the_rest_to_the_clock(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, holders = any_platform, await three(any_platform)
    with monkeypatch.context() as patch:
        patch.setattr(f"{SPREADING}.TURN", 1)
        patch.setattr(f"{SPREADING}.PAUSE", None)
        await change_base(here, legal_limit=limit(15))
    assert await to_be_reached(here) == 2
    await here.run_jobs()
    assert [len(await waiting(here, who)) for who in holders] == [1, 1, 1]


async def test_a_sheet_goes_in_as_a_whole_and_what_many_bodies_hold_of_it_reaches_them_before_it_is_applied(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, holders = any_platform, await three(any_platform)
    base, values = story().base, sheet_values()
    rows = [
        (base.basic_code, base.elements | {"guidance_department": "省市场监督管理局登记注册处"}),
        *((f"23073110{n}000", values | {"name": f"事项{n}"}) for n in (1, 2)),
    ]
    made = await upload(here, "catalogue", sheet_of(rows))
    monkeypatch.setattr(f"{SPREADING}.TURN", 1)
    made = await then(here, made, "application", good_rows=True)
    assert (made["state"], made["done"]) == ("applied", len(rows))
    assert [len(await waiting(here, who)) for who in holders] == [1, 1, 1]
    async with here.host.runtimes["catalog"].db.reading() as connection:
        told = await connection.execute(text("SELECT saved_at FROM editions ORDER BY saved_at DESC"))
    assert len(set(list(told.scalars())[: len(rows)])) == 1


@pytest.mark.clause("A06")
async def test_a_sub_item_that_bears_its_main_items_name_bears_its_new_one_and_so_do_its_holders(
    any_platform: Platform,
) -> None:
    main, own, other = "23073100400Y", "230731004001", "230731004002"
    await add(any_platform, main, name="食品经营")
    await add(any_platform, own, main_item_name="食品经营")
    await add(any_platform, other, main_item_name="另一名称")
    await any_platform.ask("POST", f"/catalog/v1/catalogue/{own}/hand-down", LINE, json={"offices": []})
    assert (await claim(any_platform, own)).is_success
    await add(any_platform, main, name="食品经营许可")
    shown = [(await any_platform.ask("GET", f"/catalog/v1/catalogue/{code}", LINE)).json() for code in (own, other)]
    assert [one["elements"]["main_item_name"] for one in shown] == ["食品经营许可", "另一名称"]
    (waiting,) = (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert waiting["taken"] == ["main_item_name"]
    assert await any_platform.faults_of_trails() == []
