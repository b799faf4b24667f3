"""横向比对 (000 一（三）): one item across places, element by element, each difference typed by what it means (A09, A11).

What a place says is held against the catalogue, where that says something; else against what most of all places say,
however many of them are looked at; or against one of them, if somebody names it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from services.catalog.domain.conformity import SEVEN
from services.catalog.domain.meaning import Difference, differences
from shared import elements
from shared.canonical import canonical

Values = Mapping[str, Any]
Of = Literal["catalogue", "most", "place"]
Kind = Literal["same", "worse", "better", "neutral", "wording", "absent"]
GROUPS = {"powers": ("行政权力事项", "administrative powers"), "services": ("公共服务事项", "public services")}
SERVICE = "20"
NAMES = {key: zh for zh, keys in SEVEN.items() for key in keys}
GRAVITY: tuple[Kind, ...] = ("worse", "neutral", "better", "wording", "same")


def group_of(item_type: str) -> str:
    """To which of the two groups that go through the comparison an item belongs (A11)."""
    return "services" if item_type == SERVICE else "powers"


@dataclass(frozen=True)
class Place:
    """Where an item is held, by whom, and what is said there."""

    code: str
    region: str
    region_name: str
    office: str
    office_name: str
    edition: int
    state: str
    values: Values

    def about(self, keys: Iterable[str]) -> "Place":
        """The place with nothing but these elements."""
        return replace(self, values={key: self.values[key] for key in keys if key in self.values})


@dataclass(frozen=True)
class Cell:
    """What a place says of an element, and how it departs."""

    code: str
    value: Any
    kind: Kind
    changes: Sequence[Difference] = ()


@dataclass(frozen=True)
class Line:
    """One element across the places."""

    key: str
    of: Of
    reference: Any
    cells: Sequence[Cell] = field(default_factory=tuple)

    @property
    def differs(self) -> bool:
        """Whether some place says something else."""
        return any(cell.kind != "same" for cell in self.cells)


def compared(
    base: Values | None,
    places: Sequence[Place],
    keys: Iterable[str],
    *,
    every: Sequence[Place] | None = None,
    named: Place | None = None,
) -> list[Line]:
    """The elements of which somebody says something, side by side.

    `every` is all the places, where `places` are some of them; `named` the one that they are held against.
    """
    every = places if every is None else every
    found = []
    for key in keys:
        of, reference = _reference(key, base, every, named)
        if reference is not None or any(place.values.get(key) is not None for place in places):
            found.append(Line(key, of, reference, [_cell(key, reference, place) for place in places]))
    return found


def _reference(key: str, base: Values | None, every: Sequence[Place], named: Place | None) -> tuple[Of, Any]:
    if named is not None:
        return "place", named.values.get(key)
    above = None if base is None else base.get(key)
    return ("catalogue", above) if above is not None else ("most", _usual([one.values.get(key) for one in every]))


def _usual(said: Sequence[Any]) -> Any:
    """What most say; of as many, what is said first."""
    texts = [(canonical(value), value) for value in said if value is not None]
    most = Counter(text for text, _ in texts).most_common(1)
    return dict(texts)[most[0][0]] if most else None


def _cell(key: str, reference: Any, place: Place) -> Cell:
    value = place.values.get(key)
    if value is None:
        return Cell(place.code, None, "absent" if reference is not None else "same")
    found = differences({key: reference}, {key: value})
    kinds = {one.kind for one in found} or {"same"}
    return Cell(place.code, value, next(kind for kind in GRAVITY if kind in kinds), found)


def departing(base: Values | None, places: Sequence[Place]) -> list[str]:
    """In which of the seven elements some place departs."""
    return list(dict.fromkeys(zh for key, zh in NAMES.items() if _departs(key, base, places)))


def _departs(key: str, base: Values | None, places: Sequence[Place]) -> bool:
    _, reference = _reference(key, base, places, None)
    others = (place for place in places if place.values.get(key) != reference)
    return any(_cell(key, reference, place).kind != "same" for place in others)


def keys_of(shown: Literal["seven", "all"], *, internal: bool) -> list[str]:
    """The elements that are compared: the seven first; the others in the order of the definitions."""
    known = elements.ELEMENTS
    every = [*NAMES, *(key for key in known if shown == "all" and key not in NAMES)]
    return [key for key in every if internal or known[key].public]
