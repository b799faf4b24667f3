"""Statutory limit and promise in different units: what surely holds passes, what surely not is the law, the rest somebody answers for."""

from typing import Any

import pytest

from shared.world import story
from tests.catalog.quality.test_standing import CHECKER, inspected, waive
from tests.catalog.test_adjustments import write
from tests.catalog.test_from_above import held, merge
from tests.catalog.test_life import change_base
from tests.platform import Platform

RULES = {"promise_within_statutory", "limits_within_catalogue", "limit_may_overrun", "promise_shorter", "units_differ"}


def limit(number: int, unit: str) -> dict[str, Any]:
    return {"number": number, "unit": unit}


async def promised(platform: Platform, legal: dict[str, Any], promise: dict[str, Any]) -> dict[str, Any]:
    """The story's item under a statutory limit of the catalogue, with a promise."""
    item_id = (await platform.filled())["item_id"]
    if legal != story().base.elements["legal_limit"]:
        await change_base(platform, legal_limit=legal)
        assert (await merge(platform, item_id)).status_code == 200
    assert (await write(platform, item_id, promised_limit=promise)).status_code == 200
    return dict((await held(platform, item_id))["item"])


@pytest.mark.clause("A16")
@pytest.mark.parametrize(
    ("promise", "told"), [(limit(12, "month"), {"promise_shorter"}), (limit(365, "day"), {"units_differ"})]
)
async def test_a_year_is_kept_by_twelve_months_and_by_365_days(
    platform: Platform, promise: dict[str, Any], told: set[str]
) -> None:
    staged = await inspected(platform, await promised(platform, limit(1, "year"), promise))
    found = {f["rule"]: f["severity"] for f in staged["findings"] if f["rule"] in RULES}
    assert (staged["passed"], found) == (True, dict.fromkeys(told, "hint"))


@pytest.mark.clause("A16")
async def test_a_promise_too_long_from_some_days_only_names_one_and_somebody_answers_for_it(
    any_platform: Platform,
) -> None:
    item = await promised(any_platform, limit(30, "day"), limit(22, "working_day"))
    staged = await inspected(any_platform, item)
    blocks = {f["rule"]: f["message_zh"] for f in staged["findings"] if f["severity"] == "block"}
    assert (staged["passed"], set(blocks)) == (False, {"limit_may_overrun"})
    assert "如自 2026-02-14 起算，应于 2026-03-16 前办结，却到 2026-03-24，超 8 日" in blocks["limit_may_overrun"]
    excused = await waive(any_platform, item["item_id"], rule="limit_may_overrun", reason="春节前后由专班提前办结")
    assert excused.status_code == 201, excused.text
    again = (await write(any_platform, item["item_id"], note="已说明理由")).json()["item"]
    assert (await inspected(any_platform, again))["passed"]


@pytest.mark.clause("G35")
async def test_a_promise_in_a_unit_that_may_last_longer_is_a_change_for_the_worse(platform: Platform) -> None:
    item = await promised(platform, limit(30, "day"), limit(29, "day"))
    await platform.approve(await platform.submit(item))
    await platform.stage(item["item_id"], "inspection", "test", "publication", "online")
    later = (await write(platform, item["item_id"], promised_limit=limit(20, "working_day"))).json()["item"]
    path, headers = f"/catalog/v1/desk/items/{item['item_id']}/submission", {"If-Match": f'"{later["edition"]}"'}
    again = await platform.ask("POST", path, CHECKER, headers=headers)
    assert (again.status_code, [fault["path"] for fault in again.json()["faults"]]) == (422, ["promised_limit"])
