"""What of a row the elements do not hold word for word; nothing is lost."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

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
