"""What an element is and which codes there are, for whoever builds a form, reads a record or checks a sheet."""

import hashlib
import json
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from shared import elements
from shared.elements import told
from shared.hosting.answers import gives
from shared.hosting.doors import Public
from shared.hosting.headers import OnShelf
from shared.hosting.shelf import Kept
from shared.problems import NotFound

router = APIRouter(tags=["公开 public"])
Key = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,60}$")]
SCHEMA = "application/schema+json"


def _kept(body: str, media_type: str = "application/json") -> Kept:
    data = body.encode()
    return Kept(data, f'"{hashlib.sha256(data).hexdigest()[:32]}"'.encode(), media_type.encode())


@cache
def _definitions() -> str:
    return told.definitions().model_dump_json()


@cache
def _code_tables() -> str:
    return told.code_tables().model_dump_json()


@router.get(
    "/elements",
    dependencies=[Public],
    response_model=told.Definitions,
    summary="要素定义 Every element: what it is, who keeps it, who sees it, who demands it",
)
async def definitions(slot: OnShelf) -> Response:
    return slot.answer(_kept(_definitions()))


@router.get(
    "/elements.schema.json",
    dependencies=[Public],
    response_class=Response,
    responses=gives(SCHEMA),
    summary="公开要素的 JSON Schema The JSON Schema of a published record's elements",
)
async def schema(slot: OnShelf) -> Response:
    return slot.answer(_kept(json.dumps(elements.jsonschema(), ensure_ascii=False), SCHEMA))


@router.get(
    "/elements/{key}", dependencies=[Public], response_model=told.Definition, summary="一个要素的定义 One element"
)
async def definition(slot: OnShelf, key: Key) -> Response:
    if key not in elements.ELEMENTS:
        raise NotFound("没有这个要素。", "There is no such element.", "element")
    return slot.answer(_kept(told.definition(elements.ELEMENTS[key]).model_dump_json()))


@router.get(
    "/code-tables",
    dependencies=[Public],
    response_model=told.CodeTables,
    summary="代码表、体系与对照 Code tables, their schemes and the mappings between them",
)
async def code_tables(slot: OnShelf) -> Response:
    return slot.answer(_kept(_code_tables()))


@router.get(
    "/code-tables/{key}", dependencies=[Public], response_model=told.CodeTable, summary="一张代码表 One code table"
)
async def code_table(slot: OnShelf, key: Key) -> Response:
    if key not in elements.TABLES:
        raise NotFound("没有这张代码表。", "There is no such code table.", "table")
    return slot.answer(_kept(told.code_table(elements.TABLES[key]).model_dump_json()))
