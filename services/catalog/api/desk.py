"""The desk: what a body's informant and checker do with their items."""

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from services.catalog import commands, store
from services.catalog.api.catalogue import BODY, SheetBody
from services.catalog.api.inboxes import AttentionView, Inbox, LoadedView
from services.catalog.api.matching import IfMatch, based_on
from services.catalog.api.models import (
    Change,
    Division,
    DraftView,
    EditionView,
    FindingView,
    ItemId,
    ItemView,
    OfferView,
    Refusal,
    RemarkView,
    SavedView,
    Submission,
)
from services.catalog.domain import Item, Saved, Values, shortfalls
from shared import elements
from shared.clock import day
from shared.codes.divisions import prefix
from shared.hosting.common import TrailEntry, entries
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.hosting.headers import Place, Put, Tag
from shared.problems import Malformed, NotFound
from shared.rights import Principal, Right, Role

router = APIRouter(prefix="/desk", tags=["工作台 desk"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Informant = Annotated[Principal, requires(Right.ITEM_EDIT)]
Checker = Annotated[Principal, requires(Right.ITEM_SUBMIT)]
Claimer = Annotated[Principal, requires(Right.ITEM_CLAIM)]
OwnBox = Annotated[Principal, requires(Right.INBOX_READ)]


def demand_sight(who: Principal, item: Item) -> None:
    """A body sees its own; those who audit, inspect or run see their territory; nobody sees a neighbour's."""
    if not who.sees(item.office, item.region):
        raise NotFound(
            "没有该事项，或不属于本单位、不在您的管辖区划内。",
            "There is no such item at your office or in your territory.",
            "item",
        )


def sees_internal(who: Principal, item: Item) -> bool:
    """Internal elements are for the body itself and the data centre; an auditor sees those of his parts in the audit."""
    return item.office == who.office or Role.DATA_CENTRE in who.roles


def sees_place(who: Principal, item: Item, path: str) -> bool:
    """Whether what is said of a place may be read: of internal elements only by those who see them."""
    return sees_internal(who, item) or not elements.is_hidden(path)


@router.get("/inbox", summary="待办：下发、退回、提醒 What waits for my office")
async def inbox(connection: Reading, who: OwnBox) -> Inbox:
    offers = [
        OfferView(
            **{n: getattr(r, n) for n in OfferView.model_fields if n != "handed_down_by"}, handed_down_by=r.office_name
        )
        for r in await store.offers_of(connection, who.office, "offered")
    ]
    returned = await store.page_of_items(
        connection, ["implementation", "handling"], who.office, "", "returned", "", 200
    )
    notes = [
        AttentionView(**{n: getattr(r, n) for n in AttentionView.model_fields})
        for r in await store.attentions(connection, who.office)
    ]
    claims = await store.claim_rate(connection, who.office)
    loaded = [
        LoadedView(**{n: getattr(r, n) for n in LoadedView.model_fields})
        for r in await store.newly_loaded(connection, who.office)
    ]
    blocked = await store.blocked_items(connection, who.office)
    back = [ItemView.of(i) for i in returned]
    return Inbox(offers=offers, returned=back, attentions=notes, loaded=loaded, blocked=blocked, claims=claims)


@router.post("/offers/{base_id}/claim", status_code=201, summary="认领 Claim what was handed down")
async def claim(unit: Writing, who: Claimer, base_id: ItemId, place: Place) -> ItemView:
    view = ItemView.of(await commands.claim(unit, who, base_id))
    place(f"/catalog/v1/desk/items/{view.item_id}")
    unit.answer(201, view.model_dump_json())
    return view


@router.post("/offers/{base_id}/refusal", status_code=204, summary="不予认领 Refuse with a reason and its end")
async def refuse(unit: Writing, who: Claimer, base_id: ItemId, no: Refusal) -> None:
    try:
        expires = date.fromisoformat(no.expires_on)
    except ValueError as bad:
        raise Malformed(
            "有效期不是有效日期，应为 2026-12-31 的形式。", "expires_on is no date; write it like 2026-12-31."
        ) from bad
    await commands.refuse(unit, who, base_id, no.reason, no.evidence, expires)


@router.delete("/offers/{base_id}/refusal", status_code=204, summary="撤回不予认领 Take a refusal back")
async def take_back_refusal(unit: Writing, who: Claimer, base_id: ItemId) -> None:
    await commands.take_back_refusal(unit, who, base_id)


@router.get("/items", summary="本单位或本辖区的事项 Items of my office or territory")
async def items(
    connection: Reading,
    who: Reader,
    state: Annotated[str, Query(pattern=r"^[a-z_]*$", max_length=20)] = "",
    after: Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ItemView]:
    own = who.roles <= {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}
    office, territory = (who.office, "") if own else ("", prefix(who.region))
    found = await store.page_of_items(
        connection, ["implementation", "handling"], office, territory, state, after, limit
    )
    return [ItemView.of(i) for i in found]


def _missing(who: Principal, item: Item, values: Values, on: date) -> dict[str, list[str]]:
    """What is still missing, as far as the reader may know of it."""
    found = shortfalls(values, item, on)
    return {name: [path for path in paths if sees_place(who, item, path)] for name, paths in found.items()}


@router.get("/items/{item_id}", summary="事项现稿 The present edition of an item")
async def draft(connection: Reading, here: Here, who: Reader, item_id: ItemId, tag: Tag) -> DraftView:
    item, held = await store.load_head(connection, item_id)
    demand_sight(who, item)
    tag(f'"{item.head}"')
    return DraftView(
        item=ItemView.of(item),
        edition=item.head,
        digest=held.digest,
        elements=held.elements if sees_internal(who, item) else elements.public_view(held.elements),
        missing=_missing(who, item, held.elements, day(here.clock())),
        saved_by=held.saved_by,
        saved_at=held.saved_at,
    )


def saved_view(saved: Saved, tag: Put) -> SavedView:
    """An accepted save, with its edition as ETag."""
    tag(f'"{saved.item.head}"')
    return SavedView(
        item=ItemView.of(saved.item),
        edition=saved.item.head,
        digest=saved.digest,
        changed=saved.changed,
        missing=saved.missing,
    )


@router.patch("/items/{item_id}/elements", summary="保存要素 Save elements; says what is still missing")
async def save(
    unit: Writing, who: Informant, item_id: ItemId, change: Change, tag: Tag, if_match: IfMatch = None
) -> SavedView:
    saved = await commands.save(unit, who, item_id, based_on(if_match), change.elements, change.reason)
    view = saved_view(saved, tag)
    unit.answer(200, view.model_dump_json())
    return view


@router.post("/items/{item_id}/form", openapi_extra=BODY, summary="导入流程确认单 Fill from the confirmation form")
async def form(
    unit: Writing,
    who: Informant,
    item_id: ItemId,
    data: SheetBody,
    tag: Tag,
    looked: Annotated[
        bool, Query(description="已核对会被改动或删除的内容 what it overwrites or loses was looked at")
    ] = False,
    if_match: IfMatch = None,
) -> SavedView:
    """A form that bears its item goes into no other (422). One that bears its edition is merged with what was saved
    since; one without, over what the item says, and rows that lose more than the form shows, need looked=true (428,
    422 with what it is).
    """
    return saved_view(await commands.import_form(unit, who, item_id, based_on(if_match), data, looked=looked), tag)


@router.post("/items/{item_id}/submission", status_code=202, summary="提交审核 Submit the present edition")
async def submit(
    unit: Writing, who: Checker, item_id: ItemId, given: Submission | None = None, if_match: IfMatch = None
) -> ItemView:
    reasons = given.reasons if given else {}
    view = ItemView.of(await commands.submit(unit, who, item_id, based_on(if_match), reasons))
    unit.answer(202, view.model_dump_json())
    return view


@router.post("/items/{item_id}/handling-items", status_code=201, summary="划分业务办理项 Divide off a handling item")
async def divide(unit: Writing, who: Informant, item_id: ItemId, division: Division) -> ItemView:
    view = ItemView.of(await commands.divide(unit, who, item_id, division.variant, division.name))
    unit.answer(201, view.model_dump_json())
    return view


@router.get("/items/{item_id}/editions", summary="历史版本 All editions")
async def editions(connection: Reading, who: Reader, item_id: ItemId) -> list[EditionView]:
    demand_sight(who, await store.load(connection, item_id))
    await commands.demand_listed(connection, item_id)
    return [
        EditionView(**{n: getattr(row, n) for n in EditionView.model_fields})
        for row in await store.history(connection, item_id)
    ]


@router.get("/items/{item_id}/remarks", summary="审核意见 Remarks of the auditors")
async def remarks(connection: Reading, who: Reader, item_id: ItemId) -> list[RemarkView]:
    item = await store.load(connection, item_id)
    demand_sight(who, item)
    return [
        RemarkView(**{n: getattr(r, n) for n in RemarkView.model_fields})
        for r in await store.remarks(connection, item_id)
        if sees_place(who, item, r.element)
    ]


@router.get("/items/{item_id}/findings", summary="质检问题 What inspection found")
async def findings(connection: Reading, who: Reader, item_id: ItemId) -> list[FindingView]:
    """What the formal inspection of the edition that was approved found, as it was then: empty before any inspection.

    What stands at the item today, from a load, a night or an inspection, and is closed when it is mended:
    /desk/findings?item=ID. What the rules say of its text this moment: /desk/items/ID/check.
    此处为该事项（已批准版本）正式质检当时的结果，未质检的为空；今日尚未解决的问题见 /desk/findings?item=ID，随时质检见
    /desk/items/ID/check。
    """
    item = await store.load(connection, item_id)
    demand_sight(who, item)
    found = await store.findings(connection, item_id, item.approved or item.head)
    return [
        FindingView(**{n: getattr(r, n) for n in FindingView.model_fields})
        for r in found
        if sees_place(who, item, r.path)
    ]


@router.get("/items/{item_id}/trail", summary="事项留痕 Who did what to this item, when and why")
async def trail(connection: Reading, who: Reader, item_id: ItemId) -> list[TrailEntry]:
    demand_sight(who, await store.load(connection, item_id))
    return await entries(connection, item_id, limit=500)


FileName = Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^/\\\x00-\x1f]+$")]


@router.post(
    "/attachments",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    summary="上传附件 Upload a file; its type is the Content-Type",
)
async def upload(request: Request, unit: Writing, who: Informant, name: FileName) -> dict[str, Any]:
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    kept = await commands.keep_attachment(unit, who, name, media_type, await request.body())
    unit.answer(201, json.dumps(kept, ensure_ascii=False))
    return kept
