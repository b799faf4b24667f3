"""History in two times: what was in force when (valid), and since when we know it (known) (U13).

A timeline is a list of stretches. A change closes the stretches it overlaps for later knowledge and opens new ones; it
deletes nothing, so every earlier state of our knowledge can still be asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shared.canonical import digest
from shared.clock import BEIJING, stamp
from shared.problems import Malformed

NOTHING = 0
FIRST_YEAR = 1949


@dataclass(frozen=True)
class Stretch:
    """One edition in force from one instant to another, as known from one instant to another; no end is the future."""

    edition: int
    valid_from: str
    valid_to: str | None
    known_from: str
    known_to: str | None = None
    seq: int = 0
    code: str = ""

    def known(self, at: str) -> bool:
        """Whether this was our knowledge then."""
        return self.known_from <= at and (self.known_to is None or at < self.known_to)

    def covers(self, on: str) -> bool:
        """Whether the edition was in force then."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def _before(one: str | None, other: str | None) -> bool:
    """Of two ends, the future being the last."""
    return one is not None and (other is None or one < other)


def assigned(
    known: Iterable[Stretch], edition: int, start: str, end: str | None, at: str
) -> tuple[list[Stretch], list[Stretch]]:
    """What is no longer held to be true, and what is instead: the edition from start to end, NOTHING for none."""
    closed, opened = [], []
    for stretch in known:
        if not (_before(stretch.valid_from, end) and _before(start, stretch.valid_to)):
            continue
        closed.append(stretch)
        if stretch.valid_from < start:
            opened.append(replace(stretch, valid_to=start, known_from=at, seq=0))
        if end is not None and _before(end, stretch.valid_to):
            opened.append(replace(stretch, valid_from=end, known_from=at, seq=0))
    if edition != NOTHING:
        opened.append(Stretch(edition, start, end, at))
    return closed, opened


def history_digest(stretches: Iterable[Stretch]) -> str:
    """SHA-256 over all that is and ever was known of an item's history, whatever order it lies in."""
    told = ((s.code, s.valid_from, s.valid_to or "", s.known_from, s.known_to or "", s.edition) for s in stretches)
    return digest(sorted(told))


def instant(text: str, *, name: str) -> str:
    """A day in China, meaning its end, or an instant with its zone, as a stamp."""
    try:
        if len(text) == len("2026-05-03"):
            following = date.fromisoformat(text) + timedelta(days=1)
            at = datetime(following.year, following.month, following.day, tzinfo=BEIJING) - timedelta(microseconds=1)
        else:
            at = datetime.fromisoformat(text)
        sound = at.tzinfo is not None and at.year >= FIRST_YEAR
        found = stamp(at) if sound else ""
    except (ValueError, OverflowError):
        found = ""
    if not found:
        raise Malformed(
            f"{name} 应为日期（2026-05-03）或带时区的时刻（2026-05-03T09:00:00+08:00）。",
            f"{name} takes a day like 2026-05-03, or an instant with its zone.",
            "instant",
        )
    return found


def beginning(text: str, *, name: str) -> str:
    """As instant, but a day means its beginning."""
    if len(text) == len("2026-05-03"):
        return instant(f"{text}T00:00:00+08:00", name=name)
    return instant(text, name=name)
