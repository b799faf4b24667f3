"""Answers of interfaces: the items within what an interface puts around them, such as {"code": 0, "data": {"list": […]}}."""

from itertools import islice
from typing import Any

from services.catalog.intake import plain, published
from services.catalog.intake.headings import code_meant, meant
from services.catalog.intake.tables import KEYS, KNOWN, canonical

DEEP, LOOKED = 4, 100
AROUND = {"code", "results", "note", "scope"}
"""Keys of an answer itself that are elements too."""
NAMED, UNNAMED = 2, 3
"""How many elements the keys of an item tell, with its name among them or without."""


def within(raw: dict[str, Any]) -> list[Any] | None:
    """The items that an answer holds, however it nests them, none where its list is empty; None where it is no answer."""
    if is_item(raw):
        return None
    found = _items(raw, DEEP)
    return found if found or (_is_empty(raw, DEEP) and not tells(raw) and not _columns(raw)) else None


def _is_empty(value: Any, depth: int) -> bool:
    inner = value.values() if isinstance(value, dict) and depth else ()
    return value == [] or any(_is_empty(one, depth - 1) for one in inner)


def _items(value: Any, depth: int) -> list[Any]:
    if isinstance(value, list):
        if any(isinstance(one, dict) and is_item(one) for one in value[:LOOKED]):
            return value
    elif not isinstance(value, dict):
        return []
    elif is_item(value):
        return [value]
    inner = value if isinstance(value, list) else value.values()
    return [found for one in inner for found in _items(one, depth - 1)] if depth else []


def _columns(raw: dict[str, Any]) -> set[str]:
    return {canonical(str(key)) for key in islice(raw, LOOKED)} & KNOWN


def tells(raw: dict[str, Any]) -> set[str]:
    """The elements and codes that the keys of an object mean, as far as an answer has no such keys itself."""
    keys = [str(key) for key in islice(raw, LOOKED)]
    return {told for key in keys if key not in AROUND and (told := meant(key) or code_meant(key))}


def is_item(raw: dict[str, Any]) -> bool:
    """Whether an object tells of one item: in one of the known shapes, as a row of the exchange, or by its headings."""
    if published.is_published(raw) or plain.is_plain(raw):
        return True
    columns = _columns(raw)
    if len(columns) > 1 and columns & {*KEYS, "catalog_code"}:
        return True
    told = tells(raw)
    return len(told) >= (NAMED if "name" in told else UNNAMED)
