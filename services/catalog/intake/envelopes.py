"""Answers of interfaces: the items within what an interface puts around them, such as {"code": 0, "data": {"list": […]}}."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

from services.catalog.intake import plain, published
from services.catalog.intake.headings import code_meant, meant, second
from services.catalog.intake.tables import KEYS, KNOWN, canonical, child_of

DEEP, LOOKED = 4, 100
AROUND = {"code", "results", "note", "scope"}
"""Keys of an answer itself that are elements too."""
OF_ANSWER = {
    "code", "status", "state", "text", "msg", "message", "desc", "success", "ok", "error", "total", "count", "size", "page", "pages",
    "pageno", "pagenum", "pagesize", "current", "time", "timestamp", "requestid", "traceid", "version",
}  # fmt: skip
"""What an answer says of itself."""
BESIDE = "列表旁的 "
"""Before the name of what stands beside a list of items."""
Wanted = Callable[[dict[str, Any]], bool]
NAMED, UNNAMED = 2, 3
"""How many elements the keys of an item tell, with its name among them or without."""


def within(raw: dict[str, Any]) -> list[Any] | None:
    """The items that an answer holds, however it nests them, none where its list is empty; None where it is no answer."""
    if is_item(raw):
        return None
    found = _items(raw, DEEP, _is_whole) or _items(raw, DEEP, is_item)
    return found if found or (_is_empty(raw, DEEP) and not tells(raw) and not _columns(raw)) else None


def _is_empty(value: Any, depth: int) -> bool:
    inner = value.values() if isinstance(value, dict) and depth else ()
    return value == [] or any(_is_empty(one, depth - 1) for one in inner)


def _items(value: Any, depth: int, wanted: Wanted) -> list[Any]:
    if isinstance(value, list):
        if any(isinstance(one, dict) and wanted(one) for one in value[:LOOKED]):
            return value
        return [found for one in value for found in _items(one, depth - 1, wanted)] if depth else []
    if not isinstance(value, dict):
        return []
    return [value] if wanted(value) else _in_object(value, depth, wanted) if depth else []


def _in_object(raw: dict[str, Any], depth: int, wanted: Wanted) -> list[Any]:
    """The items within an object; what else it holds goes along with the one item, or with the first of a list."""
    found = {key: _items(one, depth - 1, wanted) for key, one in raw.items()}
    items = [item for held in found.values() for item in held]
    beside = {str(key): one for key, one in raw.items() if not found[key] and one and _is_content(one)}
    if items and beside and isinstance(items[0], dict):
        listed = len(items) > 1 or any(held and not _is_chain(raw[key], wanted) for key, held in found.items())
        named = {f"{BESIDE}{key}" if listed or key in items[0] else key: one for key, one in beside.items()}
        items[0] = items[0] | named
    return items


def _is_chain(value: Any, wanted: Wanted) -> bool:
    """Whether the item stands in objects alone, in no list."""
    return isinstance(value, dict) and (wanted(value) or any(_is_chain(one, wanted) for one in value.values()))


def _is_content(value: Any) -> bool:
    """Whether something tells more than an answer of itself, as its state or its pages."""
    if isinstance(value, dict):
        held = ((re.sub(r"[\W_]", "", str(key)).lower(), one) for key, one in value.items())
        return not all(key in OF_ANSWER and not isinstance(one, list | dict) for key, one in held)
    return isinstance(value, list)


def _columns(raw: dict[str, Any]) -> set[str]:
    return {canonical(str(key)) for key in islice(raw, LOOKED)} & KNOWN


def tells(raw: dict[str, Any]) -> set[str]:
    """The elements and codes that the keys of an object mean, as far as an answer has no such keys itself.

    What means one only where no other key does has a text or a number of its own.
    """
    told = [(str(key), isinstance(value, str | int | float)) for key, value in islice(raw.items(), LOOKED)]
    means = (
        meant(key) or code_meant(key) or (second(key) if single else "") for key, single in told if key not in AROUND
    )
    return {one for one in means if one}


def _is_whole(raw: dict[str, Any]) -> bool:
    """Whether an object is an item itself, not a row of another table that names one."""
    columns = _columns(raw)
    return is_item(raw) and (not columns & {*KEYS} or ("task_name" in columns and child_of(columns) is None))


def is_item(raw: dict[str, Any]) -> bool:
    """Whether an object tells of one item: in one of the known shapes, as a row of the exchange, or by its headings."""
    if published.is_published(raw) or plain.is_plain(raw):
        return True
    columns = _columns(raw)
    if len(columns) > 1 and columns & {*KEYS, "catalog_code"}:
        return True
    told = tells(raw)
    return len(told) >= (NAMED if "name" in told else UNNAMED)
