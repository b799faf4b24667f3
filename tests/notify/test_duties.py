"""Duties start and end with their events, on days counted by the real calendar."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from services.notify.domain import Duty, DutyKind, Terms, due, duty, duty_kinds, light
from shared.clock import BEIJING
from shared.events import ItemRef
from shared.workdays import Calendar
from tests.platform import Platform

CALENDAR = Calendar.official()
REF = ItemRef(item_id="i", code="c", name="n", layer="implementation", office="o", office_name="", region="230321",
              region_name="", turn=7)  # fmt: skip
INFORMANT, CHECKER, CLERK = "jidong-market-informant", "jidong-market-checker", "jidong-service-clerk"


def kind(name: str) -> DutyKind:
    return duty_kinds()[name]


@pytest.mark.parametrize(
    ("start", "five", "ten"),
    [
        ("2026-11-20", "2026-11-27", "2026-12-04"),
        ("2026-09-30", "2026-10-13", "2026-10-20"),
        ("2026-10-01", "2026-10-13", "2026-10-20"),
        ("2026-02-13", "2026-02-27", "2026-03-05"),
        ("2026-04-30", "2026-05-11", "2026-05-18"),
    ],
    ids=["a plain Friday", "before 国庆", "within 国庆", "before 春节", "before 五一"],
)
@pytest.mark.clause("G30")
@pytest.mark.clause("G51")
def test_five_and_ten_working_days_skip_holidays_and_count_days_made_up(start: str, five: str, ten: str) -> None:
    """The days are those of the State Council's notice for 2026, counted by hand."""
    begun = date.fromisoformat(start)
    found = [due(kind(name), begun, CALENDAR).date.isoformat() for name in ("hall_update", "guide_placement")]
    assert found == [five, ten]


@pytest.mark.clause("G30")
def test_a_saturday_that_is_made_up_counts_as_a_working_day() -> None:
    """2026-10-10 is a Saturday on which everyone works for 国庆."""
    assert date(2026, 10, 10).weekday() == 5
    made = duty(kind("hall_update"), REF, date(2026, 10, 9), CALENDAR)
    assert made.due_on == "2026-10-15"


@pytest.mark.clause("G30")
def test_the_day_of_the_change_is_not_counted() -> None:
    assert due(kind("hall_update"), date(2026, 11, 16), CALENDAR).date == date(2026, 11, 23)


@pytest.mark.clause("G33")
@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21", "2026-10-01"], ids=["workday", "Saturday", "holiday"])
def test_the_same_day_is_the_day_of_the_claim_itself(day: str) -> None:
    assert due(kind("elements_same_day"), date.fromisoformat(day), CALENDAR).date == date.fromisoformat(day)


def test_a_day_in_a_year_without_a_notice_is_provisional() -> None:
    assert duty(kind("hall_update"), REF, date(2026, 12, 28), CALENDAR).provisional
    assert not duty(kind("hall_update"), REF, date(2026, 12, 14), CALENDAR).provisional


def test_each_kind_names_its_clause_and_its_days() -> None:
    found = {name: (k.terms.days, k.clause) for name, k in duty_kinds().items()}
    assert found["elements_same_day"] == (0, "004 第十四条")
    assert found["hall_update"] == (5, "004 第十二条第三款")
    assert found["guide_placement"] == (10, "004 第十六条第二款")
    assert found["hall_withdrawal"] == (5, "004 第十二条第三款")


@pytest.mark.clause("G33")
def test_a_place_may_have_terms_of_its_own_and_one_claimed_on_a_day_off_until_the_next_working_day() -> None:
    own = {"6203": Terms(0, next_working_day=True), "620302": Terms(3)}
    claimed = replace(kind("elements_same_day"), places=own)
    saturday = date(2026, 11, 21)
    for region, day in {"230321": "2026-11-21", "620321": "2026-11-23", "620302": "2026-11-25"}.items():
        item = REF.model_copy(update={"region": region})
        assert duty(claimed, item, saturday, CALENDAR).due_on == day


def test_the_same_event_makes_the_same_duty() -> None:
    first, second = (duty(kind("hall_update"), REF, date(2026, 11, 20), CALENDAR) for _ in range(2))
    assert first.duty_id == second.duty_id
    later = REF.model_copy(update={"turn": 8})
    assert duty(kind("hall_update"), later, date(2026, 11, 20), CALENDAR).duty_id != first.duty_id


@pytest.mark.parametrize(
    ("today", "lamp"),
    [("2026-09-29", "green"), ("2026-10-09", "green"), ("2026-10-10", "green"), ("2026-10-12", "yellow"),
     ("2026-10-13", "yellow"), ("2026-10-14", "red")],
)  # fmt: skip
def test_lights_turn_yellow_with_one_working_day_left_and_red_past_due(today: str, lamp: str) -> None:
    held = duty(kind("hall_update"), REF, date(2026, 9, 30), CALENDAR)
    assert held.due_on == "2026-10-13"
    assert light(held, date.fromisoformat(today), CALENDAR) == lamp


def test_before_a_long_holiday_the_light_does_not_look_at_free_days() -> None:
    """Due on the first working day after 国庆: on 30 September one working day is left, though it is eight days off."""
    held = duty(kind("hall_update"), REF, date(2026, 9, 23), CALENDAR)
    assert held.due_on == "2026-10-08"
    assert light(held, date(2026, 9, 30), CALENDAR) == "yellow"


async def duties(platform: Platform, who: str, **query: str) -> list[Any]:
    return list((await platform.ask("GET", "/notify/v1/duties", who, params=query)).json())


def set_day(platform: Platform, year: int, month: int, day: int) -> None:
    platform.clock.at = datetime(year, month, day, 10, tzinfo=BEIJING)


@pytest.mark.clause("G33")
async def test_a_claim_starts_the_same_day_clock(any_platform: Platform) -> None:
    set_day(any_platform, 2026, 11, 20)
    await any_platform.claimed()
    await any_platform.settle()
    (found,) = await duties(any_platform, INFORMANT)
    assert (found["kind"], found["due_on"], found["clause"]) == ("elements_same_day", "2026-11-20", "004 第十四条")


@pytest.mark.clause("G33")
async def test_late_in_the_evening_it_is_still_the_day_in_china(platform: Platform) -> None:
    platform.clock.at = datetime(2026, 11, 20, 23, 30, tzinfo=BEIJING)
    await platform.claimed()
    await platform.settle()
    assert (await duties(platform, INFORMANT))[0]["due_on"] == "2026-11-20"
    platform.clock.at = datetime(2026, 11, 21, 0, 30, tzinfo=BEIJING)
    assert (await duties(platform, INFORMANT))[0]["light"] == "red"


@pytest.mark.clause("G33")
@pytest.mark.usefixtures("submitted")
async def test_the_submission_closes_the_same_day_duty(any_platform: Platform) -> None:
    assert await duties(any_platform, INFORMANT) == []
    (closed,) = await duties(any_platform, INFORMANT, closed="true")
    assert (closed["kind"], closed["light"]) == ("elements_same_day", "closed")


@pytest.mark.clause("G30")
@pytest.mark.clause("G51")
async def test_online_starts_five_and_ten_working_days(any_platform: Platform) -> None:
    set_day(any_platform, 2026, 9, 30)
    await any_platform.online()
    found = {d["kind"]: (d["due_on"], d["light"]) for d in await duties(any_platform, CLERK)}
    assert found == {"hall_update": ("2026-10-13", "green"), "guide_placement": ("2026-10-20", "green")}


@pytest.mark.clause("G30")
async def test_a_suspension_gives_the_hall_five_working_days(platform: Platform) -> None:
    set_day(platform, 2026, 11, 20)
    item = await platform.online()
    path = f"/catalog/v1/desk/items/{item['item_id']}/withdrawal"
    await platform.ask("POST", path, "jidong-data-inspection", json={"does": "suspend", "reason": "搬迁"})
    await platform.settle()
    found = {d["kind"]: d["due_on"] for d in await duties(platform, CLERK)}
    assert found["hall_withdrawal"] == "2026-11-27"


async def test_the_light_follows_the_clock(platform: Platform) -> None:
    set_day(platform, 2026, 9, 30)
    await platform.online()
    lamps = []
    for day in (10, 12, 13, 14):
        set_day(platform, 2026, 10, day)
        platform.player.tokens.clear()
        lamps.append(next(d["light"] for d in await duties(platform, CLERK) if d["kind"] == "hall_update"))
    assert lamps == ["green", "yellow", "yellow", "red"]


async def test_a_duty_shows_how_its_day_was_counted(platform: Platform) -> None:
    set_day(platform, 2026, 9, 30)
    await platform.online()
    hall = next(d for d in await duties(platform, CLERK) if d["kind"] == "hall_update")
    counted = [step["date"] for step in hall["working"] if step["counted"]]
    assert counted == ["2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12", "2026-10-13"]


async def complete(platform: Platform, who: str, duty_id: str) -> int:
    path = f"/notify/v1/duties/{duty_id}/completion"
    return (await platform.ask("POST", path, who, json={"evidence": "窗口已摆放新指南"})).status_code


@pytest.mark.parametrize(
    ("who", "status"),
    [(CLERK, 200), (INFORMANT, 200), ("jixi-service-clerk", 200), ("hulin-service-clerk", 403),
     ("jidong-coal-informant", 403), (CHECKER, 403), ("jidong-data-inspection", 403), ("", 401)],
)  # fmt: skip
async def test_only_the_body_or_its_service_centre_says_that_a_duty_is_done(
    platform: Platform, online: dict[str, Any], who: str, status: int
) -> None:
    hall = next(d for d in await duties(platform, CLERK) if d["kind"] == "hall_update")
    assert await complete(platform, who, hall["duty_id"]) == status
    still = [d["kind"] for d in await duties(platform, CLERK)]
    assert ("hall_update" in still) == (status != 200)


async def test_a_duty_is_closed_once(any_platform: Platform, online: dict[str, Any]) -> None:
    hall = next(d for d in await duties(any_platform, CLERK) if d["kind"] == "hall_update")
    assert [await complete(any_platform, CLERK, hall["duty_id"]) for _ in range(2)] == [200, 409]


@pytest.mark.parametrize(("who", "sees"), [(CLERK, True), ("jixi-service-clerk", True), ("hulin-service-clerk", False),
                                           ("jidong-coal-informant", False), (INFORMANT, True)])  # fmt: skip
async def test_duties_are_seen_by_their_body_and_their_territory(
    platform: Platform,
    online: dict[str, Any],
    who: str,
    sees: bool,  # noqa: FBT001
) -> None:
    assert bool(await duties(platform, who)) == sees


def test_a_closed_duty_has_no_light() -> None:
    held = duty(kind("hall_update"), REF, date(2026, 9, 30), CALENDAR)
    closed = Duty(**{**vars(held), "closed_on": "2026-10-09"})
    assert light(closed, date(2026, 12, 1), CALENDAR) == "closed"
