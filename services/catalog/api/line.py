"""The business line: items of the bodies below, and what is said about an item up and down."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, StringConstraints

from services.catalog import commands, store
from services.catalog.api.models import ItemId, ItemView, Taken
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
