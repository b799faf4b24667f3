"""Every text of an element, with its path, in bounded number and length."""

from collections.abc import Iterator
from typing import Any

DEPTH, MOST, LONG = 4, 5_000, 24
NO_TEXT = {"none", "text", "sha256", "media_type", "code", "online_url", "mobile_url"}


def texts(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Texts of an element, its columns and parts; the quoted law and explicit nones are left out."""
    return _texts(key, value, DEPTH)


def _texts(path: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if _is_text(value):
            yield path, value[:MOST]
    elif depth and isinstance(value, dict):
        for key, one in value.items():
            if key not in NO_TEXT:
                yield from _texts(f"{path}.{key}", one, depth - 1)
    elif depth and isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts(f"{path}[{number}]", one, depth - 1)


def _is_text(value: str) -> bool:
    """Short ASCII is a code, long ASCII a hash or an address."""
    return 3 < len(value) <= LONG if value.isascii() else True  # noqa: PLR2004 - the longest code


def joined(value: Any) -> str:
    """The texts of an element in one, to be searched at once."""
    if isinstance(value, str):
        return value[:MOST] if _is_text(value) else ""
    if not isinstance(value, dict | list):
        return ""
    found: list[str] = []
    _gather(value, DEPTH, found)
    return "\n".join(found)


def _gather(value: Any, depth: int, found: list[str]) -> None:
    """The texts of a table, a row or a cell; a table of a hundred rows has a thousand of them."""
    parts = [one for key, one in value.items() if key not in NO_TEXT] if isinstance(value, dict) else value
    for one in parts:
        if isinstance(one, str):
            if not one.isascii() or 3 < len(one) <= LONG:  # noqa: PLR2004 - as `_is_text` has it
                found.append(one[:MOST])
        elif depth > 1 and isinstance(one, dict | list):
            _gather(one, depth - 1, found)
