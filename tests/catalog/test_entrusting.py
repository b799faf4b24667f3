"""What is entrusted ends with the item of the organ that entrusts, and nothing else does."""

import pytest

from tests.catalog.test_delegation import CENTRE, CITY, COUNTY, LINE, gate, held_by_the_city, through
from tests.catalog.test_handing_over import public, put_online, served
from tests.platform import Platform

REPEALED = (
    ("basis_change", f"{CITY}-informant"),
    ("province_consent", LINE),
    ("legality", "jixi-legality-auditor"),
    ("formal_document", f"{CITY}-checker"),
    ("reform_approval", "jixi-staffing-auditor"),
    ("platform", CENTRE),
)


@pytest.mark.clause("E05")
async def test_what_is_entrusted_ends_with_the_organs_item(any_platform: Platform) -> None:
    await held_by_the_city(any_platform)
    item = await put_online(any_platform, CITY)
    await any_platform.claimed("hulin-market")
    own = await put_online(any_platform, "hulin-market")
    await through(any_platform, item, COUNTY, way="entrust")
    below = await put_online(any_platform, COUNTY)
    asking = {"kind": "cancel_repealed", "ground": "依据废止"}
    path = f"/catalog/v1/desk/items/{item['item_id']}/cases"
    case = (await any_platform.ask("POST", path, f"{CITY}-informant", json=asking)).json()
    for name, who in REPEALED:
        answer = await gate(any_platform, case["case_id"], name, who)
        assert answer.status_code == 200, answer.text
    await any_platform.settle()
    assert [await public(any_platform, one["code"]) for one in (item, below, own)] == [410, 410, 200]
    assert await served(any_platform) == [own["office"]]
    assert await any_platform.faults_of_trails() == []


async def test_what_is_entrusted_ends_where_the_organ_hands_down_to_others_but_not_for_its_heir(
    platform: Platform,
) -> None:
    await held_by_the_city(platform)
    item = await put_online(platform, CITY)
    await through(platform, item, COUNTY, "hulin-market", way="entrust")
    below, heir = await put_online(platform, COUNTY), await put_online(platform, "hulin-market")
    await through(platform, item, "hulin-market")
    assert [await public(platform, one["code"]) for one in (item, below, heir)] == [410, 410, 200]
