"""What follows an item that the province renames, merges or splits has its body's text, and the public is never without."""

from datetime import timedelta
from typing import Any

import pytest

from shared import elements
from shared.world import story
from tests.catalog.test_cancelling import HEIR, OLD, add, cancel, cases_of, claim, offered, refusal_of
from tests.catalog.test_life import CENTRE, GATES, INFORMANT, STAFFING, gate, open_case
from tests.platform import Platform

pytestmark = pytest.mark.clause("G27")
OTHER = "230731001003"


async def elements_of(platform: Platform, item_id: str) -> dict[str, Any]:
    return dict((await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)).json()["elements"])


async def parts_of(platform: Platform, item_id: str) -> list[dict[str, Any]]:
    rows = (await platform.ask("GET", "/catalog/v1/desk/items", INFORMANT)).json()
    return [one for one in rows if one["parent_id"] == item_id]


async def part(platform: Platform, item: dict[str, Any], name: str, **values: Any) -> dict[str, Any]:
    path = f"/catalog/v1/desk/items/{item['item_id']}/handling-items"
    made = (await platform.ask("POST", path, INFORMANT, json={"name": name, "variant": "02"})).json()
    return dict((await platform.save(made["item_id"], 1, values))["item"])


async def writers(platform: Platform, item_id: str) -> list[str]:
    history = await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/editions", INFORMANT)
    assert history.status_code == 200, history.text
    return [one["saved_by"] for one in history.json()]


async def put_online(platform: Platform, item: dict[str, Any]) -> None:
    await platform.approve(await platform.submit(await platform.desk(item["item_id"])))
    await platform.stage(item["item_id"], "inspection", "test", "publication", "online")


async def push(platform: Platform, item_id: str) -> Any:
    """The last gate of the shorter path; the one before is passed where it is not yet."""
    case = (await cases_of(platform, item_id))["cancel_pushed"]["case_id"]
    await gate(platform, case, "reform_approval", STAFFING)
    return await gate(platform, case, "platform", CENTRE)


def lists(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if elements.ELEMENTS[key].layer == "list"}


async def notes(platform: Platform, item_id: str) -> list[str]:
    told = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["attentions"]
    return [one["message_zh"] for one in told if one["item_id"] == item_id]


@pytest.mark.clause("G28")
async def test_what_is_renamed_keeps_its_text_and_is_public_until_its_heir_is(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    own = {
        "local_code": "JD-7",
        "internal_flow": [{"step": "受理", "handler": "甲"}],
        "planned_cancel_on": "2030-01-01",
    }
    item = (await any_platform.save(online["item_id"], online["edition"], own))["item"]
    await put_online(
        any_platform, await part(any_platform, item, "变更登记", conditions="已设立的", local_code="JD-7-2")
    )
    old = lists(await elements_of(any_platform, item["item_id"]))
    await add(any_platform)
    await cancel(any_platform, OLD, "rename", HEIR)
    early = await push(any_platform, item["item_id"])
    assert (early.status_code, early.json()["code"]) == (409, "heirs_not_online")
    assert early.json()["lacking"] == [item["code"][:19] + HEIR], "not even claimed yet"
    heir = (await claim(any_platform, HEIR)).json()
    now = await elements_of(any_platform, heir["item_id"])
    assert lists(now) == {key: value for key, value in old.items() if key != "planned_cancel_on"}
    assert now["name"] == f"承接 {HEIR}", "what the catalogue settles is the new one's"
    (there,) = await parts_of(any_platform, heir["item_id"])
    said = await elements_of(any_platform, there["item_id"])
    assert (said["handling_item_name"], said["handling_variant"], said["conditions"]) == ("变更登记", "02", "已设立的")
    assert (said["local_code"], said["name"]) == ("JD-7-2", now["name"])
    assert any(item["code"] in one for one in await notes(any_platform, heir["item_id"]))
    assert (await push(any_platform, item["item_id"])).json()["lacking"] == [heir["code"], there["code"]]
    assert (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).status_code == 200
    await put_online(any_platform, heir)
    assert (await push(any_platform, item["item_id"])).json()["lacking"] == [there["code"]], (
        "a guide of the public's too"
    )
    await put_online(any_platform, there)
    assert (await push(any_platform, item["item_id"])).json()["state"] == "done"
    gone = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()
    assert (gone["status"], gone["successors"]) == (410, [heir["code"]])
    assert await notes(any_platform, heir["item_id"]) == []
    assert await any_platform.faults_of_trails() == []


async def test_what_is_merged_takes_each_element_that_its_items_do_not_say_otherwise(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    await add(platform, OTHER)
    hand = f"/catalog/v1/catalogue/{OTHER}/hand-down"
    await platform.ask("POST", hand, "hlj-market-line", json={"offices": []})
    second = (await claim(platform, OTHER)).json()
    first = (await platform.save(claimed["item_id"], 1, {"conditions": "甲", "visits": 1, "local_code": "1"}))["item"]
    await platform.save(second["item_id"], 1, {"conditions": "乙", "visits": 1, "plain_name": "开市场"})
    await part(platform, first, "变更登记", conditions="一")
    await part(platform, second, "变更登记", conditions="二", visits=0)
    await add(platform)
    for code in (OLD, OTHER):
        await cancel(platform, code, "merge", HEIR)
    assert (await push(platform, first["item_id"])).status_code == 200, "the public never had it"
    heir = (await claim(platform, HEIR)).json()
    now = await elements_of(platform, heir["item_id"])
    assert (now["visits"], now["plain_name"]) == (1, "开市场")
    assert not {"conditions", "local_code"} & now.keys(), "texts that differ are the body's to decide, numbers are old"
    assert any("受理条件" in one and second["code"] in one for one in await notes(platform, heir["item_id"]))
    told = (await platform.ask("GET", f"/catalog/v1/desk/items/{heir['item_id']}/forerunners", INFORMANT)).json()
    assert [(one["code"], one["kind"]) for one in told["items"]] == sorted(
        (one["code"], "merge") for one in (first, second)
    )
    assert told["differing"]["conditions"] == {first["code"]: "甲", second["code"]: "乙"}
    (there,) = await parts_of(platform, heir["item_id"])
    said = await elements_of(platform, there["item_id"])
    assert ({"conditions", "visits"} & said.keys(), said["handling_item_name"]) == (set(), "变更登记")
    assert any("受理条件" in one for one in await notes(platform, there["item_id"]))


async def test_each_part_of_what_is_split_begins_with_the_text_and_a_refused_one_is_not_waited_for(
    platform: Platform,
    online: dict[str, Any],
) -> None:
    await part(platform, online, "变更登记", visits=0)
    for code in (HEIR, OTHER):
        await add(platform, code)
    await cancel(platform, OLD, "split", HEIR, OTHER)
    wanted = [online["code"][:19] + code for code in (OTHER, HEIR)]
    assert sorted((await push(platform, online["item_id"])).json()["lacking"]) == sorted(wanted)
    heir = (await claim(platform, HEIR)).json()
    now = await elements_of(platform, heir["item_id"])
    assert (now["materials"], now["places"]) == (story().complete["materials"], story().complete["places"])
    assert await parts_of(platform, heir["item_id"]) == [], "nobody knows to which of them it belongs"
    no = f"/catalog/v1/desk/offers/{(await offered(platform))[OTHER]}/refusal"
    assert (await platform.ask("POST", no, INFORMANT, json=refusal_of(platform))).is_success
    assert (await push(platform, online["item_id"])).json()["lacking"] == [heir["code"]]


async def test_the_text_of_an_item_comes_along_over_a_code_that_its_body_never_claimed(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    await platform.save(claimed["item_id"], 1, {"conditions": "甲"})
    for old, new in ((OLD, OTHER), (OTHER, HEIR)):
        await add(platform, new)
        await cancel(platform, old, "rename", new)
    heir = (await claim(platform, HEIR)).json()
    assert (await elements_of(platform, heir["item_id"]))["conditions"] == "甲"


async def other_claimed(platform: Platform, code: str = OTHER) -> dict[str, Any]:
    """Another catalogue item that the body claims; what follows is later than that."""
    await add(platform, code)
    await platform.ask("POST", f"/catalog/v1/catalogue/{code}/hand-down", "hlj-market-line", json={"offices": []})
    item = dict((await claim(platform, code)).json())
    platform.clock.at += timedelta(minutes=1)
    return item


async def filled(platform: Platform, item: dict[str, Any], **values: Any) -> dict[str, Any]:
    whole = {key: value for key, value in story().complete.items() if elements.ELEMENTS[key].layer != "catalogue"}
    return dict((await platform.save(item["item_id"], item["edition"], whole | values))["item"])


async def before(platform: Platform, item: dict[str, Any]) -> dict[str, Any]:
    path = f"/catalog/v1/desk/items/{item['item_id']}/forerunners"
    return dict((await platform.ask("GET", path, INFORMANT)).json())


async def test_what_is_merged_into_an_item_with_a_text_of_its_own_is_looked_at_before_the_public_loses_it(
    any_platform: Platform,
) -> None:
    heir = await filled(any_platform, await other_claimed(any_platform), conditions="有固定场所")
    await put_online(any_platform, heir)
    old = await any_platform.online()
    await put_online(any_platform, await part(any_platform, old, "变更登记", conditions="已设立的"))
    any_platform.clock.at += timedelta(minutes=1)
    await cancel(any_platform, OLD, "merge", OTHER)
    said = story().complete["conditions"]
    assert (await before(any_platform, heir))["differing"]["conditions"] == {
        old["code"]: said,
        heir["code"]: "有固定场所",
    }
    assert (await elements_of(any_platform, heir["item_id"]))["conditions"] == "有固定场所", "nothing is overwritten"
    (note,) = await notes(any_platform, heir["item_id"])
    assert note.count(old["code"]) == note.count("受理条件") == 1
    (there,) = await parts_of(any_platform, heir["item_id"])
    assert (await elements_of(any_platform, there["item_id"]))["conditions"] == "已设立的"
    assert (await push(any_platform, old["item_id"])).json()["lacking"] == [there["code"]]
    await put_online(any_platform, there)
    stays = (await push(any_platform, old["item_id"])).json()
    assert (stays["status"], stays["code"]) == (409, "heirs_differ")
    assert stays["differing"][heir["code"]]["conditions"][old["code"]] == said
    any_platform.clock.at += timedelta(minutes=1)
    head = (await any_platform.desk(heir["item_id"]))["edition"]
    both = (await any_platform.save(heir["item_id"], head, {"conditions": f"有固定场所；{said}"}))["item"]
    assert (await push(any_platform, old["item_id"])).json()["code"] == "heirs_differ", "the public reads the old one"
    await put_online(any_platform, both)
    assert (await push(any_platform, old["item_id"])).json()["state"] == "done"
    assert await any_platform.faults_of_trails() == []


async def test_a_reason_at_the_last_gate_lets_the_text_of_what_follows_stand(platform: Platform) -> None:
    heir = await filled(platform, await other_claimed(platform), conditions="有固定场所")
    await platform.approve(await platform.submit(heir))
    old = await platform.online()
    platform.clock.at += timedelta(minutes=1)
    await cancel(platform, OLD, "merge", OTHER)
    await platform.stage(heir["item_id"], "inspection", "test", "publication", "online")
    assert (await push(platform, old["item_id"])).json()["code"] == "heirs_differ"
    assert len(await notes(platform, heir["item_id"])) == 1, "what was written before settles nothing"
    case = (await cases_of(platform, old["item_id"]))["cancel_pushed"]["case_id"]
    habit = await gate(platform, case, "platform", CENTRE, note="同意")
    assert habit.json()["code"] == "heirs_differ"
    done = await gate(platform, case, "platform", CENTRE, note=f"{heir['code']} 的条件已涵盖原条件")
    assert done.json()["state"] == "done"
    assert await notes(platform, heir["item_id"]) == []


async def test_a_draft_that_nobody_wrote_takes_the_text_of_what_is_merged_into_it(platform: Platform) -> None:
    heir = await other_claimed(platform)
    old = await platform.claimed()
    old = (await platform.save(old["item_id"], 1, {"conditions": "甲", "visits": 1}))["item"]
    await part(platform, old, "变更登记", conditions="一")
    await cancel(platform, OLD, "merge", OTHER)
    now = await elements_of(platform, heir["item_id"])
    assert (now["conditions"], now["visits"], now["name"]) == ("甲", 1, f"承接 {OTHER}")
    (note,) = await notes(platform, heir["item_id"])
    assert note.startswith(f"已带入本单位原事项 {old['code']} 的文本")
    (there,) = await parts_of(platform, heir["item_id"])
    assert (await elements_of(platform, there["item_id"]))["conditions"] == "一"
    assert await writers(platform, heir["item_id"]) == ["service:catalog", INFORMANT], "the body did not write it"
    assert (await before(platform, heir))["differing"] == {}
    assert await platform.faults_of_trails() == []


async def test_of_several_handling_items_of_one_name_each_is_told_beside_the_one_that_stands(
    any_platform: Platform,
) -> None:
    heir = await filled(any_platform, await other_claimed(any_platform), conditions="有固定场所")
    await put_online(any_platform, heir)
    there = await part(any_platform, await any_platform.desk(heir["item_id"]), "变更登记", conditions="乙")
    await put_online(any_platform, there)
    old = await any_platform.online()
    codes = [(await part(any_platform, old, "变更登记", conditions="甲"))["code"] for _ in range(3)]
    await cancel(any_platform, OLD, "merge", OTHER)
    assert "cancel_pushed" in await cases_of(any_platform, old["item_id"]), "the cancellation has reached the body"
    told = await notes(any_platform, there["item_id"])
    assert sorted(code for one in told for code in codes if code in one) == sorted(codes)
    assert len(told) == len(codes)
    any_platform.clock.at += timedelta(minutes=1)
    head = (await any_platform.desk(heir["item_id"]))["edition"]
    await put_online(any_platform, (await any_platform.save(heir["item_id"], head, {"plain_name": "开店"}))["item"])
    assert sorted(await notes(any_platform, there["item_id"])) == sorted(told), "it did not look at them"


async def test_what_the_public_never_had_ends_at_once_and_its_text_is_still_to_be_looked_at(platform: Platform) -> None:
    heir = await filled(platform, await other_claimed(platform), conditions="有固定场所")
    old = await filled(platform, await platform.claimed(), conditions="甲")
    platform.clock.at += timedelta(minutes=1)
    await cancel(platform, OLD, "merge", OTHER)
    assert (await push(platform, old["item_id"])).json()["state"] == "done"
    (note,) = await notes(platform, heir["item_id"])
    assert old["code"] in note
    platform.clock.at += timedelta(minutes=1)
    await put_online(platform, await filled(platform, heir, conditions="有固定场所；甲"))
    assert await notes(platform, heir["item_id"]) == []


async def test_a_handling_item_that_nothing_of_its_name_follows_keeps_its_item_public(platform: Platform) -> None:
    heir = await other_claimed(platform, HEIR)
    old = await platform.online()
    away = await part(platform, old, "变更登记", conditions="已设立的")
    await put_online(platform, away)
    heir = await filled(platform, heir)
    await put_online(platform, heir)
    platform.clock.at += timedelta(minutes=1)
    await cancel(platform, OLD, "split", HEIR)
    early = (await push(platform, old["item_id"])).json()
    assert (early["code"], early["lacking"]) == ("heirs_not_online", [away["code"]])
    case = (await open_case(platform, away["item_id"]))["case_id"]
    for name, who in GATES:
        answer = await gate(platform, case, name, who, note=f"不再单独办理，已并入 {heir['code']}")
        assert answer.status_code == 200, answer.text
    assert (await push(platform, old["item_id"])).json()["state"] == "done"
