"""The public view is the only way to get public data; it copies what is defined as public and nothing else."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from shared.elements.load import elements, tables
from shared.elements.model import Column, Element, Field, Kind
from shared.elements.values import ATTACHMENT_KEYS, BASIS_KEYS, LIMIT_KEYS, is_none

PARTS = {Kind.LIMIT: LIMIT_KEYS, Kind.BASES: BASIS_KEYS, Kind.ATTACHMENT: ATTACHMENT_KEYS}
PARTS[Kind.ATTACHMENTS] = ATTACHMENT_KEYS
LISTS = {Kind.CHOICES, Kind.TEXTS, Kind.TABLE, Kind.BASES, Kind.ATTACHMENTS}
WITHHELD = "withheld"
Scalar = str | int | bool | float


def _parts(value: Any, keys: Iterable[str]) -> Any:
    if not isinstance(value, dict):
        return None
    return {key: value[key] for key in keys if isinstance(value.get(key), Scalar) or value.get(key, 0) is None}


def _row(columns: tuple[Any, ...], row: Any) -> Any:
    if not isinstance(row, dict):
        return None
    return {column.key: _copy(column, row[column.key]) for column in columns if column.key in row}


def _one(field: Field, value: Any, *, internal: bool) -> Any:
    if isinstance(field, Element) and field.columns:
        if not internal and field.row_key and isinstance(value, dict) and value.get(WITHHELD):
            return _withheld(field, value[WITHHELD])
        return _row(field.columns if internal else _public_columns(field.key), value)
    if field.type in PARTS:
        return _parts(value, PARTS[field.type])
    return value if isinstance(value, Scalar) else None


def _withheld(field: Element, code: Any) -> dict[str, Any]:
    """A row that a secret or privacy keeps from the public: that it is there, and why it is not shown (E27)."""
    column = next(one for one in field.columns if one.key == WITHHELD)
    codes = tables()[str(column.table)].schemes[str(column.scheme)].codes
    why = codes[code].zh if code in codes else ""
    return {str(field.row_key): f"依法不公开（{why}）", WITHHELD: code}


def _copy(field: Field, value: Any, *, internal: bool = False) -> Any:
    if is_none(value):
        return {"none": value["none"]}
    if field.type not in LISTS:
        return _one(field, value, internal=internal)
    if not isinstance(value, list):
        return None
    return [copied for one in value if (copied := _one(field, one, internal=internal)) is not None]


def _set(values: Mapping[str, Any], key: str) -> bool:
    return values.get(key) is not None


@cache
def _public() -> tuple[tuple[str, Element], ...]:
    return tuple((key, one) for key, one in elements().items() if one.public)


@cache
def _public_columns(key: str) -> tuple[Column, ...]:
    return elements()[key].public_columns


def public_view(values: Mapping[str, Any]) -> dict[str, Any]:
    """The elements and columns that the public may see, as a deep copy in the order of the definitions.

    {"name": "…", "own_hall": "…", "steps": [{"name": "…", "handler": "…"}]} → {"name": "…", "steps": [{"name": "…"}]}.
    Unknown keys, at every depth, and elements that are null are left out.
    """
    return {key: _copy(one, values[key]) for key, one in _public() if _set(values, key)}


def internal_view(values: Mapping[str, Any]) -> dict[str, Any]:
    """Every defined element and column, internal ones too, as a deep copy in the order of the definitions."""
    return {key: _copy(one, values[key], internal=True) for key, one in elements().items() if _set(values, key)}


@cache
def hidden_places() -> tuple[tuple[str, str], ...]:
    """What the public may not see: internal elements whole, and internal columns of public ones."""
    whole = [(key, "") for key, one in elements().items() if not one.public]
    parts = [(key, c.key) for key, one in elements().items() if one.public for c in one.columns if not c.public]
    return (*whole, *parts)


def is_hidden(path: str) -> bool:
    """Whether a place is an internal element or column, or lies in one: "own_hall", "steps[2].handler"."""
    key, _, rest = path.replace("[", ".", 1).partition(".")
    column = rest.partition("].")[2].partition(".")[0].partition("[")[0]
    return (key, "") in hidden_places() or (key, column) in hidden_places()
