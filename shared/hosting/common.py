"""Routes that every service has: its events, schemas, trail, dead letters and API reference."""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger, outbox, trail
from shared.clock import stamp
from shared.events import EVENTS, PREFIX
from shared.events.schemas import asyncapi, schema_of
from shared.hosting import stream
from shared.hosting.answers import gives
from shared.hosting.doors import Here, Public, Reading, Snapshot, requires
from shared.hosting.records import Checked, Checks
from shared.hosting.runtime import Runtime
from shared.hosting.service import Sight
from shared.problems import NotFound
from shared.rights import Principal, Right


class TrailEntry(BaseModel):
    """One entry of the trail: who did what, when and why; contents only as hashes."""

    seq: int
    at: str
    who: str
    office: str
    action: str
    subject: str
    why: str
    before: str
    after: str
    request_id: str
    hash: str
    rows: str = Field(default="", description="随之写入的各行的哈希 hash of the rows written with it")


class TrailState(BaseModel):
    """Whether the trail of this service holds, and what the service keeps is what it tells; each fault by name."""

    holds: bool
    entries: int
    records: int = Field(
        default=0, description="与留痕核对的件数 editions, public records and rows held against the trail"
    )
    faults: list[dict[str, Any]]


class DeadLetter(BaseModel):
    """An event that could not be handled."""

    event_id: str
    handler: str
    topic: str
    reason: str
    attempts: int
    buried_at: str


class Standing(BaseModel):
    """How a service stands: its database, whether it hears events, and the bus."""

    service: str
    status: str = ""
    database: str = ""
    hearing: str = ""
    bus: str = ""
    records: str = Field(default="", description="hold, altered, or not checked yet: what is kept against the trail")


class PublicKey(BaseModel):
    """The key that checkpoints and guides are signed with."""

    key_id: str
    algorithm: str = "Ed25519"
    pem: str


def common_router(name: str, sight: Sight | None = None, checks: Checks | None = None) -> APIRouter:
    """The common routes of one service."""
    router = APIRouter(prefix=f"/{name}/v1", tags=["共用 common"])

    router.include_router(stream.router)
    _document_routes(router, name)

    @router.get("/readiness", dependencies=[Public], summary="就绪情况 How this service stands, for those outside")
    async def readiness(here: Here) -> Standing:
        return Standing(**(await here.standing() if here.standing else {"service": here.name}))

    @router.get("/public-key", dependencies=[Public], summary="验签公钥 Public key for checkpoints and guides")
    async def public_key(here: Here) -> PublicKey:
        pem = here.keys.signer.public_pem
        return PublicKey(key_id=trail.key_id(pem), pem=pem)

    @router.get(
        "/dead-letters", dependencies=[requires(Right.OPERATE)], summary="死信 Events that could not be handled"
    )
    async def dead_letters(connection: Reading) -> list[DeadLetter]:
        return [DeadLetter.model_validate(letter) for letter in await outbox.dead(connection)]

    _trail_routes(router, sight, checks)
    _heads_route(router)
    _verification_route(router, checks)
    return router


def _document_routes(router: APIRouter, name: str) -> None:
    """What a service says of itself: its events, its operations, and the page to read them on."""

    @router.get("/schemas/{event}.json", dependencies=[Public], summary="事件的 JSON Schema of an event")
    async def schema(event: str) -> dict[str, Any]:
        kind = EVENTS.get(PREFIX + event)
        if kind is None:
            raise NotFound("没有这种事件。", "There is no such event type.")
        return schema_of(kind)

    @router.get("/asyncapi.json", dependencies=[Public], summary="AsyncAPI 3 文档 document")
    async def asyncapi_document() -> dict[str, Any]:
        return asyncapi()

    @router.get("/openapi.json", dependencies=[Public], include_in_schema=False)
    async def openapi_document(request: Request) -> JSONResponse:
        return JSONResponse(request.app.openapi())

    @router.get("/docs", dependencies=[Public], include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(_SWAGGER.replace("{name}", name))


def _trail_routes(router: APIRouter, sight: Sight | None, checks: Checks | None) -> None:
    """The trail of a service: read, verified in place, exported, proved of one subject."""
    right = Right.TRAIL_READ if sight else Right.OPERATE

    @router.get("/trail", summary="留痕 The trail of this service, or of one subject in my sight")
    async def trail_entries(
        connection: Reading,
        who: Annotated[Principal, requires(right)],
        subject: Annotated[str, Query(max_length=64)] = "",
        after: Annotated[int, Query(ge=0, le=2**53)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> list[TrailEntry]:
        if sight and not who.may(Right.OPERATE):
            await sight(connection, who, subject)
        return await entries(connection, subject, after, limit)

    @router.get(
        "/trail/export",
        dependencies=[requires(Right.OPERATE)],
        response_class=Response,
        responses=gives("application/jsonl"),
        summary="导出留痕 Export, verifiable offline",
    )
    async def trail_export(here: Here, connection: Snapshot) -> Response:
        altered = (await checks(connection)).faults if checks else ()
        return as_lines(await trail.export(connection, here.name, here.keys, stamp(here.clock()), altered=altered))

    @router.get(
        "/trail/proof",
        response_class=Response,
        responses=gives("application/jsonl"),
        summary="留痕证明 The entries of one subject in my sight, verifiable offline",
    )
    async def trail_proof(
        here: Here,
        connection: Snapshot,
        who: Annotated[Principal, requires(right)],
        subject: Annotated[str, Query(min_length=1, max_length=64)],
    ) -> Response:
        if sight and not who.may(Right.OPERATE):
            await sight(connection, who, subject)
        return await proof(here, connection, subject, checks)


def _heads_route(router: APIRouter) -> None:
    """What anyone may keep of a trail."""

    @router.get(
        "/trail/heads",
        dependencies=[Public],
        response_class=Response,
        responses=gives("application/jsonl"),
        summary="留痕的签名链头 The newest signed heads; whoever keeps them can tell a trail that went back",
    )
    async def trail_heads(
        here: Here, connection: Reading, limit: Annotated[int, Query(ge=1, le=1000)] = 24
    ) -> Response:
        return as_lines(await trail.heads(connection, here.name, limit))


async def proof(here: Runtime, connection: AsyncConnection, subject: str, checks: Checks | None) -> Response:
    """The proof of one subject as a file; its end says too what of the subject is kept otherwise than the trail tells."""
    altered = (await checks(connection, subject)).faults if checks else ()
    return as_lines(await trail.proof(connection, here.name, here.keys, stamp(here.clock()), subject, altered=altered))


def as_lines(lines: Iterable[Mapping[str, Any]]) -> Response:
    """JSON Lines, as `shixiang trail verify` reads them."""
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    return Response(text, media_type="application/jsonl")


def _verification_route(router: APIRouter, checks: Checks | None) -> None:
    """The trail of a service in place, and what the service keeps against it."""

    @router.get(
        "/trail/verification",
        dependencies=[requires(Right.TRAIL_VERIFY)],
        summary="校验留痕 Verify the trail in place",
    )
    async def trail_verification(here: Here, connection: Snapshot) -> TrailState:
        found = [vars(fault) for fault in await trail.database_faults(connection, here.name, here.keys)]
        checked = await checks(connection) if checks else Checked(0, ())
        found += [vars(fault) for fault in checked.faults]
        head = (await connection.execute(select(ledger.head))).one_or_none()
        count = head.trail_seq if head else 0
        return TrailState(holds=not found, entries=count, records=checked.looked, faults=found)


async def entries(connection: Any, subject: str = "", after: int = 0, limit: int = 100) -> list[TrailEntry]:
    """Entries of the trail, oldest first, of one subject if named."""
    rows = select(ledger.trail).where(ledger.trail.c.seq > after).order_by(ledger.trail.c.seq).limit(limit)
    if subject:
        rows = rows.where(ledger.trail.c.subject == subject)
    return [TrailEntry.model_validate(dict(row)) for row in (await connection.execute(rows)).mappings()]


_SWAGGER = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{name} 接口说明 API</title>
<link rel="stylesheet" href="/assets/swagger-ui.css"><link rel="icon" href="/assets/favicon-32x32.png">
</head><body><div id="ui"></div><script src="/assets/swagger-ui-bundle.js"></script>
<script src="/assets/docs.js" data-url="/{name}/v1/openapi.json"></script></body></html>"""
