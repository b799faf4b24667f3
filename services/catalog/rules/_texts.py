"""Every text of an item, with its path, in bounded number and length."""

from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Values

DEPTH, MOST, LONG = 4, 5_000, 24


def texts(values: Values) -> Iterator[tuple[str, str]]:
    """Texts of elements, columns and parts; the quoted law and explicit nones are left out."""
    for key, value in values.items():
        yield from _texts(str(key), value, DEPTH)


def _texts(path: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if (value and not value.isascii()) or len(value) > 3:  # noqa: PLR2004 - a code is no text
            yield path, value[:MOST]
    elif depth and isinstance(value, dict):
        for key, one in value.items():
            if key not in ("none", "text", "sha256", "media_type", "code", "online_url", "mobile_url"):
                yield from _texts(f"{path}.{key}", one, depth - 1)
    elif depth and isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts(f"{path}[{number}]", one, depth - 1)


def joined(values: Values) -> str:
    """All texts in one, to be searched at once; long ASCII is a hash or an address."""
    found: list[str] = []
    _gather(values, found)
    return "\n".join(found)


def _gather(value: Any, found: list[str]) -> None:
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, str):
            if len(one) > 1 and not (len(one) > LONG and one.isascii()):
                found.append(one[:MOST])
        elif isinstance(one, dict | list):
            _gather(one, found)
