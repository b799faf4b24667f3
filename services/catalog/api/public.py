"""What everyone may see: items that are online, as published."""

import hashlib
import json
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.catalog import commands, store
from services.catalog.api.absent import absent
from services.catalog.api.models import Changes, ChangeView
from shared.clock import day
from shared.cursor import cursor_of, place_of
from shared.hosting.answers import may_say
from shared.hosting.doors import Here, Public, Reading, requires
from shared.hosting.headers import OnShelf
from shared.hosting.shelf import Kept
from shared.problems import NotFound
from shared.rights import Right

router = APIRouter(tags=["公开 public"])


_HASHED = (
    "公开内容的哈希：除 public_hash、seal 外的全部内容，键名排序、无空白的 UTF-8 JSON（RFC 8785）的 SHA-256 "
    "SHA-256 over all the rest but the seal, as canonical JSON (RFC 8785); anyone can make it again"
)
_SEALED = (
    "平台对 shixiang-record|public_hash 的 Ed25519 签名，公钥见 /public-key "
    "this platform's signature of it, base64url; the key is at /public-key"
)


class Record(BaseModel):
    """A published record: the public view of an item's elements."""

    item_id: str
    code: str
    basic_code: str
    layer: str
    name: str
    edition: int
    hash: str
    region: dict[str, str]
    office: dict[str, str]
    published_at: str
    elements: dict[str, Any]
    public_hash: str = Field(default="", description=_HASHED)
    seal: str = Field(default="", description=_SEALED)


class RecordPage(BaseModel):
    """A page of records in the order asked for; `next` is the cursor to go on with."""

    items: list[Record]
    next: str | None


@router.get(
    "/items/{code}",
    dependencies=[Public],
    response_model=Record,
    responses=may_say(410),
    summary="按编码取事项 One published item by its code",
)
async def item(slot: OnShelf, connection: Reading, here: Here, code: str) -> Response:
    row = await store.live(connection, code)
    if row is None:
        raise await absent(connection, code, day(here.clock()))
    await commands.demand_sealed(connection, here.keys, code, row)
    leads = bool(await store.successions(connection, code))
    tag = f'"{row.digest[:32]}-{row.edition}"'
    kept = Kept(row.record.encode(), tag.encode(), headers=_lead(code) if leads else ())
    return slot.answer(kept)


def _lead(code: str) -> tuple[tuple[bytes, bytes], ...]:
    """What is public and is handed down says where it goes on."""
    return ((b"link", f'</catalog/v1/items/{code}/successors>; rel="successor-version"'.encode()),)


@router.get(
    "/items", dependencies=[Public], response_model=RecordPage, summary="检索事项 Published items, filtered and by page"
)
async def items(
    slot: OnShelf,
    connection: Reading,
    region: Annotated[
        str, Query(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$", description="区划，前缀 division, by prefix")
    ] = "",
    office: Annotated[str, Query(pattern=r"^([0-9A-Z]{18})?$", description="实施主体 credit code")] = "",
    type: Annotated[str, Query(pattern=r"^(\d{2})?$", description="事项类型 item type")] = "",  # noqa: A002
    q: Annotated[str, Query(max_length=100, description="名称中的字词 words of the name")] = "",
    sort: Annotated[Literal["code", "name", "newest"], Query(description="排序 order")] = "code",
    after: Annotated[str, Query(max_length=4000, description="上一页的 next")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    wanted = {"region": _stem(region), "office": office, "item_type": type}
    rows = await store.live_page(connection, wanted, q.strip(), sort, place_of(after, sort), limit + 1)
    more = cursor_of(rows[limit - 1].place, rows[limit - 1].code, sort) if len(rows) > limit else None
    body = '{"items":[' + ",".join(row.record for row in rows[:limit]) + '],"next":' + json.dumps(more) + "}"
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    return slot.answer(Kept(body.encode(), tag.encode()))


def _stem(region: str) -> str:
    return region.removesuffix("00").removesuffix("00") if len(region) == 6 else region  # noqa: PLR2004


@router.get(
    "/attachments/{sha256}",
    dependencies=[Public],
    summary="附件 A file that an online item shows",
    response_class=Response,
)
async def attachment(connection: Reading, sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> Response:
    row = await store.attachment(connection, sha256, shown_only=True)
    if row is None:
        raise NotFound("没有这个附件，或它未公开。", "There is no such public file.", "attachment")
    commands.demand_unaltered(sha256, row.body)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return Response(row.body, media_type=row.media_type, headers=headers)


@router.get("/changes", dependencies=[requires(Right.ITEM_PULL)], summary="按游标拉取变更 Changes after a cursor")
async def changes(
    connection: Reading,
    cursor: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Changes:
    rows = await store.changes(connection, cursor, limit + 1)
    shown = [_change(row) for row in rows[:limit]]
    return Changes(changes=shown, next=shown[-1].seq if shown else cursor, more=len(rows) > limit)


def _change(row: Any) -> ChangeView:
    values = {n: getattr(row, n) for n in ChangeView.model_fields if n != "record"}
    return ChangeView(**values, record=json.loads(row.record) if row.record and row.change == "online" else None)
