"""SQL over many values at once, in the words of either database."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, any_, func, literal
from sqlalchemy.ext.asyncio import AsyncConnection


def among(connection: AsyncConnection, column: ColumnElement[Any], told: Iterable[Any]) -> ColumnElement[bool]:
    """Whether it is one of many; PostgreSQL looks up one array by the index, and would scan for many parameters."""
    values = sorted(set(told))
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    from sqlalchemy.dialects.postgresql import ARRAY

    kind = Integer if isinstance(column.type, Integer) else String
    return column == any_(literal(values, ARRAY(kind)))


def each(connection: AsyncConnection, told: Iterable[str]) -> ColumnElement[Any]:
    """A column of the values, to be joined with."""
    values = sorted(set(told))
    if connection.dialect.name != "postgresql":
        return func.json_each(json.dumps(values)).table_valued("value", name="told").c.value
    from sqlalchemy.dialects.postgresql import ARRAY

    return func.unnest(literal(values, ARRAY(String))).column_valued("told")
