"""The business line: items of the bodies below, and what is said about an item up and down."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from services.catalog import commands, store
from services.catalog.api.models import ItemId, ItemView, Taken
from services.catalog.domain.conformity import PARTS, Parts, departures
from shared.hosting.doors import Reading, Writing, requires
from shared.rights import Principal, Right

router = APIRouter(prefix="/desk", tags=["业务条线 line"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Speaker = Annotated[Principal, requires(Right.LINE_SPEAK)]


class LineNoteTaken(Taken):
    """A question or report upward, or guidance downward."""

    text: Annotated[str, StringConstraints(min_length=2, max_length=2000, strip_whitespace=True)]


class LineNoteView(BaseModel):
    """Who said what about an item, and when."""

    note_id: str
    office: str
    office_name: str
    text: str
    by: str
    at: str


@router.get("/line", summary="下级对口部门的事项 Items of the bodies below mine on the line")
async def below(
    connection: Reading,
    who: Reader,
    after: Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ItemView]:
    return [ItemView.of(item) for item in await store.items_below(connection, who.office, after, limit)]


@router.get("/items/{item_id}/line-notes", summary="条线沟通 What was said about an item along its line")
async def line_notes(connection: Reading, who: Reader, item_id: ItemId) -> list[LineNoteView]:
    await commands.on_the_line(connection, who, item_id)
    rows = await store.line_notes(connection, item_id)
    return [LineNoteView(**{name: getattr(row, name) for name in LineNoteView.model_fields}) for row in rows]


@router.post("/items/{item_id}/line-notes", status_code=201, summary="请示汇报、指导督促 Speak up or down the line")
async def speak(unit: Writing, who: Speaker, item_id: ItemId, given: LineNoteTaken) -> LineNoteView:
    row = await commands.speak(unit, who, item_id, given.text)
    view = LineNoteView(**{name: row[name] for name in LineNoteView.model_fields})
    unit.answer(201, view.model_dump_json())
    return view


class ToReview(BaseModel):
    """An item of a body below whose present edition waits for my review, and which of the seven elements it departs in."""

    item: ItemView
    level_set: str | None
    departs: list[str]


@router.get("/line-reviews", summary="待条线审核的事项 Items below that wait for my department's review")
async def to_review(
    connection: Reading,
    who: Reader,
    after: Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ToReview]:
    found = await store.to_review(connection, who.office, after, limit)
    return [
        ToReview(item=ItemView.of(item), level_set=upper.get("level_set"), departs=departures(own, upper))
        for item, own, upper in found
    ]


class PartView(BaseModel):
    """A catalogue item of my line: the levels that share it, those that lead, do and review it, and what is mine."""

    code: str
    name: str
    level_set: str | None
    leads: list[str]
    does: list[str]
    reviews: list[str]
    mine: list[str]


@router.get("/line-parts", summary="谁牵头、谁编制、谁审核 Who leads, does and reviews the items of my line")
async def parts(
    connection: Reading,
    who: Reader,
    part: Annotated[Literal["", "leads", "does", "reviews"], Query()] = "",
    after: Annotated[str, Query(max_length=12, pattern=r"^[0-9A-Za-z]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[PartView]:
    office = await store.office(connection, who.office)
    views = []
    sets = [name for name, shared in PARTS.items() if part in shared.of(office.level)] if part else None
    for item, level_set in await store.line_catalogue(connection, office.line, who.region[:2], sets, after, limit):
        found = PARTS.get(level_set or "", Parts((), ()))
        levels = {"leads": list(found.leads), "does": list(found.does), "reviews": list(found.reviews)}
        mine = found.of(office.level)
        views.append(PartView(code=item.code, name=item.name, level_set=level_set, mine=mine, **levels))
    return views


class LineReviewTaken(Taken):
    """A verdict on an edition, and what is to be mended."""

    edition: int = Field(ge=1)
    verdict: Literal["conforms", "mend"]
    text: Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)] = ""


class LineReviewView(BaseModel):
    """How a department above found an edition."""

    edition: int
    office: str
    verdict: str
    text: str
    by: str
    at: str


@router.get("/items/{item_id}/line-reviews", summary="条线审核意见 How the departments above found an item")
async def line_reviews(connection: Reading, who: Reader, item_id: ItemId) -> list[LineReviewView]:
    await commands.on_the_line(connection, who, item_id)
    rows = await store.line_reviews(connection, item_id)
    return [LineReviewView(**{name: getattr(row, name) for name in LineReviewView.model_fields}) for row in rows]


@router.post("/items/{item_id}/line-reviews", status_code=201, summary="条线审核 Review an item of a body below")
async def review_line(unit: Writing, who: Speaker, item_id: ItemId, given: LineReviewTaken) -> LineReviewView:
    await commands.review_line(unit, who, item_id, given.edition, given.verdict, given.text)
    told = given.model_dump() | {"office": who.office, "by": who.subject, "at": unit.stamp}
    view = LineReviewView(**told)
    unit.answer(201, view.model_dump_json())
    return view
