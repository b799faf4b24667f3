"""Suspending takes the edition online from the public, whatever the work on the next edition does."""

from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection

from shared import migrations
from shared.world import story
from tests.platform import Platform

CENTRE, INFORMANT = "jidong-data-inspection", "jidong-market-informant"
STAGES = ("inspection", "test", "publication", "online")


async def withdraw(platform: Platform, item_id: str, does: str, status: int = 200) -> dict[str, Any]:
    path, body = f"/catalog/v1/desk/items/{item_id}/withdrawal", {"does": does, "reason": "内容有误"}
    answer = await platform.ask("POST", path, CENTRE, json=body)
    assert answer.status_code == status, answer.text
    await platform.settle()
    return dict(answer.json())


async def seen(platform: Platform, item: dict[str, Any]) -> tuple[int, int]:
    """What the public gets of the record and of its guide."""
    record = await platform.ask("GET", f"/catalog/v1/items/{item['code']}")
    guide = await platform.ask("GET", f"/guide/v1/guides/{item['code']}.html")
    return record.status_code, guide.status_code


async def found_at_the_desk(platform: Platform, text: str) -> list[str]:
    params = {"q": text}
    answer = await platform.ask("GET", "/catalog/v1/desk/search", INFORMANT, params=params)
    assert answer.status_code == 200, answer.text
    return [hit["code"] for hit in answer.json()["items"]]


@pytest.mark.clause("G27")
async def test_what_is_online_is_suspended_and_resumed_while_its_next_edition_is_compiled(
    any_platform: Platform,
    online: dict[str, Any],
) -> None:
    saved = await any_platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    assert (saved["item"]["state"], saved["item"]["availability"]) == ("compiling", "online")
    shown = await withdraw(any_platform, online["item_id"], "suspend")
    assert (shown["state"], shown["availability"]) == ("compiling", "suspended")
    assert await seen(any_platform, online) == (410, 410)
    listed = (await any_platform.ask("GET", "/catalog/v1/desk/items?state=suspended", CENTRE)).json()
    assert [one["code"] for one in listed] == [online["code"]]
    await withdraw(any_platform, online["item_id"], "suspend", 409)
    shown = await withdraw(any_platform, online["item_id"], "resume")
    assert (shown["state"], shown["availability"], shown["edition"]) == ("compiling", "online", saved["edition"])
    assert await seen(any_platform, online) == (200, 200)
    record = (await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    assert record["edition"] == online["edition"]
    await withdraw(any_platform, online["item_id"], "resume", 409)


@pytest.mark.clause("G27")
async def test_a_suspension_leaves_the_audit_of_the_next_edition_alone(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    saved = await any_platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    await any_platform.submit(saved["item"])
    assert (await withdraw(any_platform, online["item_id"], "suspend"))["state"] == "in_audit"
    assert (await any_platform.approve(saved["item"]))["state"] == "approved"


@pytest.mark.clause("G27")
async def test_a_suspended_item_is_mended_audited_and_put_online_again(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    assert (await withdraw(any_platform, online["item_id"], "suspend"))["state"] == "suspended"
    saved = await any_platform.save(online["item_id"], online["edition"], {"plain_name": "已改正"})
    assert (saved["item"]["state"], saved["item"]["availability"]) == ("compiling", "suspended")
    await any_platform.approve(await any_platform.submit(saved["item"]))
    for stage in STAGES[:-1]:
        await any_platform.stage(online["item_id"], stage)
        assert await seen(any_platform, online) == (410, 410)
    shown = await any_platform.stage(online["item_id"], "online")
    assert (shown["state"], shown["availability"]) == ("online", "online")
    record = (await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    assert (record["edition"], record["elements"]["plain_name"]) == (saved["edition"], "已改正")
    assert await seen(any_platform, online) == (200, 200)


async def change_above(platform: Platform, **elements: Any) -> None:
    base = story().base
    assert base.elements | elements != base.elements
    path, headers = f"/catalog/v1/catalogue/{base.basic_code}", {"If-Match": '"1"'}
    body = {"elements": base.elements | elements}
    answer = await platform.ask("PUT", path, "hlj-market-line", headers=headers, json=body)
    assert answer.status_code == 200, answer.text


@pytest.mark.clause("G25")
async def test_what_changed_above_is_merged_into_a_suspended_item(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await withdraw(any_platform, online["item_id"], "suspend")
    await change_above(any_platform, legal_limit={"number": 15, "unit": "working_day"})
    path, headers = f"/catalog/v1/desk/items/{online['item_id']}/merge", {"If-Match": f'"{online["edition"]}"'}
    answer = await any_platform.ask("POST", path, INFORMANT, headers=headers, json={"choices": {}})
    assert answer.status_code == 200, answer.text
    merged = answer.json()["item"]
    assert (merged["state"], merged["availability"]) == ("compiling", "suspended")


@pytest.mark.clause("G14")
async def test_what_fails_the_inspection_today_is_not_resumed_until_it_is_waived(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await withdraw(any_platform, online["item_id"], "suspend")
    await change_above(any_platform, name="市场开办核准")
    refused = await withdraw(any_platform, online["item_id"], "resume", 422)
    assert (refused["code"], [f["code"] for f in refused["faults"]]) == ("inspection", ["name_as_catalogue"])
    assert await seen(any_platform, online) == (410, 410)
    assert (await any_platform.desk(online["item_id"]))["availability"] == "suspended"
    until = (any_platform.clock.at.date() + timedelta(days=30)).isoformat()
    body = {"rule": "name_as_catalogue", "path": refused["faults"][0]["path"], "reason": "过渡期", "until": until}
    answer = await any_platform.ask("POST", f"/catalog/v1/desk/items/{online['item_id']}/waivers", CENTRE, json=body)
    assert answer.status_code == 201, answer.text
    assert (await withdraw(any_platform, online["item_id"], "resume"))["state"] == "online"
    assert await seen(any_platform, online) == (200, 200)


@pytest.mark.clause("G14")
async def test_what_was_inspected_once_and_fails_today_does_not_go_online(
    platform: Platform, approved: dict[str, Any]
) -> None:
    await platform.stage(approved["item_id"], *STAGES[:-1])
    await change_above(platform, name="市场开办核准")
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{approved['item_id']}/online", CENTRE)
    assert (answer.status_code, answer.json()["code"]) == (422, "inspection")
    assert (await platform.desk(approved["item_id"]))["state"] == "published"


@pytest.mark.clause("G14")
@pytest.mark.parametrize("after", [2, 3])
async def test_a_tested_or_published_item_is_sent_back_and_comes_again_even_as_it_was(
    any_platform: Platform, approved: dict[str, Any], after: int
) -> None:
    await any_platform.stage(approved["item_id"], *STAGES[:after])
    path = f"/catalog/v1/desk/items/{approved['item_id']}/rejection"
    answer = await any_platform.ask("POST", path, CENTRE, json={"reason": "附件打不开"})
    assert answer.json()["state"] == "returned", answer.text
    await any_platform.settle()
    await any_platform.approve(await any_platform.submit(approved))
    assert (await any_platform.stage(approved["item_id"], *STAGES))["state"] == "online"
    assert await seen(any_platform, approved) == (200, 200)


async def test_the_desk_still_finds_the_draft_of_an_item_that_is_resumed(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await any_platform.save(online["item_id"], online["edition"], {"plain_name": "紫荆花开户"})
    await withdraw(any_platform, online["item_id"], "suspend")
    await withdraw(any_platform, online["item_id"], "resume")
    assert await found_at_the_desk(any_platform, "紫荆花开户") == [online["code"]]


async def test_who_comes_from_an_edition_without_it_keeps_what_the_public_has(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await withdraw(any_platform, online["item_id"], "suspend")

    def back_and_forth(connection: Connection) -> None:
        given = migrations.config("catalog")
        given.attributes["connection"] = connection
        command.downgrade(given, "0013")
        command.upgrade(given, "head")

    async with any_platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.run_sync(back_and_forth)
    assert (await any_platform.desk(online["item_id"]))["availability"] == "suspended"
    assert (await withdraw(any_platform, online["item_id"], "resume"))["availability"] == "online"
