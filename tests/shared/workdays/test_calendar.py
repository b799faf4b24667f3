"""The calendar agrees, day by day, with two libraries, and takes notices with care."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from shared.workdays import BadCalendar, Calendar, Kind, Special

OFFICIAL = Calendar.official()
FIXED = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]


def every_day(first: int, last: int) -> list[date]:
    start, end = date(first, 1, 1), date(last, 12, 31)
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]


def notice(year: int, *more: Special) -> list[Special]:
    return [Special(date(year, *d), Kind.HOLIDAY, "节日", "国办通知") for d in FIXED] + list(more)


def test_every_day_agrees_with_the_first_library() -> None:
    days = every_day(2004, 2026)
    assert [d for d in days if OFFICIAL.is_workday(d) != chinese_calendar.is_workday(d)] == []


def test_every_day_agrees_with_the_second_library() -> None:
    china = holidays.country_holidays("CN", years=range(2018, 2027))
    days = every_day(2018, 2026)
    assert [d for d in days if OFFICIAL.is_workday(d) != china.is_working_day(d)] == []


def test_statutory_days_stand_in_for_a_missing_notice() -> None:
    china = holidays.country_holidays("CN", years=range(2027, 2051))
    days = every_day(2027, 2050)
    assert [d for d in days if OFFICIAL.is_workday(d) != china.is_working_day(d)] == []
    assert not OFFICIAL.is_workday(date(2027, 10, 1))


def test_published_years_are_known() -> None:
    assert [y for y in range(2000, 2030) if OFFICIAL.published(y)] == list(range(2004, 2027))


@pytest.mark.parametrize(
    ("day", "kind", "why", "why_en"),
    [
        (date(2026, 10, 1), Kind.HOLIDAY, "国庆节放假", "holiday (National Day)"),
        (date(2026, 10, 10), Kind.MAKEUP, "国庆节调休上班", "working day in lieu (National Day)"),
        (date(2026, 10, 11), Kind.WEEKEND, "星期日休息", "Sunday, weekend"),
        (date(2026, 10, 12), Kind.WORKDAY, "工作日", "working day"),
        (
            date(2027, 5, 3),
            Kind.HOLIDAY,
            "劳动节（补假）放假（当年放假安排未公布，暂定）",
            "holiday (Labour Day, in lieu) (notice not yet published, provisional)",
        ),
    ],
)
def test_a_day_says_what_it_is_in_both_languages(day: date, kind: Kind, why: str, why_en: str) -> None:
    found = OFFICIAL.day(day)
    assert (found.kind, found.why, found.why_en) == (kind, why, why_en)


def test_a_day_names_its_notice() -> None:
    assert OFFICIAL.day(date(2026, 10, 1)).notice == "国务院办公厅关于2026年部分节假日安排的通知"
    assert "2019" in OFFICIAL.day(date(2018, 12, 31)).notice


def test_a_new_notice_replaces_the_statutory_days() -> None:
    makeup = Special(date(2027, 10, 9), Kind.MAKEUP, "国庆节")
    after = OFFICIAL.with_year(2027, notice(2027, makeup))
    assert after.published(2027)
    assert after.is_workday(date(2027, 10, 9))
    assert after.is_workday(date(2027, 5, 3)), "the provisional day in lieu is gone"
    assert not OFFICIAL.is_workday(date(2027, 10, 9))


def test_a_notice_reaches_back_into_december_and_may_be_amended() -> None:
    bridge = Special(date(2026, 12, 31), Kind.HOLIDAY, "元旦")
    first = OFFICIAL.with_year(2027, notice(2027, bridge))
    assert not first.is_workday(bridge.date)
    assert not first.with_year(2026, notice(2026)).is_workday(bridge.date), "another year's notice leaves it"
    assert first.with_year(2027, notice(2027)).is_workday(bridge.date)


@pytest.mark.parametrize(
    ("specials", "code"),
    [
        (notice(2027)[1:], "calendar_gap"),
        ([], "calendar_gap"),
        ([*notice(2027), notice(2027)[0]], "day_twice"),
        (notice(2027, Special(date(2028, 1, 3), Kind.HOLIDAY, "元旦")), "day_of_another_year"),
        (notice(2027, Special(date(2027, 10, 8), Kind.MAKEUP, "国庆节")), "makeup_in_midweek"),
    ],
)
def test_a_notice_that_cannot_be_right_is_refused(specials: list[Special], code: str) -> None:
    with pytest.raises(BadCalendar) as caught:
        OFFICIAL.with_year(2027, specials)
    assert caught.value.code == code
