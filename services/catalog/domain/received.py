"""What a row of the province says over what the catalogue says, against what the row said last time (ADR 0031).

Such a row says its elements whole; what it does not name stays, and what it says is nothing (null) is taken out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.catalog.domain.directory import BASES, LEVELS, PLACE, stated
from services.catalog.domain.merging import Merge, three_way
from shared.codes.items import DIVIDED

Row = Mapping[str, Any]


def merge_received(base: Mapping[str, Any], said: Mapping[str, Any], own: Mapping[str, Any]) -> Merge:
    """What only the province changed is taken; what both changed stays, as a conflict."""
    both = {key: _texts(key, base.get(key), own.get(key), value) for key, value in said.items()}
    was, now = ({key: pair[n] for key, pair in both.items()} for n in (0, 1))
    return three_way(was, now, own)


def successors_kind(to: Sequence[str], *, beside: bool) -> str:
    """What a row that does not say so means by its successors; `beside`: something else leads to the same."""
    if not to:
        return "cancel"
    if len(to) > 1 or to[0].endswith(DIVIDED):
        return "split"
    return "merge" if beside else "rename"


def _texts(key: str, base: Any, own: Any, said: Any) -> tuple[Any, Any]:
    """The base of the merge and its upper text: levels are a set, and bases are told apart by what they cite."""
    if key == LEVELS:
        return stated(key, base, own, said)
    if key == BASES and all(isinstance(one, list) for one in (base, own, said)):
        merged = _rows(*({_cited(row): row for row in one} for one in (base, own, said)))
        return (base, said) if merged is None else (own, merged)
    return base, said


def _rows(was: Mapping[Any, Row], own: Mapping[Any, Row], said: Mapping[Any, Row]) -> list[Row] | None:
    """The rows of both; None where both changed the same row."""
    found: list[Row] = []
    for key in dict.fromkeys([*said, *own]):
        before, mine, theirs = was.get(key), own.get(key), said.get(key)
        if theirs != before and mine not in (before, theirs):
            return None
        row = mine if theirs == before else theirs
        found += [] if row is None else [row]
    return found


def _cited(basis: Row) -> tuple[Any, ...]:
    return (basis.get("kind"), basis.get("title"), *(basis.get(one) or 0 for one in PLACE))
