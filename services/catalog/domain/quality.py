"""Findings that stand until their rule passes again, and waivers with an end."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from shared.canonical import digest
from shared.elements import ELEMENTS
from shared.problems import Malformed

LONGEST = timedelta(days=365)
STEP = re.compile(r"[a-z0-9_]+")
PLACE = 120
"""Signs of a place that are kept."""
WHERE = re.compile(r"[a-z][a-z0-9_]*(?:\[[0-9]{1,6}\]|\.[a-z][a-z0-9_]*)*")


@dataclass(frozen=True)
class Standing:
    """A finding over all inspections of an item: when it came, how often, and when the rule passed again."""

    item_id: str
    rule: str
    path: str
    severity: str
    office: str
    region: str
    message_zh: str
    message: str
    first_edition: int
    last_edition: int
    times: int
    opened_at: str
    closed_at: str | None = None


@dataclass(frozen=True)
class Waiver:
    """A rule that does not stop an item until a day: for one place, or everywhere in the item when the path is empty."""

    item_id: str
    rule: str
    path: str
    reason: str
    author: str
    until: str
    at: str

    def covers(self, rule: str, path: str, today: str) -> bool:
        """Whether a finding is waived on this day; the end is the last day."""
        return self.rule == rule and self.path in ("", path) and today <= self.until


def waivers_digest(waivers: Iterable[Waiver]) -> str:
    """SHA-256 over all waivers of an item, whatever order they lie in."""
    return digest(sorted(tuple(asdict(one).values()) for one in waivers))


def followed(known: Iterable[Standing], found: Sequence[Standing], at: str) -> list[Standing]:
    """What changes after an inspection: new ones, ones met again, and those whose rule passes now."""
    before = {(one.rule, one.path): one for one in known}
    now = {(one.rule, one.path): one for one in found}
    changed = [_again(before.get(key), one) for key, one in now.items()]
    return changed + passing(before.values(), now, at)


def passing(known: Iterable[Standing], found: Container[tuple[str, str]], at: str) -> list[Standing]:
    """What stood open and is found no more, by rule and place, closed."""
    passed = (one for one in known if (one.rule, one.path) not in found and one.closed_at is None)
    return [replace(one, closed_at=at) for one in passed]


NOT_PASSING = "inspection:"
"""The ground on which a body is to look at an item again that the public reads and that does not pass; then the rule."""
CANCELLED_ABOVE = "cancelled_above"
"""The rule that what is cancelled above does not pass, and the ground on which a body looks at it that has it as a draft."""
PLANNED = "plan:"
"""The ground on which a body looks at what was planned for a day; then what was planned."""
BY_EYE = "by_eye"
"""The rule of what someone saw; only the next inspection at hand closes it."""


def renewed(known: Iterable[Standing], found: Sequence[Standing], at: str) -> list[Standing]:
    """What changes when everything is looked at once more: as `followed`, but what stands already counts no further time."""
    before = {(one.rule, one.path): one for one in known if one.rule != BY_EYE}
    opened = {key for key, one in before.items() if one.closed_at is None}
    after = {(one.rule, one.path): one for one in followed(before.values(), found, at)}
    again = {key: replace(one, times=before[key].times) for key, one in after.items() if key in opened}
    return [one for key, one in (after | again).items() if one != before.get(key)]


@dataclass(frozen=True)
class Night:
    """The inspection of everything that began on a day: the last item that it looked at, and what it found so far."""

    day: str
    began_at: str
    ended_at: str | None = None
    after: str = ""
    items: int = 0
    opened: int = 0
    closed: int = 0
    told: int = 0


def _again(before: Standing | None, found: Standing) -> Standing:
    if before is None:
        return found
    opened = before.opened_at if before.closed_at is None else found.opened_at
    return replace(found, first_edition=before.first_edition, times=before.times + 1, opened_at=opened)


def has_place(values: Mapping[str, Any], path: str) -> bool:
    """Whether a text has this place: an element, filled or not; a row that is there; a column that it has or may have."""
    key, *steps = STEP.findall(path)
    if key not in ELEMENTS or not WHERE.fullmatch(path):
        return False
    at, columns = values.get(key), {column.key for column in ELEMENTS[key].columns}
    for step in steps:
        if isinstance(at, list) and step.isdigit() and int(step) < len(at):
            at = at[int(step)]
        elif isinstance(at, dict) and (step in at or step in columns):
            at = at.get(step)
        else:
            return False
    return True


def demand_end(until: str, today: date) -> None:
    """Malformed unless the waiver ends, within a year."""
    try:
        end = date.fromisoformat(until)
    except ValueError:
        end = None
    if end is None or not today <= end <= today + LONGEST:
        raise Malformed(
            "豁免须有截止日期，不早于今天，最长一年。",
            "A waiver ends on a day, not before today and within a year.",
            "until",
        )
