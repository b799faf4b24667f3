"""The life of an item beyond its editions: cases with gates, cancelling from above, requests upward, holdings."""

from collections import Counter
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints

from services.catalog import commands, store
from services.catalog.api.cases import CaseView, RequestView, case_view, request_view
from services.catalog.api.desk import demand_sight, sees_internal
from services.catalog.api.models import Code, CreditCode, ItemId, Reason, Taken
from services.catalog.commands.forerunners import Forerunner
from services.catalog.domain.delegating import Rest, Way
from services.catalog.domain.gates import Paper
from services.catalog.domain.successors import Step, beside
from shared.clock import day
from shared.elements import public_view
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.problems import NotFound
from shared.rights import Principal, Right, Role

router = APIRouter(tags=["事项变动 life"])
Opener = Annotated[Principal, requires(Right.CASE_OPEN)]
Gatekeeper = Annotated[Principal, requires(Right.CASE_PASS)]
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Informant = Annotated[Principal, requires(Right.ITEM_EDIT)]
Owner = Annotated[Principal, requires(Right.CATALOGUE_HAND_DOWN)]
Kind = Literal["cancel_repealed", "cancel_pushed", "adjust", "delegate", "end_entrust"]
Element = Annotated[str, StringConstraints(max_length=60)]
Text = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
Date = Annotated[str, StringConstraints(pattern=r"^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$")]


class CaseTaken(Taken):
    """A case to open: why; for an adjustment which catalogue-level elements; for a delegation which bodies, and how.

    To end an entrusting, `to` are the bodies entrusted no more.

    `rest` is what becomes of an item handed down in the places that no body named has: it stays for them, or it ends.
    """

    kind: Kind
    ground: Reason
    elements: list[Element] = Field(default=[], max_length=50)
    to: list[CreditCode] = Field(default=[], max_length=100)
    way: Way = "hand_down"
    rest: Rest = "stays"


class GateTaken(Taken):
    """A gate passed or refused, with the document that belongs to it."""

    verdict: Literal["passed", "refused"]
    document_number: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)] = ""
    issuer: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    issued_on: Date = ""
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    note: Text = ""


class ForerunnerView(BaseModel):
    """An item of the body whose code leads to another, and how."""

    item_id: str
    code: str
    name: str
    state: str
    kind: str


class Forerunners(BaseModel):
    """What an item follows at its body; `differing` has each element of which the texts and its own differ, by code."""

    items: list[ForerunnerView]
    differing: dict[str, dict[str, Any]]


def forerunner(one: Forerunner) -> ForerunnerView:
    """One, as a desk sees it."""
    held = one.item
    return ForerunnerView(item_id=held.item_id, code=held.code, name=held.name, state=held.state, kind=one.kind)


class RequestTaken(Taken):
    """A catalogue item to be compiled by the province, set up by a local regulation (G21)."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]
    item_type: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    law: Annotated[str, StringConstraints(min_length=4, max_length=300, strip_whitespace=True)]
    article: Annotated[int, Field(ge=1, le=2000)]
    reason: Reason


class RequestAnswer(Taken):
    """Compiled under a basic code, or refused with a reason."""

    verdict: Literal["passed", "refused"]
    basic_code: Annotated[str, StringConstraints(pattern=r"^([0-9A-Za-z]{10,40})?$")] = ""
    note: Text = ""


class Cancellation(Taken):
    """The province cancels an item, or puts others in its place."""

    kind: Literal["cancel", "merge", "split", "rename"]
    reason: Reason
    successors: list[Code] = Field(default=[], max_length=50)


class Cancelled(BaseModel):
    """The items whose bodies now have a case to follow."""

    items: list[str]


class HoldingView(BaseModel):
    """How a body stands to a catalogue item that it ought to hold."""

    basic_code: str
    name: str
    item_type: str
    state: str
    audit: str | None = None


class Holdings(BaseModel):
    """All of them, counted; the rate is held over ought to be held."""

    office: str
    counts: dict[str, int]
    rate: float | None
    items: list[HoldingView]


@router.post(
    "/desk/items/{item_id}/cases", status_code=201, summary="开立办件（取消、调整、下放、委托、终止委托） Open a case"
)
async def open_case(unit: Writing, who: Opener, item_id: ItemId, wanted: CaseTaken) -> CaseView:
    asked = (wanted.kind, wanted.ground, wanted.elements, wanted.to, wanted.way, wanted.rest)
    view = case_view(await commands.open_case(unit, who, item_id, *asked))
    unit.answer(201, view.model_dump_json())
    return view


@router.post("/desk/cases/{case_id}/gates/{gate}", summary="办理一关 Pass or refuse the gate that is due")
async def pass_gate(
    unit: Writing,
    here: Here,
    who: Gatekeeper,
    case_id: ItemId,
    gate: Annotated[str, StringConstraints(pattern=r"^[a-z_]{3,30}$")],
    given: GateTaken,
) -> CaseView:
    paper = Paper(given.document_number, given.issuer, given.issued_on, given.sha256)
    case = await commands.pass_gate(unit, who, case_id, gate, given.verdict, paper, given.note, here)
    view = case_view(case, await store.gates_of(unit.connection, case_id))
    unit.answer(200, view.model_dump_json())
    return view


@router.post("/catalogue/{basic_code}/cancellation", summary="上级取消、合并、拆分、更名 Cancel from above")
async def cancel_base(unit: Writing, who: Owner, basic_code: Code, wanted: Cancellation) -> Cancelled:
    items = await commands.cancel_base(unit, who, basic_code, wanted.reason, wanted.successors, wanted.kind)
    view = Cancelled(items=items)
    unit.answer(200, view.model_dump_json())
    return view


@router.post("/desk/requests", status_code=201, summary="请示省级编制目录 Ask the province for an item")
async def request_item(unit: Writing, who: Opener, wanted: RequestTaken) -> RequestView:
    view = request_view(await commands.request_item(unit, who, wanted.model_dump()))
    unit.answer(201, view.model_dump_json())
    return view


@router.post("/desk/requests/{case_id}/answer", summary="答复请示 Answer a request")
async def answer_request(unit: Writing, who: Owner, case_id: ItemId, given: RequestAnswer) -> RequestView:
    case = await commands.answer_request(unit, who, case_id, given.verdict, given.basic_code, given.note)
    view = request_view(case)
    unit.answer(200, view.model_dump_json())
    return view


@router.get("/desk/holdings", summary="应认领与已认领 What a body ought to hold, and holds")
async def holdings(
    connection: Reading, here: Here, who: Reader, office: Annotated[CreditCode | None, Query()] = None
) -> Holdings:
    body = await store.office(connection, office or who.office)
    if body.credit_code != who.office:
        if who.roles <= {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}:
            raise NotFound("只能查看本单位。", "You see your own office only.", "office")
        who.demand_territory(body.region)
    found = await commands.holdings(connection, body, day(here.clock()).isoformat())
    counts, rate = dict(Counter(row.state for row in found)), commands.rate_of(found)
    return Holdings(office=body.credit_code, counts=counts, rate=rate, items=[HoldingView(**vars(r)) for r in found])


@router.get("/desk/items/{item_id}/successors", summary="承接事项 Where an item leads")
async def successors(connection: Reading, who: Reader, item_id: ItemId) -> list[Step]:
    item = await store.load(connection, item_id)
    demand_sight(who, item)
    return await commands.way_from(connection, item.code)


@router.get("/desk/items/{item_id}/forerunners", summary="原事项文本 What a body wrote before of what an item follows")
async def before_it(connection: Reading, who: Reader, item_id: ItemId) -> Forerunners:
    """The body's items whose codes lead to this one, and the elements that their texts say in different ways."""
    item, held = await store.load_head(connection, item_id)
    demand_sight(who, item)
    before, texts = await commands.before_it(connection, item)
    own = held.elements
    if not sees_internal(who, item):
        own, texts = public_view(own), [replace(one, values=public_view(one.values)) for one in texts]
    return Forerunners(items=[forerunner(one) for one in before], differing=beside(texts, item.code, own))
