"""Findings live until their rule passes again; a waiver has a reason, an author and an end."""

from datetime import timedelta
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain.quality import Waiver
from services.catalog.rules import rules
from shared.clock import day
from shared.unit import Actor
from tests.platform import Platform

CENTRE, INFORMANT, CHECKER = "jidong-data-inspection", "jidong-market-informant", "jidong-market-checker"
CATCH_ALL = "no_catch_all"
NOT_THERE = ("nowhere[3]", "materials[99].name", "materials[0].nothing", "materials[0]name", "name.first")


async def inspected(platform: Platform, item: dict[str, Any]) -> dict[str, Any]:
    approved = await platform.approve(await platform.submit(item))
    return await platform.stage(approved["item_id"], "inspection")


async def renamed(platform: Platform, item: dict[str, Any], name: str) -> dict[str, Any]:
    """The item with its first material under another name."""
    held = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", INFORMANT)).json()
    first, *rest = held["elements"]["materials"]
    materials = [first | {"name": name}, *rest]
    return dict((await platform.save(item["item_id"], held["edition"], {"materials": materials}))["item"])


async def poor(platform: Platform) -> dict[str, Any]:
    """The story's item with a catch-all material, at hand for submission."""
    return await renamed(platform, await platform.filled(), "其他材料")


async def listed(platform: Platform, who: str = CENTRE, **given: Any) -> dict[str, Any]:
    answer = await platform.ask("GET", "/catalog/v1/desk/findings", who, params={"rule": CATCH_ALL, **given})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def waive(platform: Platform, item_id: str, who: str = CENTRE, **more: Any) -> Any:
    until = (day(platform.clock()) + timedelta(days=7)).isoformat()
    body = {"rule": CATCH_ALL, "reason": "省级正在核定材料名称", "until": until, **more}
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/waivers", who, json=body)


@pytest.mark.clause("G14")
async def test_a_finding_lives_until_its_rule_passes_and_repeats_are_counted(any_platform: Platform) -> None:
    platform = any_platform
    item = await poor(platform)
    for times in (1, 2):
        assert not (await inspected(platform, item))["passed"]
        found = (await listed(platform))["findings"]
        assert [(f["rule"], f["times"], f["closed_at"]) for f in found] == [(CATCH_ALL, times, None)]
        held = await platform.desk(item["item_id"])
        item = (await platform.save(item["item_id"], held["edition"], {"note": f"第{times}次整改"}))["item"]
    assert (await listed(platform, repeated=True))["by_rule"][0]["repeats"] == 1
    assert (await inspected(platform, await renamed(platform, item, "开办市场申请书")))["passed"]
    assert (await listed(platform))["total"] == 0
    closed = (await listed(platform, state="closed"))["findings"][0]
    assert (closed["times"], closed["closed_at"] > closed["opened_at"]) == (2, True)
    assert closed["first_edition"] < closed["last_edition"]


async def test_the_list_is_of_ones_office_or_territory_with_filters_and_pages(platform: Platform) -> None:
    item = await poor(platform)
    await inspected(platform, item)
    for who, total in ((CENTRE, 1), (INFORMANT, 1), ("jidong-legality-auditor", 1)):
        assert (await listed(platform, who))["total"] == total, who
    for given in ({"severity": "hint"}, {"office": "0" * 18}, {"repeated": True}, {"state": "closed"}):
        assert (await listed(platform, **given))["total"] == 0, given
    every, after, seen = await listed(platform, rule=""), "", []
    while True:
        page = await listed(platform, rule="", limit=1, after=after)
        seen += [(f["rule"], f["path"]) for f in page["findings"]]
        after = page["next"]
        if after is None:
            break
    assert seen == sorted((f["rule"], f["path"]) for f in every["findings"])
    assert len(seen) == every["total"]
    away = next(n for n, a in platform.world.accounts.items() if n.endswith("-inspection") and n != CENTRE)
    assert (await listed(platform, away))["total"] == 0 or away.startswith(("jixi", "hlj"))


async def test_a_waived_rule_does_not_stop_the_inspection_until_its_end(any_platform: Platform) -> None:
    platform = any_platform
    item = await poor(platform)
    until = day(platform.clock()).isoformat()
    made = await waive(platform, item["item_id"], until=until)
    assert (made.status_code, made.json()["author"]) == (201, CENTRE)
    staged = await inspected(platform, item)
    assert staged["passed"]
    assert CATCH_ALL in [f["rule"] for f in staged["findings"]], "it is waived, not hidden"
    entries = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/trail", CENTRE)).json()
    assert any(e["action"] == "item.waive" and "省级正在核定" in e["why"] for e in entries)
    assert any(e["action"] == "item.inspected" and f"豁免 {CATCH_ALL}" in e["why"] for e in entries)
    given = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/waivers", INFORMANT)).json()
    assert [(w["rule"], w["until"]) for w in given] == [(CATCH_ALL, until)]


async def test_after_its_end_a_waiver_stops_nothing(platform: Platform) -> None:
    item = await poor(platform)
    assert (await waive(platform, item["item_id"], until=day(platform.clock()).isoformat())).status_code == 201
    platform.clock.pass_(days=2)
    platform.player.tokens.clear()
    assert not (await inspected(platform, item))["passed"]


async def test_a_waiver_of_another_rule_or_place_helps_nothing(platform: Platform) -> None:
    item = await poor(platform)
    assert (await waive(platform, item["item_id"], path="materials[1].name")).status_code == 201
    assert (await waive(platform, item["item_id"], rule="zero_copies")).status_code == 201
    assert not (await inspected(platform, item))["passed"]


async def test_a_waiver_is_the_data_centres_has_a_reason_and_ends_within_a_year(platform: Platform) -> None:
    item_id = (await poor(platform))["item_id"]
    today = day(platform.clock())
    assert (await waive(platform, item_id, INFORMANT)).status_code == 403
    assert (await waive(platform, item_id, CHECKER)).status_code == 403
    for wrong, code in (
        ({"reason": ""}, "malformed"),
        ({"rule": "no_such_rule"}, "rule"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": today.replace(year=today.year + 2, day=1).isoformat()}, "until"),
        ({"until": "2026-02-31"}, "until"),
        *(({"path": place}, "path") for place in NOT_THERE),
    ):
        answer = await waive(platform, item_id, **wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code), wrong


async def test_a_waiver_is_for_a_place_that_the_item_has_or_where_something_is_found(platform: Platform) -> None:
    item_id = (await poor(platform))["item_id"]
    path = f"/catalog/v1/desk/items/{item_id}/check"
    found = (await platform.ask("GET", path, INFORMANT)).json()["findings"]
    for place in {"materials[0].name", "promised_limit.number", "remedies", *(one["path"] for one in found)}:
        assert (await waive(platform, item_id, path=place)).status_code == 201, place


@pytest.mark.clause("A16", "G47")
async def test_a_rule_that_is_the_law_is_not_waived_and_a_waiver_from_before_helps_nothing(
    any_platform: Platform,
    filled: dict[str, Any],
) -> None:
    held = await any_platform.desk(filled["item_id"])
    longer = {"promised_limit": {"number": 99, "unit": "working_day"}}
    changed = await any_platform.save(filled["item_id"], held["edition"], longer)
    for rule in ("promise_within_statutory", "material_has_article", "six_questions"):
        answer = await waive(any_platform, filled["item_id"], rule=rule, reason="先放过去")
        said = answer.json()
        assert (answer.status_code, said["code"]) == (422, "not_waivable")
        assert rules()[rule].zh in said["detail_zh"]
    until = (day(any_platform.clock()) + timedelta(days=7)).isoformat()
    before = Waiver(filled["item_id"], "promise_within_statutory", "", "以前给的", CENTRE, until, until)
    async with any_platform.host.runtimes["catalog"].unit(Actor("an earlier edition")) as unit:
        await store.keep_waiver(unit.connection, before)
    staged = await inspected(any_platform, changed["item"])
    assert not staged["passed"]
    assert "promise_within_statutory" in [f["rule"] for f in staged["findings"]]
