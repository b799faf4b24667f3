"""The live stream of a service's events: what is public to everyone, the rest to those who have it in sight.

Whoever has nothing in sight still sees that something happened: which step of an item's life, and when.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel
from sqlalchemy import select

from shared import ledger
from shared.events import EVENTS
from shared.events.steps import STEPS
from shared.hosting.doors import Here, Public, principal
from shared.hosting.runtime import Runtime
from shared.problems import Unauthenticated
from shared.rights import Principal, Right

STEP = 100
IDLE = 15
LONGEST_ID = 16
CAUGHT_UP = ": 已到最新 caught up\n\n"
RESTARTED = "event: restarted\ndata: {}\n\n"
"""Said when the reader's last event lies beyond the newest: the database is another one, so the stream starts anew."""


class Told(BaseModel):
    """What `data` of an event says; from `subject` on only of what is public or in the reader's sight."""

    type: str
    zh: str
    en: str
    step: int
    step_zh: str
    source: str
    sequence: int
    time: str
    subject: str = ""
    code: str = ""
    name: str = ""
    office: str = ""
    edition: int = 0
    hash: str = ""
    request_id: str = ""


def frames() -> dict[int | str, dict[str, Any]]:
    """The stream's answer in OpenAPI: text, which read as server-sent events gives frames of one of these forms."""
    told = Told.model_json_schema()
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": told}
    kinds: dict[str, dict[str, Any]] = {
        "shixiang": {"id": {"type": "string", "pattern": "^[0-9]+$"}, "data": data},
        "restarted": {"data": {"const": "{}"}},
    }
    forms = [
        {"type": "object", "required": ["event", *parts], "properties": {"event": {"const": kind}} | parts}
        for kind, parts in kinds.items()
    ]
    text = {"type": "string", "contentMediaType": "text/event-stream"}
    frame = {"type": "array", "items": {"oneOf": forms}}
    return {200: {"description": "OK", "content": {"text/event-stream": {"schema": text | {"contentSchema": frame}}}}}


router = APIRouter()


@router.get(
    "/events",
    dependencies=[Public],
    response_class=Response,
    responses=frames(),
    summary="事件流（公开事件全文；其余登录后按权限与属地） Server-sent events; more with a token, by right and territory",
)
async def events(
    request: Request,
    here: Here,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> Response:
    start = (
        int(last_event_id) if last_event_id and last_event_id.isdigit() and len(last_event_id) < LONGEST_ID else after
    )
    reader = await principal(request, here) if "authorization" in request.headers else None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = Stream(request, here, reader).lines(start)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


@dataclass
class Stream:
    """One reader's stream."""

    request: Request
    here: Runtime
    reader: Principal | None

    async def lines(self, start: int | None) -> AsyncIterator[str]:
        """Events as they are committed, from where the reader left or a little before the newest."""
        yield "retry: 2000\n\n"
        head = await self.here.kept(_head(self.here))
        if start is not None and start > head:
            yield RESTARTED
        at = start if start is not None and start <= head else max(0, head - STEP)
        while True:
            ring = self.here.bell.next
            if await self._over():
                return
            found = await self.here.kept(_after(self.here, at))
            for row in found:
                at = row.seq
                told = json.dumps(shown(row.type, json.loads(row.envelope), self.reader), ensure_ascii=False)
                yield f"id: {row.seq}\nevent: shixiang\ndata: {told}\n\n"
            if not found:
                yield CAUGHT_UP
                await self._quiet(ring)

    async def _over(self) -> bool:
        """Whether the process ends, the reader has gone, or his token has run out."""
        if self.here.ending or await self.request.is_disconnected():
            return True
        try:
            if self.reader is not None:
                self.reader = await principal(self.request, self.here)
        except Unauthenticated:
            return True
        return False

    async def _quiet(self, ring: asyncio.Event) -> None:
        """Wait for a commit since the last look; look up now and then so that a closed page is noticed."""
        for _ in range(IDLE):
            rung = await self.here.bell.wait(1.0, ring)
            sqlite = self.here.db.sqlite  # another process does not ring here
            if rung or not sqlite or await self.request.is_disconnected():
                return


async def _head(here: Runtime) -> int:
    async with here.db.reading() as connection:
        return int((await connection.execute(select(ledger.head.c.outbox_seq))).scalar_one())


async def _after(here: Runtime, at: int) -> Sequence[Any]:
    box = ledger.outbox.c
    rows = select(box.seq, box.type, box.envelope).where(box.seq > at).order_by(box.seq).limit(STEP)
    async with here.db.reading() as connection:
        return (await connection.execute(rows)).all()


def shown(kind: str, envelope: dict[str, Any], reader: Principal | None) -> dict[str, Any]:
    """An event as this reader sees it: a digest of what is in his sight, else only what kind of thing happened, and when."""
    event, data = EVENTS[kind], envelope["data"]
    number, zh = STEPS.get(event.type, (0, ""))
    told = Told(
        type=kind,
        zh=event.zh,
        en=event.en,
        step=number,
        step_zh=zh,
        source=envelope["source"],
        sequence=envelope["sequence"],
        time=envelope["time"],
    )
    if event.open_to_all(data) or (reader and in_sight(reader, data)):
        item = data.get("item") or {}
        told.subject = envelope["subject"]
        told.code = item.get("code", data.get("item_code", ""))
        told.name = item.get("name", data.get("item_name") or data.get("title", ""))
        told.office = item.get("office_name", data.get("office_name", ""))
        told.edition = data.get("edition", 0)
        told.hash = data.get("digest", "")
        told.request_id = envelope["correlationid"]
    return told.model_dump(exclude_unset=True)


def in_sight(reader: Principal, data: dict[str, Any]) -> bool:
    """Whether what happened is the reader's to know: meant for his office, or of an item that he may read."""
    if reader.may(Right.OPERATE):
        return True
    if not reader.may(Right.ITEM_READ):
        return False
    if reader.office in {data.get("office"), data.get("recipient"), *data.get("offices", ()), *data.get("to", ())}:
        return True
    item = data.get("item")
    return reader.sees(item["office"], item["region"]) if item else False
