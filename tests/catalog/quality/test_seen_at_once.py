"""What is wrong is seen before any audit: after a load, and whenever a body or a data centre asks."""

from typing import Any

import pytest

from shared.clock import day
from tests.catalog.inout.dumped import JIXI, MARKET, code_of, row
from tests.catalog.inout.support import INFORMANT, lines_of, then, upload
from tests.catalog.inout.test_loads import CENTRE, by_code, load
from tests.catalog.quality.test_nights import put_online
from tests.catalog.quality.test_standing import listed, poor, renamed, waive
from tests.platform import Platform

OWN, ABOVE = code_of(MARKET, 4), code_of(JIXI, 3)
CHECKER = "jidong-market-checker"


async def get(platform: Platform, path: str, who: str = INFORMANT, **query: Any) -> dict[str, Any]:
    answer = await platform.ask("GET", f"/catalog/v1/desk/{path}", who, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.clause("G14")
async def test_what_a_load_brought_in_is_inspected_and_its_bodies_and_the_centre_see_what_is_wrong(
    any_platform: Platform,
) -> None:
    platform = any_platform
    made = await load(platform, row(OWN), row(ABOVE), apply=True)
    assert made["state"] == "applied"
    inbox = await get(platform, "inbox")
    assert [(one["set_id"], one["items"], one["blocked"]) for one in inbox["loaded"]] == [(made["set_id"], 1, 1)]
    assert inbox["blocked"] == 1
    own = await get(platform, "findings")
    assert {one["code"] for one in own["findings"]} == {OWN}
    assert "fourteen_elements" in {one["rule"] for one in own["findings"]}
    seen = await get(platform, "findings", CENTRE, change_set=made["set_id"], limit=1)
    assert {(one["office"], one["blocked_items"]) for one in seen["by_office"]} == {(MARKET, 1), (JIXI, 1)}
    assert sum(one["count"] for one in seen["by_office"]) == seen["total"] > len(seen["findings"])
    assert all(0 < one["blocks"] <= one["count"] for one in seen["by_office"])
    none = await get(platform, "findings", CENTRE, change_set="00000000-0000-0000-0000-000000000000")
    assert (none["by_office"], none["total"]) == ([], 0)
    await then(platform, made, "undo", CENTRE)
    inbox = await get(platform, "inbox")
    assert (inbox["loaded"], inbox["blocked"]) == ([], 0), "what is taken out is wrong no more"
    assert await platform.faults_of_trails() == []


async def test_a_body_that_goes_on_with_a_loaded_item_is_no_longer_told_of_it(platform: Platform) -> None:
    await load(platform, row(OWN), apply=True)
    item, _ = await by_code(platform, OWN)
    await platform.save(item.item_id, 1, {"conditions": "本单位改过"})
    inbox = await get(platform, "inbox")
    assert (inbox["loaded"], inbox["blocked"]) == ([], 1)


@pytest.mark.clause("G14")
async def test_what_a_save_mends_stands_no_more_and_what_it_breaks_waits_for_an_inspection(
    any_platform: Platform,
) -> None:
    platform = any_platform
    await load(platform, row(OWN), row(ABOVE), apply=True)
    item, _ = await by_code(platform, OWN)
    item_id = item.item_id
    before = await get(platform, "findings", CENTRE, item=item_id)
    assert {one["item_id"] for one in before["findings"]} == {item_id}
    asked = {(one["rule"], one["path"]) for one in before["findings"]}
    assert ("fourteen_elements", "faqs") in asked
    faqs = [{"question": "怎样办理？", "answer": "在窗口办理。"}]
    await platform.save(item_id, 1, {"faqs": faqs, "conditions": "符合有关部门规定的其他条件"})
    check = await get(platform, f"items/{item_id}/check")
    passing = {(one["rule"], one["path"]) for one in check["findings"]}
    assert "no_catch_all" in {rule for rule, _ in passing - asked}
    after = await get(platform, "findings", item=item_id)
    left = {(one["rule"], one["path"]) for one in after["findings"]}
    assert left == asked & passing == asked - {("fourteen_elements", "faqs")}
    closed = await get(platform, "findings", item=item_id, state="closed")
    assert [(one["rule"], one["path"]) for one in closed["findings"]] == [("fourteen_elements", "faqs")]
    everything = await get(platform, "findings", CENTRE)
    assert everything["total"] > after["total"], "another body's item is left out"


@pytest.mark.clause("G14")
async def test_what_an_import_mends_stands_no_more_before_any_night(any_platform: Platform) -> None:
    platform = any_platform
    await load(platform, row(OWN), apply=True)
    item, _ = await by_code(platform, OWN)
    before = await get(platform, "findings", item=item.item_id)
    assert ("fourteen_elements", "faqs") in {(one["rule"], one["path"]) for one in before["findings"]}
    faqs = [{"question": "怎样办理？", "answer": "在窗口办理。"}]
    made = await upload(platform, "elements", lines_of((OWN, {"faqs": faqs})), INFORMANT, apply=True)
    assert (made["state"], made["done"]) == ("applied", 1)
    closed = await get(platform, "findings", item=item.item_id, state="closed")
    assert [(one["rule"], one["path"]) for one in closed["findings"]] == [("fourteen_elements", "faqs")]
    after = await get(platform, "findings", item=item.item_id)
    assert after["total"] == before["total"] - 1


async def test_what_the_public_still_reads_stays_wrong_when_only_the_draft_is_mended(platform: Platform) -> None:
    item = await poor(platform)
    assert (await waive(platform, item["item_id"])).status_code == 201
    await put_online(platform, item)
    await renamed(platform, item, "开办市场申请书")
    assert (await get(platform, f"items/{item['item_id']}/check"))["passed"]
    assert [one["closed_at"] for one in (await listed(platform))["findings"]] == [None]


@pytest.mark.clause("G14")
async def test_body_and_centre_hold_every_rule_against_a_draft_and_nothing_changes_by_it(
    any_platform: Platform,
) -> None:
    platform = any_platform
    item = await platform.claimed()
    path = f"items/{item['item_id']}"
    for who in (INFORMANT, CHECKER, CENTRE):
        found = await get(platform, f"{path}/check", who)
        assert (found["passed"], found["edition"], found["text"]) == (False, 1, "draft")
        missing = next(one for one in found["findings"] if one["rule"] == "fourteen_elements")
        assert (missing["severity"], bool(missing["cure_zh"]), missing["waived_until"]) == ("block", True, None)
    assert (await get(platform, "findings"))["total"] == 0, "looking opens nothing"
    assert (await get(platform, path))["item"]["state"] == item["state"]
    refused = await platform.ask("GET", f"/catalog/v1/desk/{path}/check", INFORMANT, params={"text": "public"})
    assert (refused.status_code, refused.json()["code"]) == (404, "text")
    neighbour = await platform.ask("GET", f"/catalog/v1/desk/{path}/check", "jidong-civil-informant")
    assert neighbour.status_code == 404


async def test_what_is_public_is_held_against_the_rules_too_and_a_waiver_is_told(
    platform: Platform, online: dict[str, Any]
) -> None:
    path = f"items/{online['item_id']}"
    public = await get(platform, f"{path}/check", text="public")
    assert (public["passed"], public["text"], public["item"]["state"]) == (True, "public", online["state"])
    await platform.save(online["item_id"], public["edition"], {"conditions": "符合有关部门规定的其他条件"})
    draft = await get(platform, f"{path}/check")
    assert (draft["passed"], draft["edition"] > public["edition"]) == (False, True)
    given = {"rule": "no_catch_all", "path": "", "reason": "原文如此", "until": day(platform.clock.at).isoformat()}
    waived = await platform.ask("POST", f"/catalog/v1/desk/{path}/waivers", CENTRE, json=given)
    assert waived.status_code == 201, waived.text
    draft = await get(platform, f"{path}/check")
    (one,) = [one for one in draft["findings"] if one["rule"] == "no_catch_all"]
    assert (draft["passed"], one["waived_until"]) == (True, given["until"])
    assert (await get(platform, f"{path}/check", text="public"))["passed"]


@pytest.mark.clause("A18")
async def test_a_meeting_that_stops_the_clock_blocks_and_a_long_uncounted_span_is_shown_to_checker_and_auditor(
    platform: Platform,
) -> None:
    await load(platform, row(OWN), apply=True)
    item, _ = await by_code(platform, OWN)
    long = {"name": "局长办公会研究", "stage": "6", "uncounted": "2", "limit": {"number": 60, "unit": "working_day"}}
    promise = {"promised_limit": {"number": 10, "unit": "working_day"}}
    await platform.save(item.item_id, 1, promise | {"steps": [long]})
    said = [(one["severity"], one["path"]) for one in await _of(platform, item.item_id, CHECKER, "uncounted_from")]
    assert said == [("block", "steps[0].uncounted")]
    await platform.save(item.item_id, 2, {"steps": [long | {"name": "专家评审"}]})
    for who in (CHECKER, "jidong-legality-auditor", "jidong-government-auditor"):
        assert await _of(platform, item.item_id, who, "uncounted_from") == []
        (one,) = await _of(platform, item.item_id, who, "uncounted_within")
        assert one["severity"] == "warn"
        assert "60 个工作日" in one["message_zh"]


async def _of(platform: Platform, item_id: str, who: str, rule: str) -> list[dict[str, Any]]:
    check = await get(platform, f"items/{item_id}/check", who)
    return [one for one in check["findings"] if one["rule"].startswith(rule)]
