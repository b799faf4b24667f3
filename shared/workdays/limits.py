"""Limits as laws and promises state them: number and unit, and their due date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.workdays import counting
from shared.workdays.calendar import Calendar
from shared.workdays.counting import BEIJING, Due, Pause
from shared.workdays.problems import BadPeriod, bounded


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    SAME_DAY = "same_day"
    ON_THE_SPOT = "on_the_spot"
    NONE = "none"

    @property
    def counted(self) -> bool:
        return self not in {Unit.SAME_DAY, Unit.ON_THE_SPOT, Unit.NONE}


_NAMES = {
    Unit.WORKING_DAY: "{} 个工作日",
    Unit.DAY: "{} 日（自然日）",
    Unit.MONTH: "{} 个月",
    Unit.YEAR: "{} 年",
    Unit.HOUR: "{} 小时",
    Unit.SAME_DAY: "当日",
    Unit.ON_THE_SPOT: "当场",
    Unit.NONE: "无期限",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A number with its unit; 当日, 当场 and 无期限 have no number."""

    number: int | None
    unit: Unit

    def __post_init__(self) -> None:
        if not self.unit.counted:
            return
        if self.number is None or self.number < 1:
            zh, en = "期限至少为 1；即时办结请用“当场”或“当日”", "a limit is at least 1; state on_the_spot or same_day"
            raise BadPeriod(zh, en, "limit_not_positive")
        bounded(self.number)

    def __str__(self) -> str:
        return _NAMES[self.unit].format(self.number)

    def due(self, start: date | datetime, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due | None:
        """The last day of the limit, or None where there is no limit."""
        if self.unit is Unit.NONE:
            return None
        if self.unit is Unit.HOUR:
            return counting.add_hours(_instant(start), self.number or 0)
        day = start.astimezone(BEIJING).date() if isinstance(start, datetime) else start
        if not self.unit.counted:
            return counting.same_day(day, calendar)
        return _ADD[self.unit](day, self.number or 0, calendar, pauses)


_ADD = {
    Unit.WORKING_DAY: counting.add_working_days,
    Unit.DAY: counting.add_days,
    Unit.MONTH: counting.add_months,
    Unit.YEAR: counting.add_years,
}


def _instant(start: date | datetime) -> datetime:
    if isinstance(start, datetime):
        return start
    raise BadPeriod("以小时计的期限须有起算时刻", "a limit in hours needs an instant to start from", "instant_missing")
