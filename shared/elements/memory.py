"""Values that were met before: what was found in one is not looked for again."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from marshal import dumps
from typing import Any

from shared.elements.load import elements

EXACT = 2
"""The version of marshal that writes equal values, and no others, as equal bytes."""


class Seen:
    """One value of an element; wherever it is met again, it is this. What others find in it, they keep here."""

    __slots__ = ("drawn", "said")

    def __init__(self) -> None:
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
