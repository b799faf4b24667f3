"""Who audits what: the matrix of a place sends each aspect of an item to parts, and a part is an office's share.

An element's definition names its aspect; a matrix names only which office looks at which aspect, in which order, and
where its place departs from that for single elements. Parallel joint audits and serial gates are the same thing with
or without `after` (clauses.md H).
"""

import importlib.resources
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from shared.elements import ASPECTS, ELEMENTS, Element
from shared.force import ALWAYS, Force, force_in
from shared.rights import Role

OWN = "own"


@dataclass(frozen=True)
class PartRule:
    """One office's share of an audit."""

    id: str
    zh: str
    en: str
    role: Role
    office: str
    aspects: tuple[str, ...]
    after: tuple[str, ...]
    clause: str


@dataclass(frozen=True)
class Deviation:
    """Elements that a place gives to other parts than the rest of their aspect, and by which clause."""

    elements: tuple[str, ...]
    parts: tuple[str, ...]
    clause: str
    why: str


@dataclass(frozen=True)
class Matrix:
    """Who audits what in a place, in which order, and in how many working days a round is over."""

    id: str
    zh: str
    en: str
    regions: tuple[str, ...]
    source: str
    days: int
    parts: tuple[PartRule, ...]
    deviations: tuple[Deviation, ...]
    remits: Mapping[str, tuple[str, ...]]
    force: Force = ALWAYS

    def keys_of(self, part: PartRule) -> tuple[str, ...]:
        """The elements a part answers for."""
        return self.remits[part.id]

    def auditors_of(self, key: str) -> tuple[PartRule, ...]:
        """The parts that audit an element, in their order."""
        return tuple(part for part in self.parts if key in self.remits[part.id])

    def deviation_of(self, key: str) -> Deviation | None:
        """What the place says of this element alone."""
        return next((one for one in self.deviations if key in one.elements), None)


def routed(element: Element, parts: Sequence[PartRule], deviations: Sequence[Deviation]) -> frozenset[str]:
    """The parts that audit an element: those of its aspect, unless the place says otherwise for it."""
    for one in deviations:
        if element.key in one.elements:
            return frozenset(one.parts)
    return frozenset(part.id for part in parts if element.aspect in part.aspects)


def matrix_of(name: str, raw: Mapping[str, Any], known: Mapping[str, Element] = ELEMENTS) -> Matrix:
    """A matrix from its file; ValueError unless it is whole."""
    parts = tuple(
        PartRule(
            p["id"], p["zh"], p["en"], Role(p["role"]), p["office"], tuple(p["aspects"]), tuple(p.get("after", [])),
            p["clause"],
        )
        for p in raw["part"]
    )  # fmt: skip
    deviations = tuple(
        Deviation(tuple(d["elements"]), tuple(d["parts"]), d["clause"], d["why"]) for d in raw.get("deviation", [])
    )
    _demand_known(name, parts, deviations, known)
    to = {key: routed(element, parts, deviations) for key, element in known.items()}
    if unseen := [key for key, found in to.items() if not found]:
        raise ValueError(f"matrix {name} leaves elements unaudited: {unseen}")
    remits = {part.id: tuple(key for key in known if part.id in to[key]) for part in parts}
    told = (raw["zh"], raw["en"], tuple(raw["regions"]), raw["source"], raw["days"])
    return Matrix(name, *told, parts, deviations, remits, force_in(raw))


def _demand_known(
    name: str, parts: Sequence[PartRule], deviations: Sequence[Deviation], known: Mapping[str, Element]
) -> None:
    """A matrix covers every aspect, names only what there is, and waits for no part that is not there."""
    ids = [part.id for part in parts]
    named = {aspect for part in parts for aspect in part.aspects}
    wrong = {
        "aspects that no part audits": ASPECTS.keys() - named,
        "unknown aspects": named - ASPECTS.keys(),
        "unknown elements": {key for one in deviations for key in one.elements} - known.keys(),
        "unknown parts": {part for one in deviations for part in one.parts} - set(ids),
        "parts that come later": {
            after for n, part in enumerate(parts) for after in part.after if after not in ids[:n]
        },
    }
    if said := "; ".join(f"{what}: {', '.join(sorted(found))}" for what, found in wrong.items() if found):
        raise ValueError(f"matrix {name}: {said}")


@cache
def matrices() -> tuple[Matrix, ...]:
    """Every matrix, the most local first."""
    folder = importlib.resources.files("services.review") / "matrices"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    found = [matrix_of(f.name.removesuffix(".toml"), tomllib.loads(f.read_text("utf-8"))) for f in files]
    return tuple(sorted(found, key=lambda m: (-max(len(r) for r in m.regions), m.id)))


def matrix_for(region: str, on: date) -> Matrix:
    """The matrix of a place on a day: of those in force then, the most local one whose region covers it (G60)."""
    return next(m for m in matrices() if m.force.on(on) and any(region.startswith(r) for r in m.regions))


def matrix_named(name: str) -> Matrix:
    """A matrix by its id."""
    return next(m for m in matrices() if m.id == name)
