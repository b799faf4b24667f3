"""What is planned for a day happens on it and not before: an edition goes online, a cancellation opens."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services import upkeep
from services.catalog.commands.plans import carry_out_plans
from shared.world import story
from tests.catalog.test_life import gate
from tests.platform import Platform

CENTRE, INFORMANT, CHECKER = "jidong-data-inspection", "jidong-market-informant", "jidong-market-checker"
STAGES = ("inspection", "test", "publication")
NOON, BEFORE_MIDNIGHT = datetime(2026, 12, 1, 4, tzinfo=UTC), datetime(2026, 12, 9, 15, 59, tzinfo=UTC)
DAY = "2026-12-10"


async def published(platform: Platform, **elements: Any) -> dict[str, Any]:
    """The story's item with more elements, published and not online."""
    item = await platform.filled()
    saved = await platform.save(item["item_id"], item["edition"], elements)
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(item["item_id"], *STAGES)
    return dict(saved["item"])


async def planned(platform: Platform, who: str = CENTRE) -> list[tuple[str, str, str, bool]]:
    answer = await platform.ask("GET", "/catalog/v1/desk/plans", who)
    assert answer.status_code == 200, answer.text
    return [(row["code"], row["does"], row["on"], row["late"]) for row in answer.json()]


async def carried_out(platform: Platform) -> int:
    done = await carry_out_plans(platform.host.runtimes["catalog"])
    await platform.settle()
    return done


async def seen(platform: Platform, item: dict[str, Any]) -> tuple[int, int]:
    record = await platform.ask("GET", f"/catalog/v1/items/{item['code']}")
    guide = await platform.ask("GET", f"/guide/v1/guides/{item['code']}.html")
    return record.status_code, guide.status_code


async def trail(platform: Platform, item: dict[str, Any]) -> list[tuple[str, str, str]]:
    rows = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/trail", CENTRE)).json()
    return [(row["action"], row["who"], row["why"]) for row in rows]


@pytest.mark.clause("F15")
async def test_what_the_data_centre_took_down_does_not_come_back_by_a_plan(any_platform: Platform) -> None:
    platform = any_platform
    platform.clock.at = NOON
    item = await published(platform, scope="全县")
    await platform.stage(item["item_id"], "online")
    edition = (await platform.desk(item["item_id"]))["edition"]
    saved = await platform.save(item["item_id"], edition, {"planned_effective_on": DAY})
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(item["item_id"], *STAGES)
    down = {"does": "suspend", "reason": "内容严重错误，立即下线"}
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/withdrawal", CENTRE, json=down)
    assert answer.status_code == 200, answer.text
    platform.clock.pass_(days=20)
    assert await carried_out(platform) == 0
    assert (await seen(platform, item))[0] == 410
    assert [row[1:] for row in await planned(platform)] == [("online", DAY, True)]
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()
    assert ["暂停" in one["message_zh"] for one in inbox["attentions"]] == [True]
    by_hand = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/online", CENTRE)
    assert (by_hand.status_code, (await seen(platform, item))[0]) == (200, 200)


@pytest.mark.clause("F15")
@pytest.mark.clause("G60")
async def test_an_edition_goes_online_by_itself_on_its_planned_day_and_not_before(any_platform: Platform) -> None:
    platform = any_platform
    platform.clock.at = NOON
    item = await published(platform, planned_effective_on=DAY)
    assert await planned(platform) == [(item["code"], "online", DAY, False)]
    early = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/online", CENTRE)
    assert (early.status_code, early.json()["code"], early.json()["planned_effective_on"]) == (422, "planned", DAY)
    platform.clock.at = BEFORE_MIDNIGHT
    assert (await carried_out(platform), await seen(platform, item)) == (0, (404, 404))
    platform.clock.pass_(minutes=2)
    assert (await carried_out(platform), await seen(platform, item)) == (1, (200, 200))
    assert (await platform.desk(item["item_id"]))["state"] == "online"
    assert (await carried_out(platform), await planned(platform)) == (0, [])
    last = (await trail(platform, item))[-1]
    assert last == ("item.online", "service:catalog", f"004 第六条；003a 第三十三条：计划 {DAY} 起生效")
    told = (await platform.ask("GET", "/notify/v1/inbox", "jidong-service-clerk")).json()
    assert "online" in {circular["kind"] for circular in told}


@pytest.mark.clause("F15")
async def test_the_edition_before_stays_until_the_planned_day_of_the_next(platform: Platform) -> None:
    platform.clock.at = NOON
    item = await platform.online()
    saved = await platform.save(item["item_id"], item["edition"], {"planned_effective_on": DAY})
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(item["item_id"], *STAGES)
    await carried_out(platform)
    path = f"/catalog/v1/items/{item['code']}"
    assert (await platform.ask("GET", path)).json()["edition"] == item["edition"]
    platform.clock.at = BEFORE_MIDNIGHT
    platform.clock.pass_(minutes=2)
    assert await carried_out(platform) == 1
    assert (await platform.ask("GET", path)).json()["edition"] == saved["edition"]
    then = (await platform.ask("GET", f"{path}/as-of", params={"on": "2026-12-09"})).json()
    assert then["edition"] == item["edition"]


@pytest.mark.clause("F15")
async def test_what_is_not_published_on_its_day_does_not_go_online_by_itself(platform: Platform) -> None:
    platform.clock.at = NOON
    item = await published(platform, planned_effective_on=DAY)
    path = f"/catalog/v1/desk/items/{item['item_id']}/rejection"
    assert (await platform.ask("POST", path, CENTRE, json={"reason": "附件打不开"})).status_code == 200
    platform.clock.at = datetime(2026, 12, 11, tzinfo=UTC)
    assert (await carried_out(platform), await planned(platform)) == (0, [])
    assert await seen(platform, item) == (404, 404)


async def test_a_planned_edition_that_fails_the_inspection_on_its_day_waits_and_both_sides_see_it(
    any_platform: Platform,
) -> None:
    platform = any_platform
    platform.clock.at = NOON
    item = await published(platform, planned_effective_on=DAY)
    base = story().base
    body = {"elements": base.elements | {"name": "市场开办核准"}}
    path, headers = f"/catalog/v1/catalogue/{base.basic_code}", {"If-Match": '"1"'}
    assert (await platform.ask("PUT", path, "hlj-market-line", headers=headers, json=body)).status_code == 200
    platform.clock.at = datetime(2026, 12, 11, tzinfo=UTC)
    for _ in range(2):
        assert (await carried_out(platform), await seen(platform, item)) == (0, (404, 404))
    assert await planned(platform) == [(item["code"], "online", DAY, True)]
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()
    assert [a["ground"] for a in inbox["attentions"]] == [f"plan:online:refused:{DAY}"]


@pytest.mark.clause("G26")
async def test_on_its_planned_day_the_cancellation_opens_and_the_item_stays_until_the_gates_are_passed(
    any_platform: Platform,
) -> None:
    platform = any_platform
    platform.clock.at = NOON
    item = await published(platform, planned_cancel_on=DAY)
    await platform.stage(item["item_id"], "online")
    assert await planned(platform) == [(item["code"], "cancel", DAY, False)]
    assert await planned(platform, CHECKER) == [(item["code"], "cancel", DAY, False)]
    assert await planned(platform, "hulin-data-inspection") == []
    platform.clock.at = BEFORE_MIDNIGHT
    assert await carried_out(platform) == 0
    assert (await platform.ask("GET", "/catalog/v1/desk/cases", CENTRE)).json() == []
    platform.clock.pass_(minutes=2)
    assert (await carried_out(platform), await carried_out(platform)) == (1, 0)
    (case,) = (await platform.ask("GET", "/catalog/v1/desk/cases", CENTRE)).json()
    assert (case["item_id"], case["kind"], case["state"], case["due"]) == (
        item["item_id"], "cancel_repealed", "open", "basis_change",
    )  # fmt: skip
    assert DAY in case["ground"]
    assert await seen(platform, item) == (200, 200), "004 第十二条 lets nothing go past the gates"
    action, who, why = (await trail(platform, item))[-1]
    assert (action, who) == ("case.open", "service:catalog")
    assert why == f"004 第十二条第一款：计划取消日期 {DAY} 已到"
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()
    assert [a["ground"] for a in inbox["attentions"]] == [f"plan:cancel:opened:{DAY}"]
    assert await planned(platform) == []
    answer = await gate(platform, case["case_id"], "basis_change", INFORMANT, verdict="refused", note="仍需保留")
    assert answer.json()["state"] == "refused"
    assert (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["attentions"] == [], "it is decided"


@pytest.mark.clause("G26")
async def test_a_planned_cancellation_waits_for_the_case_that_is_open(platform: Platform) -> None:
    platform.clock.at = NOON
    item = await published(platform, planned_cancel_on=DAY)
    await platform.stage(item["item_id"], "online")
    body = {"kind": "adjust", "ground": "地方调整", "elements": ["legal_limit"]}
    opened = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/cases", INFORMANT, json=body)
    assert opened.status_code == 201, opened.text
    platform.clock.at = datetime(2026, 12, 11, tzinfo=UTC)
    assert await carried_out(platform) == 0
    assert await planned(platform) == [(item["code"], "cancel", DAY, True)]


async def test_the_operators_sweep_carries_out_what_is_due_where_no_process_did(platform: Platform) -> None:
    platform.clock.at = datetime(2025, 12, 1, 4, tzinfo=UTC)
    item = await published(platform, planned_effective_on="2025-12-10")
    assert (await seen(platform, item))[0] == 404
    await upkeep.sweep(["catalog"], platform.host.settings)
    assert (await seen(platform, item))[0] == 200
    assert (await trail(platform, item))[-1][:2] == ("item.online", "service:catalog")


async def test_the_list_of_plans_goes_on_after_a_page(any_platform: Platform) -> None:
    any_platform.clock.at = NOON
    item = await published(any_platform, planned_cancel_on=DAY)
    await any_platform.stage(item["item_id"], "online")
    edition = (await any_platform.desk(item["item_id"]))["edition"]
    saved = await any_platform.save(item["item_id"], edition, {"planned_effective_on": DAY})
    await any_platform.approve(await any_platform.submit(saved["item"]))
    await any_platform.stage(item["item_id"], *STAGES)
    seen_now, after = [], ""
    for _ in range(2):
        params = {"limit": 1, "after": after}
        (row,) = (await any_platform.ask("GET", "/catalog/v1/desk/plans", CENTRE, params=params)).json()
        seen_now.append(row["does"])
        after = f"{row['on']}/{row['code']}/{row['does']}"
    assert seen_now == ["cancel", "online"]
