"""What of a row the elements do not hold word for word; nothing is lost, and what has no element at all is told."""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, NamedTuple

from services.catalog.intake.model import Note
from services.catalog.intake.slips import note
from services.catalog.intake.texts import tidy

DEPTH, SHORT = 12, 12
BETWEEN = re.compile(r"[\s、,，;；。:：/|^()（）《》【】]+")


class Held(NamedTuple):
    """All texts of some values in one, and each with the words in it by itself."""

    text: str
    words: frozenset[str]

    def holds(self, said: str) -> bool:
        """Whether a text is among them: a short one as a whole, a long one anywhere."""
        return said in self.words if len(said) <= SHORT else said in self.text


def remainder(raw: Any, held: Held, depth: int = DEPTH) -> Any:
    """The part of a value whose texts `held` does not hold; None where all of it is."""
    if isinstance(raw, dict) and depth:
        kept = {str(key): left for key, one in raw.items() if (left := remainder(one, held, depth - 1)) is not None}
        return kept or None
    if isinstance(raw, list) and depth:
        left = [remainder(one, held, depth - 1) for one in raw]
        return left if any(one is not None for one in left) else None
    if raw is None or raw == "":
        return None
    return None if isinstance(raw, str) and raw.strip() and held.holds(raw.strip()) else raw


def held_texts(*values: Any) -> Held:
    """All texts of the values."""
    texts = [one for value in values for one in _texts(value, DEPTH)]
    words = {one.strip() for one in texts}.union(*(BETWEEN.split(one) for one in texts))
    return Held("\n".join(texts), frozenset(words))


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from _texts(one, depth - 1)
    elif depth and isinstance(value, list):
        for one in value:
            yield from _texts(one, depth - 1)


def texts_of(value: Any) -> Iterator[str]:
    """Each text of a value of any depth."""
    yield from _texts(value, DEPTH)


class Unplaced:
    """The columns and keys of a file that have no element: how many rows fill each, and the first of what they say."""

    MOST, WORDS = 200, 60

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}
        self._more = 0

    def add(self, told: Mapping[str, str]) -> None:
        """Those of one row."""
        for path, example in told.items():
            count, first = self._found.get(path, (0, example))
            if count or len(self._found) < self.MOST:
                self._found[path] = (count + 1, first)
            else:
                self._more += 1

    def notes(self) -> list[Note]:
        """A note on each, the most frequent first."""
        often = sorted(self._found.items(), key=lambda one: -one[1][0])
        told = [note("no_element", "", value=path, count=count, example=said) for path, (count, said) in often]
        return told + ([note("no_element_more", "", count=self._more, limit=self.MOST)] if self._more else [])


def unplaced(raw: Mapping[str, Any], known: Container[str], before: str = "") -> dict[str, str]:
    """What stands under the keys that are not known."""
    strange = ((str(key), value) for key, value in raw.items() if key not in known and value not in (None, "", [], {}))
    return {tidy(f"{before}{key}"[: Unplaced.WORDS]): tidy(str(value)[: Unplaced.WORDS]) for key, value in strange}
