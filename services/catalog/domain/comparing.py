"""横向比对 (000 一（三）): one item across places, element by element, each difference typed by what it means (A09, A11).

What a place says is held against the catalogue, where that says something; else against what most places say; or
against one of them, if somebody names it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


def compared(base: Values | None, places: Sequence[Place], keys: Iterable[str], against: str = "") -> list[Line]:
    """The elements of which somebody says something, side by side."""
    named = next((place for place in places if place.code == against), None)
    found = []
    for key in keys:
        said = [place.values.get(key) for place in places]
        above = None if base is None else base.get(key)
        if above is not None or any(value is not None for value in said):
            of, reference = _reference(key, above, said, named)
            cells = [_cell(key, reference, place) for place in places]
            found.append(Line(key, of, reference, cells))
    return found


def _reference(key: str, above: Any, said: Sequence[Any], named: Place | None) -> tuple[Of, Any]:
    if named is not None:
        return "place", named.values.get(key)
    return ("catalogue", above) if above is not None else ("most", _usual(said))


def _usual(said: Sequence[Any]) -> Any:
    """What most say; of as many, what is said first."""
    texts = [canonical(value) for value in said if value is not None]
    most = max(Counter(texts).items(), key=lambda one: one[1])[0]
    return next(value for value in said if value is not None and canonical(value) == most)


def _cell(key: str, reference: Any, place: Place) -> Cell:
    value = place.values.get(key)
    if value is None:
        return Cell(place.code, None, "absent" if reference is not None else "same")
    found = differences({key: reference}, {key: value})
    kinds = {one.kind for one in found} or {"same"}
    return Cell(place.code, value, next(kind for kind in GRAVITY if kind in kinds), found)


def departing(base: Values | None, places: Sequence[Place]) -> list[str]:
    """In which of the seven elements some place departs."""
    lines = compared(base, places, NAMES)
    return list(dict.fromkeys(NAMES[line.key] for line in lines if line.differs))


def keys_of(shown: Literal["seven", "all"], *, internal: bool) -> list[str]:
    """The elements that are compared: the seven first; the others in the order of the definitions."""
    known = elements.ELEMENTS
    every = [*NAMES, *(key for key in known if shown == "all" and key not in NAMES)]
    return [key for key in every if internal or known[key].public]
