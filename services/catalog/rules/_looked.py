"""The elements of an item, which remember what a rule asked for: so the engine learns on what a rule's answer depends."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Rows = Sequence[tuple[str, Mapping[str, Any]]]


class Looked(Mapping[str, Any]):
    """`asked` are the elements that were asked for, there or not; `whole` tells that all of them were gone through."""

    __slots__ = ("_held", "_rows", "asked", "whole")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._held = values
        self._rows: dict[str, Rows] = {}
        self.forget()

    def forget(self) -> None:
        """As if nothing had been asked."""
        self.asked: set[str] = set()
        self.whole = False

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return self._held.get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return self._held[key]

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return key in self._held

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return iter(self._held)

    def __len__(self) -> int:
        self.whole = True
        return len(self._held)

    def rows(self, key: str) -> Rows:
        """The rows of a table, each with its path; listed once for all rules."""
        self.asked.add(key)
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = rows_of(key, self._held.get(key))
        return found


def rows_of(key: str, table: Any) -> Rows:
    """What is a row in a table, with its path."""
    if not isinstance(table, list | tuple):
        return ()
    return [(f"{key}[{number}]", row) for number, row in enumerate(table) if isinstance(row, dict)]
