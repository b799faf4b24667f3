"""From when to when what a source lays down is in force; a case is judged by what is in force on its day (004 第二十二条)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Force:
    """In force from a day, to a day if it has one; both included."""

    since: date = date.min
    until: date | None = None

    def on(self, day: date | None) -> bool:
        """Whether it is in force on a day; without a day, whether it still is."""
        return self.until is None if day is None else self.since <= day and (self.until is None or day <= self.until)

    def told(self) -> dict[str, str | None]:
        """The two days in words, none where there is none."""
        since = None if self.since == date.min else self.since.isoformat()
        return {"valid_from": since, "valid_to": self.until.isoformat() if self.until else None}


ALWAYS = Force()


def force_in(raw: Mapping[str, Any]) -> Force:
    """What an entry of a data file says by `valid_from` and `valid_to`; in force always where it says nothing."""
    since, until = raw.get("valid_from"), raw.get("valid_to")
    found = Force(date.fromisoformat(since) if since else date.min, date.fromisoformat(until) if until else None)
    if found.until and found.until < found.since:
        raise ValueError(f"valid_to {until} lies before valid_from {since}")
    return found
