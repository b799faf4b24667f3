"""What can be wrong with a period or a calendar."""

from shared.problems import Refused

LONGEST = 3660


class BadPeriod(Refused, ValueError):
    """A number of days, a pair of dates or a limit that no clock can run on."""


class BadCalendar(Refused, ValueError):
    """A yearly notice that cannot be right."""


def bounded(number: int) -> int:
    """The number itself, when a clock can run on it."""
    if 0 <= number <= LONGEST:
        return number
    zh, en = f"期限须在 0 至 {LONGEST} 之间，实为 {number}", f"a period is 0 to {LONGEST}, not {number}"
    raise BadPeriod(zh, en, "period_out_of_bounds")
