"""Tallies: the catalogue and the bodies held against each other; the numbers of a 情况说明, and whether they agree."""

import csv
import io
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from services.catalog import store
from services.catalog.api.models import CreditCode, Taken
from services.catalog.domain.statement import KINDS, Mistake, Statement, counted, mistakes
from shared import elements
from shared.codes.divisions import prefix
from shared.hosting.answers import gives
from shared.hosting.doors import Here, Reading, requires
from shared.problems import NotFound
from shared.rights import Principal, Right, Role
from shared.xlsx import CellValue, write

router = APIRouter(prefix="/desk", tags=["统计核对 tallies"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Exporter = Annotated[Principal, requires(Right.ITEM_EXPORT)]
OWN = {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}
Side = Annotated[
    Literal["catalogue", "bodies"],
    Query(description="catalogue 目录中无人认领的；bodies 本地有而目录没有的 unclaimed above, unmatched below"),
]
After = Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$", description="上一页的 next")]
XLSX, CSV = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"
PAGE, MOST = 1000, 100_000
WHY = {
    "no_base": "目录中没有",
    "cancelled": "目录已取消",
    "adjusted_name": "名称经批准调整",
    "other_name": "名称与目录不一致",
    "unclaimed": "无人认领",
}


class Unmatched(BaseModel):
    """An item without its counterpart: nobody below holds it, or the catalogue does not have it (so)."""

    code: str
    basic_code: str
    name: str
    item_type: str
    office_name: str
    why: str
    why_zh: str
    offered: int = 0
    refused: int = 0
    catalogue_name: str | None = None


class UnmatchedPage(BaseModel):
    """A page, and where the next one begins; empty at the end."""

    items: list[Unmatched]
    next: str


def _view(side: str, row: Any) -> Unmatched:
    shown = {name: getattr(row, name) for name in Unmatched.model_fields if hasattr(row, name)}
    shown |= {"basic_code": row.code, "why": "unclaimed"} if side == "catalogue" else {}
    return Unmatched(**shown, why_zh=WHY[shown["why"]])


Ask = Callable[[Any, str, int], Awaitable[Sequence[Any]]]


def _asking(who: Principal, side: str) -> Ask:
    ask = store.unclaimed if side == "catalogue" else store.unmatched
    office = who.office if who.roles <= OWN else ""
    return lambda connection, after, limit: ask(connection, prefix(who.region), office, after, limit)


@router.get("/matching", summary="对照目录：未认领、未对应 What has no counterpart, above or below")
async def matching(
    connection: Reading, who: Reader, side: Side, after: After = "", limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> UnmatchedPage:
    rows = await _asking(who, side)(connection, after, limit)
    return UnmatchedPage(items=[_view(side, row) for row in rows], next=rows[-1].code if len(rows) == limit else "")


HEADER = ("编码", "基本编码", "事项名称", "事项类型", "单位", "情况", "目录名称", "已下发单位数", "不予认领单位数")
WIDTHS = (34, 16, 50, 14, 30, 18, 40, 12, 14)


async def _all(here: Here, who: Principal, side: str) -> list[tuple[CellValue, ...]]:
    ask, found, after = _asking(who, side), list[tuple[CellValue, ...]](), ""
    while len(found) < MOST:
        async with here.db.reading() as connection:
            rows = await ask(connection, after, PAGE)
        found += [_cells(_view(side, row)) for row in rows]
        if len(rows) < PAGE:
            break
        after = rows[-1].code
    return found


def _cells(one: Unmatched) -> tuple[CellValue, ...]:
    word = elements.code_label("item_type", one.item_type)
    kind = word.zh if word else one.item_type
    return (one.code, one.basic_code, one.name, kind, one.office_name, one.why_zh, one.catalogue_name,
            one.offered, one.refused)  # fmt: skip


@router.get("/exports/matching.xlsx", response_class=Response, responses=gives(XLSX), summary="对照结果表格 As a sheet")
async def matching_sheet(here: Here, who: Exporter, side: Side) -> Response:
    body = write(HEADER, await _all(here, who, side), sheet="对照目录", widths=WIDTHS)
    return Response(body, media_type=XLSX, headers=_named(f"matching-{side}.xlsx"))


@router.get("/exports/matching.csv", response_class=Response, responses=gives(CSV), summary="对照结果 CSV As CSV")
async def matching_csv(here: Here, who: Exporter, side: Side) -> Response:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *([_harmless(cell) for cell in row] for row in await _all(here, who, side))])
    return Response(out.getvalue().encode("utf-8-sig"), media_type=CSV, headers=_named(f"matching-{side}.csv"))


def _harmless(cell: CellValue) -> CellValue:
    """Text that a spreadsheet would run as a formula, made text again."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


class KindCount(BaseModel):
    """One of the eleven kinds, counted."""

    code: str
    zh: str
    en: str
    count: int


class MistakeView(BaseModel):
    """One place where the numbers do not agree."""

    field: str
    rule: str
    message_zh: str
    message: str


class StatementView(BaseModel):
    """The numbers of a 情况说明 as the items give them; `mistakes` are differences to the last summary table."""

    office: str
    total: int
    kinds: list[KindCount]
    inside: int
    outside: int
    reason: str
    signatures: list[str]
    table: bool
    mistakes: list[MistakeView]


class StatementTaken(Taken):
    """The numbers as a 情况说明 says them; kinds by their code in the form's order, 01 to 11."""

    total: int = Field(ge=0, le=1_000_000)
    kinds: dict[Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[01])$")], int] = Field(default={}, max_length=11)
    inside: int = Field(ge=0, le=1_000_000)
    outside: int = Field(ge=0, le=1_000_000)
    reason: Annotated[str, StringConstraints(max_length=2000)] = ""


def _told(found: Sequence[Mistake]) -> list[MistakeView]:
    return [MistakeView(field=one.field, rule=one.rule, message_zh=one.zh, message=one.en) for one in found]


async def _table(connection: Reading, office: str) -> Statement | None:
    rows = await store.last_table(connection, office)
    return None if rows is None else counted(rows)


@router.get("/statement", summary="情况说明的数字 The numbers of a 情况说明, and whether the summary table agrees")
async def statement(
    connection: Reading, who: Reader, office: Annotated[CreditCode | None, Query()] = None
) -> StatementView:
    body = await store.office(connection, office or who.office)
    if body.credit_code != who.office:
        if who.roles <= OWN:
            raise NotFound("只能查看本单位。", "You see your own office only.", "office")
        who.demand_territory(body.region)
    said, table = counted(await store.held_by(connection, body.credit_code)), await _table(connection, body.credit_code)
    return StatementView(
        office=body.credit_code,
        total=said.total,
        kinds=[KindCount(code=c, zh=KINDS[c].zh, en=KINDS[c].en, count=n) for c, n in said.kinds.items()],
        inside=said.inside,
        outside=said.outside,
        reason=said.reason,
        signatures=["单位主要领导", *(["主管市级领导"] if said.outside else [])],
        table=table is not None,
        mistakes=_told(list(mistakes(said, table))),
    )


@router.post("/statement/check", summary="核对情况说明 Whether a 情况说明 adds up and agrees with the table")
async def check(connection: Reading, who: Reader, given: StatementTaken) -> list[MistakeView]:
    said = Statement(given.total, given.kinds, given.inside, given.outside, given.reason)
    return _told(list(mistakes(said, await _table(connection, who.office))))
