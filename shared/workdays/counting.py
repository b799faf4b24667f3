"""Counting of periods: working days, calendar days, months and years, with the working printed."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from shared.workdays.calendar import Calendar
from shared.workdays.problems import LONGEST, BadPeriod, bounded

BEIJING = timezone(timedelta(hours=8), "CST")
ONE = timedelta(days=1)
WIDEST = 2 * LONGEST


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the working: whether it counts, and why."""

    date: date
    counted: bool
    why: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Days, both ends included, that the clock leaves out."""

    start: date
    end: date
    kind: str

    def __post_init__(self) -> None:
        if self.end < self.start:
            zh, en = f"“{self.kind}”的止日早于起日", f"the pause {self.kind!r} ends before it starts"
            raise BadPeriod(zh, en, "pause_backwards")
        bounded((self.end - self.start).days)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; it ends at 24:00 of that day in Beijing unless an hour is stated."""

    date: date
    provisional: bool
    working: tuple[Step, ...]
    hour: datetime | None = None

    @property
    def moment(self) -> datetime:
        """The first instant at which it is too late."""
        return self.hour or datetime.combine(self.date + ONE, datetime.min.time(), BEIJING)


def add_working_days(start: date, n: int, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """The n-th working day after the start day."""
    left, day, steps, paused = bounded(n), start, [_start(start)], _paused(pauses)
    while left:
        day = _next(day)
        found, pause = calendar.day(day), paused.get(day)
        counted = found.working and pause is None
        left -= counted
        steps.append(_step(day, n - left if counted else None, pause, (found.why, found.why_en)))
    return _due(calendar, steps)


def add_days(start: date, n: int, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """The n-th calendar day after the start day, moved on where it is a legal day of rest."""
    left, day, steps, paused = bounded(n), start, [_start(start)], _paused(pauses)
    while left:
        day = _next(day)
        pause = paused.get(day)
        left -= pause is None
        steps.append(_step(day, None if pause is not None else n - left, pause, ("自然日", "calendar day")))
    return _due(calendar, _moved(steps, calendar) if n else steps)


def add_months(start: date, n: int, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """The same day of the month n months on, or the month's last, later by the paused days."""
    bounded(n)
    day = months_on(start, n)
    steps, left = [_start(start)], 0
    paused = {d: kind for d, kind in _paused(pauses).items() if d > start}
    for pause in sorted(paused):
        if pause <= day + timedelta(days=left):
            left += 1
            steps.append(_stopped(pause, paused[pause]))
    zh = f"满 {n} 个月之日" + (f"，另加不计时 {left} 日" if left else "")
    en = f"{n} months are complete" + (f", and {left} uncounted days" if left else "")
    steps.append(_counts(_shift(day, left), zh, en))
    return _due(calendar, _moved(steps, calendar) if n else steps)


def add_years(start: date, n: int, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    return add_months(start, 12 * bounded(n), calendar, pauses)


def add_hours(start: datetime, n: int) -> Due:
    """Hours run from the instant itself and do not stop at night or on days of rest."""
    end = start.astimezone(BEIJING) + timedelta(hours=bounded(n))
    return Due(
        end.date(),
        provisional=False,
        working=(_counts(end.date(), f"自起算时刻满 {n} 小时", f"{n} hours are complete"),),
        hour=end,
    )


def same_day(start: date, calendar: Calendar, *, next_working_day: bool = False) -> Due:
    """当日: until 24:00 of the day; on a day off, if so wished, of the next working day."""
    steps = [_counts(start, "当日 24 时止", "until 24:00 of the same day")]
    while next_working_day and not calendar.is_workday(steps[-1].date):
        found = calendar.day(steps[-1].date)
        steps[-1] = _skips(found.date, f"{found.why}，顺延", f"{found.why_en}, moved on")
        steps.append(_counts(_next(found.date), "顺延至该日 24 时止", "moved on to 24:00 of this day"))
    return _due(calendar, steps)


def between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after the start day up to the end day; negative where the end comes first."""
    if end < start:
        return -between(end, start, calendar)
    if (end - start).days > WIDEST:
        zh, en = f"两日相隔不得超过 {WIDEST} 日", f"the dates lie more than {WIDEST} days apart"
        raise BadPeriod(zh, en, "period_out_of_bounds")
    days = (start + timedelta(days=i) for i in range(1, (end - start).days + 1))
    return sum(calendar.is_workday(day) for day in days)


def _start(day: date) -> Step:
    return _skips(day, "起算当日，不计", "the start day is not counted")


def _step(day: date, number: int | None, pause: str | None, why: tuple[str, str]) -> Step:
    if pause is not None:
        return _stopped(day, pause)
    if number is None:
        return _skips(day, f"{why[0]}，不计", f"{why[1]}, not counted")
    return _counts(day, f"{why[0]}，计第 {number} 日", f"{why[1]}, counted as day {number}")


def _stopped(day: date, pause: str) -> Step:
    return _skips(day, f"不计时环节：{pause}，不计", f"clock stopped: {pause}, not counted")


def _counts(day: date, why: str, why_en: str) -> Step:
    return Step(day, counted=True, why=why, why_en=why_en)


def _skips(day: date, why: str, why_en: str) -> Step:
    return Step(day, counted=False, why=why, why_en=why_en)


def _moved(steps: list[Step], calendar: Calendar) -> list[Step]:
    """民法典 第二百零三条: a last day that is a legal day of rest gives way to the day after the rest."""
    while not (found := calendar.day(steps[-1].date)).working:
        last = steps[-1]
        zh = f"{last.why}；末日{found.why}，顺延" if last.counted else f"{found.why}，顺延"
        en = f"{last.why_en}; last day is {found.why_en}, moved on" if last.counted else f"{found.why_en}, moved on"
        steps[-1] = replace(last, why=zh, why_en=en)
        steps.append(_skips(_next(last.date), "顺延后的末日", "the last day after moving on"))
    return steps


def _due(calendar: Calendar, steps: list[Step]) -> Due:
    provisional = not all(calendar.published(year) for year in {step.date.year for step in steps})
    return Due(steps[-1].date, provisional, tuple(steps))


def _paused(pauses: Iterable[Pause]) -> dict[date, str]:
    return {
        pause.start + timedelta(days=i): pause.kind
        for pause in pauses
        for i in range((pause.end - pause.start).days + 1)
    }


def _next(day: date) -> date:
    return _shift(day, 1)


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise _beyond() from None


def months_on(start: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    years, month = divmod(start.month - 1 + months, 12)
    if start.year + years > date.max.year:
        raise _beyond()
    last = monthrange(start.year + years, month + 1)[1]
    return date(start.year + years, month + 1, min(start.day, last))


def _beyond() -> BadPeriod:
    return BadPeriod("期限超出公历 9999 年", "the period runs beyond the year 9999", "period_out_of_bounds")
