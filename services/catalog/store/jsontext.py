"""What a JSON text in a column says under a key, asked in the database: one word for both dialects."""

from typing import Any

from sqlalchemy import Column, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Said(FunctionElement[str]):
    """The text under a key of a JSON object."""

    type = String()
    name = "said"
    inherit_cache = True


def said(column: Column[str] | Any, key: str) -> _Said:
    """What the JSON object in a text column says under a key; null where it says nothing."""
    return _Said(column, literal(key))


@compiles(_Said)
def _sqlite(element: _Said, compiler: Any, **kw: Any) -> str:
    column, key = (compiler.process(one, **kw) for one in element.clauses)
    return f"json_extract({column}, '$.' || {key})"


@compiles(_Said, "postgresql")
def _postgres(element: _Said, compiler: Any, **kw: Any) -> str:
    column, key = (compiler.process(one, **kw) for one in element.clauses)
    return f"(CAST({column} AS jsonb) ->> CAST({key} AS text))"


__all__: list[str] = []
