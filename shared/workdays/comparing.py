"""Which of two limits is longer: exactly where they count alike, else by the calendar, for every day on which they may start.

A year is twelve months. Hours beside hours are hours; beside days they run by the clock, through nights and days of
rest: 48 are two days, fewer than 24 end before any day does. Between working days, calendar days and months no number
stands for another: both are run from every day of the published years, and where one ends later on some days only, the
comparison names such a day.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil

from shared.workdays.calendar import Calendar
from shared.workdays.counting import months_on
from shared.workdays.limits import Unit

ONE = timedelta(days=1)
CLOCK, WORKED = 24, 8
"""Hours of a day, and those of a working day in which work is done."""


class Scale(StrEnum):
    """What is counted: days of work, days, or months."""

    WORKING = "working"
    CALENDAR = "calendar"
    MONTHS = "months"


_SCALES = {
    Unit.WORKING_DAY: (Scale.WORKING, Fraction(1)),
    Unit.DAY: (Scale.CALENDAR, Fraction(1)),
    Unit.MONTH: (Scale.MONTHS, Fraction(1)),
    Unit.YEAR: (Scale.MONTHS, Fraction(12)),
}
_DAYS = {Scale.WORKING: Fraction(36525, 25000), Scale.CALENDAR: Fraction(1), Scale.MONTHS: Fraction(36525, 1200)}
"""What one is in days over the years; only for limits that no published year holds."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a scale; at once is none of any. What was said in hours keeps them."""

    scale: Scale
    amount: Fraction
    clock: int | None = None


@lru_cache(4096)
def span(number: int | None, unit: str) -> Span | None:
    """What a number of a unit is; None where there is no end."""
    known = Unit(unit)
    if known is Unit.NONE:
        return None
    count = max(number or 0, 0)
    if known is Unit.HOUR:
        return Span(Scale.CALENDAR, Fraction(count, CLOCK), count)
    scale, rate = _SCALES.get(known, (Scale.WORKING, Fraction(0)))
    return Span(scale, rate * count)


def hours(number: int) -> Fraction:
    """So many hours in working days: 24 by the clock are one, and of what is left eight."""
    whole, left = divmod(number, CLOCK)
    return whole + min(Fraction(left, WORKED), Fraction(1))


def worked(one: Span | None) -> Span | None:
    """The same where work is added up: fewer than 24 hours are a part of a working day."""
    by_day = one is None or one.clock is None or one.clock >= CLOCK
    return one if by_day or one is None else Span(Scale.WORKING, hours(one.clock or 0), one.clock)


class Verdict(StrEnum):
    """Of the first beside the second; `may_be_longer` on some days of start, `shorter` never longer and shorter on some."""

    SHORTER = "shorter"
    EQUAL = "equal"
    LONGER = "longer"
    MAY_BE_LONGER = "may_be_longer"


@dataclass(frozen=True, slots=True)
class Overrun:
    """A day of start on which the first ends later: when the two end."""

    start: date
    first: date
    second: date

    @property
    def days(self) -> int:
        """By how many days."""
        return (self.first - self.second).days


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which is longer; where it is so on some days only, the worst of them in the newest year that has one."""

    verdict: Verdict
    overrun: Overrun | None = None


def compare(first: Span | None, second: Span | None) -> Comparison:
    """The first limit beside the second; one without end is longer than any other."""
    if first is None or second is None:
        return Comparison(_verdict((first is None) - (second is None)))
    if first.clock is not None and second.clock is not None:
        return Comparison(_verdict(first.clock - second.clock))
    if first.scale is second.scale or not first.amount or not second.amount:
        return Comparison(_verdict(first.amount - second.amount))
    return _by_calendar(first, second) or Comparison(_verdict(_length(first) - _length(second)))


def _verdict(difference: Fraction | int) -> Verdict:
    return Verdict.LONGER if difference > 0 else Verdict.SHORTER if difference < 0 else Verdict.EQUAL


def _length(one: Span) -> Fraction:
    return one.amount * _DAYS[one.scale]


@lru_cache(4096)
def _by_calendar(first: Span, second: Span) -> Comparison | None:
    """Both from every start whose ends are in published years; None where no start has them."""
    days = _Days.official()
    ends = list(zip(days.latest(first), days.earliest(second), strict=False))
    over = [(days.year[at], a - b, at) for at, (a, b) in enumerate(ends) if a > b]
    if not over:
        return Comparison(_verdict(-any(a < b for a, b in ends))) if ends else None
    if len(over) == len(ends):
        return Comparison(Verdict.LONGER)
    at = max(over)[2]
    return Comparison(Verdict.MAY_BE_LONGER, Overrun(*(days.first + ONE * n for n in (at, *ends[at]))))


@dataclass(frozen=True)
class _Days:
    """The days of the published years by number: which of them are worked, and on which one a rest day gives way."""

    first: date
    year: Sequence[int]
    worked: Sequence[int]

    @staticmethod
    @cache
    def official() -> "_Days":
        calendar = Calendar.official()
        first = date(min(calendar.years), 1, 1)
        span = (date(max(calendar.years), 12, 31) - first).days + 1
        dates = [first + ONE * n for n in range(span)]
        return _Days(first, [d.year for d in dates], [n for n, d in enumerate(dates) if calendar.is_workday(d)])

    def latest(self, one: Span) -> Iterator[int]:
        """The end of a limit from each day, of hours the last day on which they may end."""
        return _ENDS[one.scale](self, one) if one.clock is None else self.clocked(ceil(one.amount))

    def earliest(self, one: Span) -> Iterator[int]:
        """The same, of hours the first day: whoever ends on a later one is late for sure."""
        return _ENDS[one.scale](self, one) if one.clock is None else self.clocked(int(one.amount))

    def clocked(self, days: int) -> Iterator[int]:
        """So many days after each, whether they are worked or not."""
        return iter(range(days, len(self.year)))

    def moved(self, ends: Iterator[int]) -> Iterator[int]:
        """Each end, on the next day of work where it is a day of rest; as far as the days go."""
        for end in ends:
            if end > self.worked[-1]:
                return
            yield self.worked[bisect_right(self.worked, end - 1)]

    def working(self, one: Span) -> Iterator[int]:
        """The end of so many days of work from each day."""
        count = ceil(one.amount)
        for start in range(len(self.year)):
            place = bisect_right(self.worked, start) + count - 1
            if place >= len(self.worked):
                return
            yield self.worked[place]

    def calendar(self, one: Span) -> Iterator[int]:
        """The end of so many days."""
        count = ceil(one.amount)
        return self.moved(start + count for start in range(len(self.year)))

    def months(self, one: Span) -> Iterator[int]:
        """The end of so many months."""
        count, beyond = ceil(one.amount), len(self.year) // 28
        starts = range(len(self.year) if count < beyond else 0)
        return self.moved((months_on(self.first + ONE * n, count) - self.first).days for n in starts)


_ENDS: dict[Scale, Callable[[_Days, Span], Iterator[int]]] = {
    Scale.WORKING: _Days.working,
    Scale.CALENDAR: _Days.calendar,
    Scale.MONTHS: _Days.months,
}
