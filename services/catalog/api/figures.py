"""Figures of a body or a territory; what has to be filed again; bodies registered."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from services.catalog import commands, store
from services.catalog.api.matching import IfMatch, read_in
from services.catalog.api.models import CreditCode, DutyTaken, ItemView, OfficeView, Taken
from services.catalog.domain import Office, Values
from services.catalog.domain.duties import Duty, told
from services.catalog.domain.figures import Cancelled, Counted, Tally
from shared import elements
from shared.codes.divisions import prefix
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.hosting.headers import Tag
from shared.problems import NotFound
from shared.rights import OFFICES, Principal, Right, Role

router = APIRouter(tags=["统计 figures"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Editor = Annotated[Principal, requires(Right.INBOX_READ)]
DataCentre = Annotated[Principal, requires(Right.ACCOUNT_CREATE)]
OWN = {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}
PAGE = 1000


class FigureView(BaseModel):
    """How many of how many."""

    key: str
    zh: str
    en: str
    clause: str
    count: int
    of: int
    rate: float | None

    @classmethod
    def of_(cls, one: Counted) -> "FigureView":
        """The view of a figure."""
        figure = one.figure
        told = {name: getattr(figure, name) for name in ("key", "zh", "en", "clause")}
        return cls(**told, count=one.count, of=one.of, rate=one.rate)


Body = Annotated[CreditCode | None, Query()]


async def _held(here: Here, who: Principal, office: str | None) -> AsyncIterator[Values]:
    async for _, values in held_rows(here, who, office):
        yield values


async def held_rows(here: Here, who: Principal, office: str | None) -> AsyncIterator[tuple[Any, Values]]:
    """What is held by my office, or by my territory or one of its bodies, each with its row; a page at a time."""
    async with here.db.reading() as connection:
        body = await store.office(connection, office) if office else None
    if who.roles <= OWN and office not in (None, who.office):
        raise NotFound("只能查看本单位。", "You see your own office only.", "office")
    if body and body.credit_code != who.office:
        who.demand_territory(body.region)
    mine, after = office or (who.office if who.roles <= OWN else ""), ""
    while True:
        async with here.db.reading() as connection:
            rows = await store.held_in(connection, mine, prefix(who.region), after, PAGE)
        for row in rows:
            yield row, json.loads(row.elements)
        if len(rows) < PAGE:
            return
        after = rows[-1].code


async def records_in_force(
    here: Here, who: Principal, office: str | None, at: str
) -> AsyncIterator[tuple[Values, Values]]:
    """What was in force at an instant of my office, or of my territory or one of its bodies; a page at a time."""
    region, body = ("", who.office) if who.roles <= OWN else (prefix(who.region), office or "")
    after = ""
    while True:
        async with here.db.reading() as connection:
            rows = await store.records_in_force(connection, region, body, at, after, PAGE)
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        after = rows[-1][0]["item_id"]


@router.get("/desk/figures", summary="各项统计 The figures of my office, or of my territory or one of its bodies")
async def figures(here: Here, who: Reader, office: Body = None) -> list[FigureView]:
    tally = Tally()
    async for values in _held(here, who, office):
        tally.add(values)
    return [FigureView.of_(one) for one in tally.told()]


class CancelledView(BaseModel):
    """A material that is not asked any more: on which ground, and in how many items."""

    name: str
    ground: str
    ground_zh: str
    ground_en: str
    items: int


@router.get(
    "/desk/cancelled-materials",
    summary="已取消的证明材料清单 The list of cancelled materials with their grounds, of my office or territory",
)
async def cancelled_materials(here: Here, who: Reader, office: Body = None) -> list[CancelledView]:
    tally = Cancelled()
    async for values in _held(here, who, office):
        tally.add(values)
    return [
        CancelledView(name=name, ground=ground, ground_zh=word.zh, ground_en=word.en, items=count)
        for (name, ground), count in tally.told()
        for word in [elements.code_label("material_ground", ground, "jinchang") or elements.Word(ground, ground)]
    ]


class FilingView(BaseModel):
    """An item, and whether its form has to be filed (again): new, changed, or unchanged since it is online."""

    item: ItemView
    must_file: bool
    why: str


@router.get(
    "/desk/filing", summary="须填报确认单的事项 Which items must be filed; a permit online and unchanged need not"
)
async def filing(connection: Reading, who: Editor) -> list[FilingView]:
    found = []
    for item, changed in await store.filing(connection, who.office):
        why = "new" if not item.online else "changed" if changed else "unchanged"
        must = why != "unchanged" or item.item_type != "01"
        found.append(FilingView(item=ItemView.of(item), must_file=must, why=why))
    return found


KINDS = sorted({*OFFICES.values()})
Kind = Annotated[str, StringConstraints(pattern=f"^({'|'.join(KINDS)})$")]


class OfficeMade(Taken):
    """A body to be registered, down to town and village service points."""

    credit_code: CreditCode
    name: Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]
    region: Annotated[str, StringConstraints(pattern=r"^\d{6}(\d{3}){0,2}$")]
    kinds: list[Kind] = Field(min_length=1, max_length=5)
    nature: Annotated[str, StringConstraints(pattern=r"^[1239]$")] = "1"
    line: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)] = ""
    duties: list[DutyTaken] = Field(default=[], max_length=100)
    parent: CreditCode | None = None


@router.post("/offices", status_code=201, summary="登记机构 Register a body within my territory")
async def register(unit: Writing, who: DataCentre, made: OfficeMade) -> OfficeView:
    given = made.model_dump()
    given |= {"kinds": tuple(dict.fromkeys(made.kinds)), "level": commands.level_at(made.region)}
    office = Office(**given | {"duties": tuple(dict.fromkeys(one.duty() for one in made.duties))})
    await commands.register_office(unit, who, office)
    view = OfficeView.of(office)
    unit.answer(201, view.model_dump_json())
    return view


@router.get("/offices/{code}/duties", dependencies=[requires(Right.OFFICE_READ)], summary="三定职责 Duties of a body")
async def duties(connection: Reading, code: CreditCode, tag: Tag) -> list[Duty]:
    held = (await store.office(connection, code)).duties
    tag(f'"{commands.mark_of(told(held))}"')
    return list(held)


@router.put(
    "/offices/{code}/duties",
    summary="登记三定职责，须带所读 ETag What a body answers for beside its own business line; If-Match as read",
)
async def keep_duties(
    unit: Writing, who: DataCentre, code: CreditCode, given: list[DutyTaken], tag: Tag, if_match: IfMatch = None
) -> OfficeView:
    duties = list(dict.fromkeys(one.duty() for one in given))
    view = OfficeView.of(await commands.keep_duties(unit, who, code, duties, read_in(if_match)))
    tag(f'"{commands.mark_of(told(duties))}"')
    unit.answer(200, view.model_dump_json())
    return view
