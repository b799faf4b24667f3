"""What is entrusted is the organ's: it goes and ends with the organ's item, and nothing else does."""

from dataclasses import replace
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain.delegating import ENDED, answers_anew, words_of_own
from services.catalog.jobs import LEAVE
from shared import elements
from shared.unit import Actor
from shared.world import story
from tests.catalog.test_cancelling import HEIR, OLD, add, cancel, claim, offered
from tests.catalog.test_delegation import (
    CENTRE,
    CITY,
    COUNTY,
    GATES,
    LINE,
    asked,
    gate,
    gone,
    held_by_the_city,
    mine,
    through,
)
from tests.catalog.test_following import clocks
from tests.catalog.test_from_above import part_of
from tests.catalog.test_given_up import holding
from tests.catalog.test_handing_over import away_for_a_time, public, put_online, refuse, served, up_to
from tests.catalog.test_life import PAPER
from tests.catalog.test_parts_leaving import go_online, keep_down, published
from tests.platform import Platform

REPEALED = (
    ("basis_change", f"{CITY}-informant"),
    ("province_consent", LINE),
    ("legality", "jixi-legality-auditor"),
    ("formal_document", f"{CITY}-checker"),
    ("reform_approval", "jixi-staffing-auditor"),
    ("platform", CENTRE),
)
BOTH = ("power_source", "body_nature", "entrusting_body", "deciding_body")


async def entrusted(platform: Platform, *to: str) -> list[dict[str, Any]]:
    """The city's item, and what bodies are entrusted with by it, all public."""
    await held_by_the_city(platform)
    item = await put_online(platform, CITY)
    await through(platform, item, *to, way="entrust")
    return [item, *[await put_online(platform, office) for office in to]]


async def drafted(platform: Platform) -> tuple[dict[str, Any], dict[str, Any]]:
    """The city's item, and what the county is entrusted with, neither public."""
    item = await held_by_the_city(platform)
    await through(platform, item, COUNTY, way="entrust")
    return item, (await mine(platform, COUNTY))["item"]


async def opened(platform: Platform, item: dict[str, Any], kind: str, *to: str) -> Any:
    asking = {"kind": kind, "ground": "县级能力不足", "to": [platform.world.offices[key].credit_code for key in to]}
    path = f"/catalog/v1/desk/items/{item['item_id']}/cases"
    return await platform.ask("POST", path, f"{CITY}-informant", json=asking)


async def passed(platform: Platform, case: dict[str, Any], gates: Any) -> None:
    for name, who in gates:
        answer = await gate(platform, case["case_id"], name, who)
        assert answer.status_code == 200, answer.text
    await platform.settle()


async def notes(platform: Platform, office: str) -> list[str]:
    inbox = await platform.ask("GET", "/catalog/v1/desk/inbox", f"{office}-informant")
    return [one["message_zh"] for one in inbox.json()["attentions"]]


async def unlike(platform: Platform, item: dict[str, Any]) -> list[str]:
    """What an item says otherwise than the case that entrusts its body."""
    check = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/check", f"{COUNTY}-informant")).json()
    found = [one for one in check["findings"] if one["rule"] == "entrusted_as_decided"]
    assert all(one["severity"] == "block" for one in found)
    return sorted(one["path"] for one in found)


async def seen(platform: Platform, *items: dict[str, Any]) -> list[int]:
    return [await public(platform, one["code"]) for one in items]


@pytest.mark.clause("E05")
async def test_what_is_entrusted_ends_with_the_organs_item(any_platform: Platform) -> None:
    await any_platform.claimed("hulin-market")
    own = await put_online(any_platform, "hulin-market")
    item, below = await entrusted(any_platform, COUNTY)
    await passed(any_platform, (await opened(any_platform, item, "cancel_repealed")).json(), REPEALED)
    assert await seen(any_platform, item, below, own) == [410, 410, 200]
    assert await served(any_platform) == [own["office"]]
    told = (await any_platform.ask("GET", "/notify/v1/inbox", f"{COUNTY}-informant")).json()
    assert any("委托随之终止" in one["body"] for one in told), "the body hears of it"
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("E05")
async def test_what_is_entrusted_is_suspended_and_resumed_with_the_organs_item(any_platform: Platform) -> None:
    item, below, other = await entrusted(any_platform, COUNTY, "hulin-market")
    part = await published(any_platform, await part_of(any_platform, below["item_id"]), plain_name="变更")
    assert (await go_online(any_platform, part["item_id"])).status_code == 200
    await away_for_a_time(any_platform, other)
    await away_for_a_time(any_platform, item)
    assert await seen(any_platform, item, below, part, other) == [410, 410, 410, 410]
    assert any("本事项随之暂停" in one for one in await notes(any_platform, COUNTY))
    path = f"/catalog/v1/desk/items/{below['item_id']}/withdrawal"
    alone = await any_platform.ask("POST", path, CENTRE, json={"does": "resume", "reason": "整改完毕"})
    assert (alone.status_code, alone.json()["code"]) == (409, "above_suspended")
    await away_for_a_time(any_platform, item, "resume")
    assert await seen(any_platform, item, below, part, other) == [200, 200, 200, 410], (
        "what was suspended by itself stays so"
    )
    assert await notes(any_platform, COUNTY) == []
    await away_for_a_time(any_platform, item)
    assert (await keep_down(any_platform, below["item_id"])).status_code == 200
    await away_for_a_time(any_platform, item, "resume")
    assert await seen(any_platform, item, below) == [200, 410], "its body keeps it down"
    assert await any_platform.faults_of_trails() == []


async def pushed(platform: Platform, item: dict[str, Any], place: str, note: str = "同意") -> Any:
    """The shorter path of what the province ended, as far as it goes."""
    staffing = f"{place}-staffing-auditor"
    rows = (
        await platform.ask("GET", "/catalog/v1/desk/cases", staffing, params={"state": "open", "limit": 200})
    ).json()
    (case,) = [row["case_id"] for row in rows if row["item_id"] == item["item_id"]]
    told = {"verdict": "passed", **PAPER, "note": note}
    path = f"/catalog/v1/desk/cases/{case}/gates"
    await platform.ask("POST", f"{path}/reform_approval", staffing, json=told)
    return (await platform.ask("POST", f"{path}/platform", CENTRE, json=told)).json()


@pytest.mark.clause("G27")
async def test_what_follows_the_organs_item_is_entrusted_anew_before_the_public_loses_the_old(
    any_platform: Platform,
) -> None:
    platform = any_platform
    item, below = await entrusted(platform, COUNTY)
    await add(platform)
    await cancel(platform, OLD, "rename", HEIR)
    assert HEIR not in await offered(platform, f"{COUNTY}-informant"), "it has no power of its own"
    await claim(platform, HEIR, f"{CITY}-informant")
    heir = await put_online(platform, CITY, HEIR)
    for one, place in ((item, "jixi"), (below, "jidong")):
        waits = await pushed(platform, one, place)
        assert (waits["code"], waits["lacking"], waits["heirs"]) == ("entrust_anew", [below["code"]], [heir["code"]])
    await through(platform, heir, COUNTY, way="entrust")
    anew = await mine(platform, COUNTY, HEIR)
    kept = (await platform.ask("GET", f"/catalog/v1/desk/items/{below['item_id']}", f"{COUNTY}-informant")).json()
    assert [anew["elements"][key] for key in ("places", "consult")] == [
        kept["elements"][key] for key in ("places", "consult")
    ]
    waits = await pushed(platform, item, "jixi")
    assert (waits["code"], waits["lacking"]) == ("heirs_not_online", [anew["item"]["code"]])
    assert await seen(platform, item, below) == [200, 200]
    await put_online(platform, COUNTY, HEIR)
    assert (await pushed(platform, item, "jixi"))["state"] == "done"
    assert [await gone(platform, one["code"]) for one in (item, below)] == [
        (410, [heir["code"]]),
        (410, [anew["item"]["code"]]),
    ]
    assert await platform.faults_of_trails() == []


@pytest.mark.clause("G27")
async def test_who_is_not_to_be_entrusted_anew_ends_by_a_reason_and_its_code_leads_to_the_organs(
    platform: Platform,
) -> None:
    item, below = await entrusted(platform, COUNTY)
    await add(platform)
    await cancel(platform, OLD, "merge", HEIR)
    await claim(platform, HEIR, f"{CITY}-informant")
    heir = await put_online(platform, CITY, HEIR)
    assert (await pushed(platform, item, "jixi", f"{below['code']} 不再委托，由市局统一办理"))["state"] == "done"
    for one in (item, below):
        told = (await platform.ask("GET", f"/catalog/v1/items/{one['code']}")).json()
        assert (told["status"], told["successors"], told["coming"]) == (410, [heir["code"]], [])


@pytest.mark.clause("E11")
async def test_where_the_power_goes_to_others_what_is_entrusted_ends_and_the_heir_speaks_in_its_own_name(
    platform: Platform,
) -> None:
    item, below, heir = await entrusted(platform, COUNTY, "hulin-market")
    case = (await asked(platform, item, "hulin-market", rest="ends")).json()
    await passed(platform, case, GATES[:-1])
    assert await seen(platform, item, below, heir) == [200, 200, 200]
    assert any("下放本单位行使" in one for one in await notes(platform, "hulin-market"))
    early = await gate(platform, case["case_id"], "platform", CENTRE)
    assert (early.status_code, early.json()["lacking"]) == (409, [heir["code"]])
    values, body = (await mine(platform, "hulin-market"))["elements"], platform.world.offices["hulin-market"]
    assert [values[key] for key in BOTH] == ["2", body.nature, item["office_name"], body.name]
    await put_online(platform, "hulin-market")
    await passed(platform, case, GATES[-1:])
    assert await seen(platform, item, below, heir) == [410, 410, 200]
    assert await notes(platform, "hulin-market") == []
    assert await platform.faults_of_trails() == []
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        row = {
            "old_code": below["code"],
            "new_code": item["code"],
            "kind": ENDED,
            "reason": "终止委托",
            "at": unit.stamp,
        }
        await store.succeed(unit.connection, [row])
    gone = (await platform.ask("GET", f"/catalog/v1/items/{below['code']}")).json()
    assert (gone["status"], gone["successors"]) == (410, []), "an old code leads to nobody of another county"


async def test_a_handing_down_that_is_refused_leaves_the_body_entrusted(platform: Platform) -> None:
    item, overseen = await held_by_the_city(platform), {"supervising_body": "鸡西市市场监督管理局"}
    await platform.save(item["item_id"], item["edition"], overseen, f"{CITY}-informant")
    await through(platform, item, COUNTY, way="entrust")
    case = await up_to(platform, item, "handover", rest="ends")
    own = (await mine(platform, COUNTY))["elements"]
    assert (own["power_source"], "supervising_body" in own) == ("2", False), "it answers before its own government"
    await refuse(platform, case["case_id"])
    held = await mine(platform, COUNTY)
    assert held["elements"]["supervising_body"] == overseen["supervising_body"]
    assert [held["elements"][key] for key in BOTH] == ["5", "3", item["office_name"], item["office_name"]]
    assert any("仍受" in one for one in await notes(platform, COUNTY))
    await platform.save(held["item"]["item_id"], held["edition"], {"power_source": "1"})
    assert await unlike(platform, held["item"]) == ["power_source"]


async def test_nothing_is_handed_over_while_the_words_of_before_are_on_their_way(platform: Platform) -> None:
    item, below = await drafted(platform)
    values = {k: v for k, v in story().complete.items() if elements.ELEMENTS[k].layer != "catalogue"}
    saved = await platform.save(below["item_id"], below["edition"], values | {"power_source": "5", "body_nature": "3"})
    await platform.submit(saved["item"])
    case = (await asked(platform, item, COUNTY, rest="ends")).json()
    await passed(platform, case, GATES[:3])
    answer = await gate(platform, case["case_id"], *GATES[3])
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert platform.world.offices[COUNTY].name in answer.json()["detail_zh"]


@pytest.mark.clause("E05")
async def test_a_body_says_of_itself_what_the_case_says_that_entrusts_it(platform: Platform) -> None:
    _, below = await drafted(platform)
    assert await unlike(platform, below) == []
    change = {"power_source": "1", "body_nature": "1", "entrusting_body": None}
    await platform.save(below["item_id"], below["edition"], change)
    assert await unlike(platform, below) == sorted(change)


@pytest.mark.clause("E05")
async def test_the_organ_ends_an_entrusting_and_the_old_code_leads_to_its_own(platform: Platform) -> None:
    item, below, other = await entrusted(platform, COUNTY, "hulin-market")
    refused = await opened(platform, item, "end_entrust", CITY)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_entrusted")
    answer = await opened(platform, item, "end_entrust", COUNTY)
    assert answer.status_code == 201, answer.text
    await passed(platform, answer.json(), [one for one in GATES if one[0] != "handover"])
    assert await seen(platform, item, below, other) == [200, 410, 200]
    gone = (await platform.ask("GET", f"/catalog/v1/items/{below['code']}")).json()
    assert (gone["successors"], item["code"] in gone["detail_zh"]) == ([item["code"]], True)
    assert await holding(platform) == (["offered"], 0.0), "what had waited for it waits again"
    wrote = (await mine(platform, "hulin-market"))["elements"]
    await through(platform, item, COUNTY, way="entrust")
    again = (await mine(platform, COUNTY))["elements"]
    assert again["postal_address"] == wrote["postal_address"], "what it wrote of itself the time before"
    assert [again[key] for key in BOTH] == ["5", "3", item["office_name"], item["office_name"]]
    anew = await put_online(platform, COUNTY)
    answer = await platform.ask("GET", f"/catalog/v1/items/{anew['code']}")
    assert (anew["code"], answer.status_code, "link" in answer.headers) == (below["code"], 200, False)
    assert await platform.faults_of_trails() == []


@pytest.mark.parametrize("way", ["entrust", "hand_down"])
async def test_who_is_entrusted_hands_the_item_to_nobody_else(platform: Platform, way: str) -> None:
    _, below = await drafted(platform)
    asking = {
        "kind": "delegate",
        "ground": "再委托",
        "to": [platform.world.offices["hulin-market"].credit_code],
        "way": way,
    }
    path = f"/catalog/v1/desk/items/{below['item_id']}/cases"
    answer = await platform.ask("POST", path, f"{COUNTY}-informant", json=asking)
    assert (answer.status_code, answer.json()["code"]) == (422, "entrusted")


async def test_what_was_entrusted_before_items_knew_their_organs_goes_with_the_organs_again(platform: Platform) -> None:
    item, below, heir = await entrusted(platform, COUNTY, "hulin-market")
    case = (await asked(platform, item, "hulin-market", rest="ends")).json()
    await passed(platform, case, GATES[:-1])
    catalog = platform.host.runtimes["catalog"]
    async with catalog.unit(Actor("test")) as unit:
        held = await store.load(unit.connection, below["item_id"])
        await store.replace(unit.connection, held, replace(held, organ=""))
    await away_for_a_time(platform, item)
    assert await seen(platform, item, below, heir) == [410, 200, 200]
    assert (await LEAVE.run(catalog), await LEAVE.run(catalog)) == (1, 0), "the heir has it by its own power"
    assert await seen(platform, item, below, heir) == [410, 410, 200]
    assert any("本事项随之暂停" in one for one in await notes(platform, COUNTY))
    await away_for_a_time(platform, item, "resume")
    assert await seen(platform, item, below) == [200, 200]
    assert await platform.faults_of_trails() == []


async def test_who_spoke_in_its_own_name_before_it_had_the_power_is_not_taken_for_entrusted_again(
    platform: Platform,
) -> None:
    item, _ = await entrusted(platform, "hulin-market")
    there, above = await mine(platform, "hulin-market"), await mine(platform, CITY)
    catalog = platform.host.runtimes["catalog"]
    async with catalog.db.reading() as connection:
        body = await store.office(connection, platform.world.offices["hulin-market"].credit_code)
    words = words_of_own(item["office_name"], body) | answers_anew(there["elements"], above["elements"], "hand_down")
    held = there["item"]
    await platform.save(held["item_id"], held["edition"], words, who="hulin-market-informant")
    case = (await asked(platform, item, "hulin-market", rest="ends")).json()
    await passed(platform, case, GATES[:-1])
    assert await LEAVE.run(catalog) == 0
    async with catalog.db.reading() as connection:
        assert (await store.load(connection, held["item_id"])).organ == ""


async def test_who_is_entrusted_hears_what_the_organ_changed_in_its_public_text(platform: Platform) -> None:
    _, below = await entrusted(platform, COUNTY)
    change = {"conditions": "（一）有固定场所；（二）有管理制度。", "postal_address": "鸡西市康新路9号"}
    item = await put_online(platform, CITY, **change)
    labels = [elements.labels(key).zh for key in change]
    (words,) = await notes(platform, COUNTY)
    assert [item["code"] in words, *(label in words for label in labels)] == [True, True, False], words
    told = (await platform.ask("GET", "/notify/v1/inbox", f"{COUNTY}-informant")).json()
    assert [labels[0] in one["body"] for one in told if one["kind"] == "behind"] == [True]
    for does in ("suspend", "resume"):
        await away_for_a_time(platform, below, does)
    assert (await clocks(platform, f"{COUNTY}-informant")).keys() == {below["item_id"]}, (
        "to be public again is not to have caught up"
    )
    await put_online(platform, COUNTY, conditions=change["conditions"])
    assert (await notes(platform, COUNTY), await clocks(platform, f"{COUNTY}-informant")) == ([], {})
    await put_online(platform, CITY)
    assert len(await notes(platform, COUNTY)) == 1


async def test_a_body_hears_by_whom_it_is_entrusted(platform: Platform) -> None:
    item, below = await drafted(platform)
    (words,) = await notes(platform, COUNTY)
    assert (f"受{item['office_name']}委托" in words, item["code"] in words) == (True, True)
    told = (await platform.ask("GET", "/notify/v1/inbox", f"{COUNTY}-informant")).json()
    (notice,) = [one for one in told if one["kind"] == "claimed"]
    assert f"受{item['office_name']}委托办理" in notice["body"]
    assert below["code"] in notice["body"]
    await passed(
        platform,
        (await opened(platform, item, "end_entrust", COUNTY)).json(),
        [one for one in GATES if one[0] != "handover"],
    )
    assert await notes(platform, COUNTY) == []
