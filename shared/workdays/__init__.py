"""Working days: the State Council's calendar, the counting of periods, limits; pure."""

from shared.workdays.calendar import Calendar
from shared.workdays.comparing import Comparison, Overrun, Scale, Span, Verdict, compare, hours, span, worked
from shared.workdays.counting import (
    Due,
    Pause,
    Step,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    add_years,
    between,
    same_day,
)
from shared.workdays.days import Day, Kind, Special
from shared.workdays.explain import explain_add, explain_between, explain_due
from shared.workdays.limits import Limit, Unit
from shared.workdays.problems import LONGEST, BadCalendar, BadPeriod

__all__ = [
    "LONGEST",
    "BadCalendar",
    "BadPeriod",
    "Calendar",
    "Comparison",
    "Day",
    "Due",
    "Kind",
    "Limit",
    "Overrun",
    "Pause",
    "Scale",
    "Span",
    "Special",
    "Step",
    "Unit",
    "Verdict",
    "add_days",
    "add_hours",
    "add_months",
    "add_working_days",
    "add_years",
    "between",
    "compare",
    "explain_add",
    "explain_between",
    "explain_due",
    "hours",
    "same_day",
    "span",
    "worked",
]
