"""What did the guide say on 3 May, as known on 4 May: over HTTP, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.world import story
from tests.platform import Platform

CENTRE, INFORMANT, CHECKER = "jidong-data-inspection", "jidong-market-informant", "jidong-market-checker"
pytestmark = [pytest.mark.clause("D09"), pytest.mark.clause("G27")]


async def ask(platform: Platform, code: str, on: str = "", known: str = "") -> Any:
    given = {name: value for name, value in (("on", on), ("known", known)) if value}
    return await platform.ask("GET", f"/catalog/v1/items/{code}/as-of", params=given)


async def said(platform: Platform, code: str, on: str = "", known: str = "") -> Any:
    """The plain name that the guide showed, or the status and code of the answer."""
    answer = await ask(platform, code, on, known)
    shown = answer.json()
    return (
        shown["record"]["elements"]["plain_name"] if answer.status_code == 200 else (answer.status_code, shown["code"])
    )


async def again_online(platform: Platform, item: dict[str, Any], plain_name: str) -> dict[str, Any]:
    saved = await platform.save(item["item_id"], item["edition"], {"plain_name": plain_name})
    approved = await platform.approve(await platform.submit(saved["item"]))
    return await platform.stage(approved["item_id"], "inspection", "test", "publication", "online")


async def withdraw(platform: Platform, item_id: str, does: str) -> None:
    body = {"does": does, "reason": "核实"}
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/withdrawal", CENTRE, json=body)
    assert answer.status_code == 200, answer.text


async def correct(platform: Platform, item_id: str, who: str = CENTRE, **given: Any) -> Any:
    body = {"reason": "文件自 5 月 1 日起施行", **given}
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/history/corrections", who, json=body)


async def test_the_guide_of_a_day_as_known_on_a_day(any_platform: Platform) -> None:
    platform, first = any_platform, story().complete["plain_name"]
    platform.clock.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    item = await platform.online()
    platform.clock.at = datetime(2026, 5, 4, 1, tzinfo=UTC)
    later = await again_online(platform, item, "开农贸市场登记")
    platform.clock.at = datetime(2026, 5, 8, 1, tzinfo=UTC)
    code, item_id = item["code"], item["item_id"]
    assert await said(platform, code, "2026-05-03", "2026-05-04") == first
    assert await said(platform, code, "2026-05-04", "2026-05-04") == "开农贸市场登记"
    assert await said(platform, code, "2026-05-04T00:59:00+00:00", "2026-05-04") == first
    assert await said(platform, code, "2026-05-01", "2026-05-04") == (404, "not_yet")
    assert await said(platform, code, "2026-05-03", "2026-05-01") == (404, "item")
    assert await said(platform, code) == "开农贸市场登记"

    answer = await correct(platform, item_id, edition=later["edition"], valid_from="2026-05-03")
    assert answer.status_code == 201, answer.text
    assert await said(platform, code, "2026-05-03") == "开农贸市场登记"
    assert await said(platform, code, "2026-05-02") == first
    assert await said(platform, code, "2026-05-03", "2026-05-04") == first, "what was known then stays as it was known"
    assert (await platform.ask("GET", f"/catalog/v1/items/{code}")).json()["edition"] == later["edition"]


async def test_a_correction_sent_again_under_its_key_is_answered_again_and_made_once(any_platform: Platform) -> None:
    platform = any_platform
    platform.clock.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    item = await platform.online()
    platform.clock.at = datetime(2026, 5, 8, 1, tzinfo=UTC)
    path = f"/catalog/v1/desk/items/{item['item_id']}/history"
    body = {"reason": "文件自 5 月 1 日起施行", "edition": item["edition"], "valid_from": "2026-05-01"}
    headers = {"Idempotency-Key": "correction"}
    first, again = [
        await platform.ask("POST", f"{path}/corrections", CENTRE, headers=headers, json=body) for _ in range(2)
    ]
    assert (first.status_code, first.json()) == (201, (await platform.ask("GET", path, CENTRE)).json())
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"


async def test_the_answer_says_which_edition_with_its_hash_and_both_times(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    live = (await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    shown = (await ask(any_platform, online["code"])).json()
    assert shown["record"] == live
    assert (shown["edition"], shown["hash"]) == (live["edition"], live["hash"])
    assert shown["valid_from"] == shown["known_from"] <= shown["on"]
    assert (shown["valid_to"], shown["known_to"]) == (None, None)


async def test_a_suspended_item_was_gone_for_as_long_as_it_was_and_its_history_stays(any_platform: Platform) -> None:
    platform = any_platform
    platform.clock.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    item = await platform.online()
    for day, does in ((4, "suspend"), (6, "resume")):
        platform.clock.at = datetime(2026, 5, day, 1, tzinfo=UTC)
        await withdraw(platform, item["item_id"], does)
    platform.clock.at = datetime(2026, 5, 8, 1, tzinfo=UTC)
    name = story().complete["plain_name"]
    days = {day: await said(platform, item["code"], f"2026-05-{day:02}") for day in range(1, 8)}
    assert days == {1: (404, "not_yet"), 2: name, 3: name, 4: (410, "gone"), 5: (410, "gone"), 6: name, 7: name}
    editions = (await platform.ask("GET", f"/catalog/v1/items/{item['code']}/editions")).json()
    assert [(e["edition"], e["live"], len(e["in_force"])) for e in editions] == [(item["edition"], True, 2)]


async def test_a_correction_is_the_data_centres_within_reason_and_never_in_the_future(platform: Platform) -> None:
    platform.clock.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    item = await platform.online()
    platform.clock.at = datetime(2026, 5, 8, 1, tzinfo=UTC)
    edition, item_id = item["edition"], item["item_id"]
    whole: dict[str, Any] = {"edition": edition, "valid_from": "2026-05-01", "valid_to": "2026-05-02"}
    assert (await correct(platform, item_id, INFORMANT, **whole)).status_code == 403
    assert (await correct(platform, item_id, **whole | {"reason": " "})).status_code == 422
    for wrong, code in (
        ({"edition": 99}, "edition"),
        ({"valid_to": "2026-05-01"}, "interval"),
        ({"valid_to": "2026-06-01"}, "interval"),
        ({"valid_from": "2026-05-3日"}, "instant"),
        ({"valid_from": "2026-05-03", "valid_to": None}, "to"),
    ):
        answer = await correct(platform, item_id, **whole | wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code), wrong
    answer = await correct(platform, item_id, **whole)
    assert [s["valid_from"][:10] for s in answer.json()] == ["2026-04-30", "2026-05-02"]
    entries = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/trail", CENTRE)).json()
    assert any(e["action"] == "item.correct_history" and "施行" in e["why"] for e in entries)


async def test_nothing_was_shown_can_be_said_afterwards(platform: Platform) -> None:
    platform.clock.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    item = await platform.online()
    platform.clock.at = datetime(2026, 5, 8, 1, tzinfo=UTC)
    gap: dict[str, Any] = {
        "edition": 0,
        "valid_from": "2026-05-04",
        "valid_to": "2026-05-05",
        "reason": "网站停电，未能展示",
    }
    assert (await correct(platform, item["item_id"], **gap)).status_code == 201
    assert await said(platform, item["code"], "2026-05-04") == (410, "gone")
    assert await said(platform, item["code"], "2026-05-05") == story().complete["plain_name"]


@pytest.mark.parametrize(
    "when", ["2026-13-01", "昨天", "2026-05-03T10:00:00", "0001-01-01", "9999-12-31T23:59:59-12:00"]
)
async def test_an_instant_that_is_none_is_refused(platform: Platform, when: str) -> None:
    answer = await ask(platform, "112303219900012200423073100199Y", on=when)
    assert (answer.status_code, answer.json()["code"]) == (422, "instant")


async def test_editions_of_a_code_that_never_was_are_not_found(platform: Platform, claimed: dict[str, Any]) -> None:
    assert (await platform.ask("GET", f"/catalog/v1/items/{claimed['code']}/editions")).status_code == 404
    assert await said(platform, claimed["code"]) == (404, "item")
