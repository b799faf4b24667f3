"""Materials, steps, fees and how to follow a case are open to query, traceable and open to supervision (D09)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.platform import Platform

INFORMANT, CENTRE = "jidong-market-informant", "jidong-data-inspection"
STAGES = ("inspection", "test", "publication", "online")
OPEN = ("materials", "steps", "fees", "inquiry")


async def public(platform: Platform, code: str, on: str = "") -> dict[str, Any]:
    path = f"/catalog/v1/items/{code}"
    if not on:
        return dict((await platform.ask("GET", path)).json()["elements"])
    return dict((await platform.ask("GET", f"{path}/as-of", params={"on": on})).json()["record"]["elements"])


@pytest.mark.clause("D09")
async def test_how_to_follow_a_case_is_queried_traced_and_supervised_like_materials_steps_and_fees(
    platform: Platform,
) -> None:
    platform.clock.at = datetime(2026, 5, 4, 1, tzinfo=UTC)
    item = await platform.online()
    before = await public(platform, item["code"])
    assert all(key in before for key in OPEN), before.keys()
    platform.clock.at = datetime(2026, 5, 6, 1, tzinfo=UTC)
    now = "凭办理编号在政务服务网“办件查询”栏目查询办理进度和结果"
    saved = await platform.save(item["item_id"], item["edition"], {"inquiry": now})
    approved = await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(approved["item_id"], *STAGES)
    assert (await public(platform, item["code"]))["inquiry"] == now
    assert (await public(platform, item["code"], "2026-05-05"))["inquiry"] == before["inquiry"]
    guide = "".join((await platform.ask("GET", f"/guide/v1/guides/{item['code']}.txt")).text.split())
    assert now in guide
    between = {"from": item["edition"], "to": saved["edition"]}
    told = await platform.ask("GET", f"/catalog/v1/items/{item['code']}/differences", params=between)
    assert [(c["path"], c["old"], c["new"]) for c in told.json()["changes"]] == [("inquiry", before["inquiry"], now)]
    trail = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/trail", CENTRE)).json()
    assert INFORMANT in {entry["who"] for entry in trail if entry["action"] == "item.save"}
