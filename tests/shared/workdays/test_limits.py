"""Limits: number and unit, and their due date."""

from datetime import date, datetime

import pytest

from shared.workdays import BadPeriod, Calendar, Limit, Pause, Unit
from shared.workdays.counting import BEIJING

OFFICIAL = Calendar.official()
START = date(2026, 9, 28)


@pytest.mark.clause("F22")
@pytest.mark.parametrize(
    ("number", "unit", "end"),
    [
        (5, Unit.WORKING_DAY, date(2026, 10, 10)),
        (5, Unit.DAY, date(2026, 10, 8)),
        (1, Unit.MONTH, date(2026, 10, 28)),
        (1, Unit.YEAR, date(2027, 9, 28)),
        (None, Unit.SAME_DAY, START),
        (None, Unit.ON_THE_SPOT, START),
    ],
)
def test_each_unit_has_its_own_due_date(number: int | None, unit: Unit, end: date) -> None:
    due = Limit(number, unit).due(START, OFFICIAL)
    assert due is not None
    assert due.date == end


def test_a_limit_takes_pauses_and_instants() -> None:
    pause = Pause(date(2026, 9, 29), date(2026, 9, 30), "听证")
    due = Limit(1, Unit.WORKING_DAY).due(datetime(2026, 9, 28, 23, 59, tzinfo=BEIJING), OFFICIAL, [pause])
    assert due is not None
    assert due.date == date(2026, 10, 8)


def test_no_limit_is_never_due() -> None:
    assert Limit(None, Unit.NONE).due(START, OFFICIAL) is None


def test_hours_need_an_instant() -> None:
    due = Limit(24, Unit.HOUR).due(datetime(2026, 9, 28, 9, tzinfo=BEIJING), OFFICIAL)
    assert due is not None
    assert due.moment == datetime(2026, 9, 29, 9, tzinfo=BEIJING)
    with pytest.raises(BadPeriod) as caught:
        Limit(24, Unit.HOUR).due(START, OFFICIAL)
    assert caught.value.code == "instant_missing"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (0, "limit_not_positive"),
        (None, "limit_not_positive"),
        (-3, "limit_not_positive"),
        (10_000, "period_out_of_bounds"),
    ],
)
def test_a_limit_that_cannot_run_is_refused(number: int | None, code: str) -> None:
    with pytest.raises(BadPeriod) as caught:
        Limit(number, Unit.WORKING_DAY)
    assert caught.value.code == code
