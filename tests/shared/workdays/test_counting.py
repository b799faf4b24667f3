"""Counting of periods, beside a second computation that shares nothing with the first."""

from bisect import bisect_right
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.workdays import (
    BadPeriod,
    Calendar,
    Pause,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    add_years,
    between,
    same_day,
)
from shared.workdays.counting import BEIJING

OFFICIAL = Calendar.official()
FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
WORKED = [day for day in DAYS if chinese_calendar.is_workday(day)]
STARTS = st.dates(FIRST, date(2025, 6, 30))


def second_opinion(start: date, n: int) -> date:
    """The due date by position in the library's list of working days."""
    return WORKED[bisect_right(WORKED, start) + n - 1]


@pytest.mark.clause("G30")
@pytest.mark.clause("G51")
@pytest.mark.parametrize("n", [1, 5, 10, 20])
def test_every_day_of_nine_years_agrees_with_a_second_computation(n: int) -> None:
    starts = [day for day in DAYS if day <= date(2026, 11, 25)]
    assert [d for d in starts if add_working_days(d, n, OFFICIAL).date != second_opinion(d, n)] == []


@given(STARTS, st.integers(1, 250))
def test_long_periods_agree_too(start: date, n: int) -> None:
    due = add_working_days(start, n, OFFICIAL)
    assert due.date == second_opinion(start, n)
    assert not due.provisional


@given(STARTS, st.integers(0, 120))
def test_the_working_is_gap_free_and_counts_what_it_says(start: date, n: int) -> None:
    due = add_working_days(start, n, OFFICIAL)
    steps = due.working
    assert [step.date for step in steps] == [start + timedelta(days=i) for i in range(len(steps))]
    assert sum(step.counted for step in steps) == n
    assert not steps[0].counted
    assert steps[-1].date == due.date


@given(STARTS, st.integers(0, 250))
def test_between_undoes_adding(start: date, n: int) -> None:
    due = add_working_days(start, n, OFFICIAL).date
    assert between(start, due, OFFICIAL) == n
    assert between(due, start, OFFICIAL) == -n


@pytest.mark.clause("G30")
def test_five_working_days_over_the_national_day() -> None:
    due = add_working_days(date(2026, 9, 28), 5, OFFICIAL)
    assert due.date == date(2026, 10, 10), "a Saturday that is worked"
    words = {step.date: (step.counted, step.why) for step in due.working}
    assert words[date(2026, 9, 28)] == (False, "起算当日，不计")
    assert words[date(2026, 10, 1)] == (False, "国庆节放假，不计")
    assert words[date(2026, 10, 10)] == (True, "国庆节调休上班，计第 5 日")
    assert due.working[-1].why_en == "working day in lieu (National Day), counted as day 5"


@given(STARTS, st.integers(1, 60), st.integers(0, 40), st.integers(0, 20))
def test_a_pause_shifts_the_date_by_its_working_days(start: date, n: int, after: int, length: int) -> None:
    first = start + timedelta(days=1 + after)
    pause = Pause(first, first + timedelta(days=length), "专家评审")
    plain, paused = add_working_days(start, n, OFFICIAL), add_working_days(start, n, OFFICIAL, [pause])
    left_out = sum("专家评审" in s.why and OFFICIAL.is_workday(s.date) for s in paused.working)
    assert between(plain.date, paused.date, OFFICIAL) == left_out
    assert sum(step.counted for step in paused.working) == n


def test_overlapping_pauses_count_once() -> None:
    pauses = [Pause(date(2026, 11, 3), date(2026, 11, 5), kind) for kind in ("听证", "检验")]
    assert add_working_days(date(2026, 11, 2), 2, OFFICIAL, pauses).date == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("start", "n", "provisional"),
    [(date(2026, 12, 28), 3, False), (date(2026, 12, 28), 4, True), (date(2028, 3, 1), 1, True)],
)
def test_a_year_without_a_notice_gives_a_provisional_date(start: date, n: int, *, provisional: bool) -> None:
    due = add_working_days(start, n, OFFICIAL)
    assert due.provisional is provisional
    assert ("暂定" in due.working[-1].why) is provisional


@pytest.mark.clause("F22")
@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 7, 1), 30, date(2026, 7, 31)),
        (date(2026, 9, 11), 20, date(2026, 10, 8)),
        (date(2026, 9, 26), 14, date(2026, 10, 10)),
        (date(2026, 11, 19), 2, date(2026, 11, 23)),
    ],
)
def test_calendar_days_move_on_from_a_day_of_rest(start: date, n: int, end: date) -> None:
    due = add_days(start, n, OFFICIAL)
    assert due.date == end
    assert sum(step.counted for step in due.working) == n


@given(STARTS, st.integers(1, 400))
def test_calendar_days_never_end_on_rest_and_never_early(start: date, n: int) -> None:
    due = add_days(start, n, OFFICIAL).date
    plain = start + timedelta(days=n)
    assert due >= plain
    assert OFFICIAL.is_workday(due)
    assert not any(OFFICIAL.is_workday(plain + timedelta(days=i)) for i in range((due - plain).days))


def test_a_pause_shifts_calendar_days() -> None:
    pause = Pause(date(2026, 7, 10), date(2026, 7, 14), "现场核查")
    assert add_days(date(2026, 7, 1), 30, OFFICIAL, [pause]).date == date(2026, 8, 5)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 24)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 3, 20), 3, date(2026, 6, 22)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start: date, n: int, end: date) -> None:
    assert add_months(start, n, OFFICIAL).date == end


def test_years_are_twelve_months_and_a_leap_day_ends_in_february() -> None:
    assert add_years(date(2024, 2, 29), 2, OFFICIAL).date == date(2026, 2, 28)
    assert add_years(date(2020, 4, 1), 5, OFFICIAL).date == date(2025, 4, 1)


def test_a_pause_shifts_months() -> None:
    pause = Pause(date(2026, 6, 28), date(2026, 7, 3), "企业整改")
    due = add_months(date(2026, 6, 1), 1, OFFICIAL, [pause])
    assert due.date == date(2026, 7, 7)
    assert "另加不计时 6 日" in due.working[-1].why


@pytest.mark.clause("G33")
def test_the_same_day_ends_at_midnight_in_beijing() -> None:
    due = same_day(date(2026, 10, 2), OFFICIAL)
    assert due.date == date(2026, 10, 2)
    assert due.moment == datetime(2026, 10, 3, tzinfo=BEIJING)


@pytest.mark.clause("G33")
def test_the_same_day_may_mean_the_next_working_day() -> None:
    due = same_day(date(2026, 10, 2), OFFICIAL, next_working_day=True)
    assert due.date == date(2026, 10, 8)
    assert due.working[0].why == "国庆节放假，顺延"
    assert same_day(date(2026, 10, 8), OFFICIAL, next_working_day=True).date == date(2026, 10, 8)


def test_hours_run_through_nights_and_holidays() -> None:
    due = add_hours(datetime(2026, 9, 30, 16, 30, tzinfo=BEIJING), 48)
    assert due.moment == datetime(2026, 10, 2, 16, 30, tzinfo=BEIJING)


def test_no_days_is_the_day_itself() -> None:
    assert add_working_days(date(2026, 10, 3), 0, OFFICIAL).date == date(2026, 10, 3)
    assert add_days(date(2026, 10, 3), 0, OFFICIAL).date == date(2026, 10, 3)


@pytest.mark.parametrize("n", [-1, 3661, 10_000])
@pytest.mark.parametrize("add", [add_working_days, add_days, add_months, add_years])
def test_a_period_out_of_bounds_is_refused(add: type, n: int) -> None:
    with pytest.raises(BadPeriod) as caught:
        add(date(2026, 1, 1), n, OFFICIAL)
    assert caught.value.code == "period_out_of_bounds"
    assert "3660" in caught.value.detail_zh


@pytest.mark.parametrize("add", [add_working_days, add_days, add_months])
def test_the_end_of_the_calendar_is_refused(add: type) -> None:
    with pytest.raises(BadPeriod):
        add(date(9999, 12, 30), 30, OFFICIAL)


def test_dates_too_far_apart_are_refused() -> None:
    with pytest.raises(BadPeriod):
        between(date(1900, 1, 1), date(2026, 1, 1), OFFICIAL)


def test_a_backward_pause_is_refused() -> None:
    with pytest.raises(BadPeriod) as caught:
        Pause(date(2026, 1, 2), date(2026, 1, 1), "听证")
    assert caught.value.code == "pause_backwards"


def test_a_pause_on_the_start_day_shifts_nothing() -> None:
    start = date(2026, 6, 1)
    pause = Pause(date(2026, 5, 25), start, "企业整改")
    for add in (add_working_days, add_days, add_months):
        assert add(start, 1, OFFICIAL, [pause]).date == add(start, 1, OFFICIAL).date


def test_moving_on_is_told_day_by_day() -> None:
    words = [step.why for step in add_days(date(2026, 11, 20), 1, OFFICIAL).working]
    moved = ["自然日，计第 1 日；末日星期六休息，顺延", "星期日休息，顺延", "顺延后的末日"]
    assert words == ["起算当日，不计", *moved]
