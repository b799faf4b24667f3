"""The calendar: official days by notice, statutory days where none is out."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, reduce
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType

from shared.workdays.days import Day, Kind, Special
from shared.workdays.problems import BadCalendar

SATURDAY = 5
FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


@dataclass(frozen=True)
class Calendar:
    """Immutable; every change gives a new calendar."""

    specials: Mapping[date, Special]
    years: frozenset[int]
    statutory: Mapping[date, str]

    @staticmethod
    def official() -> "Calendar":
        """The notices of the State Council that ship with the product."""
        return _official()

    def published(self, year: int) -> bool:
        return year in self.years

    def is_workday(self, day: date) -> bool:
        return self.day(day).working

    def day(self, day: date) -> Day:
        """What the day is, and why."""
        published = self.published(day.year)
        if special := self.specials.get(day):
            return Day(day, special.kind, special.name, published, special.notice)
        if not published and (name := self.statutory.get(day)):
            return Day(day, Kind.HOLIDAY, name, published=False)
        return Day(day, Kind.WEEKEND if day.weekday() >= SATURDAY else Kind.WORKDAY, published=published)

    def with_year(self, year: int, specials: Iterable[Special]) -> "Calendar":
        """The calendar after the notice of a year is out, or after it was amended."""
        added = list(specials)
        check_notice(year, added)
        kept = {day: special for day, special in self.specials.items() if notice_year(day) != year}
        kept.update({special.date: special for special in added})
        return replace(self, specials=MappingProxyType(kept), years=self.years | {year})


def check_notice(year: int, specials: list[Special]) -> None:
    """Refuse a notice with a gap, a day twice, a day of another year, or a make-up day in midweek."""
    days = [special.date for special in specials]
    _refuse_days({d for d in days if days.count(d) > 1}, "重复", "stand twice", "day_twice")
    _refuse_days({d for d in days if notice_year(d) != year}, "不属该年", "are of another year", "day_of_another_year")
    midweek = {s.date for s in specials if s.kind is Kind.MAKEUP and s.date.weekday() < SATURDAY}
    _refuse_days(midweek, "不是周末，不能调休上班", "are no weekend days to be worked", "makeup_in_midweek")
    off = {s.date for s in specials if s.kind is Kind.HOLIDAY}
    missing = {date(year, *month_day) for month_day in FIXED} - off
    _refuse_days(missing, "为法定节日，通知中缺少", "are statutory days that are missing", "calendar_gap")


def notice_year(day: date) -> int:
    """The year whose notice sets a day; the last week of December goes with the New Year after it."""
    return day.year + ((day.month, day.day) >= (12, 25))


def _refuse_days(days: set[date], zh: str, en: str, code: str) -> None:
    if days:
        shown = ", ".join(day.isoformat() for day in sorted(days))
        raise BadCalendar(f"{shown} {zh}", f"{shown} {en}", code)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("shared.workdays").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _official() -> Calendar:
    """Year by year, so that no notice in the data can be wrong unseen."""
    specials = [
        Special(date.fromisoformat(r["date"]), Kind(r["kind"]), r["name"], r["notice"]) for r in _rows("official.csv")
    ]
    statutory = {date.fromisoformat(r["date"]): r["name"] for r in _rows("statutory.csv")}
    bare = Calendar(MappingProxyType({}), frozenset(), MappingProxyType(statutory))
    notices = groupby(specials, lambda special: notice_year(special.date))
    return reduce(lambda calendar, notice: calendar.with_year(*notice), notices, bare)
