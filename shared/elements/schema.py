"""The JSON Schema 2020-12 of a published record's elements: a contract with who reads the events."""

from collections.abc import Callable
from typing import Any

from shared.elements.load import elements, units, version
from shared.elements.model import Column, Element, Field, Kind
from shared.elements.values import NONE_MAX

Schema = dict[str, Any]
CODE = {"type": "string", "maxLength": 20}
TEXT_LEAST = 300
PART: Schema = {"type": ["integer", "null"], "minimum": 0}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _limit() -> Schema:
    unit = {"type": "string", "enum": list(units())}
    return _object({"number": PART, "unit": unit, "note": {"type": ["string", "null"]}}, ["unit"])


def _basis() -> Schema:
    numbers = dict.fromkeys(("article", "insert", "paragraph", "item", "subitem"), PART)
    texts = {key: {"type": ["string", "null"]} for key in ("document_number", "version_date", "text")}
    kinds = {"enum": ["establishing", "implementing", "supervising"]}
    return _object({"kind": kinds, "title": {"type": "string"}} | numbers | texts, ["kind", "title"])


def _attachment() -> Schema:
    texts = {key: {"type": "string"} for key in ("name", "media_type")}
    sha = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return _object(texts | {"size": {"type": "integer", "minimum": 0}, "sha256": sha}, [*texts, "size", "sha256"])


def _list(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


def _row(field: Field) -> Schema:
    columns = field.public_columns if isinstance(field, Element) else ()
    return _object({column.key: _nullable(column) for column in columns}, [])


MAKERS: dict[Kind, Callable[[Field], Schema]] = {
    Kind.INTEGER: lambda field: {"type": "integer", "minimum": 0, "maximum": field.max},
    Kind.BOOLEAN: lambda _: {"type": "boolean"},
    Kind.CHOICE: lambda _: CODE,
    Kind.CHOICES: lambda field: _list(CODE, field.max),
    Kind.TEXTS: lambda field: _list({"type": "string"}, field.max),
    Kind.LIMIT: lambda _: _limit(),
    Kind.BASES: lambda field: _list(_basis(), field.max),
    Kind.ATTACHMENT: lambda _: _attachment(),
    Kind.ATTACHMENTS: lambda field: _list(_attachment(), field.max),
    Kind.TABLE: lambda field: _list(_row(field), field.max),
}


def _text(field: Field) -> Schema:
    return {"type": "string", "maxLength": max(field.max, TEXT_LEAST)}


def _type(field: Field) -> Schema:
    return MAKERS.get(field.type, _text)(field)


def _nullable(column: Column) -> Schema:
    return {"title": column.zh, "anyOf": [_type(column), {"type": "null"}]}


def _element(element: Element) -> Schema:
    reason = {"type": "string", "minLength": 1, "maxLength": NONE_MAX}
    forms = [_type(element)] + ([_object({"none": reason}, ["none"])] if element.none else [])
    return {"title": element.zh, "description": element.en, "anyOf": forms}


def jsonschema() -> Schema:
    """{"$schema", "$id", "type": "object", "properties": {element key: …}}; public elements only, nothing else allowed.

    Codes are strings without a closed list, so that a new code breaks no reader.
    """
    properties = {key: _element(one) for key, one in elements().items() if one.public}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:shixiang:elements:{version()}",
        "title": "公开要素 / public elements",
    } | _object(properties, [])
