"""Cases and requests as HTTP shows them: those of an office or a territory, and what waits for whom."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.catalog import store
from services.catalog.domain.gates import Case, case_kinds, next_gate, turns_of
from services.catalog.domain.successors import Place
from shared.codes.divisions import prefix
from shared.hosting.doors import Reading, requires
from shared.rights import BODY, Principal, Right, Role

router = APIRouter(prefix="/desk", tags=["事项变动 life"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Gatekeeper = Annotated[Principal, requires(Right.CASE_PASS)]
After = Annotated[
    str, Query(pattern=r"^([0-9TZ:.-]{27}/[0-9a-f-]{36})?$", description="opened_at/case_id of the last one seen")
]
Limit = Annotated[int, Query(ge=1, le=200)]


class GateView(BaseModel):
    """A gate that a case has come through."""

    gate: str
    verdict: str
    document_number: str
    issuer: str
    issued_on: str
    note: str
    by: str
    at: str


class CaseView(BaseModel):
    """A case: what it is for, which gate is due, and what is behind it; of a delegation, the bodies that take over, the
    places that stay without one, and what becomes of the item there.
    """

    case_id: str
    item_id: str
    kind: str
    kind_zh: str
    clause: str
    ground: str
    state: str
    due: str | None
    due_zh: str | None
    due_role: str | None
    opened_at: str
    updated_at: str
    superseded_by: str | None = None
    to: list[str] = []
    way: str | None = None
    rest: str | None = None
    left: list[Place] = []
    gates: list[GateView] = []


class RequestView(BaseModel):
    """A request upward and its answer."""

    case_id: str
    state: str
    office: str
    opened_at: str
    wanted: dict[str, Any]


def case_view(case: Case, gates: Any = ()) -> CaseView:
    kind, content = case_kinds()[case.kind], json.loads(case.content)
    due = next_gate(case, [g.gate for g in gates]) if case.state == "open" else None
    return CaseView(
        case_id=case.case_id,
        item_id=case.item_id,
        kind=case.kind,
        kind_zh=kind.zh,
        clause=kind.clause,
        ground=case.ground,
        state=case.state,
        due=due.id if due else None,
        due_zh=due.zh if due else None,
        due_role=due.role if due else None,
        opened_at=case.opened_at,
        updated_at=case.updated_at,
        superseded_by=content.get("superseded_by"),
        **{name: content[name] for name in ("to", "way", "rest", "left") if name in content},
        gates=[GateView(**{n: getattr(g, n) for n in GateView.model_fields}) for g in gates],
    )


def request_view(case: Case) -> RequestView:
    wanted = json.loads(case.content)
    return RequestView(
        case_id=case.case_id, state=case.state, office=case.office, opened_at=case.opened_at, wanted=wanted
    )


class WaitingForMe(BaseModel):
    """What waits for the caller: how many, and the newest of each; /desk/cases?mine=true and /desk/requests go on."""

    cases: int
    requests: int
    newest_cases: list[CaseView]
    newest_requests: list[RequestView]


def _mine(who: Principal) -> Any:
    """The open cases whose next gate is the caller's."""
    rows = store.cases_of("", prefix(who.region), "open", list(case_kinds()))
    own, line = who.roles & {Role.INFORMANT, Role.CHECKER}, who.roles & {Role.LINE_DEPARTMENT}
    return store.whose_turn(rows, turns_of(own), turns_of(line), turns_of(who.roles - own - line), who.office)


async def _requests(connection: Reading, who: Principal, state: str) -> Any:
    """Requests that the caller's body made, or that are made to a department of the province by its line."""
    if Role.LINE_DEPARTMENT not in who.roles:
        return store.requests_of(who.office, "", "", state)
    return store.requests_of("", prefix(who.region), (await store.office(connection, who.office)).line, state)


def _place(after: str) -> tuple[str, str] | None:
    return (after[:27], after[28:]) if after else None


async def _views(connection: Reading, rows: Any, after: str, limit: int) -> list[CaseView]:
    found = await store.page_of_cases(connection, rows, _place(after), limit)
    return [case_view(case, await store.gates_of(connection, case.case_id)) for case in found]


@router.get("/cases", summary="办件 Cases of my office or territory, newest first")
async def cases(
    connection: Reading,
    who: Reader,
    state: Annotated[Literal["", "open", "done", "refused", "used", "superseded"], Query()] = "open",
    mine: Annotated[bool, Query(description="只看待我办理的 only open ones whose next gate is mine")] = False,
    after: After = "",
    limit: Limit = 50,
) -> list[CaseView]:
    office, territory = (who.office, "") if who.roles <= BODY else ("", prefix(who.region))
    rows = _mine(who) if mine else store.cases_of(office, territory, state, list(case_kinds()))
    return await _views(connection, rows, after, limit)


@router.get("/requests", summary="请示 Requests of my office, or to my department, newest first")
async def requests_(
    connection: Reading,
    who: Reader,
    state: Annotated[Literal["", "open", "done", "refused"], Query()] = "",
    after: After = "",
    limit: Limit = 200,
) -> list[RequestView]:
    rows = await _requests(connection, who, state)
    return [request_view(case) for case in await store.page_of_cases(connection, rows, _place(after), limit)]


@router.get("/waiting", summary="待我办理：关口、请示 What waits for me: gates to pass, requests to answer")
async def waiting(connection: Reading, who: Gatekeeper) -> WaitingForMe:
    asked = await _requests(connection, who, "open") if Role.LINE_DEPARTMENT in who.roles else None
    newest = await store.page_of_cases(connection, asked, None, 50) if asked is not None else []
    return WaitingForMe(
        cases=await store.count_of_cases(connection, _mine(who)),
        requests=await store.count_of_cases(connection, asked) if asked is not None else 0,
        newest_cases=await _views(connection, _mine(who), "", 50),
        newest_requests=[request_view(case) for case in newest],
    )
