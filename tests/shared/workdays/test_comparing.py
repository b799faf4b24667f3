"""Which of two limits is longer: exactly, or by the calendar from every day of start."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.elements import UNITS
from shared.workdays import Calendar, Comparison, Limit, Unit, Verdict, compare, span
from shared.workdays.counting import BEIJING

OFFICIAL = Calendar.official()
SPOT, ENDLESS = (None, "on_the_spot"), (None, "none")
Told = tuple[int | None, str]


def beside(first: Told, second: Told) -> Comparison:
    return compare(span(*first), span(*second))


@pytest.mark.clause("A16")
@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ((12, "month"), (1, "year"), Verdict.EQUAL),
        ((13, "month"), (1, "year"), Verdict.LONGER),
        ((8, "hour"), (1, "working_day"), Verdict.SHORTER),
        ((23, "hour"), (1, "working_day"), Verdict.SHORTER),
        ((1, "working_day"), (10, "hour"), Verdict.LONGER),
        ((1, "day"), (10, "hour"), Verdict.LONGER),
        ((1, "month"), (23, "hour"), Verdict.LONGER),
        ((1, "working_day"), (24, "hour"), Verdict.MAY_BE_LONGER),
        ((1, "working_day"), (30, "hour"), Verdict.MAY_BE_LONGER),
        ((1, "day"), (24, "hour"), Verdict.EQUAL),
        ((30, "hour"), (1, "working_day"), Verdict.MAY_BE_LONGER),
        ((20, "hour"), (8, "hour"), Verdict.LONGER),
        ((24, "hour"), (8, "hour"), Verdict.LONGER),
        ((23, "hour"), (24, "hour"), Verdict.SHORTER),
        ((30, "hour"), (30, "hour"), Verdict.EQUAL),
        ((24, "hour"), (1, "working_day"), Verdict.SHORTER),
        ((48, "hour"), (2, "day"), Verdict.EQUAL),
        ((48, "hour"), (2, "working_day"), Verdict.SHORTER),
        ((49, "hour"), (2, "day"), Verdict.LONGER),
        ((72, "hour"), (2, "working_day"), Verdict.MAY_BE_LONGER),
        ((31, "day"), (30, "day"), Verdict.LONGER),
        ((365, "day"), (1, "year"), Verdict.SHORTER),
        ((366, "day"), (1, "year"), Verdict.MAY_BE_LONGER),
        ((30, "day"), (1, "month"), Verdict.MAY_BE_LONGER),
        ((28, "day"), (1, "month"), Verdict.SHORTER),
        ((15, "working_day"), (30, "day"), Verdict.SHORTER),
        ((22, "working_day"), (30, "day"), Verdict.MAY_BE_LONGER),
        ((30, "working_day"), (30, "day"), Verdict.LONGER),
        ((1, "working_day"), (1, "day"), Verdict.EQUAL),
        ((250, "working_day"), (1, "year"), Verdict.MAY_BE_LONGER),
        ((30, "working_day"), (1, "year"), Verdict.SHORTER),
        (SPOT, (1, "day"), Verdict.SHORTER),
        (SPOT, SPOT, Verdict.EQUAL),
        ((0, "day"), (5, "working_day"), Verdict.SHORTER),
        ((1, "day"), ENDLESS, Verdict.SHORTER),
        (ENDLESS, (99, "year"), Verdict.LONGER),
        (ENDLESS, ENDLESS, Verdict.EQUAL),
        ((10_000, "working_day"), (5, "year"), Verdict.LONGER),
        ((5, "day"), (10**9, "year"), Verdict.SHORTER),
        ((30, "year"), (10**6, "day"), Verdict.SHORTER),
    ],
)
def test_limits_that_count_alike_compare_exactly_and_others_by_the_calendar(
    first: Told, second: Told, verdict: Verdict
) -> None:
    assert beside(first, second).verdict is verdict


@pytest.mark.clause("A16")
def test_what_may_be_longer_names_the_worst_day_of_start_and_by_how_much() -> None:
    over = beside((5, "working_day"), (7, "day")).overrun
    assert over is not None
    assert (over.start, over.first, over.second, over.days) == (
        date(2026, 9, 23),
        date(2026, 10, 8),
        date(2026, 9, 30),
        8,
    ), "Mid-autumn and National Day lie between"
    assert beside((22, "working_day"), (7, "day")).overrun is None, "it is so on every day"
    over = beside((1, "working_day"), (24, "hour")).overrun
    assert over is not None
    assert (over.second - over.start, over.first - over.start) == (timedelta(1), timedelta(over.days + 1))
    assert _end((24, "hour"), over.start) == over.second, "hours run on through the days of rest"


@given(
    st.tuples(st.integers(1, 40), st.sampled_from(["working_day", "day", "month"])),
    st.tuples(st.integers(1, 40), st.sampled_from(["working_day", "day", "month"])),
    st.dates(date(2004, 1, 1), date(2022, 1, 1)),
)
@settings(max_examples=150, deadline=None)
def test_no_day_of_start_contradicts_what_is_said_of_all_and_the_one_named_is_as_it_runs(
    first: tuple[int, str], second: tuple[int, str], start: date
) -> None:
    told = beside(first, second)
    ends = [_end(one, start) for one in (first, second)]
    if first[1] != second[1]:
        assert ends[0] <= ends[1] or told.verdict in (Verdict.LONGER, Verdict.MAY_BE_LONGER)
        assert ends[0] > ends[1] or told.verdict is not Verdict.LONGER
    if told.overrun:
        run = [_end(one, told.overrun.start) for one in (first, second)]
        assert run == [told.overrun.first, told.overrun.second]
        assert run[0] - run[1] == timedelta(days=told.overrun.days) > timedelta()


def _end(one: tuple[int, str], start: date) -> date:
    begins = datetime.combine(start, time(9), BEIJING) if one[1] == "hour" else start
    due = Limit(one[0], Unit(one[1])).due(begins, OFFICIAL)
    assert due is not None
    return due.date


def test_every_unit_of_the_elements_can_be_compared() -> None:
    assert set(UNITS) <= {unit.value for unit in Unit}
    for key in UNITS:
        assert beside((2, key), (2, key)).verdict is Verdict.EQUAL
