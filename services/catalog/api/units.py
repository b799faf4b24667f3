"""Units: the forms they hand in, and their sections."""

import json
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, StringConstraints

from services.catalog import commands, store
from services.catalog.api.matching import IfMatch, read_in
from services.catalog.api.models import CreditCode, ItemId, Taken
from services.catalog.domain.forms import HandedIn, forms
from shared.clock import day
from shared.codes.divisions import prefix
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.hosting.headers import Tag
from shared.problems import NotFound
from shared.rights import Principal, Right, Role

router = APIRouter(tags=["单位 units"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Unit_ = Annotated[Principal, requires(Right.CASE_OPEN)]
DataCentre = Annotated[Principal, requires(Right.ACCOUNT_CREATE)]
FormId = Literal["contacts", "statement", "statistics", "confirmation"]
Day = Annotated[str, StringConstraints(pattern=r"^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
CONFIRMATION = "confirmation"
OWN = {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}


class FormTaken(Taken):
    """A form handed in: the day of the sealed paper, the scan (an attachment), and how many copies were printed."""

    paper_on: Day = ""
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    copies: int = Field(default=0, ge=0, le=100_000)


class FormView(BaseModel):
    """How far a unit is with a form; `lacking` is paper, file, or both."""

    office: str
    office_name: str
    form: str
    zh: str
    en: str
    clause: str
    due_on: str
    paper_on: str
    sha256: str
    copies: int
    lacking: list[str]
    overdue: bool

    @classmethod
    def of(cls, handed: HandedIn, name: str, today: date) -> "FormView":
        """The view of a form of a unit."""
        form = forms()[handed.form]
        told = {key: getattr(form, key) for key in ("zh", "en", "clause")}
        told |= {key: getattr(handed, key) for key in ("office", "form", "paper_on", "sha256", "copies", "lacking")}
        due = form.due_on(handed.year).isoformat()
        return cls(**told, office_name=name, due_on=due, overdue=handed.overdue(today))


@router.put("/desk/forms/{form}", summary="报送表单（纸质、电子） Hand a form in, on paper and as a file")
async def hand_in(unit: Writing, who: Unit_, form: FormId, given: FormTaken) -> FormView:
    handed = HandedIn(who.office, form, day(unit.at).year, **given.model_dump())
    name = await commands.hand_in(unit, who, handed)
    view = FormView.of(handed, name, day(unit.at))
    unit.answer(200, view.model_dump_json())
    return view


@router.get("/desk/forms", summary="表单报送情况 Which forms were handed in, by my unit or the units of my territory")
async def handed_in(
    connection: Reading,
    here: Here,
    who: Reader,
    lacking: Annotated[bool, Query(description="只看未报齐的 only what lacks something")] = False,
) -> list[FormView]:
    today = day(here.clock())
    own = who.roles <= OWN
    there = await store.handed_in(connection, today.year, who.office if own else "")
    mine = [
        office
        for office in await store.offices(connection)
        if (office.credit_code == who.office if own else office.region.startswith(prefix(who.region)))
        and "implementing" in office.kinds
    ]
    found = [
        FormView.of(there.get((o.credit_code, form), HandedIn(o.credit_code, form, today.year)), o.name, today)
        for o in mine
        for form in forms()
    ]
    return [one for one in found if one.lacking or not lacking]


class ItemFormView(BaseModel):
    """How far the confirmation form of one item is; `lacking` is paper, file, or both."""

    item_id: str
    code: str
    name: str
    due_on: str
    paper_on: str
    sha256: str
    copies: int
    lacking: list[str]
    overdue: bool

    @classmethod
    def of(cls, item_id: str, code: str, name: str, handed: HandedIn, today: date) -> "ItemFormView":
        """The view of an item's form."""
        told = {key: getattr(handed, key) for key in ("paper_on", "sha256", "copies", "lacking")}
        due = forms()[handed.form].due_on(handed.year).isoformat()
        return cls(item_id=item_id, code=code, name=name, due_on=due, overdue=handed.overdue(today), **told)


@router.put(
    "/desk/items/{item_id}/form/handed-in", summary="报送一事项的确认单 Hand in the confirmation form of an item"
)
async def hand_in_item(unit: Writing, who: Unit_, item_id: ItemId, given: FormTaken) -> ItemFormView:
    today = day(unit.at)
    handed = HandedIn(who.office, CONFIRMATION, today.year, **given.model_dump())
    item = await commands.hand_in_item(unit, who, item_id, handed)
    view = ItemFormView.of(item_id, item.code, item.name, handed, today)
    unit.answer(200, view.model_dump_json())
    return view


@router.get(
    "/desk/forms/confirmation/items", summary="逐事项确认单报送情况 The confirmation form of each item of a body"
)
async def item_forms(
    connection: Reading,
    here: Here,
    who: Reader,
    office: Annotated[CreditCode | None, Query()] = None,
    lacking: Annotated[bool, Query(description="只看未报齐的 only what lacks something")] = False,
    after: Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ItemFormView]:
    today, body = day(here.clock()), office or who.office
    if body != who.office:
        who.demand_territory((await store.office(connection, body)).region)
        if who.roles <= OWN:
            raise NotFound("只能查看本单位。", "You see your own office only.", "office")
    rows = await store.item_forms(connection, body, today.year, after, limit, lacking=lacking)
    return [
        ItemFormView.of(
            row.item_id,
            row.code,
            row.name,
            HandedIn(body, CONFIRMATION, today.year, row.paper_on, row.sha256, row.copies),
            today,
        )
        for row in rows
    ]


class Sections(Taken):
    """The sections of a body; `merges` are those that its approval office took over."""

    approval_office: Name
    merges: list[Name] = Field(default=[], max_length=200)
    others: list[Name] = Field(default=[], max_length=200)


class SectionView(BaseModel):
    """A section, and the one it was merged into, if any."""

    name: str
    merged_into: str


@router.put(
    "/offices/{code}/sections",
    summary="登记内设科室与归并，须带所读 ETag The sections of a body, and which were merged; If-Match as read",
)
async def keep_sections(
    unit: Writing,
    who: DataCentre,
    code: Annotated[CreditCode, Path()],
    given: Sections,
    tag: Tag,
    if_match: IfMatch = None,
) -> list[SectionView]:
    held = {given.approval_office: ""} | dict.fromkeys(given.others, "")
    held |= dict.fromkeys((name for name in given.merges if name != given.approval_office), given.approval_office)
    await commands.keep_sections(unit, who, code, held, read_in(if_match))
    tag(f'"{commands.mark_of(held)}"')
    found = [SectionView(name=name, merged_into=into) for name, into in sorted(held.items())]
    unit.answer(200, json.dumps([vars(one) for one in found], ensure_ascii=False))
    return found


@router.get(
    "/offices/{code}/sections", dependencies=[requires(Right.OFFICE_READ)], summary="内设科室 Sections of a body"
)
async def sections(connection: Reading, code: Annotated[CreditCode, Path()], tag: Tag) -> list[SectionView]:
    held = await store.sections(connection, code)
    tag(f'"{commands.mark_of(held)}"')
    return [SectionView(name=name, merged_into=into) for name, into in held.items()]
