"""The basic catalogue: import, list, hand down."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field, StringConstraints

from services.catalog import commands, store
from services.catalog.api.matching import IfMatch, based_on, mark_in
from services.catalog.api.models import (
    Change,
    Code,
    HandDown,
    HandedDown,
    ImportRow,
    ImportView,
    ItemView,
    OfficeView,
    Taken,
)
from shared import elements
from shared.hosting.doors import Reading, Writing, requires
from shared.hosting.headers import Put, Tag
from shared.problems import NotFound, WrongType
from shared.rights import Principal, Right

router = APIRouter(tags=["基本目录 catalogue"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}


async def sheet_body(request: Request) -> bytes:
    """The bytes of an XLSX workbook; anything else is refused by its type."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != XLSX:
        raise WrongType(
            f"请以 {XLSX} 类型上传 .xlsx 工作簿。",
            f"Send an .xlsx workbook with Content-Type {XLSX}.",
            "not_a_workbook",
        )
    return await request.body()


SheetBody = Annotated[bytes, Depends(sheet_body)]
Importer = Annotated[Principal, requires(Right.CATALOGUE_IMPORT)]
CatalogueReader = Annotated[Principal, requires(Right.CATALOGUE_READ)]
HandsDown = Annotated[Principal, requires(Right.CATALOGUE_HAND_DOWN)]


class BaseView(BaseModel):
    """A catalogue item with its elements; its owner sees the internal ones too.

    `to_be_reached`: how many of the bodies that hold it this edition is still on its way to.
    """

    item: ItemView
    edition: int
    digest: str
    elements: dict[str, Any]
    saved_by: str
    saved_at: str
    to_be_reached: int


class BaseMerging(Taken):
    """All elements of a catalogue item as edited over an edition that is no longer the newest.

    For each conflict "own", "upper" or {"value": …}; "upper" is what the colleague saved.
    """

    base_edition: Annotated[int, Field(ge=1, le=2**31 - 1)]
    elements: dict[str, Any] = Field(min_length=1, max_length=300)
    choices: dict[str, Any] = Field(default={}, max_length=300)


@router.post(
    "/catalogue/imports",
    openapi_extra=BODY,
    summary="导入基本目录（默认试运行） Import a catalogue sheet; a dry run by default",
)
async def import_catalogue(
    unit: Writing,
    who: Importer,
    data: SheetBody,
    tag: Tag,
    apply: Annotated[bool, Query()] = False,
    good_rows: Annotated[bool, Query()] = False,
    if_match: IfMatch = None,
) -> ImportView:
    """The answer's ETag stands for the items as they are: an apply that changes some names the dry run's in If-Match."""
    seen = mark_in(if_match)
    report = await commands.import_catalogue(unit, who, data, apply=apply, good_rows_only=good_rows, seen=seen)
    tag(f'"{report.mark}"')
    rows = [ImportRow(**vars(row)) for row in report.rows]
    view = ImportView(applied=report.applied, rows=rows, faults=report.faults)
    unit.answer(200, view.model_dump_json())
    return view


@router.get("/catalogue", dependencies=[requires(Right.CATALOGUE_READ)], summary="基本目录 The basic catalogue")
async def catalogue(
    connection: Reading,
    after: Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ItemView]:
    return [ItemView.of(i) for i in await store.page_of_items(connection, ["base"], "", "", "", after, limit)]


@router.get("/catalogue/{basic_code}", summary="目录事项 One catalogue item with its elements")
async def base(connection: Reading, who: CatalogueReader, basic_code: Code, tag: Tag) -> BaseView:
    found = await store.by_code(connection, basic_code)
    if found is None or found.layer != "base":
        raise NotFound("目录中没有该编码。", "There is no such code in the catalogue.", "basic_code")
    held = await store.edition(connection, found.item_id, found.head)
    tag(f'"{found.head}"')
    shown = held.elements if found.office == who.office else elements.public_view(held.elements)
    told = {n: getattr(held, n) for n in ("digest", "saved_by", "saved_at")}
    left = await store.to_be_reached(connection, found.item_id)
    return BaseView(item=ItemView.of(found), edition=found.head, elements=shown, to_be_reached=left, **told)


def _row(report: commands.RowReport, tag: Put) -> ImportRow:
    """What became of one row, with its edition as ETag."""
    tag(f'"{report.after or report.before}"')
    return ImportRow(**vars(report))


@router.put(
    "/catalogue/{basic_code}",
    summary="写入目录事项：新增不需 If-Match，修改需要 Write one catalogue item; If-Match for one that is there",
)
async def put_base(
    unit: Writing, who: Importer, basic_code: Code, given: Change, tag: Tag, if_match: IfMatch = None
) -> ImportRow:
    read = None if if_match is None else based_on(if_match)
    view = _row(await commands.put_base(unit, who, basic_code, given.elements, read), tag)
    unit.answer(200, view.model_dump_json())
    return view


@router.post("/catalogue/{basic_code}/merge", summary="与同事的改动合并 Merge with what a colleague saved meanwhile")
async def merge_base(unit: Writing, who: Importer, basic_code: Code, given: BaseMerging, tag: Tag) -> ImportRow:
    report = await commands.merge_base(unit, who, basic_code, given.base_edition, given.elements, given.choices)
    view = _row(report, tag)
    unit.answer(200, view.model_dump_json())
    return view


@router.post("/catalogue/{basic_code}/hand-down", summary="下发 Hand an item down to the bodies that ought to hold it")
async def hand_down(unit: Writing, who: HandsDown, basic_code: Code, to: HandDown) -> HandedDown:
    view = HandedDown(offices=await commands.hand_down(unit, who, basic_code, to.offices))
    unit.answer(200, view.model_dump_json())
    return view


@router.get("/offices", dependencies=[requires(Right.OFFICE_READ)], summary="机构 Registered bodies")
async def offices(connection: Reading) -> list[OfficeView]:
    return [OfficeView.of(o) for o in await store.offices(connection)]


class Wanted(Taken):
    """A type and a department for a main item, `divided` if it will have sub-items; or nine digits for a sub-item."""

    item_type: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] = "01"
    department: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] = "99"
    main: Annotated[str, StringConstraints(pattern=r"^(\d{9})?$")] = ""
    divided: bool = False


class CodeView(BaseModel):
    """A new basic code; `warning` when nine in ten of its scope are used."""

    basic_code: str
    left: int
    warning: bool


@router.post("/catalogue/codes", status_code=201, summary="分配基本编码 Allocate a basic code")
async def allocate(unit: Writing, who: Importer, wanted: Wanted) -> CodeView:
    given = await commands.allocate(unit, who, wanted.item_type, wanted.department, wanted.main, divided=wanted.divided)
    view = CodeView(basic_code=given.basic_code, left=given.left, warning=given.nearly_full)
    unit.answer(201, view.model_dump_json())
    return view


class GapsView(BaseModel):
    """The numbers of a scope: how many are used, which are free below the highest, and codes given of which nothing came."""

    scope: str
    used: int
    highest: int
    left: int
    nearly_full: bool
    free_below: list[int]
    given_unused: list[str]


@router.get(
    "/catalogue/codes/{beginning}",
    summary="编码使用情况与空号 Gap report: six digits for main items, nine for sub-items",
)
async def gaps(
    connection: Reading, _who: Importer, beginning: Annotated[str, Path(pattern=r"^(\d{6}|\d{9})$")]
) -> GapsView:
    found = await commands.gaps(connection, beginning)
    return GapsView(**vars(found))
