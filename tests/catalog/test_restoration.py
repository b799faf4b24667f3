"""An earlier edition comes back without the catalogue's elements, and the answer names what stayed."""

from typing import Any

import pytest

from tests.catalog.test_life import INFORMANT, LINE, STAFFING, change_base, gate, open_case
from tests.platform import Platform


async def restored(platform: Platform, item_id: str, number: int) -> Any:
    path = f"/catalog/v1/desk/items/{item_id}"
    now = (await platform.ask("GET", path, INFORMANT)).json()["item"]["edition"]
    return await platform.ask(
        "POST", f"{path}/editions/{number}/restoration", INFORMANT, headers={"If-Match": f'"{now}"'}, json={}
    )


async def limit(platform: Platform, item_id: str) -> Any:
    shown = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)).json()
    return shown["elements"]["legal_limit"]


async def adjusted(platform: Platform) -> tuple[dict[str, Any], dict[str, Any]]:
    """An item whose approved adjustment is drafted: edition 1 has the catalogue's limit, edition 2 fifteen days."""
    item = await platform.claimed()
    case = await open_case(platform, item["item_id"], "adjust", elements=["legal_limit"])
    for name, who in (("province_consent", LINE), ("reform_approval", STAFFING)):
        assert (await gate(platform, case["case_id"], name, who)).status_code == 200
    fifteen = {"number": 15, "unit": "working_day"}
    await platform.save(item["item_id"], 1, {"legal_limit": fifteen})
    return item, fifteen


@pytest.mark.clause("D09")
async def test_what_the_catalogue_keeps_is_named_beside_what_came_back(any_platform: Platform) -> None:
    item, fifteen = await adjusted(any_platform)
    await any_platform.save(item["item_id"], 2, {"scope": "城区"})
    done = await restored(any_platform, item["item_id"], 1)
    assert done.status_code == 200, done.text
    assert done.json()["changed"] == ["scope"]
    (kept,) = done.json()["kept"]
    assert (kept["path"], kept["code"]) == ("legal_limit", "kept")
    assert "直接改回" in kept["cure_zh"]
    assert await limit(any_platform, item["item_id"]) == fifteen


async def test_a_restoration_that_would_change_nothing_for_the_catalogues_sake_is_refused_and_says_so(
    platform: Platform,
) -> None:
    item, fifteen = await adjusted(platform)
    none = await restored(platform, item["item_id"], 1)
    assert (none.status_code, none.json()["code"]) == (422, "kept")
    assert [fault["path"] for fault in none.json()["faults"]] == ["legal_limit"]
    same = await restored(platform, item["item_id"], 2)
    assert (same.status_code, same.json()["changed"], same.json()["kept"]) == (200, [], [])
    assert await limit(platform, item["item_id"]) == fifteen


async def test_what_changed_above_and_was_merged_stays_and_the_cure_is_to_ask(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    await change_base(platform, legal_limit={"number": 40, "unit": "working_day"})
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/merge"
    merged = await platform.ask("POST", path, INFORMANT, headers={"If-Match": '"1"'}, json={})
    assert merged.status_code == 200, merged.text
    none = await restored(platform, claimed["item_id"], 1)
    assert (none.status_code, none.json()["code"]) == (422, "kept")
    assert "请示" in none.json()["faults"][0]["cure_zh"]
