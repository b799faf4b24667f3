"""The data centre's stages in order, and what the public sees at each: nothing until the item is online."""

from datetime import date, datetime, time
from typing import Any

import pytest

from shared.clock import BEIJING
from shared.elements import ELEMENTS
from shared.elements.model import Publicity
from shared.world import story
from tests.platform import Platform

CENTRE = "jidong-data-inspection"
STAGES = ("inspection", "test", "publication", "online")


async def stage(platform: Platform, item_id: str, name: str, who: str = CENTRE, **body: Any) -> Any:
    return await platform.ask(
        "POST", f"/catalog/v1/desk/items/{item_id}/{name}", who, **({"json": body} if body else {})
    )


async def public(platform: Platform, code: str) -> int:
    return (await platform.ask("GET", f"/catalog/v1/items/{code}")).status_code


async def wrong(platform: Platform) -> dict[str, Any]:
    """The story's item, approved although a text in it is a catch-all."""
    item = await platform.filled()
    saved = await platform.save(item["item_id"], item["edition"], {story().wrong_element: story().wrong})
    return await platform.approve(await platform.submit(saved["item"]))


@pytest.mark.clause("G13")
async def test_the_four_stages_follow_each_other_and_each_is_in_the_trail(
    platform: Platform, approved: dict[str, Any]
) -> None:
    states = []
    for name in STAGES:
        answer = (await stage(platform, approved["item_id"], name)).json()
        states.append(answer.get("item", answer)["state"])
    assert states == ["inspected", "tested", "published", "online"]
    trail = (await platform.ask("GET", f"/catalog/v1/desk/items/{approved['item_id']}/trail", CENTRE)).json()
    told = ["item.inspected", "item.tested", "item.publish", "item.in_force", "item.online"]
    assert [e["action"] for e in trail[-5:]] == told
    assert {e["who"] for e in trail[-4:]} == {CENTRE}


@pytest.mark.clause("G13")
@pytest.mark.parametrize("name", STAGES[1:])
async def test_no_stage_is_left_out(platform: Platform, approved: dict[str, Any], name: str) -> None:
    assert (await stage(platform, approved["item_id"], name)).status_code == 409


@pytest.mark.clause("B32")
@pytest.mark.clause("A26")
async def test_the_public_sees_the_item_only_when_it_is_online(platform: Platform, approved: dict[str, Any]) -> None:
    seen = [await public(platform, approved["code"])]
    for name in STAGES:
        await stage(platform, approved["item_id"], name)
        seen.append(await public(platform, approved["code"]))
    assert seen == [404, 404, 404, 404, 200]


@pytest.mark.clause("B24")
async def test_what_is_not_approved_is_not_inspected(platform: Platform, submitted: dict[str, Any]) -> None:
    assert (await stage(platform, submitted["item_id"], "inspection")).status_code == 409


@pytest.mark.clause("G14")
async def test_a_finding_that_blocks_sends_the_item_back(platform: Platform) -> None:
    item = await wrong(platform)
    answer = (await stage(platform, item["item_id"], "inspection")).json()
    assert (answer["passed"], answer["item"]["state"]) == (False, "returned")
    blocked = [f for f in answer["findings"] if f["severity"] == "block"]
    assert story().wrong_element in {f["path"] for f in blocked}
    assert all(f["cure_zh"] for f in blocked)


@pytest.mark.clause("G14")
async def test_the_body_reads_the_findings_and_is_told(platform: Platform) -> None:
    item = await wrong(platform)
    await stage(platform, item["item_id"], "inspection")
    await platform.settle()
    path = f"/catalog/v1/desk/items/{item['item_id']}/findings"
    found = (await platform.ask("GET", path, "jidong-market-informant")).json()
    assert story().wrong_element in {f["path"] for f in found}
    inbox = (await platform.ask("GET", "/notify/v1/inbox", "jidong-market-informant")).json()
    assert "rectify" in {c["kind"] for c in inbox}


@pytest.mark.clause("G14")
async def test_mended_and_audited_again_it_passes(platform: Platform) -> None:
    item = await wrong(platform)
    await stage(platform, item["item_id"], "inspection")
    saved = await platform.save(item["item_id"], item["edition"], {story().wrong_element: story().mended})
    again = await platform.approve(await platform.submit(saved["item"]))
    assert (await stage(platform, again["item_id"], "inspection")).json()["passed"]


@pytest.mark.clause("G14")
async def test_what_the_eye_finds_sends_it_back_too(platform: Platform, approved: dict[str, Any]) -> None:
    answer = await stage(platform, approved["item_id"], "rejection", reason="流程图看不清")
    assert answer.json()["state"] == "returned"
    found = (await platform.ask("GET", f"/catalog/v1/desk/items/{approved['item_id']}/findings", CENTRE)).json()
    assert "流程图看不清" in {f["message_zh"] for f in found}


@pytest.mark.clause("G12")
@pytest.mark.parametrize(
    ("who", "status"),
    [("hulin-data-inspection", 403), ("jidong-market-checker", 403), ("jixi-data-inspection", 200), ("", 401)],
    ids=["another county", "the body itself", "the city above", "nobody"],
)
async def test_only_the_data_centre_of_the_territory_takes_the_stages(
    platform: Platform, approved: dict[str, Any], who: str, status: int
) -> None:
    assert (await stage(platform, approved["item_id"], "inspection", who)).status_code == status


async def test_the_published_record_has_no_internal_element(platform: Platform, online: dict[str, Any]) -> None:
    record = (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    assert "internal_flow" in story().complete
    assert "internal_flow" not in record["elements"]
    assert story().complete["internal_flow"][0]["mobile"] not in str(record)


@pytest.mark.clause("G07")
async def test_what_is_online_stays_while_the_next_edition_is_made(platform: Platform, online: dict[str, Any]) -> None:
    before = (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).content
    await platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    assert (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).content == before


@pytest.mark.clause("G07")
async def test_the_next_edition_replaces_the_one_before(platform: Platform, online: dict[str, Any]) -> None:
    saved = await platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(online["item_id"], *STAGES)
    record = (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    assert (record["edition"], record["elements"]["plain_name"]) == (saved["edition"], "新写法")


async def withdraw(platform: Platform, item_id: str, does: str, reason: str = "大厅搬迁") -> Any:
    return await stage(platform, item_id, "withdrawal", does=does, reason=reason)


@pytest.mark.clause("G27")
async def test_a_suspended_item_leaves_the_public_and_keeps_its_history(
    platform: Platform, online: dict[str, Any]
) -> None:
    assert (await withdraw(platform, online["item_id"], "suspend")).json()["state"] == "suspended"
    assert await public(platform, online["code"]) == 410
    editions = (await platform.ask("GET", f"/catalog/v1/desk/items/{online['item_id']}/editions", CENTRE)).json()
    assert len(editions) == online["edition"]


@pytest.mark.clause("G27")
async def test_a_resumed_item_is_there_again_as_it_was(platform: Platform, online: dict[str, Any]) -> None:
    before = (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).content
    await withdraw(platform, online["item_id"], "suspend")
    assert (await withdraw(platform, online["item_id"], "resume")).json()["state"] == "online"
    assert (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).content == before


async def test_leaving_has_a_reason(platform: Platform, online: dict[str, Any]) -> None:
    assert (await withdraw(platform, online["item_id"], "suspend", " ")).status_code == 422
    assert await public(platform, online["code"]) == 200


async def test_the_change_feed_tells_of_coming_and_going_in_order(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await withdraw(any_platform, online["item_id"], "suspend")
    await withdraw(any_platform, online["item_id"], "resume")
    seen, cursor, more = [], 0, True
    while more:
        path = f"/catalog/v1/changes?cursor={cursor}&limit=1"
        page = (await any_platform.ask("GET", path, "hlj-data-platform")).json()
        seen += [(c["change"], c["record"] is not None) for c in page["changes"]]
        cursor, more = page["next"], page["more"]
    assert seen == [("online", True), ("suspended", False), ("online", True)]


async def test_the_change_feed_is_for_the_provincial_platform(platform: Platform) -> None:
    for who, status in (("hlj-data-platform", 200), ("jidong-market-checker", 403), ("", 401)):
        assert (await platform.ask("GET", "/catalog/v1/changes", who)).status_code == status


async def test_the_feed_gives_the_very_record_that_the_public_reads(platform: Platform, online: dict[str, Any]) -> None:
    change = (await platform.ask("GET", "/catalog/v1/changes", "hlj-data-platform")).json()["changes"][0]
    assert change["record"] == (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()


@pytest.mark.clause("E27")
@pytest.mark.parametrize(("code", "why"), [("1", "国家秘密"), ("2", "商业秘密"), ("3", "个人隐私")])
async def test_a_step_that_a_secret_keeps_back_is_there_and_says_why_and_no_more(
    platform: Platform, filled: dict[str, Any], code: str, why: str
) -> None:
    steps = [dict(step) for step in story().complete["steps"]]
    steps[1] |= {"withheld": code, "content": "只在工作台"}
    saved = (await platform.save(filled["item_id"], filled["edition"], {"steps": steps}))["item"]
    approved = await platform.approve(await platform.submit(saved))
    shown = await platform.stage(approved["item_id"], "inspection", "test", "publication", "online")
    public = (await platform.ask("GET", f"/catalog/v1/items/{shown['code']}")).json()["elements"]["steps"]
    assert public[1] == {"name": f"依法不公开（{why}）", "withheld": code}
    assert [step["name"] for step in public[::2]] == [step["name"] for step in steps[::2]]
    guide = (await platform.ask("GET", f"/guide/v1/guides/{shown['code']}.html")).text
    assert "只在工作台" not in guide
    assert steps[1]["name"] not in [step["name"] for step in public]


@pytest.mark.clause("E27")
async def test_every_step_of_approval_is_public_and_what_is_not_is_said_field_by_field(
    platform: Platform, online: dict[str, Any]
) -> None:
    shown = (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()["elements"]
    held = story().complete["steps"]
    assert [(step["name"], step["limit"]) for step in shown["steps"]] == [(s["name"], s["limit"]) for s in held]
    assert {key for key in story().complete if not ELEMENTS[key].public} & shown.keys() == set()
    assert {element.publicity for element in ELEMENTS.values()} == set(Publicity)


@pytest.mark.clause("G60")
@pytest.mark.parametrize(("today", "state"), [("2026-12-31", "returned"), ("2027-01-01", "inspected")])
async def test_a_basis_passes_the_inspection_from_the_day_it_is_in_force(
    platform: Platform, filled: dict[str, Any], today: str, state: str
) -> None:
    item, base = filled, story().base
    bases = [{**row, "version_date": "2027-01-01"} for row in base.elements["legal_bases"]]
    await platform.put_base(base.basic_code, {**base.elements, "legal_bases": bases})
    merge = f"/catalog/v1/desk/items/{item['item_id']}/merge"
    held = await platform.desk(item["item_id"])
    match = {"If-Match": f'"{held["edition"]}"'}
    taken = await platform.ask("POST", merge, "jidong-market-informant", headers=match, json={"choices": {}})
    assert taken.status_code == 200, taken.text
    approved = await platform.approve(await platform.submit(await platform.desk(item["item_id"])))
    platform.clock.at = datetime.combine(date.fromisoformat(today), time(10), BEIJING)
    inspected = (await stage(platform, approved["item_id"], "inspection")).json()
    assert inspected["item"]["state"] == state, inspected["findings"]
    assert ("basis_in_force" in {f["rule"] for f in inspected["findings"]}) == (state == "returned")


@pytest.mark.clause("A14")
async def test_a_shorter_limit_than_online_asks_at_the_inspection_for_later_supervision(
    platform: Platform, online: dict[str, Any]
) -> None:
    held = await platform.ask("GET", f"/catalog/v1/desk/items/{online['item_id']}", "jidong-market-informant")
    elements = held.json()["elements"]
    before = [{**row, "phase": "1"} for row in elements["supervision"]]
    shorter = {**elements["promised_limit"], "number": elements["promised_limit"]["number"] - 1}
    saved = await platform.save(
        online["item_id"], online["edition"], {"supervision": before, "promised_limit": shorter}
    )
    await platform.approve(await platform.submit(saved["item"]))
    found = (await stage(platform, online["item_id"], "inspection")).json()["findings"]
    (told,) = [f for f in found if f["rule"] == "simplified_is_supervised"]
    assert "减时限" in str(told)
