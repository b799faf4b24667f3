"""Duties with a clock and circulars, as pure decisions."""

import importlib.resources
import json
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from shared.events.parts import ItemRef
from shared.force import ALWAYS, Force, force_in
from shared.workdays import Calendar, Due, add_working_days, explain_due, same_day

NAMESPACE = uuid.UUID("6f1d1f0e-7f55-4d3c-9d2e-5b8d9f3b7a10")
Light = Literal["green", "yellow", "red", "closed"]


@dataclass(frozen=True)
class Terms:
    """How long a duty runs; where it is of the same day, whether a claim on a day off has until the next working day."""

    days: int
    next_working_day: bool = False


@dataclass(frozen=True)
class DutyKind:
    """A duty as the sources lay it down."""

    id: str
    zh: str
    en: str
    clause: str
    terms: Terms
    starts: str
    ends: str
    manager: bool = False
    force: Force = ALWAYS
    places: Mapping[str, Terms] = field(default_factory=dict)

    def terms_in(self, region: str) -> Terms:
        """What holds in a place: its own terms or those of the place it lies in, else everyone's."""
        own = [prefix for prefix in self.places if region.startswith(prefix)]
        return self.places[max(own, key=len)] if own else self.terms


@cache
def duty_kinds() -> Mapping[str, DutyKind]:
    """Every kind of duty, from duties.toml."""
    text = (importlib.resources.files(__package__) / "duties.toml").read_text("utf-8")
    return {name: _kind(name, raw) for name, raw in tomllib.loads(text).items()}


def _kind(name: str, raw: Mapping[str, Any]) -> DutyKind:
    told = (raw["zh"], raw["en"], raw["clause"], _terms(raw), raw["starts"])
    places = {prefix: _terms(own) for prefix, own in raw.get("places", {}).items()}
    return DutyKind(name, *told, raw.get("ends", ""), raw.get("manager", False), force_in(raw), places)


def _terms(raw: Mapping[str, Any]) -> Terms:
    return Terms(raw["days"], raw.get("next_working_day", False))


@dataclass(frozen=True)
class Duty:
    """A duty of a body, since a day, until a day, and how that day was counted."""

    duty_id: str
    kind: str
    item_id: str
    item_name: str
    item_code: str
    office: str
    office_name: str
    region: str
    clause: str
    started_on: str
    due_on: str
    provisional: bool
    working: str
    closed_on: str | None = None
    closed_by: str | None = None


def made_id(*parts: str) -> str:
    """The same parts always give the same id: an event that comes twice makes nothing twice."""
    return str(uuid.uuid5(NAMESPACE, "\n".join(parts)))


def due(kind: DutyKind, start: date, calendar: Calendar, region: str = "") -> Due:
    """When a duty is due in a place; the start day is not counted, the same day ends at 24:00."""
    terms = kind.terms_in(region)
    if terms.days:
        return add_working_days(start, terms.days, calendar)
    return same_day(start, calendar, next_working_day=terms.next_working_day)


def duty(kind: DutyKind, item: ItemRef, start: date, calendar: Calendar) -> Duty:
    """A duty of the item's body, or of the manager named in its place; one for each kind, item and turn."""
    counted = due(kind, start, calendar, item.region)
    whose = [item.office] if kind.manager else []
    return Duty(
        duty_id=made_id("duty", kind.id, item.item_id, str(item.turn), *whose),
        kind=kind.id,
        item_id=item.item_id,
        item_name=item.name,
        item_code=item.code,
        office=item.office,
        office_name=item.office_name,
        region=item.region,
        clause=kind.clause,
        started_on=start.isoformat(),
        due_on=counted.date.isoformat(),
        provisional=counted.provisional,
        working=json.dumps(explain_due(counted)["working"], ensure_ascii=False),
    )


def light(held: Duty, today: date, calendar: Calendar) -> Light:
    """Green; yellow with one working day left or less; red past due (domain.md 10)."""
    if held.closed_on:
        return "closed"
    end = date.fromisoformat(held.due_on)
    if today > end:
        return "red"
    left = sum(calendar.is_workday(today + timedelta(days=n)) for n in range(1, (end - today).days + 1))
    return "yellow" if left <= 1 else "green"


@dataclass(frozen=True)
class Circular:
    """What is told, and to whom: one body, or those who hold a role in a territory."""

    circular_id: str
    kind: str
    item_id: str
    title: str
    body: str
    office: str
    role: str
    region: str
    made_at: str


RETRIES = tuple(timedelta(seconds=s) for s in (10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200))
"""Pauses between tries: a little over four hours in all; then the delivery is parked, never dropped."""


def next_pause(attempts: int) -> timedelta | None:
    """How long to wait after so many tries; None when the last was made."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None
