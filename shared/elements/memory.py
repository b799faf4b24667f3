"""Values that were met before: what was found in one is not looked for again."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from marshal import dumps
from typing import Any

from shared.elements.load import elements
from shared.elements.report import MAX_FAULTS, Fault
from shared.elements.verify import faults, value_faults

EXACT = 2
"""The version of marshal that writes equal values, and no others, as equal bytes."""


class Seen:
    """One value of an element; wherever it is met again, it is this. What others find in it, they keep here."""

    __slots__ = ("drawn", "faults", "said")

    def __init__(self) -> None:
        self.faults: list[Fault] | None = None
        self.said: Any = None
        self.drawn: dict[Any, Any] = {}


class Memory:
    """The last so many values of each element; `know` says which keys are asked for that are no elements."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._met: dict[str, Callable[[str | bytes], Seen]] = {}
        self._nothing: dict[str, Seen] = {}
        self.know(elements())

    def know(self, keys: Iterable[str]) -> None:
        """Remember what stands at these keys too."""
        for key in keys:
            if key not in self._met:
                self._met[key] = lru_cache(self._most)(lambda _: Seen())
                self._nothing[key] = Seen()

    def seen(self, values: Mapping[str, Any]) -> dict[str, Seen]:
        """What stands at each known key; that nothing does is met again as well."""
        found, met = self._nothing.copy(), self._met
        for key, value in values.items():
            if key in met:
                try:
                    found[key] = met[key](value if type(value) is str else dumps(value, EXACT))
                except ValueError:
                    found[key] = Seen()
        return found


def faults_of(values: Mapping[str, Any], seen: Mapping[str, Seen]) -> list[Fault]:
    """As `faults` of a partial record, element by element: what its type does not have is a rule's."""
    found: list[Fault] = []
    for key, value in values.items():
        known = seen.get(key)
        if known is None:
            found += value_faults(key, value)
            continue
        if known.faults is None:
            known.faults = value_faults(key, value)
        if known.faults:
            found += known.faults
    return found if len(found) <= MAX_FAULTS else faults(values)
