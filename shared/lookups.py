"""Many rows by their keys in one statement: each is looked up by the index, however many a database thinks are there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, JSON, Column, Select, String, bindparam, func, select, true
from sqlalchemy.types import TypeEngine

_KEYS = "keys"


def each(dialect: str, rows: Select[Any], columns: Sequence[Column[Any]]) -> Select[Any]:
    """The row of a select for each of many keys, which `given` gives; the same statement for any number of them."""
    if dialect == "postgresql":
        arrays = [bindparam(f"{_KEYS}_{n}", type_=ARRAY(_kind(column))) for n, column in enumerate(columns)]
        asked = func.unnest(*arrays).table_valued(*(f"key_{n}" for n in range(len(columns)))).render_derived("asked")
        same = [column == asked.c[f"key_{n}"] for n, column in enumerate(columns)]
        found = rows.where(*same).limit(1).lateral("found")
        return select(found).select_from(asked.join(found, true()))
    told = func.json_each(bindparam(_KEYS, type_=JSON)).table_valued("value", name="asked").c.value
    return rows.where(*(column == func.json_extract(told, f"$[{n}]") for n, column in enumerate(columns)))


def given(dialect: str, keys: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The keys for such a select, of which there must be some: the values of their columns in order."""
    if dialect == "postgresql":
        return {f"{_KEYS}_{n}": list(values) for n, values in enumerate(zip(*keys, strict=True))}
    return {_KEYS: keys}


def _kind(column: Column[Any]) -> TypeEngine[Any]:
    """A text without its length: one that is too long is not there, and is not cut short to one that is."""
    return String() if isinstance(column.type, String) else column.type
