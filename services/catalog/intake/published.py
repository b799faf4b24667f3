"""Our own published records, one a line: their elements are elements already."""

from collections.abc import Mapping
from typing import Any

from services.catalog.intake.leftovers import unplaced
from services.catalog.intake.model import Record

KNOWN = {
    "item_id", "code", "basic_code", "layer", "name", "edition", "hash", "public_hash", "seal", "region", "office",
    "published_at", "elements",
}  # fmt: skip


def is_published(raw: Mapping[str, Any]) -> bool:
    """Whether an object is a record of ours."""
    return isinstance(raw.get("elements"), dict)


def read(row: int, raw: dict[str, Any]) -> Record:
    """The record; what is no part of one is left over."""
    office = raw.get("office") if isinstance(raw.get("office"), dict) else {}
    values = dict(raw["elements"])
    item = {key: raw[key] for key in ("code", "basic_code", "layer") if isinstance(raw.get(key), str)}
    item |= {"office": _text(office, "code"), "credit_code": _text(office, "code"), "name": _text(values, "name")}
    found = Record(row, str(raw.get("item_id") or raw.get("code") or row)[:100], values, item)
    found.leftover = {str(key): value for key, value in raw.items() if key not in KNOWN}
    found.unplaced = unplaced(raw, KNOWN)
    return found


def _text(raw: Any, key: str) -> str:
    found = raw.get(key) if isinstance(raw, dict) else None
    return found if isinstance(found, str) else ""
