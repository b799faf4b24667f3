"""The clock: the only place where time comes in. Instants are UTC; days are those of Beijing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "CST")

Clock = Callable[[], datetime]


def now() -> datetime:
    """This instant, in UTC, with microseconds."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """An instant as RFC 3339 in UTC, always 27 characters, so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The instant that an RFC 3339 text names."""
    return datetime.fromisoformat(text)


def day(at: datetime) -> date:
    """The calendar day in China on which an instant falls."""
    return at.astimezone(BEIJING).date()
