"""A handling item is before the public with its implementation item and never alone; it may stay down by itself."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.catalog.commands.leaving import leave_with_above
from tests.catalog.test_from_above import held, notes, part_of
from tests.catalog.test_life import CENTRE, CHECKER, INFORMANT
from tests.catalog.test_parts import attentions, both, shown
from tests.catalog.test_plans import carried_out, planned
from tests.catalog.test_suspension import STAGES, seen, withdraw
from tests.platform import Platform

DAY, NOON = "2026-12-10", datetime(2026, 12, 1, 4, tzinfo=UTC)


async def published(platform: Platform, item_id: str, **change: Any) -> dict[str, Any]:
    """An edition with some change, audited and published, not online."""
    item = (await platform.save(item_id, (await held(platform, item_id))["edition"], change))["item"]
    await platform.approve(await platform.submit(item))
    return await platform.stage(item_id, *STAGES[:-1])


async def go_online(platform: Platform, item_id: str) -> Any:
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/online", CENTRE)


async def keep_down(platform: Platform, item_id: str, who: str = CHECKER) -> Any:
    path = f"/catalog/v1/desk/items/{item_id}/staying-down"
    return await platform.ask("POST", path, who, json={"reason": "该情形停办"})


@pytest.mark.clause("A25")
async def test_a_handling_item_goes_online_after_its_implementation_item_and_is_told_so(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    part = await published(any_platform, await part_of(any_platform, filled["item_id"]), plain_name="变更")
    refused = await go_online(any_platform, part["item_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "above_not_online")
    said = refused.json()
    assert (filled["code"] in said["detail_zh"], "先办理其上线" in said["detail_zh"]) == (True, True)
    assert f"{filled['code']} is not online yet (it is compiling): put that online first" in said["detail"]
    assert await seen(any_platform, part) == (404, 404)
    await shown(any_platform, filled["item_id"])
    assert (await go_online(any_platform, part["item_id"])).status_code == 200
    await any_platform.settle()
    assert await seen(any_platform, part) == (200, 200)


async def test_two_that_are_planned_for_a_day_go_online_in_their_order(any_platform: Platform) -> None:
    any_platform.clock.at = NOON
    item = await any_platform.filled()
    part = await published(
        any_platform, await part_of(any_platform, item["item_id"]), planned_effective_on=DAY, plain_name="变更"
    )
    await published(any_platform, item["item_id"], planned_effective_on=DAY)
    any_platform.clock.at = datetime(2026, 12, 10, 4, tzinfo=UTC)
    assert await carried_out(any_platform) == 2
    assert (await seen(any_platform, item), await seen(any_platform, part)) == ((200, 200), (200, 200))
    assert await attentions(any_platform) == []


@pytest.mark.clause("F15")
async def test_a_planned_handling_item_waits_for_its_implementation_item_and_both_sides_see_why(
    any_platform: Platform,
) -> None:
    any_platform.clock.at = NOON
    item = await any_platform.filled()
    part = await published(
        any_platform, await part_of(any_platform, item["item_id"]), planned_effective_on=DAY, plain_name="变更"
    )
    any_platform.clock.at = datetime(2026, 12, 11, 4, tzinfo=UTC)
    for _ in range(2):
        assert (await carried_out(any_platform), await seen(any_platform, part)) == (0, (404, 404))
    (told,) = await attentions(any_platform)
    assert (DAY in told, item["code"] in told, "自动上线" in told) == (True, True, True)
    assert await planned(any_platform) == [(part["code"], "online", DAY, True)]
    await shown(any_platform, item["item_id"])
    assert (await carried_out(any_platform), await seen(any_platform, part)) == (1, (200, 200))
    assert await attentions(any_platform) == []


@pytest.mark.clause("G27")
@pytest.mark.parametrize("who", [INFORMANT, CHECKER, CENTRE])
async def test_a_handling_item_that_its_body_keeps_down_is_not_resumed_with_its_item(
    any_platform: Platform, who: str
) -> None:
    item, part = await both(any_platform)
    refused = await keep_down(any_platform, part["item_id"], who)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_suspended_with")
    await withdraw(any_platform, item["item_id"], "suspend")
    assert (await keep_down(any_platform, part["item_id"], who)).json()["availability"] == "suspended"
    said = ("item.keep_down", "单独暂停，不随实施事项恢复：该情形停办")
    assert (await notes(any_platform, part["item_id"]))[-1] == said
    await withdraw(any_platform, item["item_id"], "resume")
    assert (await seen(any_platform, item), await seen(any_platform, part)) == ((200, 200), (410, 410))
    await withdraw(any_platform, part["item_id"], "resume")
    assert await seen(any_platform, part) == (200, 200)
    assert await any_platform.faults_of_trails() == []


async def test_only_its_own_body_and_its_data_centre_keep_a_handling_item_down(platform: Platform) -> None:
    item, part = await both(platform)
    await withdraw(platform, item["item_id"], "suspend")
    for who in ("jidong-coal-informant", "hulin-data-inspection", "jidong-service-clerk"):
        assert (await keep_down(platform, part["item_id"], who)).status_code == 403
    refused = await keep_down(platform, item["item_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "not_suspended_with")
    await withdraw(platform, item["item_id"], "resume")
    assert await seen(platform, part) == (200, 200)


@pytest.mark.clause("G27")
async def test_what_stayed_public_after_its_item_was_suspended_long_ago_leaves_with_it_and_comes_back_with_it(
    any_platform: Platform,
) -> None:
    item, part = await both(any_platform)
    catalog = any_platform.host.runtimes["catalog"]
    assert await leave_with_above(catalog) == 0
    async with catalog.db.writing() as connection:
        await connection.exec_driver_sql(
            f"update items set layer = 'apart' where item_id = '{part['item_id']}'"  # noqa: S608 - as before 47f7ac7
        )
    await withdraw(any_platform, item["item_id"], "suspend")
    async with catalog.db.writing() as connection:
        await connection.exec_driver_sql("update items set layer = 'handling' where layer = 'apart'")
    assert await seen(any_platform, part) == (200, 200)
    assert (await leave_with_above(catalog), await leave_with_above(catalog)) == (1, 0)
    await any_platform.settle()
    assert await seen(any_platform, part) == (410, 410)
    why = f"随实施事项 {item['code']} 一并暂停：此前未随之暂停，现予补正"
    assert (await notes(any_platform, part["item_id"]))[-1] == ("item.suspend", why)
    await withdraw(any_platform, item["item_id"], "resume")
    assert await seen(any_platform, part) == (200, 200)
    assert await any_platform.faults_of_trails() == []
