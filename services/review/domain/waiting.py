"""Audits in good time (004 第五条第一款, G10): until when a round is due, and from which instant on none is late."""

from datetime import date, datetime, time, timedelta

from services.review.domain.audits import Audit
from services.review.domain.routing import matrix_named
from shared.clock import BEIJING, day, moment, stamp
from shared.workdays import Calendar, add_working_days


def in_time_until(audit: Audit, calendar: Calendar) -> date:
    """The last day in good time of the round that is open: counted from the day after its submission."""
    return _until(day(moment(audit.updated_at)), matrix_named(audit.matrix).days, calendar)


def _until(start: date, days: int, calendar: Calendar) -> date:
    return add_working_days(start, days, calendar).date


def late_before(days: int, today: date, calendar: Calendar) -> str:
    """The instant before which a round must have begun to be late today."""
    start = today
    while _until(start, days, calendar) >= today:
        start -= timedelta(days=1)
    return stamp(datetime.combine(start + timedelta(days=1), time(), BEIJING))
