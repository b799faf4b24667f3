"""What an approved adjustment is for: the element, over what the catalogue says then, until the body has written it (G24)."""

import json
from typing import Any

import pytest

from shared.elements import ELEMENTS
from shared.world import story
from tests.catalog.test_cancelling import claim
from tests.catalog.test_from_above import allowed, held, limit, merge
from tests.catalog.test_given_up import cancelled, hand_down
from tests.catalog.test_life import CENTRE, INFORMANT, change_base
from tests.platform import Platform

STAGES = ("inspection", "test", "publication", "online")


async def states(platform: Platform) -> list[str]:
    found = await platform.ask("GET", "/catalog/v1/desk/cases", INFORMANT, params={"state": ""})
    return [case["state"] for case in found.json() if case["kind"] == "adjust"]


async def write(platform: Platform, item_id: str, **change: Any) -> Any:
    headers = {"If-Match": f'"{(await held(platform, item_id))["edition"]}"'}
    path = f"/catalog/v1/desk/items/{item_id}/elements"
    return await platform.ask("PATCH", path, INFORMANT, headers=headers, json={"elements": change})


async def shown(platform: Platform, item_id: str) -> None:
    await platform.approve(await platform.submit((await held(platform, item_id))["item"]))
    await platform.stage(item_id, *STAGES)


@pytest.mark.clause("G24")
async def test_an_adjustment_is_spent_by_the_edition_that_carries_it_and_no_other(
    any_platform: Platform, approved: dict[str, Any]
) -> None:
    item_id = approved["item_id"]
    await any_platform.stage(item_id, *STAGES[:2])
    await allowed(any_platform, item_id, "legal_limit")
    await any_platform.stage(item_id, *STAGES[2:])
    assert await states(any_platform) == ["done"], "the edition that is online is older"
    assert (await write(any_platform, item_id, conditions="另一条件")).status_code == 200
    await shown(any_platform, item_id)
    assert await states(any_platform) == ["done"], "nothing of it is in that edition"
    assert (await write(any_platform, item_id, legal_limit=limit(15))).status_code == 200
    await shown(any_platform, item_id)
    assert await states(any_platform) == ["used"]
    again = await write(any_platform, item_id, legal_limit=limit(16))
    assert (again.status_code, again.json()["code"]) == (422, "locked")


@pytest.mark.clause("G24")
@pytest.mark.clause("G25")
async def test_a_consent_ends_when_the_catalogue_says_something_else_of_the_element(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    item_id = filled["item_id"]
    await allowed(any_platform, item_id, "legal_limit")
    assert (await write(any_platform, item_id, legal_limit=limit(15))).status_code == 200
    await change_base(any_platform, legal_limit=limit(5))
    for answer in (
        await merge(any_platform, item_id, legal_limit="own"),
        await write(any_platform, item_id, legal_limit=limit(14)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "locked")
    await allowed(any_platform, item_id, "legal_limit")
    assert (await merge(any_platform, item_id, legal_limit="own")).status_code == 200
    assert (await held(any_platform, item_id))["elements"]["legal_limit"] == limit(15)
    await shown(any_platform, item_id)
    assert await states(any_platform) == ["used", "used"], "kept in the merge, so carried by the edition"


async def test_a_consent_outlives_what_changes_beside_its_element(platform: Platform, filled: dict[str, Any]) -> None:
    await allowed(platform, filled["item_id"], "legal_limit")
    await change_base(platform, exercise_levels=["2", "3", "4"])
    await merge(platform, filled["item_id"])
    assert (await write(platform, filled["item_id"], legal_limit=limit(15))).status_code == 200


async def test_no_consent_outlives_the_item_for_which_it_was_given(platform: Platform, filled: dict[str, Any]) -> None:
    await allowed(platform, filled["item_id"], "legal_limit")
    await cancelled(platform, filled["item_id"])
    await hand_down(platform)
    assert (await claim(platform, story().base.basic_code)).status_code == 201
    assert (await write(platform, filled["item_id"], legal_limit=limit(15))).json()["code"] == "locked"
    assert await states(platform) == ["superseded"]


@pytest.mark.clause("G25")
async def test_what_exceeds_the_catalogues_statutory_limit_is_not_shown_and_the_merge_is_named(
    any_platform: Platform,
    submitted: dict[str, Any],
) -> None:
    await change_base(any_platform, legal_limit=limit(8))
    await any_platform.approve(submitted)
    path = f"/catalog/v1/desk/items/{submitted['item_id']}/inspection"
    said = (await any_platform.ask("POST", path, CENTRE)).json()
    blocks = {f["path"]: f for f in said["findings"] if f["rule"] == "limits_within_catalogue"}
    assert (said["passed"], sorted(blocks)) == (False, ["legal_limit", "promised_limit"])
    assert "目录第 2 版待合并" in blocks["legal_limit"]["message_zh"]
    await merge(any_platform, submitted["item_id"])
    assert (await write(any_platform, submitted["item_id"], promised_limit=limit(8))).status_code == 200
    await any_platform.approve(await any_platform.submit((await held(any_platform, submitted["item_id"]))["item"]))
    said = (await any_platform.ask("POST", path, CENTRE)).json()
    assert "limits_within_catalogue" not in {f["rule"] for f in said["findings"]}


OWN_NAME = "鸡东县特色A2市场开办登记"


@pytest.mark.clause("G24")
@pytest.mark.clause("A05")
async def test_a_name_that_was_approved_is_the_items_name_everywhere_and_needs_no_waiver(
    any_platform: Platform,
    filled: dict[str, Any],
) -> None:
    item_id = filled["item_id"]
    await allowed(any_platform, item_id, "name")
    assert (await write(any_platform, item_id, name=OWN_NAME)).status_code == 200
    item = (await held(any_platform, item_id))["item"]
    assert item["name"] == OWN_NAME
    await shown(any_platform, item_id)
    await any_platform.settle()
    record = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()
    assert (record["name"], record["elements"]["name"]) == (OWN_NAME, OWN_NAME)
    guide = (await any_platform.ask("GET", f"/guide/v1/guides/{item['code']}")).json()
    assert guide["name"] == OWN_NAME
    for path, kept in (("/catalog/v1/search", "items"), ("/catalog/v1/items", "items"), ("/guide/v1/guides", "guides")):
        found = (await any_platform.ask("GET", path, params={"q": "特色a2市场"})).json()[kept]
        assert [one["name"] for one in found] == [OWN_NAME], path
    rows = (await any_platform.ask("GET", "/catalog/v1/desk/exports/items.jsonl", INFORMANT)).text.splitlines()
    assert [json.loads(row)["elements"]["name"] for row in rows] == [OWN_NAME]
    apart = await any_platform.ask("GET", "/catalog/v1/desk/matching", CENTRE, params={"side": "bodies"})
    assert [(one["why"], one["why_zh"]) for one in apart.json()["items"]] == [("adjusted_name", "名称经批准调整")]
    assert await states(any_platform) == ["used"]
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("G24")
async def test_what_was_approved_for_another_element_leaves_the_name_as_it_is(
    platform: Platform, filled: dict[str, Any]
) -> None:
    item_id = filled["item_id"]
    await allowed(platform, item_id, "exercise_levels")
    refused = await write(platform, item_id, name=OWN_NAME)
    assert (refused.status_code, refused.json()["code"]) == (422, "locked")


@pytest.mark.clause("G24")
async def test_what_the_items_code_says_is_not_adjusted_and_the_opening_says_why(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    item_id = claimed["item_id"]
    coded = ["item_type", "implementing_body", "implementing_body_code", "exercise_level", "in_national_catalogue"]
    assert [key for key, element in ELEMENTS.items() if element.coded and key not in coded] == ["has_sub_items"]
    for key in coded:
        body = {"kind": "adjust", "ground": "本地需要", "elements": ["name", key]}
        answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/cases", INFORMANT, json=body)
        said = answer.json()
        assert (answer.status_code, said["code"], [f["path"] for f in said["faults"]]) == (422, "coded", [key])
        assert ELEMENTS[key].coded in said["detail_zh"]
    assert await states(platform) == []
