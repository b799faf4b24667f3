"""The walk from an old code, through all that is cancelled by now, to the bodies that have what follows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.catalog.domain.items import Item
from services.catalog.domain.successors import Step
from shared.codes import Division, covers

BODY, BASIC = slice(0, 18), slice(19, 31)
"""Where an implementation code has its body and its basic code."""


@dataclass(frozen=True)
class Spot:
    """What is known of a code: its item, the steps on from it; of a catalogue item who has or had it, and who was asked."""

    item: Item | None = None
    onward: Sequence[Mapping[str, str]] = ()
    bodies: Sequence[Item] = ()
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heir:
    """A body that follows: by an item of its own, or asked to have the catalogue's; `whose` says which body and place."""

    item: Item
    whose: Item

    @property
    def public(self) -> bool:
        """Whether people find it."""
        return self.item.availability == "online"


@dataclass
class Way:
    """Every step from a code on, who follows, which catalogue items were passed; and the codes still to be looked up."""

    known: Mapping[str, Spot]
    steps: list[Step] = field(default_factory=list)
    heirs: list[Heir] = field(default_factory=list)
    bases: set[str] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)
    ask: list[tuple[str, Item | None]] = field(default_factory=list)

    def spot(self, code: str) -> Spot:
        """What is known of a code; nothing yet where it is to be looked up."""
        if code not in self.known:
            self.lacking.add(code)
        return self.known.get(code, Spot())


def walk(code: str, known: Mapping[str, Spot]) -> Way:
    """The way from a code, as far as it is known. Each step keeps the body that came by it, also through the catalogue.

    A catalogue's code leads where the codes lead under which bodies had it.
    """
    way = Way(known)
    spot = way.spot(code)
    start = spot.item
    if start:
        _pass(way, start)
    _steps(way, code, start if start and start.layer != "base" else None)
    if start and start.layer == "base":
        for one in spot.bodies:
            under = walk(one.code, known)
            way.heirs += under.heirs
            way.bases |= under.bases
            way.lacking |= under.lacking
    way.heirs = _led_to(way, code, start)
    return way


def _steps(way: Way, code: str, start: Item | None) -> None:
    way.ask, seen = [(code, start)], set()
    while way.ask:
        old, whose = way.ask.pop(0)
        if (old, whose.office if whose else "") in seen:
            continue
        seen.add((old, whose.office if whose else ""))
        for row in way.spot(old).onward:
            lands = _landed(way, row["new_code"], whose)
            way.steps.append(Step(**dict(row) | {"old_code": old}, in_force=lands))


def _landed(way: Way, code: str, whose: Item | None) -> str:
    """The code in force that a step ends at, or "" where it leads on."""
    item = way.spot(code).item
    if item is None and len(code) > BASIC.start:  # a code that was told before the body had claimed
        whose = whose if whose and whose.office == code[BODY] else None
        item = way.spot(code[BASIC]).item
    if item is None:
        return ""
    return _at_base(way, item, whose) if item.layer == "base" else _at_body(way, item)


def _at_body(way: Way, item: Item) -> str:
    """A body's item in force is where it ends; what will never be public, because its catalogue item is gone, leads on."""
    _pass(way, item)
    base = way.spot(item.basic_code).item
    if item.availability == "online" or (item.state != "cancelled" and base and base.state != "cancelled"):
        way.heirs.append(Heir(item, item))
    else:
        way.ask.append((item.code, item))
    return item.code if item.state != "cancelled" else ""


def _at_base(way: Way, base: Item, whose: Item | None) -> str:
    """At a catalogue item: the body's own item of it, if it has or had one; else whether the body is asked to have it."""
    _pass(way, base)
    spot, stands = way.spot(base.code), base.state != "cancelled"
    own = next((one for one in spot.bodies if whose and one.office == whose.office), None)
    if own and own.state != "cancelled":
        return _at_body(way, own)
    if whose and stands and spot.asked.get(whose.office) == "offered":
        way.heirs.append(Heir(base, whose))
    if own and way.spot(own.code).onward:
        return _at_body(way, own)
    if own:  # the body gave it up, and nothing followed
        return base.code if stands else ""
    if not stands:
        way.ask.append((base.code, whose))
        return ""
    if whose and whose.office not in spot.asked:  # it is of another level: who has it over the body's place
        way.heirs += [Heir(one, one) for one in _having(spot) if covers(one.region, whose.region)]
    return base.code


def _pass(way: Way, item: Item) -> None:
    """The catalogue item that an item stands on is passed, and all that followed it."""
    ask = [item.basic_code]
    while ask:
        code = ask.pop()
        if code not in way.bases:
            way.bases.add(code)
            spot = way.spot(code)
            if spot.item and spot.item.state == "cancelled":
                ask += [row["new_code"] for row in spot.onward]


def _having(spot: Spot) -> list[Item]:
    """Who has a catalogue item of its own power: publicly, or compiling it while it is in force."""
    stands = spot.item is not None and spot.item.state != "cancelled"
    return [
        one
        for one in spot.bodies
        if not one.organ and one.state != "cancelled" and (stands or one.availability == "online")
    ]


def _led_to(way: Way, code: str, start: Item | None) -> list[Heir]:
    """Each heir once, none of them the code itself, nor a body of another territory; nobody where no step leads on."""
    if not way.steps:
        return []
    found = {(heir.item.code, heir.whose.office): heir for heir in way.heirs if heir.item.code != code}
    if start is None or start.layer == "base":
        every = [one for base in sorted(way.bases - {code}) for one in _having(way.spot(base))]
        return list((found | {(one.code, one.office): Heir(one, one) for one in every}).values())
    return [
        heir
        for heir in found.values()
        if heir.whose.office == start.office
        or covers(start.region, heir.whose.region)
        or covers(heir.whose.region, start.region)
    ]


def served(way: Way, start: Item, places: Sequence[Division]) -> tuple[list[Heir], list[Division]]:
    """Who follows an item in its places, and the places that nobody has.

    Where those to whom the way leads have a place not, it is served by who has one of the catalogue items passed there.
    """
    if not way.steps:
        return [], []
    left = _without(way.heirs, start, places)
    others = [Heir(one, one) for base in sorted(way.bases) for one in _having(way.spot(base)) if one.code != start.code]
    there = [one for one in others if covers(start.region, one.whose.region) and _without([one], start, left) != left]
    return way.heirs + there, _without(there, start, left)


def _without(heirs: Iterable[Heir], start: Item, places: Sequence[Division]) -> list[Division]:
    """The places that none of these has; the old item's own body has all that it had."""
    if any(one.whose.office == start.office or covers(one.whose.region, start.region) for one in heirs):
        return []
    return [place for place in places if not any(covers(one.whose.region, place.code) for one in heirs)]
