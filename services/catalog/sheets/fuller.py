"""What a printed form says, over what is held: the form shows a part of it, and what it does not show stays.

`held` is the value of the record, `was` the same as its form says it, `said` what the form that came in says.
"""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from services.catalog.sheets.model import Values
from shared.elements import Element, Kind

ALIKE, MOST = 0.5, 2_500


def fuller(element: Element, held: Any, was: Any, said: Any) -> tuple[Any, list[str]]:
    """The value, and the names of the rows of which something that the form does not show would be lost."""
    if said == was:
        return held, []
    if _rows(held):
        return _table(element, held, was if _rows(was) and len(was) == len(held) else None, said)
    if element.type is Kind.CHOICES and isinstance(held, list) and isinstance(said, list):
        return _members(held, was or [], said), []
    return said, []


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _members(held: list[str], was: list[str], said: list[str]) -> list[str]:
    """Ticks added and taken away; a code that has no box stays."""
    return [one for one in held if one not in was or one in said] + [one for one in said if one not in held]


def _table(element: Element, held: list[Values], was: list[Values] | None, said: Any) -> tuple[Any, list[str]]:
    key = element.row_key or ""
    if was is None:
        return said, [_name(row, key) for row in held]
    rows = said if _rows(said) else []
    pairs = _paired(was, rows, key)
    gone = [place for place in range(len(was)) if place not in pairs]
    lost = [_name(held[place], key) for place in gone if held[place] != was[place]]
    found = [row if at is None else _row(held[at], was[at], row) for row, at in zip(rows, pairs, strict=True)]
    return found or said, lost


def _row(held: Values, was: Values, said: Values) -> Values:
    """A row over the one that it came from: what its cells say anew, and all that they do not show."""
    found = {key: value for key, value in held.items() if key not in was or key in said}
    for key, value in said.items():
        if was.get(key) != value:
            both = isinstance(value, list) and isinstance(held.get(key), list)
            found[key] = _members(held[key], was.get(key) or [], value) if both else value
    return found


def _name(row: Values, key: str) -> str:
    return str(row.get(key) or row.get("title") or next(iter(row.values()), ""))


def _paired(was: Sequence[Values], said: Sequence[Values], key: str) -> list[int | None]:
    """The row that each row came from: the same, one of its name, or one that stood there under a name much like it."""
    pairs: list[int | None] = [None] * len(said)
    free = dict.fromkeys(range(len(was)))

    def pair(number: int, place: int) -> None:
        pairs[number] = place
        del free[place]

    def one_by_one(same: Callable[[Values, Values], bool]) -> None:
        for number, row in enumerate(said):
            found = next((place for place in free if same(was[place], row)), None) if pairs[number] is None else None
            if found is not None:
                pair(number, found)

    one_by_one(lambda one, other: one == other)
    one_by_one(lambda one, other: bool(key) and one.get(key) == other.get(key))
    for numbers, places in _gaps(pairs, len(was)):
        for number, place in _alike(said, was, numbers, [one for one in places if one in free], key):
            pair(number, place)
    return pairs


def _gaps(pairs: Sequence[int | None], count: int) -> Iterator[tuple[list[int], range]]:
    """Runs of rows that came from nowhere so far, each with the places between those of its neighbours."""
    known, number = list(pairs), 0
    while number < len(known):
        if known[number] is not None:
            number += 1
            continue
        end = next((n for n in range(number, len(known)) if known[n] is not None), len(known))
        before = known[number - 1] if number else -1
        after = known[end] if end < len(known) else count
        yield list(range(number, end)), range((-1 if before is None else before) + 1, count if after is None else after)
        number = end


def _alike(
    said: Sequence[Values], was: Sequence[Values], numbers: list[int], places: list[int], key: str
) -> Iterator[tuple[int, int]]:
    """For each place the row whose name is most like its own, if one is."""
    if len(numbers) * len(places) > MOST:
        return
    for place in places:
        name = _name(was[place], key)
        best = max(numbers, key=lambda number: _likeness(name, _name(said[number], key)), default=None)
        if best is not None and _likeness(name, _name(said[best], key)) >= ALIKE:
            numbers.remove(best)
            yield best, place


def _likeness(one: str, other: str) -> float:
    """One where a name holds the other, else the share of what they have in common."""
    return (
        float(bool(one and other))
        if one in other or other in one
        else SequenceMatcher(None, one, other, autojunk=False).ratio()
    )
