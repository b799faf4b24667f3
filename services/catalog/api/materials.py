"""The review of materials (材料清理表): what the six questions make of each, and the shared data that answer one of them."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.catalog import store
from services.catalog.api.desk import demand_sight, sees_internal
from services.catalog.api.models import ItemId
from services.catalog.domain import Values
from services.catalog.rules._cuts import Answer, By, Decision, Verdict, decided, note
from services.catalog.rules._read import Row, rows, text
from services.catalog.rules._shared_data import catalogue
from shared.elements import QUESTIONS, code_label, rests_on
from shared.hosting.doors import Reading, requires
from shared.problems import Forbidden
from shared.rights import Principal, Right

router = APIRouter(prefix="/desk", tags=["材料清理 review of materials"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
VERDICTS: dict[Verdict, str] = {
    "keep": "保留",
    "cut": "取消",
    "replace": "取消，以其他方式代替",
    "fetched": "免提交，由部门获取",
    "open": "待回答",
}


class AnswerView(BaseModel):
    """A question: the answer, on what it rests and who gave it; the elements of which one has yet to say on what."""

    question: str
    zh: str
    en: str
    ground: str
    answer: bool | None
    by: By = Field(description="office 单位; article 依据没有条款; catalogue 共享数据目录")
    evidence: str
    lacks: list[str]


class ReviewedView(BaseModel):
    """A material that is asked for: what becomes of it, why the public reads it is kept, and words proposed for that."""

    path: str
    name: str
    basis: str
    verdict: Verdict
    verdict_zh: str
    answers: list[AnswerView]
    why_kept: str
    proposed_note: str


class CancelledView(BaseModel):
    """A material that was cancelled: on which ground, and what takes its place."""

    name: str
    ground: str
    ground_zh: str
    instead: str


class MaterialsReview(BaseModel):
    """Every material of an item's newest edition, how many of each verdict, and those cancelled before."""

    edition: int
    materials: list[ReviewedView]
    counts: dict[Verdict, int]
    cancelled: list[CancelledView]


class SharedDataView(BaseModel):
    """Data that offices share, and who holds them."""

    name: str
    holder: str


@router.get(
    "/items/{item_id}/materials-review", summary="材料清理表 The six questions of each material, and what follows"
)
async def materials_review(connection: Reading, who: Reader, item_id: ItemId) -> MaterialsReview:
    item, held = await store.load_head(connection, item_id)
    demand_sight(who, item)
    if not sees_internal(who, item):
        raise Forbidden(
            "材料清理的回答由实施机构和大数据中心查看；审核单位在审核页面查看。",
            "The answers are for the body itself and the data centre; auditors see them in the audit.",
            "internal",
        )
    shown = [_reviewed(*one) for one in decided(held.elements)]
    counts = Counter(one.verdict for one in shown)
    cancelled = list(_cancelled(held.elements))
    return MaterialsReview(edition=held.number, materials=shown, counts=dict(counts), cancelled=cancelled)


def _reviewed(path: str, row: Row, decision: Decision) -> ReviewedView:
    return ReviewedView(
        path=path,
        name=text(row, "name"),
        basis=text(row, "basis"),
        verdict=decision.verdict,
        verdict_zh=VERDICTS[decision.verdict],
        answers=[_answered(decision, question, given) for question, given in decision.answers.items()],
        why_kept=text(row, "why_kept"),
        proposed_note=note(row, decision),
    )


def _answered(decision: Decision, question: str, given: Answer) -> AnswerView:
    asked = QUESTIONS[question]
    lacks = rests_on(question, bool(given.said)) if question in decision.unproved else ()
    return AnswerView(
        question=question,
        zh=asked.zh,
        en=asked.en,
        ground=asked.ground,
        answer=given.said,
        by=given.by,
        evidence=given.evidence,
        lacks=list(lacks),
    )


def _cancelled(values: Values) -> Iterator[CancelledView]:
    for _, row in rows(values, "cancelled_materials"):
        ground = text(row, "ground")
        label = code_label("material_ground", ground, "jinchang")
        zh = label.zh if label else ground
        yield CancelledView(name=text(row, "name"), ground=ground, ground_zh=zh, instead=text(row, "instead"))


@router.get("/shared-data", summary="共享数据目录 Data that offices share, which nobody is asked for")
async def shared_data(_who: Reader) -> list[SharedDataView]:
    return [SharedDataView(name=name, holder=holder) for _, name, holder in catalogue()]
