"""HTTP in: the timetable of a place, results to be filed, filings and their answers."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, StringConstraints

from services.review import commands, store
from services.review.api.models import AuditId, Taken
from services.review.domain import FILINGS, STEPS, Filing
from shared.hosting.doors import Reading, Writing, requires
from shared.rights import Principal, Right

router = APIRouter(tags=["推进 campaign"])
Reader = Annotated[Principal, requires(Right.AUDIT_READ)]
Leader = Annotated[Principal, requires(Right.CAMPAIGN_LEAD)]
Region = Annotated[str, Path(pattern=r"^\d{6}$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Line = Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]


class Timetable(Taken):
    """The last day of each step; a step without one has that of the place above."""

    round_1: Day | None = None
    round_2: Day | None = None
    filing: Day | None = None
    use: Day | None = None


class StepView(BaseModel):
    """A step and its last day; `set_by` is the place whose timetable says so."""

    step: str
    zh: str
    en: str
    due_on: str | None
    set_by: str | None


class ResultView(BaseModel):
    """An approved result that has not been filed."""

    item_id: str
    code: str
    name: str
    office_name: str
    region: str
    edition: int
    round: int
    approved_at: str


class FilingTaken(Taken):
    """报批 or 报备: the document, the day, the receiving body, and which results."""

    kind: Literal["for_approval", "for_record"]
    document_number: Line
    receiving_body: Line
    filed_on: Day
    items: Annotated[list[AuditId], Field(min_length=1, max_length=500)]


class AnswerTaken(Taken):
    """What the receiving body answered (批复), or why it does not agree."""

    verdict: Literal["agreed", "refused"]
    document_number: Line
    answered_on: Day
    note: Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)] = ""


class FilingView(BaseModel):
    """A filing and how it stands."""

    filing_id: str
    kind: str
    kind_zh: str
    state: str
    document_number: str
    receiving_body: str
    filed_on: str
    answer_number: str
    answered_on: str
    answer_note: str
    items: list[str]

    @classmethod
    def of(cls, filing: Filing, items: list[str]) -> "FilingView":
        """The view of a filing."""
        shown = {n: getattr(filing, n) for n in cls.model_fields if hasattr(filing, n)}
        return cls(**shown, kind_zh=FILINGS[filing.kind][0], items=items)


@router.get("/timetables/{region}", summary="时间安排 The timetable of a place")
async def timetable(connection: Reading, _who: Reader, region: Region) -> list[StepView]:
    days, places = await store.days_of(connection, region), await store.places_of(connection, region)
    return [
        StepView(step=step, zh=zh, en=en, due_on=days.get(step), set_by=places.get(step))
        for step, (zh, en) in STEPS.items()
    ]


@router.put("/timetables/{region}", summary="安排时限 Set the timetable of my place")
async def set_timetable(unit: Writing, who: Leader, region: Region, days: Timetable) -> list[StepView]:
    await commands.set_timetable(unit, who, region, days.model_dump(exclude_none=True))
    return await timetable(unit.connection, who, region)


@router.get("/results", summary="待报批报备的成果 Approved results that are not filed yet")
async def results(
    connection: Reading,
    who: Leader,
    after: Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> list[ResultView]:
    return [
        ResultView(
            item_id=a.item_id, code=a.ref.code, name=a.ref.name, office_name=a.ref.office_name, region=a.region,
            edition=a.edition, round=a.round, approved_at=a.updated_at,
        )
        for a in await store.unfiled(connection, who.region, after=after, limit=limit)
    ]  # fmt: skip


@router.post("/filings", status_code=201, summary="报批、报备 File results above")
async def file_results(unit: Writing, who: Leader, given: FilingTaken) -> FilingView:
    items = sorted(set(given.items))
    made = await commands.file_results(
        unit, who, given.kind, given.document_number, given.receiving_body, given.filed_on, items
    )
    view = FilingView.of(made, items)
    unit.answer(201, view.model_dump_json())
    return view


@router.get("/filings", summary="报批报备记录 Filings of my territory, newest first")
async def filings(
    connection: Reading, who: Reader, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[FilingView]:
    found = await store.filings(connection, who.region, limit)
    return [FilingView.of(f, [a.item_id for a in await store.filed_in(connection, f.filing_id)]) for f in found]


@router.post("/filings/{filing_id}/answer", summary="登记批复 Note the answer to a filing")
async def answer(unit: Writing, who: Leader, filing_id: AuditId, given: AnswerTaken) -> FilingView:
    made = await commands.answer_filing(
        unit, who, filing_id, given.verdict, given.document_number, given.answered_on, given.note
    )
    view = FilingView.of(made, [a.item_id for a in await store.filed_in(unit.connection, filing_id)])
    unit.answer(200, view.model_dump_json())
    return view
