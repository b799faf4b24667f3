"""What offices can share is fetched by them at one call: tried first, applied, taken back (A20)."""

from typing import Any

import pytest

from services.catalog.rules import Context, findings
from tests.catalog.inout.support import INFORMANT, SETS, work
from tests.platform import Platform

CURE = "/catalog/v1/desk/shared-data/change-set"
ASKED = {"name": "隶属公司的营业执照副本复印件1份", "submission": ["1"], "source": "10", "basis": "《条例》第三条"}
OWN = {"name": "经营场所平面图", "submission": ["1"]}


async def materials(platform: Platform, item_id: str) -> list[dict[str, Any]]:
    shown = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)).json()
    return list(shown["elements"]["materials"])


def told(rows: list[dict[str, Any]]) -> set[str]:
    return {one.rule for one in findings({"materials": rows}, Context())}


@pytest.mark.clause("A20")
async def test_what_can_be_shared_is_fetched_by_the_office_after_a_dry_run_and_back_again(
    any_platform: Platform,
    claimed: dict[str, Any],
) -> None:
    assert (await any_platform.ask("POST", CURE, INFORMANT)).json()["code"] == "nothing_shared"
    await any_platform.save(claimed["item_id"], 1, {"materials": [ASKED, OWN]})
    before = await materials(any_platform, claimed["item_id"])
    made = await any_platform.ask("POST", CURE, INFORMANT)
    assert made.status_code == 202, made.text
    await work(any_platform)
    path = f"{SETS}/{made.json()['set_id']}"
    tried = (await any_platform.ask("GET", path, INFORMANT)).json()
    assert (tried["state"], tried["done"], tried["faults"]) == ("ready", 1, 0)
    assert await materials(any_platform, claimed["item_id"]) == before, "a dry run changes nothing"
    assert (await any_platform.ask("POST", f"{path}/application", INFORMANT, json={})).status_code == 202
    await work(any_platform)
    fetched, own = await materials(any_platform, claimed["item_id"])
    said = {"submission": ["4"], "source": "20", "shared_data": "营业执照，市场监督管理部门"}
    assert {name: fetched[name] for name in said} == said
    assert (own, fetched["basis"]) == (before[1], ASKED["basis"])
    assert "shared_data_not_asked" in told(before)
    assert not {"shared_data_not_asked", "six_questions"} & told([fetched])
    assert (await any_platform.ask("POST", f"{path}/undo", INFORMANT)).status_code in (200, 202)
    await work(any_platform)
    assert await materials(any_platform, claimed["item_id"]) == before


@pytest.mark.clause("A20")
async def test_only_who_writes_a_bodys_items_has_them_cured(platform: Platform) -> None:
    assert (await platform.ask("POST", CURE, "jidong-data-inspection")).status_code == 403
