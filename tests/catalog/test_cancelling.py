"""What the province cancels ends everywhere, and an old code always leads to what is in force."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain import case_kinds
from shared.unit import Actor
from shared.world import story
from tests.catalog.test_delegation import asked as delegated
from tests.catalog.test_delegation import gone, held_by_the_city, leads_to
from tests.catalog.test_life import CENTRE, INFORMANT, LINE, PAPER, STAFFING, gate, open_case
from tests.platform import Platform

OLD, HEIR = story().base.basic_code, story().base_items[2].basic_code
COUNTIES = ("jidong-market", "hulin-market")


async def add(platform: Platform, code: str = HEIR, **more: Any) -> str:
    await platform.put_base(code, {**story().base.elements, "name": f"承接 {code}", **more})
    return code


async def cancel(platform: Platform, code: str, kind: str = "cancel", *to: str) -> Any:
    body = {"kind": kind, "reason": "国务院决定取消", "successors": list(to)}
    return await platform.ask("POST", f"/catalog/v1/catalogue/{code}/cancellation", LINE, json=body)


async def cases_of(platform: Platform, item_id: str) -> dict[str, dict[str, Any]]:
    found = await platform.ask("GET", "/catalog/v1/desk/cases", STAFFING, params={"state": "", "limit": 200})
    return {case["kind"]: case for case in found.json() if case["item_id"] == item_id}


async def follow(platform: Platform, item_id: str) -> None:
    """Go the shorter path to its end."""
    case = (await cases_of(platform, item_id))["cancel_pushed"]["case_id"]
    for name, who in (("reform_approval", STAFFING), ("platform", CENTRE)):
        answer = await gate(platform, case, name, who)
        assert answer.status_code == 200, answer.text


async def offered(platform: Platform, who: str = INFORMANT) -> dict[str, str]:
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", who)).json()
    return {offer["code"]: offer["base_id"] for offer in inbox["offers"]}


async def claim(platform: Platform, code: str, who: str = INFORMANT) -> Any:
    return await platform.ask("POST", f"/catalog/v1/desk/offers/{(await offered(platform, who))[code]}/claim", who)


def refusal_of(platform: Platform) -> dict[str, str]:
    until = (platform.clock.at.date() + timedelta(days=30)).isoformat()
    return {"reason": "无此职权", "evidence": "三定方案", "expires_on": until}


async def follow_first(platform: Platform, item_id: str) -> None:
    """The same of what is public before its heir is: the body refuses that one, and thinks better of it after the end."""
    no = f"/catalog/v1/desk/offers/{(await offered(platform))[HEIR]}/refusal"
    assert (await platform.ask("POST", no, INFORMANT, json=refusal_of(platform))).is_success
    await follow(platform, item_id)
    assert (await platform.ask("DELETE", no, INFORMANT)).is_success


@pytest.mark.clause("G28")
async def test_what_is_cancelled_is_on_offer_no_more(any_platform: Platform) -> None:
    base_id = await any_platform.hand_down()
    no = refusal_of(any_platform)
    refusal = f"/catalog/v1/desk/offers/{base_id}/refusal"
    await any_platform.ask("POST", refusal, "hulin-market-informant", json=no)
    assert (await cancel(any_platform, OLD)).status_code == 200
    for who in (INFORMANT, "hulin-market-informant"):
        assert await offered(any_platform, who) == {}
        claimed = await any_platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", who)
        assert (claimed.status_code, claimed.json()["code"]) == (409, "cancelled")
        assert (await any_platform.ask("POST", refusal, who, json=no)).json()["code"] == "cancelled"
    assert (await any_platform.ask("DELETE", refusal, "hulin-market-informant")).json()["code"] == "cancelled"
    hand = f"/catalog/v1/catalogue/{OLD}/hand-down"
    assert (await any_platform.ask("POST", hand, LINE, json={"offices": []})).json()["code"] == "cancelled"
    any_platform.clock.pass_(days=800)
    await any_platform.run_jobs()
    assert await offered(any_platform, "hulin-market-informant") == {}, "an ended refusal offers nothing that is gone"
    counts = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["claims"]
    assert counts == {}, "what was taken away counts in no rate"


@pytest.mark.clause("G28")
@pytest.mark.parametrize("kind", ["adjust", "cancel_repealed"])
async def test_a_cancellation_from_above_takes_the_place_of_any_other_case(
    any_platform: Platform, online: dict[str, Any], kind: str
) -> None:
    other = await open_case(any_platform, online["item_id"], kind, elements=["legal_limit"])
    answer = await cancel(any_platform, OLD)
    assert answer.json() == {"items": [online["item_id"]]}
    found = await cases_of(any_platform, online["item_id"])
    pushed = found["cancel_pushed"]
    assert (found[kind]["state"], found[kind]["superseded_by"]) == ("superseded", pushed["case_id"])
    assert (pushed["state"], pushed["due"]) == ("open", "reform_approval")
    (told,) = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["attentions"]
    assert f"“{case_kinds()[kind].zh}”办件随之终止" in told["message_zh"]
    late = await gate(any_platform, other["case_id"], "basis_change", INFORMANT)
    assert (late.status_code, late.json()["code"]) == (409, "closed")
    trail = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{online['item_id']}/trail", INFORMANT)).json()
    assert [e["action"] for e in trail if e["action"].startswith("case.")] == [
        "case.open",
        "case.superseded",
        "case.open",
    ]
    await follow(any_platform, online["item_id"])
    assert (await any_platform.desk(online["item_id"]))["state"] == "cancelled"
    assert (await any_platform.ask("GET", "/catalog/v1/desk/cases", STAFFING)).json() == []


@pytest.mark.clause("G27")
async def test_a_case_about_a_handling_item_ends_with_the_item_over_it(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    part = (await any_platform.ask("POST", path, INFORMANT, json={"name": "设立", "variant": "01"})).json()
    await open_case(any_platform, part["item_id"], "adjust", elements=["legal_limit"])
    await cancel(any_platform, OLD)
    await follow(any_platform, claimed["item_id"])
    found = await cases_of(any_platform, part["item_id"])
    assert {kind: case["state"] for kind, case in found.items()} == {"adjust": "superseded"}


@pytest.mark.clause("G28")
async def test_what_is_cancelled_above_is_delegated_no_more(platform: Platform) -> None:
    item = await held_by_the_city(platform)
    case = (await delegated(platform, item, "jidong-market")).json()
    await cancel(platform, OLD)
    body = {"verdict": "passed", **PAPER}
    path = f"/catalog/v1/desk/cases/{case['case_id']}/gates/decision"
    assert (await platform.ask("POST", path, "jixi-market-checker", json=body)).json()["code"] == "closed"
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        pushed = await store.open_case_of(unit.connection, item["item_id"])
        assert pushed
        assert pushed.kind == "cancel_pushed"
        await store.set_case(unit.connection, pushed.case_id, "refused", unit.stamp)
    again = await delegated(platform, item, "jidong-market")
    assert (again.status_code, again.json()["code"]) == (409, "cancelled")


@pytest.mark.clause("G27")
async def test_no_case_is_opened_about_what_is_cancelled(platform: Platform, claimed: dict[str, Any]) -> None:
    await cancel(platform, OLD)
    await follow(platform, claimed["item_id"])
    body = {"kind": "adjust", "ground": "调整", "elements": ["legal_limit"]}
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{claimed['item_id']}/cases", INFORMANT, json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "cancelled")


@pytest.mark.clause("G27")
@pytest.mark.parametrize("kind", ["merge", "split", "rename"])
async def test_what_is_merged_split_or_renamed_has_a_successor(platform: Platform, kind: str) -> None:
    await add(platform, OLD)
    answer = await cancel(platform, OLD, kind)
    told = answer.json()
    assert (answer.status_code, told["code"], told["lacking"]) == (422, "no_successor", "successors")
    for wrong in (OLD, "230731999000"):
        assert (await cancel(platform, OLD, kind, wrong)).json()["code"] == "successor"
    assert (await cancel(platform, OLD)).status_code == 200, "cancelling alone leaves nothing"


@pytest.mark.clause("A06")
@pytest.mark.clause("G27")
async def test_an_old_code_leads_to_the_catalogues_and_then_to_the_bodys_own_successor(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    part = (await any_platform.ask("POST", path, INFORMANT, json={"name": "设立", "variant": "01"})).json()
    await add(any_platform)
    await cancel(any_platform, OLD, "merge", HEIR, HEIR)
    assert await gone(any_platform, OLD) == (410, [HEIR])
    for code in (claimed["code"], part["code"]):
        assert (await gone(any_platform, code))[0] == 404, "a draft that was never public is not told as cancelled"
    refused = await any_platform.ask("POST", path, INFORMANT, json={"name": "延续", "variant": "02"})
    assert refused.json()["code"] == "cancelled", "what is to be cancelled is not divided either"
    await follow(any_platform, claimed["item_id"])
    for code in (claimed["code"], part["code"]):
        assert await gone(any_platform, code) == (410, [HEIR])
    assert (await offered(any_platform)).keys() == {HEIR}, "who held the old one is offered the new one"
    assert (await offered(any_platform, "jidong-coal-informant")).keys() == set(), "and nobody whom it never concerned"
    own = (await claim(any_platform, HEIR)).json()["code"]
    for code in (claimed["code"], part["code"]):
        assert await gone(any_platform, code) == (410, [own])
    shown = await any_platform.ask("GET", f"/catalog/v1/desk/items/{part['item_id']}/successors", INFORMANT)
    assert [(s["old_code"], s["new_code"], s["in_force"]) for s in shown.json()] == [(part["code"], HEIR, own)]


@pytest.mark.clause("G27")
async def test_a_successor_that_is_cancelled_later_leads_on(any_platform: Platform, claimed: dict[str, Any]) -> None:
    middle, last, other = "230731001003", "230731001004", "230731001005"
    for code in (middle, last, other):
        await add(any_platform, code)
    await cancel(any_platform, OLD, "split", middle, other)
    await follow(any_platform, claimed["item_id"])
    assert await gone(any_platform, claimed["code"]) == (410, [middle, other])
    held = (await claim(any_platform, middle)).json()
    assert await gone(any_platform, claimed["code"]) == (410, [held["code"], other])
    await cancel(any_platform, middle, "rename", last)
    assert await gone(any_platform, OLD) == (410, sorted([last, other]))
    both = [held["code"], last, other]
    assert await gone(any_platform, claimed["code"]) == (410, both), (
        "the body's own is in force, and will not be public"
    )
    await follow(any_platform, held["item_id"])
    assert await gone(any_platform, claimed["code"]) == (410, sorted([last, other]))
    assert (await cancel(any_platform, last, "merge", OLD)).json()["code"] == "successor", "no way leads back"
    await cancel(any_platform, last)
    await cancel(any_platform, other)
    assert await gone(any_platform, claimed["code"]) == (410, []), "what nothing follows is not called a successor"


@pytest.mark.clause("G20")
async def test_a_successor_of_another_level_is_not_offered_and_a_refused_one_is_asked_again(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    item, above, mine = claimed, "230731001003", "230731001004"
    await add(platform, above, exercise_levels=["2"])
    await add(platform, mine)
    hand = f"/catalog/v1/catalogue/{mine}/hand-down"
    await platform.ask("POST", hand, LINE, json={"offices": [item["office"]]})
    no = refusal_of(platform)
    offer = (await offered(platform))[mine]
    assert (await platform.ask("POST", f"/catalog/v1/desk/offers/{offer}/refusal", INFORMANT, json=no)).is_success
    await cancel(platform, OLD, "split", above, mine)
    assert (await offered(platform)).keys() == {mine}
    await follow(platform, item["item_id"])
    assert await gone(platform, item["code"]) == (410, [above, mine])


async def test_a_code_that_was_told_before_the_body_claimed_leads_on_too(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    await add(any_platform)
    told = claimed["code"][:19] + HEIR
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        row = {"old_code": claimed["code"], "new_code": told, "kind": "merge", "reason": "并入", "at": unit.stamp}
        await store.succeed(unit.connection, [row])
        held = await store.load(unit.connection, claimed["item_id"])
        await store.replace(unit.connection, held, replace(held, state="cancelled", turn=held.turn + 1))
        assert await leads_to(unit.connection, claimed["code"]) == [HEIR]


async def test_a_circle_of_codes_ends(platform: Platform) -> None:
    await add(platform, OLD)
    await add(platform)
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        for old, new in ((OLD, HEIR), (HEIR, OLD)):
            held = await store.by_code(unit.connection, old)
            assert held
            await store.replace(unit.connection, held, replace(held, state="cancelled", turn=held.turn + 1))
            row = {"old_code": old, "new_code": new, "kind": "merge", "reason": "并入", "at": unit.stamp}
            await store.succeed(unit.connection, [row])
        assert await leads_to(unit.connection, OLD) == []


@pytest.mark.clause("G28")
async def test_a_claim_and_a_cancellation_at_once_leave_no_item_without_its_case(any_platform: Platform) -> None:
    for n in range(8):
        code = await add(any_platform, f"23073100110{n}")
        hand = f"/catalog/v1/catalogue/{code}/hand-down"
        await any_platform.ask("POST", hand, LINE, json={"offices": []})
        offer = f"/catalog/v1/desk/offers/{(await offered(any_platform))[code]}/claim"
        claimed, cancelled = await asyncio.gather(
            any_platform.ask("POST", offer, INFORMANT), cancel(any_platform, code)
        )
        assert cancelled.status_code == 200, cancelled.text
        assert claimed.status_code in (201, 409), claimed.text
        held = [claimed.json()["item_id"]] if claimed.is_success else []
        assert cancelled.json() == {"items": held}
        assert code not in await offered(any_platform)


@pytest.mark.clause("G05")
async def test_bodies_that_refuse_at_once_do_not_hinder_each_other(any_platform: Platform) -> None:
    base_id = await any_platform.hand_down()
    no = refusal_of(any_platform)
    path = f"/catalog/v1/desk/offers/{base_id}/refusal"
    who = [INFORMANT, "hulin-market-informant", "jixi-market-informant"]
    answers = await asyncio.gather(*(any_platform.ask("POST", path, one, json=no) for one in who))
    assert [answer.status_code for answer in answers] == [204, 204, 204]


@pytest.mark.clause("G28")
async def test_of_two_cancellations_that_name_each_other_one_wins(any_platform: Platform) -> None:
    await add(any_platform, OLD)
    await add(any_platform)
    answers = await asyncio.gather(cancel(any_platform, OLD, "merge", HEIR), cancel(any_platform, HEIR, "merge", OLD))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
