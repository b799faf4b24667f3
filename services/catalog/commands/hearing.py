"""What the catalog does about what it hears: decisions of the review, and laws that change."""

import json
from typing import Any

from services.catalog import store
from services.catalog.domain import Item, moved
from shared import elements
from shared.clock import day
from shared.events import LawChanged, ResultFiled, ReviewDecided
from shared.problems import Conflict
from shared.unit import Actor, Unit

GOVERNMENT = "003c 四（二）"


async def apply_decision(unit: Unit, event: ReviewDecided) -> None:
    """Approve or return the edition that was decided on; a decision about an older one changes nothing."""
    item = await store.find(unit.connection, event.item.item_id)
    if item is None or item.state != "in_audit" or item.submitted != event.edition:
        return
    approved = event.decision == "approved"
    after = (
        moved(item, "approve", unit.stamp, approved=event.edition) if approved else moved(item, "return", unit.stamp)
    )
    await store.replace(unit.connection, item, after)
    remarks = _remarks(unit, event) if event.remarks else []
    await store.keep_remarks(unit.connection, remarks)
    _note_verdicts(unit, event, remarks)
    unit.note(f"item.{event.decision}", item.item_id, why=f"审核第{event.round}轮", after=event.digest)


async def keep_approval(unit: Unit, event: ResultFiled) -> None:
    """The government approved an edition: kept by edition, so that one heard late or again changes nothing else."""
    item_id, edition = event.item.item_id, event.edition
    known = await store.approved_above(unit.connection, item_id, edition)
    if event.kind != "for_approval" or known or await store.find(unit.connection, item_id) is None:
        return
    number, on = event.answer_number or event.document_number, event.answered_on or event.filed_on
    row = {"item_id": item_id, "edition": edition, "filing_id": event.filing_id}
    await store.keep_approval(unit.connection, row | {"document_number": number, "approved_on": on})
    unit.note("item.government_approved", item_id, why=f"{GOVERNMENT}：{number}，{on}，第 {edition} 版")


async def demand_approved_above(unit: Unit, item: Item) -> None:
    """Conflict where the government approves the catalogue, and has not approved what was submitted (E38).

    What is reworded after its audit keeps the approval of what was audited. A catalogue lists items: a handling item goes
    with the approval of the item that it is part of.
    """
    if not elements.demands_approval(item.region, day(unit.at)):
        return
    if item.layer == "handling" and await store.ever_approved(unit.connection, str(item.parent_id)):
        return
    if not await store.approved_above(unit.connection, item.item_id, item.submitted):
        of = "所属实施事项" if item.layer == "handling" else f"第 {item.submitted} 版"
        raise Conflict(
            f"该地区的事项目录须经政府审核通过后公布，{of}尚无政府批准的报件。"
            "请由推进组将审核成果报批并登记批复，再行发布。",
            f"The government of this place approves the catalogue first, and has not approved edition {item.submitted}. "
            "File the result for approval, note the answer, then publish.",
            "not_approved_above",
            extra={"clause": GOVERNMENT, "edition": item.submitted, "file_at": "/review/v1/filings"},
        )


def _note_verdicts(unit: Unit, event: ReviewDecided, remarks: list[dict[str, str]]) -> None:
    """Who audited in this round, with which verdict and on which article; of internal elements only the article."""
    given = [part for part in event.parts if part.by and part.round == event.round]
    for part in sorted(given, key=lambda part: part.at):
        said = "；".join(_why(remark) for remark in remarks if remark["part"] == part.part)
        why = f"{part.zh} 第{event.round}轮，{part.at[:19]}Z 作出{f'：{said}' if said else ''}"
        by = Actor(part.by, event.item.office if part.office == "own" else "")
        unit.note(f"audit.{part.verdict}", event.item.item_id, why=why[:1000], after=event.digest, by=by)


def _why(remark: dict[str, str]) -> str:
    if elements.is_hidden(remark["element"]):
        return f"内部要素，依据{remark['cites']}"
    return f"{elements.labels(remark['element']).zh}：{remark['text']}，依据{remark['cites']}"


def _remarks(unit: Unit, event: ReviewDecided) -> list[dict[str, Any]]:
    opened = json.loads(unit.keys.sealer.open(event.remarks, event.item.item_id))
    common = {"item_id": event.item.item_id, "audit_id": event.audit_id, "round": event.round, "made_at": unit.stamp}
    return [common | {name: r[name] for name in ("element", "part", "text", "cites")} for r in opened]


async def take_law_change(unit: Unit, event: LawChanged) -> None:
    """Ask the holder of every item that stands on the law to look at it again; nothing changes by itself (U1)."""
    for item in await store.standing_on(unit.connection, event.title, event.articles):
        row = {
            "item_id": item.item_id,
            "ground": f"law:{event.law_id}:{event.change}:{event.effective_on}"[:100],
            "office": item.office,
            "message_zh": f"《{event.title}》自 {event.effective_on} 起{_CHANGES[event.change]}，请核对本事项的依据。",
            "message": f"{event.title}: {event.change} from {event.effective_on}; check the item's basis.",
            "evidence": event.evidence,
            "opened_at": unit.stamp,
        }
        await store.attend(unit.connection, row)


_CHANGES = {
    "in_force": "施行",
    "amended": "修改",
    "repealed": "废止",
    "partly_repealed": "部分废止",
    "renumbered": "条文序号变动",
}
