"""Dates with their working as plain data, for the command line and the API."""

from datetime import date
from typing import TypedDict

from shared.workdays import counting
from shared.workdays.calendar import Calendar
from shared.workdays.counting import Due


class StepDict(TypedDict):
    date: str
    counted: bool
    why: str


class AddDict(TypedDict):
    date: str
    provisional: bool
    working: list[StepDict]


class BetweenDict(TypedDict):
    days: int
    provisional: bool


def explain_add(day: date, n: int, calendar: Calendar | None = None, *, english: bool = False) -> AddDict:
    """The n-th working day after a day, with every day between."""
    return explain_due(counting.add_working_days(day, n, calendar or Calendar.official()), english=english)


def explain_due(due: Due, *, english: bool = False) -> AddDict:
    return {
        "date": due.date.isoformat(),
        "provisional": due.provisional,
        "working": [
            {"date": s.date.isoformat(), "counted": s.counted, "why": s.why_en if english else s.why}
            for s in due.working
        ],
    }


def explain_between(start: date, end: date, calendar: Calendar | None = None) -> BetweenDict:
    """The working days after the first day up to the second."""
    calendar = calendar or Calendar.official()
    years = range(min(start, end).year, max(start, end).year + 1)
    days = counting.between(start, end, calendar)
    return {"days": days, "provisional": not all(calendar.published(year) for year in years)}
