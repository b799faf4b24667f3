"""No item is published, adjusted or cancelled before it is said who supervises, by what measures, to what standard."""

from typing import Any

import pytest

from shared.world import story
from tests.catalog.test_life import GATES, gate, open_case
from tests.platform import Platform

CENTRE = "jidong-data-inspection"


@pytest.mark.clause("G52")
async def test_an_item_without_supervision_is_not_published_and_nobody_waives_it(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    bare = (await any_platform.save(filled["item_id"], filled["edition"], {"supervision": None}))["item"]
    approved = await any_platform.approve(await any_platform.submit(bare))
    body = {"rule": "supervision_whole", "reason": "以后再补", "until": any_platform.clock().date().isoformat()}
    path = f"/catalog/v1/desk/items/{approved['item_id']}"
    waived = await any_platform.ask("POST", f"{path}/waivers", CENTRE, json=body)
    assert (waived.status_code, waived.json()["code"]) == (422, "not_waivable")
    staged = (await any_platform.ask("POST", f"{path}/inspection", CENTRE)).json()
    assert not staged["passed"]
    assert "supervision_whole" in {f["rule"] for f in staged["findings"] if f["severity"] == "block"}
    assert (await any_platform.ask("POST", f"{path}/test", CENTRE)).status_code == 409


@pytest.mark.clause("G52")
async def test_a_cancellation_is_not_closed_before_the_supervision_is_said(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    held = await any_platform.desk(online["item_id"])
    bare = await any_platform.save(online["item_id"], held["edition"], {"supervision": None})
    case = await open_case(any_platform, online["item_id"])
    for name, who in GATES[:-1]:
        assert (await gate(any_platform, case["case_id"], name, who)).status_code == 200, name
    refused = await gate(any_platform, case["case_id"], *GATES[-1])
    assert (refused.status_code, refused.json()["code"]) == (422, "supervision")
    said = {"supervision": story().complete["supervision"]}
    await any_platform.save(online["item_id"], bare["item"]["edition"], said)
    closed = await gate(any_platform, case["case_id"], *GATES[-1])
    assert (closed.status_code, closed.json()["state"]) == (200, "done")
