"""Exports: one's own items for those who keep them, published items for everyone; page by page, never all in memory."""

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from services.catalog import store
from services.catalog.api.desk import demand_sight, sees_internal
from services.catalog.api.models import ItemId
from services.catalog.sheets import confirmation_form, export, statistics
from services.catalog.sheets.lines import line as as_line
from shared import elements
from shared.clock import day
from shared.codes.divisions import prefix
from shared.hosting.answers import gives
from shared.hosting.doors import Here, Public, Reading, requires
from shared.hosting.runtime import Runtime
from shared.rights import Principal, Right, Role
from shared.xlsx import CellValue, Growing

router = APIRouter(tags=["导入导出 in and out"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES = "application/jsonl"
SIZE, MOST = 200, 10_000
Exporter = Annotated[Principal, requires(Right.ITEM_EXPORT)]
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
After = Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$")]
State = Annotated[str, Query(pattern=r"^[a-z_]*$", max_length=20)]
Region = Annotated[str, Query(pattern=r"^(\d{6}|\d{9}|\d{12})?$")]
Office = Annotated[str, Query(pattern=r"^[0-9A-Z]{0,18}$")]
ItemType = Annotated[str, Query(pattern=r"^(\d{2})?$")]
Profile = Annotated[
    str,
    Query(
        pattern=f"^({'|'.join(elements.PROFILES)})?$", description="只要这一要素口径的列 only the columns of a profile"
    ),
]
AtMost = Annotated[int, Query(ge=1, le=MOST)]
Ask = Callable[[str, int], Awaitable[Sequence[Any]]]
NARROW = {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}


def own_items(here: Runtime, who: Principal, state: str, *, counted: bool = False) -> Ask:
    """Asks for pages of what the caller may see, of his body or of his territory; or only of what a table counts."""
    office, territory = (who.office, "") if who.roles <= NARROW else ("", prefix(who.region))

    async def page(after: str, limit: int) -> Sequence[Any]:
        async with here.db.reading() as connection:
            return await store.exported(connection, office, territory, state, after, limit, counted=counted)

    return lambda after, limit: here.kept(page(after, limit))


def published(here: Runtime, region: str, office: str, item_type: str, approved: Sequence[str] = ()) -> Ask:
    """Asks for pages of what is online; of these divisions only what their government approved."""
    wanted = {"region": prefix(region) if region else "", "office": office, "item_type": item_type}

    async def page(after: str, limit: int) -> Sequence[Any]:
        async with here.db.reading() as connection:
            return await store.exported_live(connection, wanted, after, limit, approved)

    return lambda after, limit: here.kept(page(after, limit))


async def pages(ask: Ask, after: str, most: int | None = None) -> AsyncIterator[Sequence[Any]]:
    """Page by page, `most` rows in all."""
    given = 0
    while most is None or given < most:
        rows = await ask(after, SIZE if most is None else min(SIZE, most - given))
        if not rows:
            return
        yield rows
        after, given = rows[-1].code, given + len(rows)


def _visible(row: Any, who: Principal) -> dict[str, Any]:
    """All elements for the body itself and the data centre, the public ones for others."""
    values: dict[str, Any] = json.loads(row.elements)
    return values if row.office == who.office or Role.DATA_CENTRE in who.roles else elements.public_view(values)


async def _lines(ask: Ask, after: str, told: Callable[[Any], bytes]) -> AsyncIterator[bytes]:
    async for rows in pages(ask, after):
        yield b"".join(told(row) for row in rows)


class Sent(FileResponse):
    """A file of this moment: it is nobody's to know again, so it has no tag and no date."""

    def set_stat_headers(self, stat_result: os.stat_result) -> None:
        """Its length alone."""
        self.headers.setdefault("content-length", str(stat_result.st_size))


async def _workbook(
    ask: Ask, after: str, most: int, told: Callable[[Any], list[CellValue]], header: Sequence[str]
) -> Response:
    """The sheet, grown in a file that goes when it is sent, and goes too when it cannot be made."""
    handle, path = tempfile.mkstemp(suffix=".xlsx")
    os.close(handle)
    try:
        book = Growing(path, list(header), sheet="事项")
        try:
            async for rows in pages(ask, after, most):
                await asyncio.to_thread(book.add, map(told, rows))
        finally:
            await asyncio.to_thread(book.close)
    except BaseException:
        Path(path).unlink(missing_ok=True)  # noqa: ASYNC240 - one name out of a folder
        raise
    gone = BackgroundTask(Path(path).unlink, missing_ok=True)
    return Sent(path, media_type=XLSX, filename="items.xlsx", background=gone)


@router.get(
    "/desk/exports/items.jsonl",
    response_class=Response,
    responses=gives(LINES),
    summary="导出本单位或本辖区事项 Items of my office or territory, to be imported again",
)
async def own_lines(here: Here, who: Exporter, state: State = "", after: After = "") -> Response:
    stream = _lines(own_items(here, who, state), after, lambda row: as_line(row.code, _visible(row, who), row.head))
    return StreamingResponse(stream, media_type=LINES)


@router.get(
    "/desk/exports/items.xlsx",
    response_class=Response,
    responses=gives(XLSX),
    summary="导出为表格 The same as a sheet",
)
async def own_sheet(
    here: Here, who: Exporter, state: State = "", profile: Profile = "", after: After = "", limit: AtMost = MOST
) -> Response:
    def told(row: Any) -> list[CellValue]:
        return export.line(row.code, row.office_name, row.region_name, _visible(row, who), profile, internal=True)

    return await _workbook(own_items(here, who, state), after, limit, told, export.header(profile, internal=True))


@router.get(
    "/desk/exports/statistics.xlsx",
    response_class=Response,
    responses=gives(XLSX),
    summary="政务服务事项统计表 The statistics table of my office or territory",
)
async def statistics_sheet(
    here: Here, who: Exporter, state: State = "", after: After = "", limit: AtMost = MOST
) -> Response:
    numbers = count(1)

    def told(row: Any) -> list[CellValue]:
        return statistics.line(next(numbers), _visible(row, who), row.head)

    return await _workbook(own_items(here, who, state, counted=True), after, limit, told, statistics.HEADER)


@router.get(
    "/desk/items/{item_id}/form.xlsx",
    response_class=Response,
    responses=gives(XLSX),
    summary="流程确认单 The confirmation form of an item, filled in",
)
async def filled_form(connection: Reading, who: Reader, item_id: ItemId) -> Response:
    item, held = await store.load_head(connection, item_id)
    demand_sight(who, item)
    whole = sees_internal(who, item)
    values, edition = (held.elements, item.head) if whole else (elements.public_view(held.elements), 0)
    of = item.code, item.name
    return Response(await asyncio.to_thread(confirmation_form.write, values, None, edition, of), media_type=XLSX)


@router.get(
    "/exports/items.jsonl",
    dependencies=[Public],
    response_class=Response,
    responses=gives(LINES),
    summary="导出已上线事项 Published items, one record a line",
)
async def public_lines(
    here: Here, region: Region = "", office: Office = "", item_type: ItemType = "", after: After = ""
) -> Response:
    ask = published(here, region, office, item_type)
    return StreamingResponse(_lines(ask, after, lambda row: row.record.encode() + b"\n"), media_type=LINES)


@router.get(
    "/exports/items.xlsx",
    dependencies=[Public],
    response_class=Response,
    responses=gives(XLSX),
    summary="已上线事项表格 Published items as a sheet",
)
async def public_sheet(
    here: Here,
    region: Region = "",
    office: Office = "",
    item_type: ItemType = "",
    profile: Profile = "",
    after: After = "",
    limit: AtMost = MOST,
) -> Response:
    def told(row: Any) -> list[CellValue]:
        record = json.loads(row.record)
        place = record["office"]["name"], record["region"]["name"]
        line = export.line(row.code, *place, record["elements"], profile, internal=False)
        last = (record["layer"], record["basic_code"], record["office"]["code"])
        return [*line, *((row.document_number, row.approved_on) if approved else ()), *last]

    approved = elements.approved_first(profile, day(here.clock()))
    header = [*export.header(profile, internal=False), *(export.APPROVAL if approved else ()), *export.LAST]
    return await _workbook(published(here, region, office, item_type, approved), after, limit, told, header)
