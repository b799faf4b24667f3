"""What changed above is to show in what the public reads within ten working days, and body and data centre see until when."""

from datetime import datetime
from typing import Any

import pytest

from services.catalog import store
from services.catalog.commands.following import behind_of
from shared.clock import BEIJING
from shared.unit import Actor
from tests.catalog.test_from_above import adjusted, limit, merge, policy
from tests.catalog.test_life import CENTRE, INFORMANT, change_base
from tests.catalog.test_parts import DOTTED, both, shown
from tests.catalog.test_suspension import withdraw
from tests.platform import Platform


async def clocks(platform: Platform, who: str = INFORMANT, **query: str) -> dict[str, tuple[str, str]]:
    """What a body, or a place, has to follow: by item until when, and its light."""
    await platform.settle()
    rows = (await platform.ask("GET", "/notify/v1/duties", who, params=query)).json()
    return {one["item_id"]: (one["due_on"], one["light"]) for one in rows if one["kind"] == "follow_above"}


def set_day(platform: Platform, month: int, day: int) -> None:
    platform.clock.at = datetime(2026, month, day, 10, tzinfo=BEIJING)
    platform.player.tokens.clear()


async def circulars(platform: Platform) -> list[str]:
    rows = (await platform.ask("GET", "/notify/v1/inbox", INFORMANT)).json()
    return [one["body"] for one in rows if one["kind"] == "behind"]


@pytest.mark.clause("G25")
async def test_a_change_above_of_what_is_public_is_due_in_ten_working_days_until_it_shows(
    any_platform: Platform,
) -> None:
    set_day(any_platform, 9, 30)
    item, part = await both(any_platform)
    assert await clocks(any_platform) == {}
    await change_base(any_platform, legal_limit=limit(15))
    due = {item["item_id"]: ("2026-10-20", "green")}
    assert await clocks(any_platform) == await clocks(any_platform, CENTRE) == due
    (told,) = await circulars(any_platform)
    assert ("法定" in told, "2026-10-20" in told, "004 第十一条第二款" in told) == (True, True, True)
    await merge(any_platform, item["item_id"])
    assert await clocks(any_platform) == due, "merged is not shown"
    set_day(any_platform, 10, 12)
    await shown(any_platform, item["item_id"])
    due = {part["item_id"]: ("2026-10-26", "green")}
    assert await clocks(any_platform) == await clocks(any_platform, CENTRE) == due, "now its handling item is behind"
    await merge(any_platform, part["item_id"])
    assert await clocks(any_platform) == due
    await shown(any_platform, part["item_id"])
    assert (await clocks(any_platform), set(await clocks(any_platform, closed="true"))) == (
        {},
        {item["item_id"], part["item_id"]},
    )
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("G25")
async def test_a_limit_that_the_body_changed_is_due_for_its_handling_items_from_the_day_it_shows(
    any_platform: Platform,
) -> None:
    set_day(any_platform, 11, 20)
    item, part = await both(any_platform)
    await adjusted(any_platform, item["item_id"], "legal_limit", limit(15))
    assert await clocks(any_platform) == {}, "a draft binds nobody"
    set_day(any_platform, 12, 1)
    await shown(any_platform, item["item_id"])
    assert await clocks(any_platform, CENTRE) == {part["item_id"]: ("2026-12-15", "green")}
    set_day(any_platform, 12, 16)
    assert await clocks(any_platform, CENTRE) == {part["item_id"]: ("2026-12-15", "red")}


async def test_the_clock_runs_from_the_first_change_and_ends_when_the_change_is_taken_back(
    any_platform: Platform,
) -> None:
    set_day(any_platform, 9, 30)
    item, _ = await both(any_platform)
    await change_base(any_platform, legal_limit=limit(15))
    set_day(any_platform, 10, 12)
    await change_base(any_platform, legal_limit=limit(14))
    assert await clocks(any_platform) == {item["item_id"]: ("2026-10-20", "green")}
    assert len(await circulars(any_platform)) == 1
    before = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()["elements"]["legal_limit"]
    await change_base(any_platform, legal_limit=before)
    assert await clocks(any_platform) == {}


async def test_wording_and_what_nobody_reads_start_no_clock(platform: Platform, filled: dict[str, Any]) -> None:
    await change_base(platform, legal_limit=limit(15))
    assert await clocks(platform) == {}
    await merge(platform, filled["item_id"])
    await shown(platform, filled["item_id"])
    await change_base(platform, name=DOTTED, legal_limit=limit(15))
    assert await clocks(platform) == {}


async def test_a_change_that_is_taken_without_asking_is_due_until_it_shows_too(platform: Platform) -> None:
    item, _ = await both(platform)
    for group in ("limits", "time", "basic", "wording"):
        await policy(platform, group, "auto")
    await change_base(platform, legal_limit=limit(15))
    assert list(await clocks(platform)) == [item["item_id"]]


async def test_an_edition_that_shows_while_a_change_from_above_waits_ends_no_clock(platform: Platform) -> None:
    item, _ = await both(platform)
    await change_base(platform, legal_limit=limit(25))
    edition: Any = (await platform.desk(item["item_id"]))["edition"]
    await platform.save(item["item_id"], edition, {"plain_name": "集市登记"})
    await shown(platform, item["item_id"])
    assert list(await clocks(platform)) == [item["item_id"]]


@pytest.mark.clause("G25")
async def test_who_comes_back_with_the_old_text_has_to_follow_all_the_same_merged_in_a_draft_or_not(
    any_platform: Platform,
) -> None:
    set_day(any_platform, 9, 30)
    item, _ = await both(any_platform)
    await change_base(any_platform, guidance_department="省市场监督管理局登记注册处")
    due = {item["item_id"]: ("2026-10-20", "green")}
    for merged in (False, True):
        if merged:
            assert (await merge(any_platform, item["item_id"])).status_code == 200
        await withdraw(any_platform, item["item_id"], "suspend")
        await withdraw(any_platform, item["item_id"], "resume")
        assert list(await clocks(any_platform)) == list(due), f"merged in the draft: {merged}"
    await shown(any_platform, item["item_id"])
    assert item["item_id"] not in await clocks(any_platform)


@pytest.mark.clause("G25")
async def test_a_second_change_that_is_taken_back_ends_no_clock_of_the_first_and_the_first_taken_back_does(
    any_platform: Platform,
) -> None:
    set_day(any_platform, 9, 30)
    item, _ = await both(any_platform)
    due = {item["item_id"]: ("2026-10-20", "green")}
    before = (await any_platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()["elements"]["legal_limit"]
    await change_base(any_platform, legal_limit=limit(15))
    assert (await merge(any_platform, item["item_id"])).status_code == 200
    await change_base(any_platform, legal_limit=limit(15), service_objects=["1", "2"])
    await change_base(any_platform, legal_limit=limit(15))
    assert await clocks(any_platform) == due, "the first does not show yet"
    await change_base(any_platform, legal_limit=before)
    assert await clocks(any_platform) == {}, "the public reads what the catalogue says, whatever the draft says"


async def test_what_the_catalogue_never_said_otherwise_is_no_change_that_one_is_behind(any_platform: Platform) -> None:
    item, _ = await both(any_platform)
    await change_base(any_platform, legal_limit=limit(15))
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        held = await store.load(unit.connection, item["item_id"])
        said = (await store.edition(unit.connection, held.item_id, held.online)).elements
        differing = {**said, "guidance_department": "另一处室"}
        assert await behind_of(unit, held, differing) == ["legal_limit"]
