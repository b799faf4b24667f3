"""Routes that every service has: its events, schemas, trail, dead letters and API reference."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel
from sqlalchemy import select

from shared import ledger, outbox, trail
from shared.clock import stamp
from shared.events import ALL, EVENTS, PREFIX
from shared.events.schemas import asyncapi, schema_of
from shared.hosting.answers import gives
from shared.hosting.doors import Here, Public, Reading, Snapshot, requires
from shared.hosting.runtime import Runtime
from shared.problems import NotFound
from shared.rights import Right

STEP = 100
IDLE = 15


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


class TrailState(BaseModel):
    """Whether the trail of this service holds, and each fault by name."""

    holds: bool
    entries: int
    faults: list[dict[str, Any]]


class DeadLetter(BaseModel):
    """An event that could not be handled."""

    event_id: str
    handler: str
    topic: str
    reason: str
    attempts: int
    buried_at: str


class PublicKey(BaseModel):
    """The key that checkpoints and guides are signed with."""

    key_id: str
    algorithm: str = "Ed25519"
    pem: str


def common_router(name: str) -> APIRouter:
    """The common routes of one service."""
    router = APIRouter(prefix=f"/{name}/v1", tags=["共用 common"])

    @router.get(
        "/events",
        dependencies=[Public],
        response_class=Response,
        responses=gives("text/event-stream"),
        summary="事件流（只含摘要） Server-sent events, digests only",
    )
    async def events(
        request: Request,
        here: Here,
        last_event_id: Annotated[str | None, Header()] = None,
        after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    ) -> Response:
        start = int(last_event_id) if last_event_id and last_event_id.isdigit() and len(last_event_id) < 16 else after  # noqa: PLR2004
        stream = _stream(request, here, start)
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )

    _document_routes(router, name)

    @router.get("/public-key", dependencies=[Public], summary="验签公钥 Public key for checkpoints and guides")
    async def public_key(here: Here) -> PublicKey:
        pem = here.keys.signer.public_pem
        return PublicKey(key_id=trail.key_id(pem), pem=pem)

    @router.get(
        "/dead-letters", dependencies=[requires(Right.OPERATE)], summary="死信 Events that could not be handled"
    )
    async def dead_letters(connection: Reading) -> list[DeadLetter]:
        return [DeadLetter.model_validate(letter) for letter in await outbox.dead(connection)]

    _trail_routes(router)
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


def _trail_routes(router: APIRouter) -> None:
    """The trail of a service: read, verified in place, exported."""

    @router.get("/trail", dependencies=[requires(Right.OPERATE)], summary="留痕 The trail of this service")
    async def trail_entries(
        connection: Reading,
        subject: Annotated[str, Query(max_length=64)] = "",
        after: Annotated[int, Query(ge=0, le=2**53)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> list[TrailEntry]:
        return await entries(connection, subject, after, limit)

    @router.get(
        "/trail/verification", dependencies=[requires(Right.OPERATE)], summary="校验留痕 Verify the trail in place"
    )
    async def trail_verification(here: Here, connection: Snapshot) -> TrailState:
        found = await trail.database_faults(connection, here.name, here.keys)
        head = (await connection.execute(select(ledger.head))).one_or_none()
        return TrailState(
            holds=not found, entries=head.trail_seq if head else 0, faults=[vars(fault) for fault in found]
        )

    @router.get(
        "/trail/export",
        dependencies=[requires(Right.OPERATE)],
        response_class=Response,
        responses=gives("application/jsonl"),
        summary="导出留痕 Export, verifiable offline",
    )
    async def trail_export(here: Here, connection: Snapshot) -> Response:
        lines = await trail.export(connection, here.name, here.keys.signer, stamp(here.clock()))
        text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
        return Response(text, media_type="application/jsonl")


async def entries(connection: Any, subject: str = "", after: int = 0, limit: int = 100) -> list[TrailEntry]:
    """Entries of the trail, oldest first, of one subject if named."""
    rows = select(ledger.trail).where(ledger.trail.c.seq > after).order_by(ledger.trail.c.seq).limit(limit)
    if subject:
        rows = rows.where(ledger.trail.c.subject == subject)
    return [TrailEntry.model_validate(dict(row)) for row in (await connection.execute(rows)).mappings()]


_LABELS = {PREFIX + event.type: event for event in ALL}


async def _stream(request: Request, here: Runtime, start: int | None) -> AsyncIterator[str]:
    """Digests of events as they are committed: what, about which item, when. Never a draft's content."""
    at = await here.kept(_beginning(here)) if start is None else start
    yield "retry: 2000\n\n"
    while True:
        ring = here.bell.next
        if here.ending or await request.is_disconnected():
            return
        found = await here.kept(_after(here, at))
        for row in found:
            at = row.seq
            yield f"id: {row.seq}\nevent: shixiang\ndata: {_digest(row.type, row.envelope)}\n\n"
        if not found:
            await _quiet(request, here, ring)
            yield ": still here\n\n"


async def _beginning(here: Runtime) -> int:
    """A little before the newest event."""
    async with here.db.reading() as connection:
        head = (await connection.execute(select(ledger.head.c.outbox_seq))).scalar_one()
    return max(0, int(head) - STEP)


async def _after(here: Runtime, at: int) -> Sequence[Any]:
    """The next events."""
    box = ledger.outbox.c
    rows = select(box.seq, box.type, box.envelope).where(box.seq > at).order_by(box.seq).limit(STEP)
    async with here.db.reading() as connection:
        return (await connection.execute(rows)).all()


async def _quiet(request: Request, here: Runtime, ring: asyncio.Event) -> None:
    """Wait for a commit since the last look; look up now and then so that a closed page is noticed."""
    for _ in range(IDLE):
        rung = await here.bell.wait(1.0, ring)
        if rung or not here.db.sqlite or await request.is_disconnected():  # another process does not ring here
            return


def _digest(kind: str, envelope: str) -> str:
    whole = json.loads(envelope)
    event, data = _LABELS[kind], whole["data"]
    item = data.get("item") or {}
    shown = {
        "type": kind,
        "zh": event.zh,
        "en": event.en,
        "source": whole["source"],
        "sequence": whole["sequence"],
        "time": whole["time"],
        "subject": whole["subject"],
        "code": item.get("code", data.get("item_code", "")),
        "name": item.get("name", data.get("item_name") or data.get("title", "")),
        "office": item.get("office_name", data.get("office_name", "")),
        "request_id": whole["correlationid"],
    }
    return json.dumps(shown, ensure_ascii=False)


_SWAGGER = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{name} 接口说明 API</title>
<link rel="stylesheet" href="/assets/swagger-ui.css"><link rel="icon" href="/assets/favicon-32x32.png">
</head><body><div id="ui"></div><script src="/assets/swagger-ui-bundle.js"></script>
<script src="/assets/docs.js" data-url="/{name}/v1/openapi.json"></script></body></html>"""
