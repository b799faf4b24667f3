"""Small questions about one value: is it empty, is it an explicit none."""

from typing import Any, TypeGuard

from shared.elements.model import Field, Kind

LIMIT_KEYS = ("number", "unit", "note")
BASIS_KEYS = (
    "kind", "title", "document_number", "version_date", "article", "insert", "paragraph", "item", "subitem", "text",
)  # fmt: skip
ATTACHMENT_KEYS = ("name", "media_type", "size", "sha256")
NONE_MAX = 200


def is_none(value: object) -> TypeGuard[dict[str, str]]:
    """True for the explicit none, {"none": "the reason"}: the element was thought of, and there is nothing."""
    return isinstance(value, dict) and value.keys() == {"none"} and isinstance(value["none"], str)


def none_reason(value: object) -> str | None:
    return value["none"] if is_none(value) else None


def is_empty(value: object) -> bool:
    """Nothing was said: no value, a blank text, an empty list or object. 0, false and an explicit none are said."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | dict) and not value)


def is_unset(field: Field, value: Any) -> bool:
    """As is_empty, and a limit without unit or an attachment without name is nothing either."""
    if is_empty(value):
        return True
    if is_none(value):
        return is_empty(value["none"])
    if field.type is Kind.LIMIT:
        return not isinstance(value, dict) or is_empty(value.get("unit"))
    if field.type is Kind.ATTACHMENT:
        return not isinstance(value, dict) or is_empty(value.get("name"))
    return False
