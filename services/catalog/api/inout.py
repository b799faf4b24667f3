"""In and out: change sets from files, their progress and reports; exports."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, StringConstraints

from services.catalog import commands, store
from services.catalog.api.desk import saved_view
from services.catalog.api.matching import IfMatch, based_on
from services.catalog.api.models import ItemId, SavedView, Taken
from services.catalog.domain.inout import ChangeSet
from shared.hosting.answers import gives
from shared.hosting.bodies import SHEET
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.hosting.headers import Place, Tag
from shared.hosting.spooled import Spooled, spooled
from shared.problems import WrongType
from shared.rights import Principal, Right

router = APIRouter(tags=["导入导出 in and out"])
Informant = Annotated[Principal, requires(Right.ITEM_EDIT)]
Keeper = Annotated[Principal, requires(Right.CHANGE_SET)]
Kind = Literal["catalogue", "statistics", "elements", "dump"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES = "application/jsonl"
BYTES = "application/octet-stream"
TAKES: dict[str, str] = {"catalogue": XLSX, "statistics": XLSX, "elements": LINES, "dump": BYTES}
MEBIBYTE = 1024 * 1024
_BINARY = {"schema": {"type": "string", "format": "binary"}}
BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {XLSX: _BINARY, LINES: _BINARY, BYTES: _BINARY}}}
FileName = Annotated[str, Query(max_length=200, pattern=r"^[^/\\\x00-\x1f\x7f]*$")]


class ChangeSetView(BaseModel):
    """A change set: `rows` were looked at, `done` have or would have an effect, `faults` stay out.

    kind `load`: a dump that a data centre sends; each body sees the set and the rows of its own items.
    state: reading (dry run at work), ready (dry run done), applying, inspecting (what was written is in, and the rules
    look at it), applied, failed (no row could be read,
    or it went no further: row 0 says why and what to do; what was written can be undone). Whatever was asked for, a load stays ready while a row
    would go over a loaded version without saying its own, and a catalogue while a row would change what is there, or
    elements, statistics and a body's own dump while a row that names no edition would go over what an item says (needs_dry_run): look at
    the rows, then apply it. A row that names the edition it was exported from is merged with what was saved since; what
    both changed is a fault of the row (conflict) with both texts.
    """

    set_id: str
    kind: str
    name: str
    state: str
    rows: int
    done: int
    faults: int
    by: str
    at: str
    undone_by: str | None

    @classmethod
    def of(cls, made: ChangeSet) -> "ChangeSetView":
        """The view of a change set."""
        return cls(**{name: getattr(made, name) for name in cls.model_fields})


class ChangeRowView(BaseModel):
    """One row: what it does, the differences typed by meaning for the applicant, and its faults by cell.

    action: new, changed, same, cancelled, to_cancel (a pushed cancellation opens; in up_task_directory, the catalogue's
    item ends, and one opens for each holder), passed (an older version, a repetition
    or what has ended), fault, note. Rows above 10,000,000 are the catalogue's items that arose with the row of the rest, and those
    above 20,000,000 the rows of up_task_directory, whose `changes` are what they change in the catalogue, or, where they
    only say so (`directory_differs`), how they differ from it.
    """

    row: int
    code: str
    item_id: str
    action: str
    before: int
    after: int
    changes: list[dict[str, Any]]
    faults: list[dict[str, Any]]


class ReportView(BaseModel):
    """A report that is not made yet: so many rows `of` those of the set are in it; it waits while the set is at work."""

    set_id: str
    state: str
    rows: int
    of: int
    detail_zh: str = "报告正在生成，请稍后再取。"
    detail: str = "The report is being made; ask again in a moment."


async def file_body(request: Request, here: Here, who: Keeper, kind: Kind) -> AsyncIterator[Spooled]:
    """The file that the kind asks for, taken in before the transaction begins; anything else is refused by its type.

    How long it may be depends on who sends it, which is looked at before anything is read.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != TAKES[kind]:
        raise WrongType(f"请以 {TAKES[kind]} 类型上传。", f"Send Content-Type {TAKES[kind]}.", "wrong_file")
    loads = commands.kind_for(who, kind) == "load"
    async with spooled(request, here.settings.load_limit * MEBIBYTE if loads else SHEET) as body:
        yield body


async def kept_file(here: Here, body: Annotated[Spooled, Depends(file_body)]) -> AsyncIterator[commands.File]:
    """The file, kept before the transaction begins; it is let go where that comes to nothing."""
    async with commands.kept(here, body.pieces(), body.sha256) as file:
        yield file


@router.post(
    "/desk/change-sets",
    status_code=202,
    openapi_extra=BODY,
    summary="上传变更集（默认试运行） A file of changes; a dry run by default",
)
async def open_change_set(
    who: Keeper,
    kind: Kind,
    file: Annotated[commands.File, Depends(kept_file)],
    unit: Writing,
    place: Place,
    name: FileName = "",
    apply: Annotated[bool, Query()] = False,
    good_rows: Annotated[bool, Query()] = False,
) -> ChangeSetView:
    made = await commands.open_change_set(unit, who, kind, name, file, apply=apply, good_rows=good_rows)
    view = ChangeSetView.of(made)
    place(f"/catalog/v1/desk/change-sets/{made.set_id}")
    unit.answer(202, view.model_dump_json())
    return view


@router.get("/desk/change-sets", summary="本单位的变更集 Change sets of my office")
async def change_sets(
    connection: Reading,
    who: Keeper,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    sha256: Annotated[
        str, Query(pattern="^([0-9a-f]{64})?$", description="只看由该文件而来的 of the file with this hash only")
    ] = "",
) -> list[ChangeSetView]:
    return [ChangeSetView.of(one) for one in await store.change_sets(connection, who.office, limit, sha256)]


@router.get("/desk/change-sets/{set_id}", summary="变更集进度 How far a change set is")
async def change_set(connection: Reading, who: Keeper, set_id: ItemId) -> ChangeSetView:
    made, _ = await commands.seen_set(connection, who, set_id)
    return ChangeSetView.of(made)


@router.get("/desk/change-sets/{set_id}/rows", summary="逐行差异与问题 Row by row: differences and faults")
async def change_rows(
    connection: Reading,
    who: Keeper,
    set_id: ItemId,
    after: Annotated[int, Query(ge=-1, le=2**31 - 1)] = -1,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    faults_only: Annotated[bool, Query()] = False,
) -> list[ChangeRowView]:
    _, office = await commands.seen_set(connection, who, set_id)
    rows = await store.change_rows(connection, set_id, after, limit, faults_only=faults_only, office=office)
    plain = ("row", "code", "item_id", "action", "before", "after")
    return [
        ChangeRowView(
            **{name: getattr(r, name) for name in plain}, changes=json.loads(r.changes), faults=json.loads(r.faults)
        )
        for r in rows
    ]


@router.get(
    "/desk/change-sets/{set_id}/report.xlsx",
    response_class=Response,
    responses=gives(XLSX) | {202: {"model": ReportView, "description": "Being made: ask again after Retry-After"}},
    summary="标注了问题的原表，转储为问题清单 The sheet with its faulty cells marked, of a dump the list of what is wrong",
)
async def report(connection: Reading, here: Here, who: Keeper, set_id: ItemId) -> Response:
    """A dump's is made once, when its rows are tried and again when they are in; until then 202 says how far it is.

    A body whose items a data centre loads has the report of its own rows. 转储的报告在试运行或应用之后生成一次，生成前答
    202 和进度；大数据中心装载的，各单位得到的是本单位事项的报告。
    """
    made, office = await commands.seen_set(connection, who, set_id)
    headers = {"Content-Disposition": f'attachment; filename="report-{set_id}.xlsx"'}
    if made.kind in commands.DUMPS:
        return await _of_dump(connection, here, made, office, headers)
    return Response(await commands.report(connection, made), media_type=XLSX, headers=headers)


async def _of_dump(connection: Reading, here: Here, made: ChangeSet, office: str, headers: dict[str, str]) -> Response:
    kept = None if office else await store.report_of(connection, made.set_id)
    if kept is None:
        return Response(await commands.own_report(connection, made, office), media_type=XLSX, headers=headers)
    if not kept.made:
        view = ReportView(set_id=made.set_id, state=made.state, rows=kept.rows, of=made.rows)
        return Response(view.model_dump_json(), 202, {"Retry-After": "2"}, "application/json")
    if await store.piece_of(connection, kept.file_id, 0) is None:
        raise commands.no_sheet()
    return StreamingResponse(commands.report_pieces(here, kept.file_id), media_type=XLSX, headers=headers)


@router.post("/desk/change-sets/{set_id}/application", status_code=202, summary="应用变更集 Put a tried set in")
async def apply_change_set(
    unit: Writing, who: Keeper, set_id: ItemId, good_rows: Annotated[bool, Query()] = False
) -> ChangeSetView:
    view = ChangeSetView.of(await commands.apply_change_set(unit, who, set_id, good_rows=good_rows))
    unit.answer(202, view.model_dump_json())
    return view


@router.post("/desk/change-sets/{set_id}/undo", status_code=202, summary="撤销变更集 Take a set back, as new editions")
async def undo_change_set(unit: Writing, who: Keeper, set_id: ItemId) -> ChangeSetView:
    """An undo that left rows as they are, which says why by row, is asked for again and goes on with these rows."""
    view = ChangeSetView.of(await commands.undo_change_set(unit, who, set_id))
    unit.answer(202, view.model_dump_json())
    return view


class RestoredView(SavedView):
    """An edition that came back; `kept` names the elements of the catalogue that stayed as they were, and the cure."""

    kept: list[dict[str, str]]


class Restoration(Taken):
    """Why an earlier edition comes back."""

    reason: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""


@router.post(
    "/desk/items/{item_id}/editions/{number}/restoration", summary="恢复旧版（另存新版） An earlier edition again"
)
async def restore(
    unit: Writing,
    who: Informant,
    item_id: ItemId,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    given: Restoration,
    tag: Tag,
    if_match: IfMatch = None,
) -> RestoredView:
    saved, kept = await commands.restore(unit, who, item_id, based_on(if_match), number, given.reason)
    view = RestoredView(**saved_view(saved, tag).model_dump(), kept=[one.shown() for one in kept])
    unit.answer(200, view.model_dump_json())
    return view
