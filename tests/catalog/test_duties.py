"""A body may answer for several business lines: what it ought to hold is computed from its duties too (U6)."""

from typing import Any

import pytest

from services.catalog.domain.duties import Duty, duties_in, told
from shared.world import story
from tests.platform import Platform

pytestmark = pytest.mark.clause("G05")
INFORMANT, LINE = "jidong-coal-informant", "hlj-market-line"
MARKET = [{"line": "市场监管", "item_types": []}]


async def give(
    platform: Platform,
    duties: list[dict[str, Any]],
    who: str = "jidong-data-inspection",
    office: str = "",
    **headers: str,
) -> Any:
    """A body's duties, read and written over; by default nobody writes in between."""
    path = f"/catalog/v1/offices/{office or platform.world.offices['jidong-coal'].credit_code}/duties"
    headers = headers or {"If-Match": (await platform.ask("GET", path, who)).headers["ETag"]}
    return await platform.ask("PUT", path, who, json=duties, headers=headers)


async def held(platform: Platform) -> tuple[list[str], Any]:
    """How the body stands to the story's item, and its rate."""
    found = (await platform.ask("GET", "/catalog/v1/desk/holdings", INFORMANT)).json()
    return [row["state"] for row in found["items"] if row["basic_code"] == story().base.basic_code], found["rate"]


async def test_a_merged_bureau_ought_to_hold_and_is_offered_what_its_duties_say(any_platform: Platform) -> None:
    platform, base = any_platform, story().base
    await platform.put_base(base.basic_code, dict(base.elements))
    assert await held(platform) == ([], None)
    given = await give(platform, MARKET)
    assert (given.status_code, given.json()["duties"]) == (200, MARKET)
    assert await held(platform) == (["not_handed_down"], 0.0)
    hand = f"/catalog/v1/catalogue/{base.basic_code}/hand-down"
    assert (await platform.ask("POST", hand, LINE, json={"offices": []})).status_code == 200
    offers = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["offers"]
    (base_id,) = (one["base_id"] for one in offers if one["code"] == base.basic_code)
    claim = await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", INFORMANT)
    assert claim.status_code == 201, claim.text
    assert await held(platform) == (["held"], 1.0)
    assert (await give(platform, [])).status_code == 200
    assert await held(platform) == (["besides"], None)
    assert await platform.faults_of_trails() == []


async def test_of_two_who_write_a_bodys_duties_the_later_is_told(platform: Platform) -> None:
    path = f"/catalog/v1/offices/{platform.world.offices['jidong-coal'].credit_code}/duties"
    seen = {"If-Match": (await platform.ask("GET", path, LINE)).headers["ETag"]}
    first = await give(platform, MARKET, **seen)
    late = await give(platform, [{"line": "药监", "item_types": []}], **seen)
    assert (first.status_code, late.status_code, late.json()["current"]) == (200, 412, "市场监管")
    blind = await platform.ask("PUT", path, "jidong-data-inspection", json=[])
    assert blind.status_code == 428
    now = await platform.ask("GET", path, LINE)
    assert (now.json(), now.headers["ETag"]) == (MARKET, first.headers["ETag"])


async def test_a_duty_may_be_for_items_of_some_types_alone(platform: Platform) -> None:
    base = story().base
    await platform.put_base(base.basic_code, dict(base.elements))
    own, other = str(base.elements["item_type"]), "02"
    await give(platform, [{"line": "市场监管", "item_types": [other]}])
    assert await held(platform) == ([], None)
    await give(platform, [{"line": "市场监管", "item_types": [other, own]}])
    assert await held(platform) == (["not_handed_down"], 0.0)


async def test_duties_are_given_by_the_data_centre_of_the_territory_and_read_in_the_list(platform: Platform) -> None:
    outside, inside = await give(platform, MARKET, "hulin-data-inspection"), await give(platform, MARKET, INFORMANT)
    assert (outside.status_code, outside.json()["code"]) == (403, "territory")
    assert (inside.status_code, inside.json()["code"]) == (403, "role")
    assert (await give(platform, [{"line": "市场监管", "item_types": ["许可"]}])).status_code == 422
    assert (await give(platform, [{"line": "药监;市场监管", "item_types": []}])).status_code == 422
    await give(platform, MARKET)
    listed = (await platform.ask("GET", "/catalog/v1/offices", LINE)).json()
    said = {one["name"]: one["duties"] for one in listed if one["duties"]}
    assert said[platform.world.offices["jidong-coal"].name] == MARKET


async def test_the_approval_bureau_of_the_sample_world_ought_to_hold_what_it_holds(platform: Platform) -> None:
    item = platform.world.base_items["liaoning-drug-retail-permit"]
    await platform.put_base(item.basic_code, dict(item.elements), who="liaoning-drug-line")
    platform.sign_in("anshan-approval-informant")
    found = (await platform.ask("GET", "/catalog/v1/desk/holdings", "anshan-approval-informant")).json()
    assert [(row["basic_code"], row["state"]) for row in found["items"]] == [(item.basic_code, "not_handed_down")]


@pytest.mark.parametrize("words", ["药监;市场监管:01,20", "药监；市场监管：01、20", " 药监 ;; 市场监管:01, 20;药监"])
def test_duties_are_read_as_people_write_them(words: str) -> None:
    found = duties_in(words)
    assert found == (Duty("药监"), Duty("市场监管", ("01", "20")))
    assert duties_in(told(found)) == found


@pytest.mark.parametrize("words", ["药监:许可", "药监:1", ":01", "药监 市场"])
def test_words_that_are_no_duty_are_named(words: str) -> None:
    with pytest.raises(ValueError, match=words.strip()):
        duties_in(words)
