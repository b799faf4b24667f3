"""What is handed down is claimed once, or refused with a reason and an end."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.catalog import commands, store
from services.catalog.domain.offers import LONGEST_REFUSAL
from services.world import principal_of
from shared.clock import day
from shared.unit import Actor
from shared.world import story
from tests.platform import Platform

INFORMANT, CHECKER = "jidong-market-informant", "jidong-market-checker"


async def inbox(platform: Platform, who: str = INFORMANT) -> Any:
    return (await platform.ask("GET", "/catalog/v1/desk/inbox", who)).json()


async def refuse(platform: Platform, base: str, **given: str) -> Any:
    later = (day(platform.clock()) + timedelta(days=30)).isoformat()
    body = {"reason": "本级不行使该职权", "evidence": "三定方案", "expires_on": later} | given
    return await platform.ask("POST", f"/catalog/v1/desk/offers/{base}/refusal", INFORMANT, json=body)


@pytest.mark.clause("G05")
async def test_an_item_is_claimed_once(any_platform: Platform) -> None:
    base = await any_platform.hand_down()
    path = f"/catalog/v1/desk/offers/{base}/claim"
    assert (await any_platform.ask("POST", path, INFORMANT)).status_code == 201
    again = await any_platform.ask("POST", path, CHECKER)
    assert (again.status_code, again.json()["code"]) == (409, "no_open_offer")


@pytest.mark.clause("G25")
async def test_what_changes_above_while_a_body_claims_reaches_it_too(any_platform: Platform) -> None:
    base_id = await any_platform.hand_down()
    who = principal_of(any_platform.world.accounts[INFORMANT], any_platform.world)
    change = any_platform.put_base(story().base.basic_code, {**story().base.elements, "scope": "丙"})
    async with any_platform.host.runtimes["catalog"].unit(Actor(INFORMANT, who.office)) as unit:
        item = await commands.claim(unit, who, base_id)
        changed = asyncio.create_task(change)
        await asyncio.wait({changed}, timeout=1)
    await changed
    held = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{item.item_id}", INFORMANT)).json()
    waiting = (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert held["elements"].get("scope") == "丙" or [m["taken"] for m in waiting] == [["scope"]]


async def test_a_body_that_was_not_offered_an_item_cannot_claim_it(platform: Platform) -> None:
    base = await platform.hand_down()
    answer = await platform.ask("POST", f"/catalog/v1/desk/offers/{base}/claim", "jidong-coal-informant")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_open_offer")


async def test_a_claimed_item_has_the_code_of_its_body(platform: Platform, claimed: dict[str, Any]) -> None:
    assert claimed["code"] == story().code


@pytest.mark.clause("G19")
async def test_a_claimed_item_has_the_catalogues_elements_and_its_bodys_identity(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    held = (await platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", INFORMANT)).json()["elements"]
    assert {key: held[key] for key in story().catalogue} == story().catalogue
    office = platform.world.offices["jidong-market"]
    assert (held["implementing_body"], held["exercise_level"]) == (office.name, office.level)
    assert held["implementing_body_code"] == office.credit_code


@pytest.mark.clause("G05")
async def test_a_refusal_closes_the_offer_and_says_why(platform: Platform) -> None:
    base = await platform.hand_down()
    assert (await refuse(platform, base)).status_code == 204
    state = await inbox(platform)
    assert (state["offers"], state["claims"]) == ([], {"refused": 1})
    assert (await platform.ask("POST", f"/catalog/v1/desk/offers/{base}/claim", INFORMANT)).status_code == 409


@pytest.mark.clause("G05")
@pytest.mark.parametrize(
    "given",
    [
        {"reason": ""},
        {"reason": "   "},
        {"evidence": ""},
        {"evidence": "  "},
        {"expires_on": "9999-12-31"},
        {"expires_on": "2020-01-01"},
        {"expires_on": "2026-02-30"},
        {"expires_on": "明年"},
    ],
    ids=[
        "no reason",
        "a blank reason",
        "no evidence",
        "blank evidence",
        "no end in sight",
        "an end in the past",
        "no such day",
        "no date",
    ],
)
async def test_a_refusal_without_reason_evidence_or_a_near_end_is_none(
    platform: Platform, given: dict[str, str]
) -> None:
    base = await platform.hand_down()
    assert (await refuse(platform, base, **given)).status_code == 422
    assert len((await inbox(platform))["offers"]) == 1


@pytest.mark.clause("G05")
async def test_a_refusal_that_ends_today_is_none(platform: Platform) -> None:
    base = await platform.hand_down()
    assert (await refuse(platform, base, expires_on=day(platform.clock()).isoformat())).status_code == 422


@pytest.mark.clause("G05")
async def test_a_refusal_stands_for_a_year_at_most(platform: Platform) -> None:
    base = await platform.hand_down()
    last = day(platform.clock()) + LONGEST_REFUSAL
    beyond = await refuse(platform, base, expires_on=(last + timedelta(days=1)).isoformat())
    assert (beyond.status_code, beyond.json()["latest"]) == (422, last.isoformat())
    assert (await refuse(platform, base, expires_on=last.isoformat())).status_code == 204


@pytest.mark.clause("G05")
async def test_a_refusal_keeps_its_evidence(any_platform: Platform) -> None:
    base = await any_platform.hand_down()
    await refuse(any_platform, base, evidence="鸡东县三定方案第六条")
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        (kept,) = await store.offers_of(connection, any_platform.world.offices["jidong-market"].credit_code, "refused")
        (told,) = await store.outbound(connection, "", "waiting", None, 10, "claim")
    assert (kept.reason, kept.evidence) == ("本级不行使该职权", "鸡东县三定方案第六条")
    assert json.loads(told.payload)["evidence"] == "鸡东县三定方案第六条"


@pytest.mark.clause("G05")
async def test_a_body_takes_its_refusal_back_and_claims(any_platform: Platform) -> None:
    base = await any_platform.hand_down()
    path = f"/catalog/v1/desk/offers/{base}/refusal"
    assert (await any_platform.ask("DELETE", path, INFORMANT)).json()["code"] == "no_refusal"
    await refuse(any_platform, base)
    assert (await any_platform.ask("DELETE", path, "hulin-market-informant")).json()["code"] == "no_refusal"
    assert (await any_platform.ask("DELETE", path, INFORMANT)).status_code == 204
    assert [offer["base_id"] for offer in (await inbox(any_platform))["offers"]] == [base]
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        told = await store.outbound(connection, "", "waiting", None, 10, "claim")
    assert [json.loads(row.payload)["state"] for row in told] == ["refused", "offered"]
    assert told[0].version < told[1].version
    claim = await any_platform.ask("POST", f"/catalog/v1/desk/offers/{base}/claim", INFORMANT)
    assert claim.status_code == 201
    assert (await any_platform.ask("DELETE", path, INFORMANT)).status_code == 409


@pytest.mark.clause("G05")
@pytest.mark.parametrize("named", [True, False])
async def test_what_is_handed_down_again_asks_again_who_refused_and_tells_him(
    any_platform: Platform, *, named: bool
) -> None:
    base = await any_platform.hand_down()
    await refuse(any_platform, base)
    office = any_platform.world.offices["jidong-market"].credit_code
    hand = f"/catalog/v1/catalogue/{story().base.basic_code}/hand-down"
    body = {"offices": [office] if named else []}
    answer = await any_platform.ask("POST", hand, "hlj-market-line", json=body)
    assert answer.json() == {"offices": [office]}
    assert [offer["base_id"] for offer in (await inbox(any_platform))["offers"]] == [base]
    await any_platform.settle()
    told = (await any_platform.ask("GET", "/notify/v1/inbox", INFORMANT)).json()
    assert [c["kind"] for c in told].count("handed_down") == 2


@pytest.mark.clause("A06")
async def test_what_is_cancelled_is_not_divided(platform: Platform, claimed: dict[str, Any]) -> None:
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        held = await store.load(unit.connection, claimed["item_id"])
        await store.replace(unit.connection, held, replace(held, state="cancelled", turn=held.turn + 1))
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    answer = await platform.ask("POST", path, INFORMANT, json={"name": "延续", "variant": "02"})
    assert (answer.status_code, answer.json()["code"]) == (409, "cancelled")


@pytest.mark.clause("G05")
@pytest.mark.usefixtures("claimed")
async def test_the_inbox_counts_what_was_claimed(platform: Platform) -> None:
    assert (await inbox(platform))["claims"] == {"claimed": 1}


@pytest.mark.clause("A06")
async def test_handling_items_are_numbered_below_their_item(platform: Platform, claimed: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    codes = [
        (await platform.ask("POST", path, INFORMANT, json={"name": name, "variant": "01"})).json()["code"]
        for name in ("设立", "变更", "注销")
    ]
    assert codes == [f"{claimed['code']}{n:02}" for n in (1, 2, 3)]


@pytest.mark.clause("A06")
async def test_a_handling_item_is_not_divided_again(platform: Platform, claimed: dict[str, Any]) -> None:
    path = "/catalog/v1/desk/items/{}/handling-items"
    body = {"name": "设立", "variant": "01"}
    made = (await platform.ask("POST", path.format(claimed["item_id"]), INFORMANT, json=body)).json()
    again = await platform.ask("POST", path.format(made["item_id"]), INFORMANT, json=body)
    assert (again.status_code, again.json()["code"]) == (422, "layer")


async def test_nobody_divides_a_neighbours_item(platform: Platform, claimed: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    answer = await platform.ask("POST", path, "hulin-market-informant", json={"name": "设立", "variant": "01"})
    assert answer.status_code == 403


@pytest.mark.clause("G18")
@pytest.mark.clause("G20")
async def test_what_one_province_entered_of_the_nations_is_handed_down_in_that_province(platform: Platform) -> None:
    code = "000731777000"
    await platform.put_base(code, {**story().base.elements, "name": "国家统一事项"})
    path = f"/catalog/v1/catalogue/{code}/hand-down"
    given = (await platform.ask("POST", path, "hlj-market-line", json={"offices": []})).json()["offices"]
    regions = {office.region[:2] for office in platform.world.offices.values() if office.credit_code in given}
    assert regions == {"23"}
    named = {"offices": [platform.world.offices["jinchang-market"].credit_code]}
    assert (await platform.ask("POST", path, "hlj-market-line", json=named)).json()["code"] == "nobody_eligible"
    rows = (await platform.ask("GET", "/catalog/v1/desk/holdings", "jinchang-market-informant")).json()["items"]
    assert code not in [row["basic_code"] for row in rows]
    query = {"side": "catalogue", "limit": 200}
    missed = (await platform.ask("GET", "/catalog/v1/desk/matching", "gansu-data-inspection", params=query)).json()
    assert code not in [row["basic_code"] for row in missed["items"]]
