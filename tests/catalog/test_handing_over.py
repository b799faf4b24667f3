"""Between an organ and the bodies below: what is entrusted stays its own, and what it hands down is never lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain.delegating import left_over
from shared import elements
from shared.unit import Actor
from shared.world import story
from tests.catalog.test_cancelling import HEIR, OLD, add, cancel, claim, follow_first, offered, refusal_of
from tests.catalog.test_delegation import CENTRE, CITY, COUNTY, GATES, asked, gate, held_by_the_city, mine, through
from tests.catalog.test_given_up import holding
from tests.platform import Platform

PARTS = {
    "department": "{}-market-lawyer",
    "staffing": "{}-staffing-auditor",
    "legality": "{}-legality-auditor",
    "government_office": "{}-government-auditor",
}
DISTRICTS = ["鸡冠区", "恒山区", "滴道区", "梨树区", "城子河区", "麻山区"]


async def put_online(
    platform: Platform, office: str, code: str = story().base.basic_code, **change: Any
) -> dict[str, Any]:
    """What a body holds of the story's item, or another, compiled, audited and before the public."""
    held, place = await mine(platform, office, code), office.split("-", maxsplit=1)[0]
    path = f"/catalog/v1/desk/items/{held['item']['item_id']}"
    values = {k: v for k, v in story().complete.items() if elements.ELEMENTS[k].layer != "catalogue"}
    own = {k: held["elements"][k] for k in ("power_source", "entrusting_body", "body_nature") if k in held["elements"]}
    saved = await platform.save(held["item"]["item_id"], held["edition"], values | own | change, f"{office}-informant")
    headers = {"If-Match": f'"{saved["edition"]}"'}
    assert (await platform.ask("POST", f"{path}/submission", f"{office}-checker", headers=headers)).is_success
    await platform.settle()
    for part, who in PARTS.items():
        await platform.verdict(held["item"]["item_id"], part, who.format(place), "passed")
    for stage in ("inspection", "test", "publication", "online"):
        answer = await platform.ask("POST", f"{path}/{stage}", f"{place}-data-inspection")
        assert answer.status_code == 200, answer.text
    await platform.settle()
    return dict((await mine(platform, office, code))["item"])


async def public(platform: Platform, code: str) -> int:
    return (await platform.ask("GET", f"/catalog/v1/items/{code}")).status_code


async def served(platform: Platform, region: str = "2303") -> list[str]:
    """The bodies of a territory that the public finds the item at."""
    found = await platform.ask("GET", "/catalog/v1/items", params={"region": region})
    return [one["office"]["code"] for one in found.json()["items"] if one["basic_code"] == OLD]


async def up_to(platform: Platform, item: dict[str, Any], last: str, **more: Any) -> dict[str, Any]:
    """A case for the county, through its gates up to one."""
    answer = await asked(platform, item, COUNTY, **more)
    case_id = answer.json()["case_id"]
    for name, who in GATES:
        answer = await gate(platform, case_id, name, who)
        assert answer.status_code == 200, answer.text
        if name == last:
            break
    await platform.settle()
    return dict(answer.json())


@pytest.mark.clause("E05")
async def test_what_is_entrusted_stays_the_organs_and_the_body_below_says_in_whose_name_it_acts(
    any_platform: Platform,
) -> None:
    await held_by_the_city(any_platform)
    item = await put_online(any_platform, CITY)
    case = await through(any_platform, item, COUNTY, way="entrust")
    assert (case["kind"], case["state"]) == ("entrust", "done")
    assert (await public(any_platform, item["code"]), await served(any_platform)) == (200, [item["office"]])
    kept = await any_platform.desk(item["item_id"], f"{CITY}-checker")
    assert (kept["state"], kept["availability"]) == ("online", "online")
    organ, values = any_platform.world.offices[CITY].name, (await mine(any_platform, COUNTY))["elements"]
    assert [values[key] for key in ("power_source", "body_nature")] == ["5", "3"]
    assert [values[key] for key in ("entrusting_body", "deciding_body")] == [organ, organ]
    rate = (await any_platform.ask("GET", "/catalog/v1/desk/holdings", f"{CITY}-informant")).json()
    assert [row["state"] for row in rate["items"] if row["basic_code"] == OLD] == ["held"]
    way = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}/successors")).json()
    assert (way["public"], way["coming"]) == (True, [])
    await put_online(any_platform, COUNTY)
    left = (await asked(any_platform, item, "hulin-market")).json()["left"]
    assert "鸡东县" in [one["name"] for one in left], "what is entrusted ends with the organ's"
    assert await any_platform.faults_of_trails() == []


async def test_who_has_the_power_itself_is_not_entrusted_with_it(platform: Platform) -> None:
    item = await held_by_the_city(platform)
    await platform.claimed(COUNTY)
    answer = await asked(platform, item, COUNTY, way="entrust")
    assert (answer.status_code, answer.json()["code"]) == (422, "held_already")


@pytest.mark.clause("E11")
async def test_what_is_handed_down_in_part_stays_for_the_places_that_have_no_heir(any_platform: Platform) -> None:
    await held_by_the_city(any_platform)
    item = await put_online(any_platform, CITY)
    case = (await asked(any_platform, item, COUNTY)).json()
    assert (case["rest"], [one["name"] for one in case["left"]]) == ("stays", [*DISTRICTS, "虎林市", "密山市"])
    for name, who in GATES:
        case = (await gate(any_platform, case["case_id"], name, who)).json()
    assert case["state"] == "done"
    await any_platform.settle()
    assert (await public(any_platform, item["code"]), await served(any_platform)) == (200, [item["office"]])
    way = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}/successors")).json()
    assert (way["public"], way["successors"], len(way["left"])) == (True, [], 8)
    assert [one["office_name"] for one in way["coming"]] == [any_platform.world.offices[COUNTY].name]
    told = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", f"{CITY}-informant")).json()["attentions"]
    assert any("以下区划仍由本单位办理" in one["message_zh"] and "虎林市" in one["message_zh"] for one in told)


@pytest.mark.clause("E11")
async def test_the_old_text_is_public_until_the_new_one_is(any_platform: Platform) -> None:
    await held_by_the_city(any_platform)
    item = await put_online(any_platform, CITY)
    case = await up_to(any_platform, item, "handover", rest="ends")
    answer = await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")
    assert answer.status_code == 200
    assert answer.headers["link"] == f'</catalog/v1/items/{item["code"]}/successors>; rel="successor-version"'
    early = await gate(any_platform, case["case_id"], "platform", CENTRE)
    heir = (await mine(any_platform, COUNTY))["item"]["code"]
    assert (early.status_code, early.json()["code"], early.json()["lacking"]) == (409, "heirs_not_online", [heir])
    assert await served(any_platform) == [item["office"]]
    below = await put_online(any_platform, COUNTY)
    done = await gate(any_platform, case["case_id"], "platform", CENTRE)
    assert (done.status_code, done.json()["state"]) == (200, "done"), done.text
    await any_platform.settle()
    gone = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()
    assert (gone["status"], gone["successors"], gone["coming"]) == (410, [below["code"]], [])
    assert [one["name"] for one in gone["left"]] == [*DISTRICTS, "虎林市", "密山市"]
    assert await public(any_platform, below["code"]) == 200
    assert await served(any_platform) == [below["office"]]
    found = (await any_platform.ask("GET", "/catalog/v1/search", params={"q": item["code"]})).json()
    assert (found["total"], found["gone"]["successors"], found["gone"]["left"]) == (0, [below["code"]], gone["left"])
    guide = (await any_platform.ask("GET", f"/guide/v1/guides/{item['code']}.html")).json()
    assert below["code"] in guide["detail_zh"]
    assert await any_platform.faults_of_trails() == []
    await add(any_platform)
    await cancel(any_platform, OLD, "rename", HEIR)
    await follow_first(any_platform, below["item_id"])
    for claimed in (False, True):
        after = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()
        told = [(one["office"], one["basic_code"], one["contact"]["contact_of"]) for one in after["coming"]]
        assert (after["successors"], told) == ([], [(below["office"], HEIR, below["office_name"])])
        assert after["left"] == gone["left"], "the places that had nobody have nobody still"
        base = (await any_platform.ask("GET", f"/catalog/v1/items/{OLD}")).json()
        assert [one["office"] for one in base["coming"]] == [below["office"]], "not the department that keeps the list"
        assert base["detail_zh"].count(below["office_name"]) == 2, "once as the body, once as where to ask"
        assert claimed or (await claim(any_platform, HEIR)).is_success


@pytest.mark.clause("G27")
async def test_an_old_code_leads_to_nobody_of_another_territory(any_platform: Platform) -> None:
    await held_by_the_city(any_platform)
    item = await put_online(any_platform, CITY)
    await any_platform.claimed("hulin-market")
    await put_online(any_platform, "hulin-market")
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        there = await store.item_held(unit.connection, any_platform.world.offices["hulin-market"].credit_code, OLD)
        assert there
        away = replace(there, region="230183", region_name="黑龙江省哈尔滨市尚志市", turn=there.turn + 1)
        await store.replace(unit.connection, there, away)
    case = await up_to(any_platform, item, "handover", rest="ends")
    below = await put_online(any_platform, COUNTY)
    assert (await gate(any_platform, case["case_id"], "platform", CENTRE)).status_code == 200
    await any_platform.settle()
    gone = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()
    assert (gone["status"], gone["successors"]) == (410, [below["code"]])


@pytest.mark.clause("E11")
async def test_what_is_suspended_for_a_time_ends_only_when_what_follows_is_public(any_platform: Platform) -> None:
    await held_by_the_city(any_platform)
    item = await put_online(any_platform, CITY)
    case = await up_to(any_platform, item, "handover", rest="ends")
    await away_for_a_time(any_platform, item)
    early = await gate(any_platform, case["case_id"], "platform", CENTRE)
    assert (early.status_code, early.json()["code"]) == (409, "heirs_not_online")
    await put_online(any_platform, COUNTY)
    done = await gate(any_platform, case["case_id"], "platform", CENTRE)
    assert (done.status_code, done.json()["state"]) == (200, "done")


@pytest.mark.clause("E11")
async def test_a_handing_down_that_is_refused_after_the_handover_has_not_happened(any_platform: Platform) -> None:
    await held_by_the_city(any_platform)
    item = await put_online(any_platform, CITY)
    case = await up_to(any_platform, item, "handover", rest="ends")
    below = (await mine(any_platform, COUNTY))["item"]
    refused = await refuse(any_platform, case["case_id"])
    assert refused["state"] == "refused"
    answer = await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")
    assert (answer.status_code, "link" in answer.headers) == (200, False)
    way = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}/successors")).json()
    assert (way["public"], way["successors"], way["coming"], way["left"]) == (True, [], [], [])
    assert (await any_platform.desk(below["item_id"], f"{COUNTY}-checker"))["state"] == "cancelled"
    assert await any_platform.faults_of_trails() == []
    assert (await holding(any_platform), set(await offered(any_platform))) == ((["offered"], 0.0), {OLD})
    for who, words in ((f"{CITY}-informant", "本事项照常由本单位办理"), (f"{COUNTY}-informant", "仍待认领")):
        (told,) = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", who)).json()["attentions"]
        assert "承接机构不具备条件" in told["message_zh"]
        assert words in told["message_zh"]
        kinds = [one["kind"] for one in (await any_platform.ask("GET", "/notify/v1/inbox", who)).json()]
        assert ("delegation_refused" in kinds, kinds.count("handed_down")) == (True, 1 + (words == "仍待认领"))
    again = await up_to(any_platform, item, "handover", rest="ends")
    for who in (f"{CITY}-informant", f"{COUNTY}-informant"):
        assert (await any_platform.ask("GET", "/catalog/v1/desk/inbox", who)).json()["attentions"] == []
    anew = await put_online(any_platform, COUNTY)
    assert (again["state"], anew["code"]) == ("open", below["code"]), "it may be handed down by another case"
    await refuse(any_platform, again["case_id"])
    assert await served(any_platform) == [item["office"], anew["office"]], "what the public has is not taken from it"


async def test_what_a_body_had_of_its_own_is_not_taken_with_a_handing_down_that_is_refused(platform: Platform) -> None:
    item = await held_by_the_city(platform)
    own = await platform.claimed(COUNTY)
    case = await up_to(platform, item, "handover", rest="ends")
    await refuse(platform, case["case_id"])
    assert (await platform.desk(own["item_id"], f"{COUNTY}-checker"))["state"] == "compiling"


async def test_what_came_back_with_a_refusal_is_claimed_and_what_was_given_up_since_is_handed_down_no_more(
    platform: Platform,
) -> None:
    item = await held_by_the_city(platform)
    case = await up_to(platform, item, "handover", rest="ends")
    await refuse(platform, case["case_id"])
    refusal = f"/catalog/v1/desk/offers/{(await offered(platform))[OLD]}/refusal"
    assert (await platform.ask("POST", refusal, f"{COUNTY}-informant", json=refusal_of(platform))).status_code == 204
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", f"{COUNTY}-informant")).json()
    assert inbox["attentions"] == [], "it is answered"
    await platform.ask("DELETE", refusal, f"{COUNTY}-informant")
    own = (await claim(platform, OLD)).json()
    told = (await platform.ask("GET", "/catalog/v1/desk/inbox", f"{COUNTY}-informant")).json()
    assert (own["state"], told["attentions"], await holding(platform)) == ("compiling", [], (["held"], 1.0))
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        there = await store.load(unit.connection, own["item_id"])
        await store.replace(unit.connection, there, replace(there, state="cancelled", turn=there.turn + 1))
    again = await asked(platform, item, COUNTY)
    assert (again.status_code, again.json()["code"]) == (422, "given_up")


async def refuse(platform: Platform, case_id: str) -> dict[str, Any]:
    """A handing down is refused at its last gate."""
    body = {"verdict": "refused", "note": "承接机构不具备条件"}
    answer = await platform.ask("POST", f"/catalog/v1/desk/cases/{case_id}/gates/platform", CENTRE, json=body)
    assert answer.status_code == 200, answer.text
    await platform.settle()
    return dict(answer.json())


async def away_for_a_time(platform: Platform, item: dict[str, Any], does: str = "suspend") -> None:
    body = {"does": does, "reason": "整改"}
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/withdrawal", CENTRE, json=body)
    assert answer.status_code == 200, answer.text
    await platform.settle()


async def test_a_case_of_a_body_that_gave_up_what_it_was_handed_ends_nothing(platform: Platform) -> None:
    item = await held_by_the_city(platform)
    case = await up_to(platform, item, "handover", rest="ends")
    held = (await mine(platform, COUNTY))["item"]
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        there = await store.load(unit.connection, held["item_id"])
        await store.replace(unit.connection, there, replace(there, state="cancelled", turn=there.turn + 1))
    answer = await gate(platform, case["case_id"], "platform", CENTRE)
    assert (answer.status_code, answer.json()["code"]) == (409, "heir_gone")
    assert (await platform.desk(item["item_id"], f"{CITY}-checker"))["state"] == "compiling"


@pytest.mark.clause("G27")
async def test_an_old_code_names_the_body_and_where_to_ask_until_what_follows_is_public(
    any_platform: Platform, online: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = story().complete["consult_phone"]
    await add(any_platform)
    await cancel(any_platform, OLD, "merge", HEIR)
    await follow_first(any_platform, online["item_id"])
    await any_platform.settle()
    gone = (await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    assert (gone["status"], gone["successors"]) == (410, [])
    (coming,) = gone["coming"]
    assert (coming["office"], coming["contact"]["phone"]) == (online["office"], phone)
    assert "办事指南正在编制" in gone["detail_zh"]
    assert phone in gone["detail_zh"]
    assert HEIR not in gone["detail_zh"], "a code that is not public is not named"
    with monkeypatch.context() as many:
        many.setattr("services.catalog.commands.leading.FEW", 0)
        (coming,) = (await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()["coming"]
    assert (coming["office"], coming["contact"]["phone"]) == (online["office"], ""), "of many, only the first are asked"
    asked, refusal = (await offered(any_platform))[HEIR], refusal_of(any_platform)
    for names in ([online["office"]], []):
        found = (await any_platform.ask("GET", "/catalog/v1/search", params={"q": online["code"]})).json()["gone"]
        assert [one["office"] for one in found["coming"]] == names, "who refuses is named no more, at once"
        await any_platform.ask("POST", f"/catalog/v1/desk/offers/{asked}/refusal", f"{COUNTY}-informant", json=refusal)


def test_a_territory_is_covered_by_its_counties_and_a_city_by_itself() -> None:
    on, six = date(2026, 11, 23), ["230302", "230303", "230304", "230305", "230306", "230307"]
    assert [one.name for one in left_over("230300", ["230321", *six], on)] == ["虎林市", "密山市"]
    assert left_over("230300", ["230321", "230381", "230382", *six], on) == []
    assert left_over("230000", ["230300"], on)[0].code == "230102"
    assert not [one for one in left_over("230000", ["230300"], on) if one.code.startswith("2303")]
    assert [one.code for one in left_over("441900", ["441900"], on)] == ["441900"]
    assert [one.code for one in left_over("230321", ["230321100"], on)] == ["230321"], "its other towns"
