"""Refusals to claim: listed with their reasons, and audited (U6, G05)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, StringConstraints

from services.catalog import commands, store
from services.catalog.api.models import CreditCode, ItemId, Taken
from shared.codes.divisions import prefix
from shared.hosting.doors import Reading, Writing, requires
from shared.rights import BODY, Principal, Right

router = APIRouter(prefix="/desk", tags=["不予认领 refusals"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Auditor = Annotated[Principal, requires(Right.AUDIT_DECIDE)]
Audit = Literal["waiting", "agreed", "rejected"]


class RefusalView(BaseModel):
    """A body's no to a catalogue item, why, until when, and what the reform office found of it."""

    base_id: str
    code: str
    name: str
    office: str
    office_name: str
    region: str
    reason: str
    evidence: str
    decided_at: str
    expires_on: str
    audit: Audit
    audited_by: str | None
    audited_at: str | None
    audit_note: str | None


class RefusalAudit(Taken):
    """Whether the refusal stands until its end; one that does not needs a reason."""

    verdict: Literal["agreed", "rejected"]
    note: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""


@router.get("/refusals", summary="不予认领及其审核 Refusals of my office or territory, and what was found of them")
async def refusals(
    connection: Reading,
    who: Reader,
    audit: Annotated[Literal["", "waiting", "agreed"], Query()] = "",
    after: Annotated[
        str, Query(max_length=60, pattern=r"^[0-9A-Za-z:]*$", description="上一页末项的 code:office")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[RefusalView]:
    office, territory = (who.office, "") if who.roles <= BODY else ("", prefix(who.region))
    code, _, body = after.partition(":")
    rows = await store.refusals(connection, office, territory, audit, (code, body), limit)
    return [RefusalView(**{name: getattr(row, name) for name in RefusalView.model_fields}) for row in rows]


@router.post(
    "/refusals/{base_id}/{office}/audit", status_code=204, summary="审核不予认领 Agree to a refusal, or ask again"
)
async def audit_refusal(unit: Writing, who: Auditor, base_id: ItemId, office: CreditCode, given: RefusalAudit) -> None:
    await commands.audit_refusal(unit, who, base_id, office, given.verdict, given.note)
