"""Event schemas only grow: what a new schema breaks of a stored one. Nothing but new optional fields is allowed."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
SPEECH = {"$schema", "$id", "$defs", "title", "description", "default", "examples", "x-zh"}
"""Keywords that say nothing about which data is valid."""
SEEN_APART = SPEECH | {"properties", "required", "items", "anyOf", "enum"}


def breaks(old: Schema, new: Schema) -> list[str]:
    """Everything in which the new schema is not the old one with optional fields added."""
    return list(_breaks(_resolved(old, old), _resolved(new, new), "data"))


def _resolved(value: Any, root: Schema) -> Any:
    """The schema with its references filled in."""
    if isinstance(value, list):
        return [_resolved(one, root) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _resolved(root["$defs"][value["$ref"].rpartition("/")[2]], root)
    return {key: _resolved(one, root) for key, one in value.items() if key != "$defs"}


def _breaks(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for word in sorted((old.keys() | new.keys()) - SEEN_APART):
        if old.get(word) != new.get(word):
            yield f"{path}: {word} was {old.get(word)}, is {new.get(word)}"
    yield from _enum(old, new, path)
    yield from _properties(old, new, path)
    yield from _inner(old, new, path)


def _enum(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = old.get("enum"), new.get("enum")
    if before is None or after is None:
        if before != after:
            yield f"{path}: the list of values came or went"
        return
    if gone := [value for value in before if value not in after]:
        yield f"{path}: values narrowed, without {gone}"
    if more := [value for value in after if value not in before]:
        yield f"{path}: values widened by {more}, which older readers do not know"


def _properties(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    must, must_now = set(old.get("required", [])), set(new.get("required", []))
    yield from (f"{path}.{name}: removed" for name in before if name not in after)
    yield from (f"{path}.{name}: required, and was not there or not required" for name in sorted(must_now - must))
    yield from (f"{path}.{name}: no longer required" for name in sorted(must - must_now) if name in after)
    for name in before.keys() & after.keys():
        yield from _breaks(before[name], after[name], f"{path}.{name}")


def _inner(old: Schema, new: Schema, path: str) -> Iterator[str]:
    if ("items" in old) != ("items" in new) or len(old.get("anyOf", [])) != len(new.get("anyOf", [])):
        yield f"{path}: another shape"
        return
    if isinstance(old.get("items"), dict):
        yield from _breaks(old["items"], new["items"], f"{path}[]")
    for before, after in zip(old.get("anyOf", []), new.get("anyOf", []), strict=True):
        yield from _breaks(before, after, path)
