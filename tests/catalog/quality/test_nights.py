"""By night every item is inspected anew: what a rule, the law or a waiver changed is found, and bodies hear of it."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest

from services.catalog import store
from services.catalog.commands import looking, nights
from services.catalog.jobs import INSPECT
from services.catalog.rules import Found, Rule, Values, _engine, rules
from shared.clock import BEIJING
from shared.hosting.loops import run_job
from shared.problems import Conflict
from tests.catalog.quality.test_standing import CATCH_ALL, CENTRE, INFORMANT, listed, poor, renamed, waive
from tests.platform import Platform

RULE = "no_catch_all"


async def inspected_at(platform: Platform, hour: int = 5) -> int:
    """The job's round in the small hours of the next day; returns how many items were looked at."""
    local = (platform.clock.at.astimezone(BEIJING) + timedelta(days=1)).replace(hour=hour)
    platform.clock.at = local.astimezone(UTC)
    platform.player.tokens.clear()
    return await run_job(platform.host.runtimes["catalog"], INSPECT)


async def told(platform: Platform) -> list[Any]:
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()
    return [one for one in inbox["attentions"] if one["ground"].startswith("inspection:")]


async def last(platform: Platform) -> dict[str, Any]:
    answer = await platform.ask("GET", "/catalog/v1/desk/inspections", CENTRE)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()[0])


async def put_online(platform: Platform, item: dict[str, Any]) -> dict[str, Any]:
    approved = await platform.approve(await platform.submit(item))
    return await platform.stage(approved["item_id"], "inspection", "test", "publication", "online")


@pytest.mark.clause("G14")
async def test_a_public_item_whose_waiver_has_ended_is_found_by_night_and_its_body_hears_of_it(
    any_platform: Platform,
) -> None:
    platform = any_platform
    item = await poor(platform)
    today = platform.clock.at.astimezone(BEIJING).date() + timedelta(days=1)
    assert (await waive(platform, item["item_id"], until=today.isoformat())).status_code == 201
    await put_online(platform, item)
    assert (await inspected_at(platform), await told(platform)) == (1, []), "the waiver's last day"
    await inspected_at(platform)
    (task,) = await told(platform)
    assert (task["item_id"], task["ground"]) == (item["item_id"], f"inspection:{RULE}")
    assert rules()[RULE].cure_zh in task["message_zh"]
    (finding,) = (await listed(platform))["findings"]
    assert (finding["times"], finding["closed_at"]) == (1, None), "what stands already counts no further time"
    night = await last(platform)
    assert (night["items"], night["opened"], night["told"]) == (1, 0, 1)
    assert night["began_at"] < night["ended_at"]
    assert (await waive(platform, item["item_id"])).status_code == 201
    await inspected_at(platform)
    assert await told(platform) == []


async def test_a_waiver_that_is_ended_opens_at_once_what_it_covered_and_the_body_hears_of_it(
    any_platform: Platform,
) -> None:
    platform = any_platform
    item = await poor(platform)
    path = f"/catalog/v1/desk/items/{item['item_id']}"
    assert (await waive(platform, item["item_id"])).status_code == 201
    await put_online(platform, item)
    end = {"rule": RULE, "reason": "材料名称已经核定"}
    assert (await platform.ask("DELETE", f"{path}/waivers", INFORMANT, params=end)).status_code == 403
    assert (await platform.ask("DELETE", f"{path}/waivers", CENTRE, params=end | {"reason": " "})).status_code == 422
    assert await told(platform) == []
    assert (await platform.ask("DELETE", f"{path}/waivers", CENTRE, params=end)).status_code == 204
    (task,) = await told(platform)
    assert task["ground"] == f"inspection:{RULE}"
    shown = (await platform.ask("GET", f"{path}/check", CENTRE, params={"text": "public"})).json()
    assert not shown["passed"]
    assert (await platform.ask("GET", f"{path}/waivers", INFORMANT)).json() == []
    entries = (await platform.ask("GET", f"{path}/trail", CENTRE)).json()
    (ended,) = [one for one in entries if one["action"] == "item.waive_end"]
    assert (CENTRE in ended["who"], end["reason"] in ended["why"]) == (True, True)
    again = await platform.ask("DELETE", f"{path}/waivers", CENTRE, params=end)
    assert (again.status_code, again.json()["code"]) == (404, "waiver")
    assert await platform.faults_of_trails() == []


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release has one more rule, which blocks."""

    def check(values: Values) -> Iterator[Found]:
        if values.get("name"):
            yield Found("name", "名称须重新核定", "the name is to be settled anew")

    known, plain = _engine._in_force(None), rules()[RULE]
    words = {n: getattr(plain, n) for n in ("zh", "en", "clause", "cure_zh", "cure_en")}
    added = _engine.Named(len(known), "added", Rule(**words, severity="block", check=check, passes=[{}], fails=[{}]))
    monkeypatch.setattr(_engine, "_in_force", lambda _: [*known, added])


async def test_a_rule_that_is_added_finds_what_was_published_before_it(
    any_platform: Platform, online: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    await inspected_at(any_platform)
    assert await told(any_platform) == []
    request.getfixturevalue("stricter")
    await inspected_at(any_platform)
    assert [one["ground"] for one in await told(any_platform)] == ["inspection:added"]
    found = (await listed(any_platform, rule="added"))["findings"]
    assert [(one["item_id"], one["severity"]) for one in found] == [(online["item_id"], "block")]
    assert (await last(any_platform))["opened"] == 1


async def test_a_rule_that_passes_again_closes_its_finding_and_one_seen_by_eye_stays(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = await poor(platform)
    approved = await platform.approve(await platform.submit(item))
    path = f"/catalog/v1/desk/items/{approved['item_id']}/rejection"
    assert (await platform.ask("POST", path, CENTRE, json={"reason": "照片不清"})).status_code == 200
    await inspected_at(platform)
    assert [one["rule"] for one in (await listed(platform))["findings"]] == [CATCH_ALL]
    milder = [one for one in _engine._in_force(None) if one.name != RULE]
    monkeypatch.setattr(_engine, "_in_force", lambda _: milder)
    await inspected_at(platform)
    assert (await listed(platform))["total"] == 0
    assert (await last(platform))["closed"] == 1
    await renamed(platform, item, "开办市场申请书")
    assert (await listed(platform, rule="by_eye"))["total"] == 1


async def test_a_draft_is_looked_at_beside_what_is_public_and_only_the_public_text_is_told(
    platform: Platform, online: dict[str, Any]
) -> None:
    held = await renamed(platform, await platform.desk(online["item_id"]), "其他材料")
    await inspected_at(platform)
    (finding,) = (await listed(platform))["findings"]
    assert finding["last_edition"] == held["edition"]
    assert await told(platform) == []


async def test_an_item_that_leaves_the_public_is_no_more_to_be_mended_for_it(
    platform: Platform, online: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    item_id = online["item_id"]
    request.getfixturevalue("stricter")
    await inspected_at(platform)
    assert len(await told(platform)) == 1
    path, body = f"/catalog/v1/desk/items/{item_id}/withdrawal", {"does": "suspend", "reason": "整改期间暂停"}
    assert (await platform.ask("POST", path, CENTRE, json=body)).status_code == 200
    assert await told(platform) == []


@pytest.mark.usefixtures("filled")
async def test_it_runs_once_a_night_from_its_hour_on(platform: Platform) -> None:
    assert await inspected_at(platform, hour=3) == 0
    assert (await platform.ask("GET", "/catalog/v1/desk/inspections", CENTRE)).json() == []
    assert await inspected_at(platform) == 1
    platform.clock.pass_(hours=1)
    assert await run_job(platform.host.runtimes["catalog"], INSPECT) == 0
    assert await inspected_at(platform) == 1


async def test_a_night_goes_on_where_it_was_and_never_twice_at_one_place(
    any_platform: Platform, online: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = any_platform.host.runtimes["catalog"]
    body = {"name": "集贸市场", "variant": "01"}
    path = f"/catalog/v1/desk/items/{online['item_id']}/handling-items"
    assert (await any_platform.ask("POST", path, INFORMANT, json=body)).status_code in (200, 201)
    monkeypatch.setattr(nights, "BATCH", 1)
    monkeypatch.setattr(nights, "LONGEST", 0.0)
    assert await inspected_at(any_platform) == 1
    async with here.db.reading() as connection:
        (night,) = await store.nights(connection, 1)
    assert (night.items, night.ended_at) == (1, None)
    any_platform.clock.pass_(days=1)
    assert await run_job(here, INSPECT) == 1, "a restart, or another replica, goes on"
    with pytest.raises(Conflict):
        await nights._go_on(here, night, _engine.Inspection(None), 1)
    assert await run_job(here, INSPECT) == 0
    any_platform.player.tokens.clear()
    assert [(await last(any_platform))[name] for name in ("day", "items")] == [night.day, 2]


async def test_an_item_that_cannot_be_looked_at_stops_no_other(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = await poor(platform)

    async def broken(*_: Any) -> Any:
        raise ValueError("half a text")

    with monkeypatch.context() as patch:
        patch.setattr(looking, "context_of", broken)
        assert await inspected_at(platform) == 0
    assert (await last(platform))["ended_at"] is not None
    assert await inspected_at(platform) == 1
    assert [one["item_id"] for one in (await listed(platform))["findings"]] == [item["item_id"]]


@pytest.mark.usefixtures("filled")
async def test_the_data_centre_sees_the_nights_and_a_body_does_not(platform: Platform) -> None:
    await inspected_at(platform)
    assert (await last(platform))["items"] == 1
    assert (await platform.ask("GET", "/catalog/v1/desk/inspections", INFORMANT)).status_code == 403
