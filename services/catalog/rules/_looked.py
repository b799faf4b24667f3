"""The elements of an item, which remember what a rule asked for: so the engine learns on what a rule's answer depends."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from shared.elements import Seen

T = TypeVar("T")
NOTHING: Mapping[str, Seen] = MappingProxyType({})
Rows = Sequence[tuple[str, Mapping[str, Any]]]


class Looked(Mapping[str, Any]):
    """`asked` are the elements that were asked for, there or not; `whole` tells that all of them were gone through."""

    __slots__ = ("_own", "_rows", "_seen", "asked", "held", "whole")

    def __init__(self, values: Mapping[str, Any], seen: Mapping[str, Seen] = NOTHING) -> None:
        self.held, self._seen = values, seen
        self._own: defaultdict[str, Seen] = defaultdict(Seen)
        self._rows: dict[str, Rows] = {}
        self.asked: set[str] = set()
        self.whole = False

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return self.held.get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return self.held[key]

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return key in self.held

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return iter(self.held)

    def __len__(self) -> int:
        self.whole = True
        return len(self.held)

    def rows(self, key: str) -> Rows:
        """The rows of a table, each with its path; listed once for all rules."""
        self.asked.add(key)
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = rows_of(key, self.held.get(key))
        return found

    def drawn_each(self, keys: Sequence[str], make: Callable[[str, Any], T]) -> list[tuple[str, T]]:
        """As `drawn`, of many elements: those of which there is something."""
        self.asked.update(keys)
        found = []
        for key in keys:
            drawn = (self._seen.get(key) or self._own[key]).drawn
            if make not in drawn:
                drawn[make] = make(key, self.held.get(key))
            if drawn[make]:
                found.append((key, drawn[make]))
        return found

    def drawn(self, key: str, make: Callable[[str, Any], T]) -> T:
        """What is made of an element, which is little: kept for all items that have the same."""
        self.asked.add(key)
        seen = self._seen.get(key) or self._own[key]
        if make not in seen.drawn:
            seen.drawn[make] = make(key, self.held.get(key))
        made: T = seen.drawn[make]
        return made


def rows_of(key: str, table: Any) -> Rows:
    """What is a row in a table, with its path."""
    if not isinstance(table, list | tuple):
        return ()
    return [(f"{key}[{number}]", row) for number, row in enumerate(table) if isinstance(row, dict)]
