"""HTTP in: the audits that wait, for whoever manages the items of a territory, and which wait too long."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.review import store
from services.review.api.audits import Reader
from services.review.domain import Audit, Part, in_time_until, late_before, matrices, matrix_named
from shared.clock import day
from shared.codes.divisions import prefix
from shared.hosting.doors import Here, Reading
from shared.rights import BODY
from shared.workdays import Calendar

router = APIRouter(tags=["审核 review"])
CLAUSE = "004 第五条第一款"


class OfficeWaitedFor(BaseModel):
    """An office whose verdict is still to come."""

    part: str
    zh: str
    en: str


class WaitingView(BaseModel):
    """An open audit: since when its round waits, until when it is in good time, and for whom."""

    audit_id: str
    item_id: str
    code: str
    name: str
    office_name: str
    region_name: str
    round: int
    since: str
    working_days: int
    until: str
    overdue: bool
    clause: str
    offices: list[OfficeWaitedFor]


@router.get("/waiting", summary="在审事项与超期 Open audits, the longest first, and which are overdue")
async def waiting(
    connection: Reading,
    here: Here,
    who: Reader,
    overdue: Annotated[bool, Query(description="只看超期的 only those that wait longer than the limit")] = False,
    after: Annotated[
        str, Query(pattern=r"^([0-9TZ:.-]{27}/[0-9a-f-]{36})?$", description="since/audit_id of the last one seen")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[WaitingView]:
    today, calendar = day(here.clock()), Calendar.official()
    late = {m.id: late_before(m.days, today, calendar) for m in matrices()} if overdue else None
    office = who.office if who.roles <= BODY else ""
    place = (after[:27], after[28:])
    rows = await store.waiting(connection, "" if office else prefix(who.region), office, late, place, limit)
    parts = await store.parts_of_each(connection, [held.audit_id for held in rows])
    return [_view(held, parts[held.audit_id], in_time_until(held, calendar), today) for held in rows]


def _view(held: Audit, parts: list[Part], until: date, today: date) -> WaitingView:
    matrix = matrix_named(held.matrix)
    rules = {rule.id: rule for rule in matrix.parts}
    due = [rules[part.part] for part in parts if part.verdict == "open" and part.part in rules]
    return WaitingView(
        audit_id=held.audit_id,
        item_id=held.item_id,
        code=held.ref.code,
        name=held.ref.name,
        office_name=held.ref.office_name,
        region_name=held.ref.region_name,
        round=held.round,
        since=held.updated_at,
        working_days=matrix.days,
        until=until.isoformat(),
        overdue=until < today,
        clause=CLAUSE,
        offices=[OfficeWaitedFor(part=rule.id, zh=rule.zh, en=rule.en) for rule in due],
    )
