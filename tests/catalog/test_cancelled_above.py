"""What the province cancelled goes no further below: it is neither submitted nor shown, and its body hears of it at once."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.catalog import store
from shared.unit import Actor
from tests.catalog.test_cancelling import HEIR as NEXT
from tests.catalog.test_cancelling import OLD, add, cancel, claim, follow
from tests.catalog.test_following import set_day
from tests.catalog.test_from_above import part_of
from tests.catalog.test_given_up import holding
from tests.catalog.test_life import CENTRE, CHECKER, INFORMANT, STAFFING, change_base, gate
from tests.catalog.test_plans import DAY, NOON, carried_out, planned, published
from tests.catalog.test_suspension import withdraw
from tests.platform import Platform

RULE = "cancelled_above"
STAGES = ("inspection", "test", "publication", "online")


async def step(platform: Platform, item_id: str, does: str, edition: int = 0) -> Any:
    who, headers = (CHECKER, {"If-Match": f'"{edition}"'}) if does == "submission" else (CENTRE, {})
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/{does}", who, headers=headers)


async def base_is(platform: Platform, state: str) -> None:
    """The catalogue's item as it would be had someone cancelled it between two steps, or had not."""
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        base = await store.by_code(unit.connection, OLD)
        assert base
        await store.replace(unit.connection, base, replace(base, state=state, turn=base.turn + 1))


async def found(platform: Platform, item_id: str) -> dict[str, str]:
    """What blocks the public text today."""
    path = f"/catalog/v1/desk/items/{item_id}/check"
    told = (await platform.ask("GET", path, INFORMANT, params={"text": "public"})).json()
    assert told["passed"] is not any(one["severity"] == "block" for one in told["findings"])
    return {one["rule"]: one["message_zh"] for one in told["findings"] if one["severity"] == "block"}


async def attentions(platform: Platform) -> list[str]:
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()
    return [one["message_zh"] for one in inbox["attentions"]]


async def clocks(platform: Platform, who: str = INFORMANT, **query: str) -> list[tuple[str, str]]:
    await platform.settle()
    rows = (await platform.ask("GET", "/notify/v1/duties", who, params=query)).json()
    return [(one["item_id"], one["due_on"]) for one in rows if one["kind"] == "cancel_above"]


async def open_case(platform: Platform, item_id: str) -> str:
    """The case that is open about an item, as its county's gatekeepers see it."""
    who = "jixi-data-inspection"
    rows = (await platform.ask("GET", "/catalog/v1/desk/cases", who, params={"limit": 200})).json()
    (case,) = [one["case_id"] for one in rows if one["item_id"] == item_id]
    return str(case)


async def own_case(platform: Platform, item_id: str, kind: str = "cancel_pushed", **more: Any) -> Any:
    body = {"kind": kind, "ground": "上级已取消", **more}
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/cases", INFORMANT, json=body)


@pytest.mark.clause("G28")
async def test_what_is_cancelled_above_passes_no_step_towards_the_public(
    platform: Platform, filled: dict[str, Any]
) -> None:
    for does in ("submission", *STAGES):
        await base_is(platform, "cancelled")
        refused = await step(platform, filled["item_id"], does, filled["edition"])
        assert (does, refused.status_code, refused.json()["code"]) == (does, 409, "cancelled")
        assert "取消办件" in refused.json()["detail_zh"]
        await base_is(platform, "catalogued")
        if does == "submission":
            await platform.approve(await platform.submit(filled))
        else:
            await platform.stage(filled["item_id"], does)
    await withdraw(platform, filled["item_id"], "suspend")
    await base_is(platform, "cancelled")
    assert (await withdraw(platform, filled["item_id"], "resume", 409))["code"] == "cancelled"


@pytest.mark.clause("G20")
async def test_what_the_catalogue_gives_to_other_levels_passes_no_step_either(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    await change_base(platform, exercise_levels=["2", "3"])
    await platform.approve(submitted)
    refused = await step(platform, submitted["item_id"], "inspection")
    assert (refused.status_code, refused.json()["code"]) == (422, "level")
    assert [word in refused.json()["detail_zh"] for word in ("县级", "市级", "取消办件")] == [True, True, True]
    await change_base(platform)
    await platform.stage(submitted["item_id"], *STAGES)
    assert await found(platform, submitted["item_id"]) == {}
    await change_base(platform, exercise_levels=["2", "3"])
    assert set(await found(platform, submitted["item_id"])) == {"level_in_catalogue"}, "whatever its own copy says"


@pytest.mark.clause("F15")
@pytest.mark.clause("G28")
@pytest.mark.parametrize("cancelled", [True, False])
async def test_what_was_planned_of_an_item_that_the_catalogue_has_no_more_is_given_up(
    platform: Platform, *, cancelled: bool
) -> None:
    platform.clock.at = NOON
    item = await published(platform, planned_effective_on=DAY)
    await (cancel(platform, OLD) if cancelled else change_base(platform, exercise_levels=["2"]))
    platform.clock.at = datetime(2026, 12, 11, tzinfo=UTC)
    assert [row[1] for row in await planned(platform)] == ["online"]
    for _ in range(2):
        assert await carried_out(platform) == 0
    assert (await platform.ask("GET", f"/catalog/v1/items/{item['code']}")).status_code == 404
    assert await planned(platform) == []
    assert sum(DAY in words for words in await attentions(platform)) == 1


@pytest.mark.clause("G28")
async def test_what_is_cancelled_above_and_still_public_is_found_and_due_in_ten_working_days(
    any_platform: Platform,
) -> None:
    set_day(any_platform, 9, 28)
    item = await any_platform.online()
    assert (await found(any_platform, item["item_id"]), await clocks(any_platform)) == ({}, [])
    await cancel(any_platform, OLD)
    (words,) = await attentions(any_platform)
    assert ("上级已取消" in words, OLD in words, "004 第十二条第二款" in words) == (True, True, True)
    assert await clocks(any_platform) == await clocks(any_platform, CENTRE) == [(item["item_id"], "2026-10-16")]
    inbox = (await any_platform.ask("GET", "/notify/v1/inbox", INFORMANT)).json()
    assert ["2026-10-16" in one["body"] for one in inbox if one["kind"] == RULE] == [True]
    assert await holding(any_platform) == (["cancelled_above"], None), "shown until it is followed, and in no rate"
    blocks = await found(any_platform, item["item_id"])
    assert (list(blocks), "上级已取消" in blocks[RULE]) == ([RULE], True)
    set_day(any_platform, 9, 29)
    await any_platform.run_jobs()
    standing = (await any_platform.ask("GET", "/catalog/v1/desk/findings", CENTRE)).json()
    assert RULE in str(standing)
    assert len(await attentions(any_platform)) == 1, "the night says nothing twice"
    await follow(any_platform, item["item_id"])
    assert (await clocks(any_platform), len(await clocks(any_platform, closed="true"))) == ([], 1)
    assert (await holding(any_platform))[0] == []
    left = (await any_platform.ask("GET", "/notify/v1/duties", INFORMANT)).json()
    assert [one["kind"] for one in left] == ["hall_withdrawal"], "nobody stations what is cancelled"
    assert await attentions(any_platform) == []
    assert await any_platform.faults_of_trails() == []


async def test_who_still_compiles_what_is_cancelled_above_hears_of_it_too(platform: Platform) -> None:
    set_day(platform, 9, 28)
    item = await platform.claimed()
    part = await part_of(platform, item["item_id"])
    await cancel(platform, OLD)
    set_day(platform, 9, 29)
    await platform.run_jobs()
    assert ["上级已取消" in words for words in await attentions(platform)] == [True]
    assert await clocks(platform) == [(item["item_id"], "2026-10-16")]
    assert (await own_case(platform, part)).json()["code"] == "kind", "it ends with its item"
    await follow(platform, item["item_id"])
    assert (await attentions(platform), await clocks(platform)) == ([], [])


@pytest.mark.clause("G28")
async def test_a_pushed_case_that_was_refused_is_opened_again_by_the_body_or_pushed_again_from_above(
    any_platform: Platform,
) -> None:
    platform = any_platform
    set_day(platform, 9, 28)
    item = await platform.online()
    beside = (await claim(platform, OLD, "hulin-market-informant")).json()
    await add(platform)
    early = await own_case(platform, item["item_id"])
    assert (early.status_code, early.json()["code"]) == (403, "kind")
    assert (await cancel(platform, OLD, "merge", NEXT)).status_code == 200
    due, theirs = await clocks(platform), await open_case(platform, beside["item_id"])

    async def refuse() -> None:
        case = await open_case(platform, item["item_id"])
        answer = await gate(platform, case, "reform_approval", STAFFING, verdict="refused", note="本地仍需保留")
        assert answer.json()["state"] == "refused"
        await platform.settle()
        said = (
            await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/line-notes", "hlj-market-line")
        ).json()
        assert ("本地仍需保留" in said[-1]["text"], said[-1]["office"]) == (True, item["office"])
        told = (await platform.ask("GET", "/notify/v1/inbox", "hlj-market-line")).json()
        assert any(one["kind"] == "line_note" for one in told), "who cancelled it hears that it is kept"

    assert (await cancel(platform, OLD, "merge", NEXT)).json()["code"] == "cancelled", "its case is open"
    await refuse()
    assert RULE in await found(platform, item["item_id"])
    adjusting = await own_case(platform, item["item_id"], "adjust", elements=["legal_limit"])
    assert (adjusting.status_code, adjusting.json()["code"]) == (409, "cancelled")
    assert (await own_case(platform, item["item_id"])).status_code == 201
    await refuse()
    set_day(platform, 10, 8)
    other = await cancel(platform, OLD, "merge", "230731001009")
    assert (other.status_code, other.json()["code"]) == (409, "cancelled"), "what follows it was said once"
    assert (await cancel(platform, OLD, "merge", NEXT)).json() == {"items": [item["item_id"]]}
    assert await clocks(platform) == due, "the clock runs from the first day"
    assert await open_case(platform, item["item_id"])
    assert await open_case(platform, beside["item_id"]) == theirs, "where it is open it goes on"
    assert await platform.faults_of_trails() == []


async def test_what_is_suspended_meanwhile_is_still_to_be_cancelled(platform: Platform) -> None:
    set_day(platform, 9, 28)
    item = await platform.online()
    await cancel(platform, OLD)
    told = await attentions(platform)
    await withdraw(platform, item["item_id"], "suspend")
    set_day(platform, 9, 29)
    await platform.run_jobs()
    assert (await attentions(platform), len(told)) == (told, 1)
    await follow(platform, item["item_id"])
    assert await attentions(platform) == []
