"""Audits: opened by a submission, decided part by part, ended round by round."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from services.review import store
from services.review.domain import (
    Audit,
    Part,
    Remark,
    advanced,
    current,
    decided,
    demand_open,
    demand_remarks,
    demand_remit,
    left,
    matrix_for,
    matrix_named,
    opened,
    outcome,
)
from shared.canonical import canonical
from shared.clock import day
from shared.events import AuditOpened, ItemSubmitted, ItemWithdrawn, ReviewDecided
from shared.events.review import PartState
from shared.problems import NotFound
from shared.rights import Principal
from shared.unit import Unit


async def open_audit(unit: Unit, event: ItemSubmitted) -> None:
    """Open the audit of a submission in parts, or its next round; a late or repeated submission changes nothing."""
    held = await store.of_item(unit.connection, event.item.item_id)
    if held and held.turn >= event.item.turn:
        return
    content = json.loads(unit.keys.sealer.open(event.submission, event.item.item_id))
    going_on = held is not None and held.state == "returned"
    audit = Audit(
        audit_id=held.audit_id if held and going_on else str(uuid.uuid4()),
        item_id=event.item.item_id,
        matrix=held.matrix if held and going_on else matrix_for(event.item.region, day(unit.since)).id,
        round=held.round + 1 if held and going_on else 1,
        edition=event.edition,
        digest=event.digest,
        turn=event.item.turn,
        state="open",
        region=event.item.region,
        office=event.item.office,
        ref=event.item,
        elements=content["elements"],
        previous=content["previous"],
        writers=tuple(content["writers"]),
        opened_at=held.opened_at if held and going_on else unit.stamp,
        updated_at=unit.stamp,
        reasons=content.get("reasons", {}),
        cuts=content.get("cuts", []),
    )
    before = await store.parts_of(unit.connection, held.audit_id) if held else []
    parts = opened(matrix_named(audit.matrix), audit, before)
    await (store.replace(unit.connection, held, audit) if held else store.add(unit.connection, audit))
    await store.keep_parts(unit.connection, audit.audit_id, before, parts)
    unit.record(AuditOpened(**_common(audit), parts=_states(audit, parts)))
    unit.note(
        "audit.open", audit.item_id, why=f"{matrix_named(audit.matrix).source} 第{audit.round}轮", after=audit.digest
    )
    if outcome(parts):
        await _end_round(unit, audit, parts)


def _common(audit: Audit) -> dict[str, Any]:
    return {"item": audit.ref, "audit_id": audit.audit_id, "edition": audit.edition, "round": audit.round}


def _states(audit: Audit, parts: Sequence[Part]) -> list[PartState]:
    rules = {rule.id: rule for rule in matrix_named(audit.matrix).parts}
    return [
        PartState(
            part=p.part, office=rules[p.part].office, verdict=p.verdict, zh=rules[p.part].zh, round=p.round,
            by=p.decided_by, at=p.decided_at,
        )
        for p in parts
    ]  # fmt: skip


async def decide(
    unit: Unit,
    who: Principal,
    audit_id: str,
    part_id: str,
    seen: str,
    verdict: Literal["passed", "returned"],
    remarks: Sequence[Remark],
    opinion: str,
) -> tuple[Audit, list[Part]]:
    """Take an office's verdict on its elements; it binds the hash of what was seen. The last one ends the round."""
    audit = await store.load(unit.connection, audit_id)
    matrix = matrix_named(audit.matrix)
    rule = next((r for r in matrix.parts if r.id == part_id), None)
    if rule is None:
        raise NotFound("该审核没有这一部分。", "The audit has no such part.", "part")
    demand_remit(rule, audit, who)
    before = await store.parts_of(unit.connection, audit_id)
    now = current(matrix, audit, before)
    part = demand_open(audit, next((p for p in now if p.part == part_id), None), seen)
    demand_remarks(rule, matrix, verdict, remarks)
    signed = decided(part, verdict, who, unit.stamp, opinion)
    parts = advanced(matrix, [signed if p.part == part_id else p for p in now])
    await store.keep_parts(unit.connection, audit_id, before, parts)
    await _keep_remarks(unit, audit, part_id, verdict, remarks)
    cited = "；".join(dict.fromkeys(r.cites for r in remarks)) if verdict == "returned" else ""
    why = f"{rule.clause} {rule.zh} 第{audit.round}轮{f'，依据{cited}' if cited else ''}"
    unit.note(f"audit.{verdict}", audit.item_id, why=why[:1000], after=seen)
    if outcome(parts):
        audit = await _end_round(unit, audit, parts)
    return audit, parts


async def _keep_remarks(unit: Unit, audit: Audit, part: str, verdict: str, remarks: Sequence[Remark]) -> None:
    """What a verdict says; passing settles what earlier rounds left open."""
    if verdict == "passed":
        if audit.round > 1:
            await store.settle_remarks(unit.connection, audit.audit_id, part, audit.round)
        return
    common = {
        "audit_id": audit.audit_id,
        "round": audit.round,
        "part": part,
        "made_by": unit.actor.who,
        "made_at": unit.stamp,
    }
    rows = [common | {"element": r.element, "text": r.text, "cites": r.cites} for r in remarks]
    await store.add_remarks(unit.connection, rows)


async def _end_round(unit: Unit, audit: Audit, parts: Sequence[Part]) -> Audit:
    decision = outcome(parts)
    if decision is None:
        raise ValueError("the round is not over")
    after = replace(audit, state=decision, updated_at=unit.stamp)
    await store.replace(unit.connection, audit, after)
    rows = [r for r in await store.remarks_of(unit.connection, audit.audit_id) if r.round == audit.round]
    said = [{"element": r.element, "part": r.part, "text": r.text, "cites": r.cites} for r in rows]
    sealed = unit.keys.sealer.seal(canonical(said), audit.item_id) if said else ""
    keys = sorted({r.element for r in rows})
    event = ReviewDecided(
        **_common(audit),
        digest=audit.digest,
        decision=decision,
        parts=_states(audit, parts),
        elements=keys,
        remarks=sealed,
    )
    unit.record(event)
    unit.note(f"audit.{decision}", audit.item_id, why=matrix_named(audit.matrix).source, after=audit.digest)
    return after


async def withdraw(unit: Unit, event: ItemWithdrawn) -> None:
    """The item was cancelled: its open audit ends, and a submission from before that comes later opens none.

    A suspension takes the edition online from the public; the audit of the next one goes on.
    """
    if event.ground == "suspended":
        return
    held = await store.of_item(unit.connection, event.item.item_id)
    if held is None:
        await store.add(unit.connection, left(event.item, unit.stamp))
    elif held.turn < event.item.turn:
        state = "withdrawn" if held.state == "open" else held.state
        await store.replace(
            unit.connection, held, replace(held, state=state, turn=event.item.turn, updated_at=unit.stamp)
        )
        if held.state == "open":
            unit.note("audit.withdrawn", held.item_id, why=event.reason[:500])
