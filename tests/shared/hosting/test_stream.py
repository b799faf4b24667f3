"""The live streams: what is public is told to everyone in full, the rest only to those who have it in sight."""

from typing import Any

import pytest

from shared.events import ALL, ItemOnline, ItemWithdrawn, LawChanged
from shared.events.steps import STEPS
from shared.hosting import stream
from shared.rights import Role
from tests.badinput.support import problem
from tests.platform import NAMES, Platform
from tests.rights.support import code_of, enter, someone
from tests.streams import events, raw

BARE = {"type", "zh", "en", "step", "step_zh", "source", "sequence", "time"}
FULL = BARE | {"subject", "code", "name", "office", "edition", "hash", "request_id"}
CENTRE, AUDITOR, CLERK = "jidong-data-inspection", "jidong-legality-auditor", "jidong-service-clerk"


def kinds(told: list[dict[str, Any]], keys: set[str]) -> set[str]:
    return {one["type"].removeprefix("cn.shixiang.") for one in told if set(one) == keys}


async def every(platform: Platform, who: str = "") -> list[dict[str, Any]]:
    return [one for name in NAMES for one in await events(platform, name, who)]


@pytest.mark.clause("B32")
async def test_who_is_not_signed_in_learns_names_only_of_what_is_public(any_platform: Platform) -> None:
    item = await any_platform.online()
    told = await every(any_platform)
    assert kinds(told, FULL) == {"item.online.v1"}
    assert {"item.claimed.v1", "item.submitted.v1", "review.opened.v1", "duty.opened.v1"} <= kinds(told, BARE)
    assert kinds(told, FULL) | kinds(told, BARE) == {one["type"].removeprefix("cn.shixiang.") for one in told}
    (online,) = (one for one in told if one["type"] == "cn.shixiang.item.online.v1")
    record = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()
    assert (online["subject"], online["edition"], online["hash"]) == (
        item["item_id"],
        record["edition"],
        record["hash"],
    )


async def test_that_an_item_was_withdrawn_is_public_where_the_item_was(
    platform: Platform, online: dict[str, Any]
) -> None:
    body = {"does": "suspend", "reason": "大厅搬迁"}
    path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
    assert (await platform.ask("POST", path, CENTRE, json=body)).status_code == 200
    assert "item.withdrawn.v1" in kinds(await events(platform, "catalog"), FULL)


def test_what_is_public_is_said_of_its_class() -> None:
    assert {event for event in ALL if event.open_to_all({})} == {ItemOnline, LawChanged}
    assert {event for event in ALL if event.open_to_all({"was_online": True})} == {
        ItemOnline,
        ItemWithdrawn,
        LawChanged,
    }


@pytest.mark.usefixtures("submitted")
async def test_a_reader_sees_in_full_what_is_in_his_sight_and_no_more(platform: Platform) -> None:
    items = {"item.claimed.v1", "item.submitted.v1"}
    for name in ("jidong-market-informant", CENTRE, AUDITOR, CLERK, "sample-operator"):
        assert items <= kinds(await events(platform, "catalog", name), FULL), name
        assert "review.opened.v1" in kinds(await events(platform, "review", name), FULL), name
    county = {role: someone(role, "230381", code_of("yongchang-market")) for role in Role if role is not Role.OPERATOR}
    strangers = [enter(platform, who) for who in county.values()]
    strangers += ["jidong-civil-informant", "hlj-data-platform", enter(platform, someone(None))]
    for name in strangers:
        assert kinds(await every(platform, name), FULL) == set(), name


async def test_who_is_offered_an_item_sees_that_it_was_handed_down(platform: Platform) -> None:
    await platform.hand_down()
    for name, sees in (("hulin-market-informant", True), ("jidong-civil-informant", False)):
        told = kinds(await events(platform, "catalog", name), FULL)
        assert ("item.handed_down.v1" in told) == sees


@pytest.mark.usefixtures("claimed")
async def test_a_duty_is_seen_by_the_office_that_has_it(platform: Platform) -> None:
    await platform.settle()
    for name, sees in (("jidong-market-informant", True), ("jidong-civil-informant", False)):
        assert ("duty.opened.v1" in kinds(await events(platform, "notify", name), FULL)) == sees


async def test_a_forged_token_opens_no_stream(platform: Platform) -> None:
    headers = {"Authorization": "Bearer expired.or.forged"}
    problem(await platform.ask("GET", "/catalog/v1/events", headers=headers), 401)


@pytest.mark.usefixtures("claimed")
async def test_a_stream_ends_with_its_token(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    platform.sign_in(CENTRE)
    verifier = platform.host.runtimes["catalog"].verifier
    token = platform.player.tokens[CENTRE]
    await verifier.principal(token)
    looked = 0

    async def runs_out(self: Any, given: str) -> Any:
        nonlocal looked
        looked += 1
        return await (whole(self, given) if looked < 3 else whole(self, f"{given}x"))

    whole = type(verifier).principal
    monkeypatch.setattr(type(verifier), "principal", runs_out)
    monkeypatch.setattr(stream, "STEP", 1)
    status, text = await raw(platform, "/catalog/v1/events?after=0", CENTRE)
    assert (status, text.count("\nid: "), stream.CAUGHT_UP in text) == (200, 1, False)


@pytest.mark.usefixtures("claimed")
async def test_a_reader_from_beyond_the_newest_is_told_so_and_starts_anew(platform: Platform) -> None:
    sent: dict[str, str] = {"last-event-id": "4000"}
    for path, headers in (("/catalog/v1/events?after=4000", {}), ("/catalog/v1/events", sent)):
        _, text = await raw(platform, path, **headers)
        assert stream.RESTARTED in text
        assert "id: 1\n" in text
    _, text = await raw(platform, "/catalog/v1/events?after=1")
    assert stream.RESTARTED not in text
    assert "id: 1\n" not in text


def test_every_event_of_an_items_way_names_its_step() -> None:
    no_step = {
        "item.withdrawn.v1",
        "item.behind.v1",
        "item.cancelled_above.v1",
        "item.delegation_refused.v1",
        "item.request_answered.v1",
        "item.discussed.v1",
        "merge.muted.v1",
        "review.filed.v1",
        "law.changed.v1",
    }
    assert {event.type for event in ALL} == STEPS.keys() | no_step
    assert STEPS["item.submitted.v1"] == (4, "审核")
