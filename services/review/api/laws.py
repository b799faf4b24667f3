"""HTTP in: laws that change."""

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from services.review import commands
from services.review.api.models import Taken
from services.review.domain import effective_on
from shared.events import LawChanged
from shared.hosting.doors import Writing, requires
from shared.rights import Principal, Right

router = APIRouter(tags=["审核 review"])
Reporter = Annotated[Principal, requires(Right.LAW_REPORT)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class LawReport(Taken):
    """A change of a law, with its evidence; the effective day, or the commencement article and the day of issue."""

    title: Annotated[str, StringConstraints(min_length=2, max_length=300, strip_whitespace=True)]
    change: Literal["in_force", "amended", "repealed", "partly_repealed", "renumbered"]
    articles: list[Annotated[int, Field(ge=1, le=2000)]] = Field(default=[], max_length=500)
    effective_on: Day | None = None
    issued_on: Day | None = None
    commencement: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""
    evidence: Annotated[str, StringConstraints(min_length=2, max_length=2000, strip_whitespace=True)]


@router.post("/laws/changes", status_code=202, summary="报告法律变动 Report that a law changed")
async def report_law(unit: Writing, who: Reporter, report: LawReport) -> LawChanged:
    law_id = hashlib.sha256(report.title.encode()).hexdigest()[:32]
    told = report.model_dump(include={"title", "change", "articles", "evidence"})
    begins = report.effective_on or effective_on(report.commencement, report.issued_on or "")
    event = LawChanged(law_id=law_id, effective_on=begins, **told)
    await commands.report_law(unit, who, event)
    unit.answer(202, event.model_dump_json())
    return event
