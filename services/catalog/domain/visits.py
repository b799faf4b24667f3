"""减跑动 over time: how often an applicant has to come, item by item and body by body, on two days (G40)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from services.catalog.domain.meaning import mean, measures

Kind = Literal["worse", "better", "neutral"]
Place = Mapping[str, Any]
"""Whose record it is: item_id, code, name, office, office_name."""


@dataclass(frozen=True)
class Moved:
    """The visits of one item, or of a body's items on average, before and after; None where nothing is in force."""

    before: float | None
    after: float | None

    @property
    def kind(self) -> Kind:
        """Whether it moved the right way."""
        if self.before is None or self.after is None or self.before == self.after:
            return "neutral"
        return "worse" if self.after > self.before else "better"


@dataclass(frozen=True)
class Body:
    """A body: its mean, and the items that moved, those that rose first."""

    place: Place
    mean: Moved
    items: Sequence[tuple[Place, Moved]]


Records = Sequence[tuple[Place, Mapping[str, Any]]]


def compared(before: Records, after: Records) -> list[Body]:
    """Every body with something in force on either day, those whose mean rose most first."""
    ends = [{place["item_id"]: measures(values)["visits"] for place, values in each} for each in (before, after)]
    held: dict[str, dict[str, Place]] = defaultdict(dict)
    for place, _ in (*before, *after):
        held[place["office"]][place["item_id"]] = place
    bodies = [_body(items, *ends) for items in held.values()]
    return sorted(bodies, key=lambda one: (-_rise(one.mean), one.place["office"]))


def _body(items: Mapping[str, Place], was: Mapping[str, Any], now: Mapping[str, Any]) -> Body:
    moved = [(place, Moved(was.get(item_id), now.get(item_id))) for item_id, place in items.items()]
    average = Moved(mean(one.before for _, one in moved), mean(one.after for _, one in moved))
    told = [one for one in moved if one[1].kind != "neutral"]
    return Body(next(iter(items.values())), average, sorted(told, key=lambda one: (-_rise(one[1]), one[0]["code"])))


def _rise(moved: Moved) -> float:
    return 0 if moved.before is None or moved.after is None else moved.after - moved.before
