"""A body that gave an item up, by its own case or to a body below, has it no more, and may be offered it anew (U6)."""

from dataclasses import replace
from typing import Any

import pytest

from services.catalog import store
from shared import elements
from shared.unit import Actor
from shared.world import story
from tests.catalog.inout.dumped import MARKET, code_of, row
from tests.catalog.inout.support import then
from tests.catalog.inout.test_loads import CENTRE as PROVINCE
from tests.catalog.inout.test_loads import by_code, load
from tests.catalog.test_cancelling import claim, offered, refusal_of
from tests.catalog.test_delegation import CITY, COUNTY, asked, held_by_the_city, mine, through
from tests.catalog.test_from_above import held, part_of
from tests.catalog.test_life import GATES, INFORMANT, LINE, gate, open_case
from tests.platform import Platform

CODE = story().base.basic_code


async def holding(platform: Platform, who: str = INFORMANT) -> tuple[list[str], Any]:
    rows = (await platform.ask("GET", "/catalog/v1/desk/holdings", who)).json()
    return [r["state"] for r in rows["items"] if r["basic_code"] == CODE], rows["rate"]


async def claims(platform: Platform, who: str = INFORMANT) -> dict[str, int]:
    return dict((await platform.ask("GET", "/catalog/v1/desk/inbox", who)).json()["claims"])


async def hand_down(platform: Platform) -> list[str]:
    path = f"/catalog/v1/catalogue/{CODE}/hand-down"
    return list((await platform.ask("POST", path, LINE, json={"offices": []})).json()["offices"])


async def cancelled(platform: Platform, item_id: str) -> None:
    case = await open_case(platform, item_id)
    for name, who in GATES:
        answer = await gate(platform, case["case_id"], name, who)
        assert answer.status_code == 200, answer.text
    await platform.settle()


@pytest.mark.clause("G05")
@pytest.mark.clause("G26")
async def test_what_a_body_cancelled_is_given_up_and_comes_back_when_it_is_handed_down_anew(
    any_platform: Platform,
    online: dict[str, Any],
) -> None:
    part = await any_platform.desk(await part_of(any_platform, online["item_id"]))
    await cancelled(any_platform, online["item_id"])
    assert (await holding(any_platform), await claims(any_platform)) == ((["given_up"], None), {})
    assert await hand_down(any_platform) == [MARKET]
    assert (await holding(any_platform), await claims(any_platform)) == ((["offered"], 0.0), {"offered": 1})
    again = (await claim(any_platform, CODE)).json()
    assert (again["item_id"], again["code"], again["state"]) == (online["item_id"], online["code"], "compiling")
    assert await holding(any_platform) == (["held"], 1.0)
    assert (await any_platform.desk(part["item_id"]))["state"] == "cancelled", "it divides it anew"
    await online_again(any_platform, online["item_id"])
    for path in (f"/catalog/v1/items/{online['code']}", f"/guide/v1/guides/{online['code']}.html"):
        assert (await any_platform.ask("GET", path)).status_code == 200
    assert await any_platform.faults_of_trails() == []


async def online_again(platform: Platform, item_id: str) -> None:
    values = {k: v for k, v in story().complete.items() if elements.ELEMENTS[k].layer != "catalogue"}
    await platform.save(item_id, (await held(platform, item_id))["edition"], values)
    await platform.approve(await platform.submit((await held(platform, item_id))["item"]))
    await platform.stage(item_id, "inspection", "test", "publication", "online")


@pytest.mark.clause("E11")
async def test_what_a_body_delegated_is_given_up(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    await through(any_platform, item, COUNTY)
    assert (await holding(any_platform, f"{CITY}-informant"))[0] == ["given_up"]
    assert await claims(any_platform, f"{CITY}-informant") == {}
    assert (await holding(any_platform))[0] == ["held"]
    assert any_platform.world.offices[CITY].credit_code in await hand_down(any_platform)


@pytest.mark.clause("G05")
async def test_nothing_is_delegated_over_a_refusal_that_stands(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    refusal = f"/catalog/v1/desk/offers/{(await offered(any_platform))[CODE]}/refusal"
    assert (await any_platform.ask("POST", refusal, INFORMANT, json=refusal_of(any_platform))).status_code == 204
    answer = await asked(any_platform, item, COUNTY)
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert "无此职权" in answer.json()["detail_zh"]
    assert (await any_platform.ask("DELETE", refusal, INFORMANT)).status_code == 204
    assert (await through(any_platform, item, COUNTY))["state"] == "done"


async def test_what_the_undo_of_a_load_took_out_can_be_delegated(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    made = await load(any_platform, row(code_of(MARKET, 4)), apply=True)
    assert made["done"] == 1
    loaded, _ = await by_code(any_platform, code_of(MARKET, 4))
    await then(any_platform, made, "undo", PROVINCE)
    assert (await through(any_platform, item, COUNTY))["state"] == "done"
    own = await mine(any_platform, COUNTY)
    assert (own["item"]["item_id"], own["edition"], own["item"]["state"]) == (loaded.item_id, 2, "compiling")
    assert own["elements"]["conditions"] == "有固定场所"
    assert await any_platform.faults_of_trails() == []


async def answers(platform: Platform, code: str) -> list[tuple[int, Any]]:
    """What the public gets under a code: the record, which files it takes, and its guide."""
    paths = f"/catalog/v1/items/{code}", f"/catalog/v1/items/{code}/uploads", f"/guide/v1/guides/{code}.html"
    found = [await platform.ask("GET", path) for path in paths]
    told = [one.json() for one in found if one.status_code in (404, 410)]
    said = [
        [*one["successors"], *(body["office"] for body in one["coming"])] if "coming" in one else None for one in told
    ]
    return [(one.status_code, to) for one, to in zip(found, said, strict=True)]


@pytest.mark.clause("E11")
async def test_an_old_code_leads_on_while_its_body_compiles_the_item_anew(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    await through(any_platform, item, COUNTY)
    county = (await mine(any_platform, COUNTY))["item"]["office"]
    leads = [(410, [county]), (410, [county]), (410, None)]
    assert await answers(any_platform, item["code"]) == leads
    await hand_down(any_platform)
    again = (await claim(any_platform, CODE, f"{CITY}-informant")).json()
    await any_platform.settle()
    assert (again["code"], again["state"]) == (item["code"], "compiling")
    assert await answers(any_platform, item["code"]) == leads


@pytest.mark.clause("G27")
async def test_what_was_public_once_is_gone_and_not_unknown_while_it_is_compiled_anew(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await cancelled(any_platform, online["item_id"])
    gone: list[tuple[int, Any]] = [(410, []), (410, []), (410, None)]
    assert await answers(any_platform, online["code"]) == gone
    await hand_down(any_platform)
    assert (await claim(any_platform, CODE)).status_code == 201
    await any_platform.settle()
    assert await answers(any_platform, online["code"]) == gone


@pytest.mark.clause("E11")
async def test_an_old_code_never_leads_to_itself(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    await through(any_platform, item, COUNTY)
    county = (await mine(any_platform, COUNTY))["item"]
    await hand_down(any_platform)
    assert (await claim(any_platform, CODE, f"{CITY}-informant")).status_code == 201
    back = {"old_code": county["code"], "new_code": item["code"], "kind": "merge", "reason": "划转"}
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        there = await store.load(unit.connection, county["item_id"])
        await store.replace(unit.connection, there, replace(there, state="cancelled", turn=there.turn + 1))
        await store.succeed(unit.connection, [{**back, "at": unit.stamp}])
    assert (await answers(any_platform, item["code"]))[0] == (410, [])
    led = (await any_platform.ask("GET", f"/catalog/v1/items/{county['code']}")).json()
    assert (led["status"], [body["office"] for body in led["coming"]]) == (410, [item["office"]])
