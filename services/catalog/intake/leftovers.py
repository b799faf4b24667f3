"""What of a row the elements do not hold word for word; nothing is lost."""

from collections.abc import Iterator
from typing import Any

DEPTH = 12


def remainder(raw: Any, held: str, depth: int = DEPTH) -> Any:
    """The part of a value whose texts are not in `held`; None where all of it is."""
    if isinstance(raw, dict) and depth:
        kept = {str(key): left for key, one in raw.items() if (left := remainder(one, held, depth - 1)) is not None}
        return kept or None
    if isinstance(raw, list) and depth:
        left = [remainder(one, held, depth - 1) for one in raw]
        return left if any(one is not None for one in left) else None
    if raw is None or raw == "":
        return None
    return None if isinstance(raw, str) and raw.strip() and raw.strip() in held else raw


def held_texts(*values: Any) -> str:
    """All texts of the values, in one."""
    return "\n".join(one for value in values for one in _texts(value, DEPTH))


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
