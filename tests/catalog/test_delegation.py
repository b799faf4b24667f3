"""An item goes to a lower body in one act: cancelled above, claimed below, and the old code leads to the new."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands import way_from
from shared.unit import Actor
from shared.world import story
from tests.platform import Platform

LINE, CITY, COUNTY = "hlj-market-line", "jixi-market", "jidong-market"
CENTRE = "jixi-data-inspection"
GATES = (
    ("decision", f"{CITY}-checker"),
    ("province_consent", LINE),
    ("reform_approval", "jixi-staffing-auditor"),
    ("handover", CENTRE),
    ("platform", CENTRE),
)
PAPER = {"document_number": "鸡政发〔2026〕3号", "issuer": "鸡西市人民政府", "issued_on": "2026-11-20"}
OWN = {"conditions": "有固定场所", "scope": "本市", "postal_address": "鸡西市康新路1号"}


async def leads_to(connection: AsyncConnection, code: str) -> list[str]:
    """The codes in force that an old code leads to."""
    return sorted({step.in_force for step in await way_from(connection, code)} - {"", code})


async def held_by_the_city(platform: Platform) -> dict[str, Any]:
    """The story's item at the city, with some elements of its own."""
    await platform.hand_down()
    base = await platform.ask("GET", "/catalog/v1/desk/inbox", f"{CITY}-informant")
    base_id = next(o["base_id"] for o in base.json()["offers"] if o["code"] == story().base.basic_code)
    answer = await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", f"{CITY}-informant")
    assert answer.status_code == 201, answer.text
    saved = await platform.save(answer.json()["item_id"], 1, OWN, f"{CITY}-informant")
    return dict(saved["item"])


async def asked(platform: Platform, item: dict[str, Any], *to: str, **more: Any) -> Any:
    codes = [platform.world.offices[key].credit_code for key in to]
    body = {"kind": "delegate", "ground": "县级以上行使，原则下放县级", "to": codes, **more}
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/cases", f"{CITY}-informant", json=body)


async def gate(platform: Platform, case_id: str, name: str, who: str) -> Any:
    body = {"verdict": "passed", **PAPER}
    return await platform.ask("POST", f"/catalog/v1/desk/cases/{case_id}/gates/{name}", who, json=body)


async def through(platform: Platform, item: dict[str, Any], *to: str, **more: Any) -> Any:
    """The whole way; by decision the item ends even where nobody follows."""
    answer = await asked(platform, item, *to, **({"rest": "ends"} | more))
    assert answer.status_code == 201, answer.text
    done = answer
    for name, who in [gate for gate in GATES if gate[0] != "handover" or answer.json()["kind"] == "delegate"]:
        done = await gate(platform, answer.json()["case_id"], name, who)
        assert done.status_code == 200, done.text
    await platform.settle()
    return done.json()


async def gone(platform: Platform, code: str) -> tuple[int, list[str]]:
    """What the public hears of a code, and where it leads; who only keeps the catalogue is named to nobody."""
    answer = (await platform.ask("GET", f"/catalog/v1/items/{code}")).json()
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        to = await leads_to(connection, code)
    if answer["status"] == 410:
        owner = platform.world.offices["hlj-market"].credit_code
        assert owner not in [one["office"] for one in answer["coming"]]
    return answer["status"], to


async def mine(platform: Platform, office: str, code: str = story().base.basic_code) -> dict[str, Any]:
    """What a body holds of the story's item, or another, with its elements."""
    rows = (await platform.ask("GET", "/catalog/v1/desk/items", f"{office}-informant")).json()
    (row,) = [r for r in rows if r["basic_code"] == code and r["layer"] != "handling"]
    return dict((await platform.ask("GET", f"/catalog/v1/desk/items/{row['item_id']}", f"{office}-informant")).json())


@pytest.mark.clause("E11")
async def test_a_delegated_item_is_cancelled_above_and_claimed_below_and_the_old_code_leads_on(
    any_platform: Platform,
) -> None:
    item = await held_by_the_city(any_platform)
    case = await through(any_platform, item, COUNTY, "hulin-market")
    assert case["state"] == "done"
    below = [await mine(any_platform, COUNTY), await mine(any_platform, "hulin-market")]
    assert [b["item"]["state"] for b in below] == ["compiling", "compiling"]
    assert (await any_platform.desk(item["item_id"], f"{CITY}-checker"))["state"] == "cancelled"
    assert await gone(any_platform, item["code"]) == (410, sorted(b["item"]["code"] for b in below))
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("E05")
async def test_what_the_upper_body_wrote_goes_along_but_not_its_name_and_places(platform: Platform) -> None:
    item = await held_by_the_city(platform)
    await through(platform, item, COUNTY, way="entrust")
    values = (await mine(platform, COUNTY))["elements"]
    assert (values["conditions"], values["power_source"]) == ("有固定场所", "5")
    assert values["entrusting_body"] == platform.world.offices[CITY].name
    assert values["implementing_body"] == platform.world.offices[COUNTY].name
    assert "postal_address" not in values
    assert "scope" not in values


@pytest.mark.clause("F32")
@pytest.mark.parametrize("way", ["hand_down", "entrust"])
async def test_who_has_the_power_answers_before_its_own_government_and_who_is_entrusted_before_the_organs(
    platform: Platform, way: str
) -> None:
    item = await held_by_the_city(platform)
    sixty = {"number": 60, "unit": "day"}
    remedies = [{"kind": "1", "body": "鸡西市人民政府", "phone": "0467-2121212", "address": "文化路", "period": sixty}]
    steps = [{"name": "受理", "office": "鸡西市局许可科", "handler": "张三", "content": "核对材料"}]
    city = {"remedies": remedies, "supervising_body": "鸡西市市场监督管理局", "steps": steps, "stationed": True}
    city |= {"item_number": "7", "supervision": [{"phase": "1", "level": "3", "measures": "抽查", "standard": "办法"}]}
    await platform.save(item["item_id"], item["edition"], city, f"{CITY}-informant")
    await through(platform, item, COUNTY, way=way)
    below = await mine(platform, COUNTY)
    values = below["elements"]
    assert values["steps"] == [{"name": "受理", "content": "核对材料"}], "the offices and people of a body stay there"
    assert not {"stationed", "item_number"} & values.keys()
    if way == "entrust":
        assert {key: values[key] for key in ("remedies", "supervising_body", "supervision")} == {
            key: city[key] for key in ("remedies", "supervising_body", "supervision")
        }
        return
    assert values["remedies"] == [{"kind": "1", "period": sixty}]
    assert values["supervision"] == [{"phase": "1", "measures": "抽查", "standard": "办法"}]
    assert "supervising_body" not in values
    path = f"/catalog/v1/desk/items/{below['item']['item_id']}/check"
    found = (await platform.ask("GET", path, f"{COUNTY}-informant")).json()["findings"]
    told = " ".join(one["message_zh"] for one in found)
    assert ("法律救济" in told, "监管层级" in told) == (True, True), told


async def test_who_holds_the_item_already_keeps_it_and_is_led_to(platform: Platform) -> None:
    item = await held_by_the_city(platform)
    held = await platform.claimed(COUNTY)
    await through(platform, item, COUNTY)
    assert await gone(platform, item["code"]) == (410, [held["code"]])
    assert (await mine(platform, COUNTY))["item"]["edition"] == 1


async def test_its_handling_items_go_with_it(platform: Platform) -> None:
    item = await held_by_the_city(platform)
    made = await platform.ask(
        "POST",
        f"/catalog/v1/desk/items/{item['item_id']}/handling-items",
        f"{CITY}-informant",
        json={"name": "变更登记", "variant": "02"},
    )
    assert made.status_code == 201, made.text
    path = f"/catalog/v1/desk/items/{made.json()['item_id']}/cases"
    adjusting = {"kind": "adjust", "ground": "调整", "elements": ["legal_limit"]}
    assert (await platform.ask("POST", path, f"{CITY}-informant", json=adjusting)).status_code == 201
    await through(platform, item, COUNTY)
    assert await gone(platform, made.json()["code"]) == (410, [(await mine(platform, COUNTY))["item"]["code"]])
    open_now = await platform.ask("GET", "/catalog/v1/desk/cases", "jixi-staffing-auditor")
    assert open_now.json() == [], "no case about what is no more stays open"


@pytest.mark.clause("G04")
@pytest.mark.parametrize("to", [[], [CITY], ["hlj-coal"], ["jidong-staffing"], ["jinchang-market"], [COUNTY, COUNTY]])
async def test_only_to_implementing_bodies_below_and_each_once(platform: Platform, to: list[str]) -> None:
    item = await held_by_the_city(platform)
    assert (await asked(platform, item, *to)).status_code == 422


async def test_when_it_fails_at_the_end_nothing_of_it_has_happened(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    case = (await asked(any_platform, item, COUNTY)).json()["case_id"]
    for name, who in GATES[:-2]:
        await gate(any_platform, case, name, who)
    held = await any_platform.claimed(COUNTY)
    catalog = any_platform.host.runtimes["catalog"]
    async with catalog.unit(Actor("test")) as unit:
        there = await store.load(unit.connection, held["item_id"])
        await store.replace(unit.connection, there, replace(there, state="cancelled", turn=9))
    answer = await gate(any_platform, case, *GATES[-2])
    assert (answer.status_code, answer.json()["code"]) == (422, "given_up")
    assert (await any_platform.desk(item["item_id"], f"{CITY}-checker"))["state"] == "compiling"
    assert (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).status_code == 404
