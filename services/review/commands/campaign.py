"""The campaign of a place: its own timetable, and its results filed above before they are put to use."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.review import store
from services.review.domain import (
    Answer,
    Audit,
    Filing,
    FilingKind,
    FilingState,
    demand_answer,
    demand_approvable,
    demand_days,
    demand_own,
    demand_paper,
)
from shared.clock import day
from shared.events import ResultFiled
from shared.problems import Conflict
from shared.rights import Principal
from shared.unit import Unit


async def set_timetable(unit: Unit, who: Principal, region: str, days: Mapping[str, str]) -> None:
    """A place sets its own days for the steps that everyone has (B30)."""
    demand_own(who, region)
    demand_days(days)
    await store.keep_timetable(unit.connection, region, days)
    unit.note("timetable.set", region, why="001 三（二）4")


async def file_results(
    unit: Unit, who: Principal, kind: FilingKind, number: str, body: str, on: str, items: Sequence[str]
) -> Filing:
    """Report approved results above; those filed for the record may be put to use at once (B31)."""
    demand_paper(number, body, on, name="filed_on")
    found = await store.unfiled(unit.connection, who.region, items, kind=kind)
    unfiled = {audit.item_id: audit for audit in found}
    if missing := [item for item in items if item not in unfiled]:
        raise Conflict(
            f"有 {len(missing)} 项不是本辖区审核通过、尚未报批报备的成果。",
            f"{len(missing)} of them are no approved and unfiled results of your territory.",
            "not_a_result",
            extra={"items": missing},
        )
    demand_approvable(kind, [audit.region for audit in found if audit.ref.layer != "handling"], day(unit.at))
    state: FilingState = "open" if kind == "for_approval" else "done"
    made = Filing(str(uuid.uuid4()), kind, state, number, body, on, who.region, who.subject, unit.stamp)
    await store.add_filing(unit.connection, made, list(unfiled.values()))
    unit.note("filing.make", made.filing_id, why=f"001 三（二）5：{number} 报 {body}，{len(unfiled)} 项")
    if state == "done":
        _say(unit, made, list(unfiled.values()))
    return made


async def answer_filing(
    unit: Unit, who: Principal, filing_id: str, verdict: Answer, number: str, on: str, note: str
) -> Filing:
    """Note the answer from above; agreed, the results may be put to use; refused, they are to be filed again."""
    filing = await store.load_filing(unit.connection, filing_id)
    who.demand_territory(filing.region)
    demand_answer(filing, verdict, number, on, note)
    state: FilingState = "done" if verdict == "agreed" else "refused"
    after = replace(filing, state=state, answer_number=number, answered_on=on, answer_note=note)
    await store.replace_filing(unit.connection, after)
    unit.note(f"filing.{verdict}", filing_id, why=f"001 三（二）5：{number} {note[:200]}")
    if verdict == "agreed":
        _say(unit, after, await store.filed_in(unit.connection, filing_id))
    return after


def _say(unit: Unit, filing: Filing, audits: Sequence[Audit]) -> None:
    common = {name: getattr(filing, name) for name in ("filing_id", "kind", "document_number", "receiving_body")}
    common |= {name: getattr(filing, name) for name in ("filed_on", "answer_number", "answered_on")}
    for one in audits:
        told = {"item": one.ref, "audit_id": one.audit_id, "edition": one.edition, "round": one.round}
        unit.record(ResultFiled.model_validate(common | told))
