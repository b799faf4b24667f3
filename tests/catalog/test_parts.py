"""An implementation item and its handling items say one thing to the public, and leave and come back together (U8, G27)."""

from typing import Any

import pytest

from tests.catalog.test_from_above import NAME, adjusted, held, limit, merge, notes, open_merges, part_of, public
from tests.catalog.test_life import CENTRE, INFORMANT, change_base
from tests.catalog.test_suspension import STAGES, seen, withdraw
from tests.platform import Platform

DOTTED = f"{NAME}。"


async def shown(platform: Platform, item_id: str) -> dict[str, Any]:
    """The present edition, audited and put online."""
    item = (await held(platform, item_id))["item"]
    await platform.approve(await platform.submit(item))
    return await platform.stage(item_id, *STAGES)


async def both(platform: Platform) -> tuple[dict[str, Any], dict[str, Any]]:
    """An implementation item and a handling item of it, both online."""
    item = await platform.filled()
    part = await part_of(platform, item["item_id"])
    return await shown(platform, item["item_id"]), await shown(platform, part)


async def names(platform: Platform, *items: dict[str, Any]) -> list[str]:
    """The names that the public reads, after every job has had its turn."""
    for _ in range(3):
        await platform.run_jobs()
        await platform.settle()
    return [(await public(platform, item["code"]))["elements"]["name"] for item in items]


async def attentions(platform: Platform) -> list[str]:
    rows = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["attentions"]
    return [row["message_zh"] for row in rows]


# What is only in a draft of the implementation item


@pytest.mark.clause("G25")
async def test_wording_in_a_draft_of_an_implementation_item_is_public_nowhere_until_it_is_online(
    any_platform: Platform,
) -> None:
    item, part = await both(any_platform)
    await adjusted(any_platform, item["item_id"], "name", DOTTED)
    assert await names(any_platform, item, part) == [NAME, NAME]
    assert [why for does, why in await notes(any_platform, part["item_id"]) if does == "merge.wait"][-1].endswith(
        "待实施事项的该内容审核、公开后采用"
    )
    await shown(any_platform, item["item_id"])
    assert await names(any_platform, item, part) == [DOTTED, DOTTED]
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("G25")
async def test_wording_from_above_reaches_both_at_once_or_both_with_the_next_edition(platform: Platform) -> None:
    item, part = await both(platform)
    await change_base(platform, name=DOTTED)
    assert await names(platform, item, part) == [DOTTED, DOTTED]
    await platform.save(item["item_id"], (await held(platform, item["item_id"]))["edition"], {"plain_name": "集市登记"})
    await change_base(platform, name=f"{NAME}；")
    assert await names(platform, item, part) == [DOTTED, DOTTED]
    await shown(platform, item["item_id"])
    assert await names(platform, item, part) == [f"{NAME}；", f"{NAME}；"]


async def test_a_rewording_that_is_taken_back_in_a_draft_changes_no_public_text(platform: Platform) -> None:
    item, part = await both(platform)
    await change_base(platform, name=DOTTED)
    assert await names(platform, item, part) == [DOTTED, DOTTED]
    sets = (await platform.ask("GET", "/catalog/v1/desk/change-sets", INFORMANT)).json()
    for one in (one for one in sets if one["kind"] == "merge" and one["state"] == "applied"):
        rows = (await platform.ask("GET", f"/catalog/v1/desk/change-sets/{one['set_id']}/rows", INFORMANT)).json()
        if rows[0]["code"] == item["code"]:
            undone = f"/catalog/v1/desk/change-sets/{one['set_id']}/undo"
            assert (await platform.ask("POST", undone, INFORMANT)).status_code < 300
    assert await names(platform, item, part) == [DOTTED, DOTTED]
    assert (await held(platform, item["item_id"]))["elements"]["name"] == NAME, "taken back in the draft"


# One limit for the public


@pytest.mark.clause("A25")
async def test_a_handling_item_does_not_go_online_with_what_its_implementation_item_does_not_show(
    any_platform: Platform,
) -> None:
    item, part = await both(any_platform)
    await adjusted(any_platform, item["item_id"], "legal_limit", limit(15))
    assert (await merge(any_platform, part["item_id"])).status_code == 200
    drafted = (await held(any_platform, part["item_id"]))["item"]
    await any_platform.approve(await any_platform.submit(drafted))
    path = f"/catalog/v1/desk/items/{part['item_id']}"
    found = (await any_platform.ask("POST", f"{path}/inspection", CENTRE)).json()
    assert not found["passed"]
    assert ("as_implementation", "legal_limit") in [(one["rule"], one["path"]) for one in found["findings"]]
    waiver = {"rule": "as_implementation", "path": "legal_limit", "reason": "过渡期", "until": "2027-01-01"}
    answer = await any_platform.ask("POST", f"{path}/waivers", CENTRE, json=waiver)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_waivable")
    await shown(any_platform, item["item_id"])
    await shown(any_platform, part["item_id"])
    said = [(await public(any_platform, one["code"]))["elements"]["legal_limit"] for one in (item, part)]
    assert said == [limit(15), limit(15)]


@pytest.mark.clause("A25")
async def test_a_handling_item_that_shows_what_its_implementation_item_shows_no_more_is_looked_at_again(
    platform: Platform,
) -> None:
    item, part = await both(platform)
    await change_base(platform, legal_limit=limit(15))
    await merge(platform, item["item_id"])
    assert await attentions(platform) == []
    await shown(platform, item["item_id"])
    (told,) = await attentions(platform)
    assert "法定" in told
    assert list(await open_merges(platform)) == [part["item_id"]]
    await merge(platform, part["item_id"])
    await shown(platform, part["item_id"])
    assert await attentions(platform) == []


# Suspended and resumed together


@pytest.mark.clause("G27")
async def test_the_handling_items_are_suspended_and_resumed_with_their_implementation_item(
    any_platform: Platform,
) -> None:
    item, part = await both(any_platform)
    await withdraw(any_platform, item["item_id"], "suspend")
    assert await seen(any_platform, part) == (410, 410)
    why = f"随实施事项 {item['code']} 一并暂停：内容有误"
    assert ("item.suspend", why) in await notes(any_platform, part["item_id"])
    refused = await withdraw(any_platform, part["item_id"], "resume", 409)
    assert refused["code"] == "above_suspended"
    await withdraw(any_platform, item["item_id"], "resume")
    assert await seen(any_platform, item) == await seen(any_platform, part) == (200, 200)
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("G27")
async def test_what_was_suspended_by_itself_is_not_resumed_with_its_implementation_item(platform: Platform) -> None:
    item, part = await both(platform)
    await withdraw(platform, item["item_id"], "suspend")
    await withdraw(platform, item["item_id"], "resume")
    await withdraw(platform, part["item_id"], "suspend")
    await withdraw(platform, item["item_id"], "suspend")
    await withdraw(platform, item["item_id"], "resume")
    assert (await seen(platform, item), await seen(platform, part)) == ((200, 200), (410, 410))
    await withdraw(platform, part["item_id"], "resume")
    assert await seen(platform, part) == (200, 200)


@pytest.mark.clause("G27")
async def test_an_item_that_is_mended_while_suspended_brings_back_the_handling_items_that_agree_with_it(
    platform: Platform,
) -> None:
    item, part = await both(platform)
    for other, back in ((None, (200, 200)), (limit(15), (410, 410))):
        await withdraw(platform, item["item_id"], "suspend")
        if other:
            await change_base(platform, legal_limit=other)
            await merge(platform, item["item_id"])
        else:
            now = (await held(platform, item["item_id"]))["edition"]
            await platform.save(item["item_id"], now, {"plain_name": "已改正"})
        await shown(platform, item["item_id"])
        assert (await seen(platform, item), await seen(platform, part)) == ((200, 200), back)
    assert any("仍暂停" in told for told in await attentions(platform))
