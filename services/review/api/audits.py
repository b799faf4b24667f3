"""HTTP in: the work list of an auditor, an audit with what its reader may see, and verdicts."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from services.review import commands, store
from services.review.api.models import (
    AuditId,
    AuditView,
    ChangeView,
    CutView,
    MaterialCutView,
    Matrices,
    PartId,
    PartView,
    ReasonView,
    RemarkView,
    VerdictTaken,
    WorkView,
)
from services.review.domain import (
    OWN,
    Audit,
    Matrix,
    Part,
    PartRule,
    Remark,
    current,
    due_on,
    matrices,
    matrix_named,
    same_level,
)
from services.review.domain.cuts import MaterialCut, material_cuts
from shared import elements
from shared.hosting.doors import Public, Reading, Writing, requires
from shared.problems import NotFound
from shared.rights import Principal, Right

router = APIRouter(tags=["审核 review"])
Reader = Annotated[Principal, requires(Right.AUDIT_READ)]
Auditor = Annotated[Principal, requires(Right.AUDIT_DECIDE)]


async def demand_sight(connection: AsyncConnection, who: Principal, item_id: str) -> None:
    """NotFound unless the item's audit is in sight: whoever sees the item's work sees who audited it."""
    held = await store.of_item(connection, item_id)
    if held is None or not who.sees(held.office, held.region):
        raise NotFound(
            "没有该事项的审核，或不在您的范围内。", "There is no audit of such an item in your remit.", "audit"
        )


_ALL = frozenset(elements.ELEMENTS)
_PUBLIC = frozenset(key for key, element in elements.ELEMENTS.items() if element.public)


def _visible(who: Principal, audit: Audit, matrix: Matrix) -> frozenset[str]:
    """The item's own body sees all; an auditor the public elements and those of his parts; others the public ones."""
    if who.office == audit.office:
        return _ALL
    if not same_level(who, audit):
        return _PUBLIC
    return _PUBLIC | {key for rule in matrix.parts if rule.role in who.roles for key in matrix.keys_of(rule)}


def _shown(audit: Audit, keys: frozenset[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    whole = keys >= _ALL

    def cut(values: dict[str, Any]) -> dict[str, Any]:
        if whole:
            return values
        internal = {k for k in keys if not elements.ELEMENTS[k].public}
        return elements.public_view(values) | {k: values[k] for k in internal if k in values}

    return cut(audit.elements), cut(audit.previous or {})


def _view(who: Principal, audit: Audit, parts: list[Part], remarks: Any, days: Mapping[str, str]) -> AuditView:
    matrix = matrix_named(audit.matrix)
    order = {rule.id: n for n, rule in enumerate(matrix.parts)}
    rules = {rule.id: rule for rule in matrix.parts}
    keys = _visible(who, audit, matrix)
    parts = current(matrix, audit, parts) if audit.state == "open" else [p for p in parts if p.part in rules]
    now, before = _shown(audit, keys)
    return AuditView(
        audit_id=audit.audit_id,
        item_id=audit.item_id,
        code=audit.ref.code,
        name=audit.ref.name,
        office_name=audit.ref.office_name,
        region_name=audit.ref.region_name,
        matrix=matrix.id,
        matrix_zh=matrix.zh,
        state=audit.state,
        round=audit.round,
        edition=audit.edition,
        digest=audit.digest,
        opened_at=audit.opened_at,
        updated_at=audit.updated_at,
        due_on=due_on(days, audit.round),
        parts=[
            PartView(
                **{n: getattr(p, n) for n in ("part", "verdict", "round", "seen", "decided_by", "decided_at")},
                opinion=p.opinion if keys.issuperset(matrix.keys_of(rules[p.part])) else "",
                zh=rules[p.part].zh,
                en=rules[p.part].en,
                office=rules[p.part].office,
                clause=rules[p.part].clause,
                elements=[k for k in _before(audit, matrix, rules[p.part]) if k in keys],
            )
            for p in sorted(parts, key=lambda p: order[p.part])
        ],
        remarks=[
            RemarkView(**{n: getattr(r, n) for n in RemarkView.model_fields}) for r in remarks if r.element in keys
        ],
        elements=now,
        changes=[ChangeView(path=c.path, kind=c.kind) for c in elements.changes(before, now)] if audit.previous else [],
        reasons=[_reason(path, text) for path, text in audit.reasons.items() if _root(path) in keys],
        cuts=[CutView(**cut) for cut in audit.cuts],
        material_cuts=[_material(cut) for cut in material_cuts(audit.elements)] if _weighs(who, audit, matrix) else [],
    )


def _before(audit: Audit, matrix: Matrix, rule: PartRule) -> Iterator[str]:
    """What an office has before it: what is filled in, and what somebody asks for and is not there."""
    kind = audit.elements.get("item_type")
    for key in matrix.keys_of(rule):
        element = elements.ELEMENTS[key]
        if key in audit.elements or (element.profiles and element.applies_to(kind)):
            yield key


def _root(path: str) -> str:
    return path.partition("[")[0].partition(".")[0]


def _reason(path: str, reason: str) -> ReasonView:
    label = elements.labels(path)
    return ReasonView(path=path, zh=label.zh, en=label.en, reason=reason)


def _weighs(who: Principal, audit: Audit, matrix: Matrix) -> bool:
    """Whether the reader weighs the materials: the item's own body, or an office of its level that answers for them."""
    if who.office == audit.office:
        return True
    mine = (rule for rule in matrix.parts if rule.role in who.roles and rule.office != OWN)
    return same_level(who, audit) and any("materials" in matrix.keys_of(rule) for rule in mine)


def _material(cut: MaterialCut) -> MaterialCutView:
    words = [elements.code_label("material_ground", code) for code in cut.grounds]
    return MaterialCutView(
        name=cut.name,
        asked=cut.asked,
        grounds=list(cut.grounds),
        grounds_zh=[word.zh if word else code for word, code in zip(words, cut.grounds, strict=True)],
        answers=cut.answers,
        evidence=cut.evidence,
        why=cut.why,
    )


@router.get("/work", summary="待审核 Parts that wait for me, oldest first")
async def work(
    connection: Reading,
    who: Reader,
    after: Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[WorkView]:
    shown: list[WorkView] = []
    days = await store.days_of(connection, who.region)
    for own in (True, False):
        mine = sorted({r.id for m in matrices() for r in m.parts if r.role in who.roles and (r.office == OWN) == own})
        office = who.office if own else ""
        rows = await store.work(connection, mine, who.region[:6], office, after, limit) if mine else []
        shown += [
            WorkView(
                audit_id=a.audit_id, part=p, item_id=a.item_id, code=a.ref.code, name=a.ref.name,
                office_name=a.ref.office_name, region_name=a.ref.region_name, round=a.round, edition=a.edition, opened_at=a.opened_at,
                due_on=due_on(days, a.round),
            )
            for a, p in rows
        ]  # fmt: skip
    return shown[:limit]


@router.get("/audits/{audit_id}", summary="审核详情 An audit, as I may see it")
async def audit(connection: Reading, who: Reader, audit_id: AuditId) -> AuditView:
    return await _whole(connection, who, await store.load(connection, audit_id))


@router.get("/items/{item_id}/audit", summary="事项的审核 The audit of an item")
async def audit_of_item(connection: Reading, who: Reader, item_id: AuditId) -> AuditView:
    held = await store.of_item(connection, item_id)
    if held is None:
        raise NotFound("该事项没有审核。", "The item has no audit.", "audit")
    return await _whole(connection, who, held)


async def _whole(connection: Any, who: Principal, held: Audit) -> AuditView:
    if not who.sees(held.office, held.region):
        raise NotFound("没有该审核，或不在您的范围内。", "There is no such audit in your remit.", "audit")
    parts = await store.parts_of(connection, held.audit_id)
    remarks = await store.remarks_of(connection, held.audit_id)
    return _view(who, held, parts, remarks, await store.days_of(connection, held.region))


@router.post("/audits/{audit_id}/parts/{part}/verdict", summary="审核结论 Give my office's verdict on its elements")
async def decide(unit: Writing, who: Auditor, audit_id: AuditId, part: PartId, given: VerdictTaken) -> AuditView:
    remarks = [Remark(r.element, r.text, r.cites) for r in given.remarks]
    held, parts = await commands.decide(unit, who, audit_id, part, given.seen, given.verdict, remarks, given.opinion)
    said = await store.remarks_of(unit.connection, audit_id)
    view = _view(who, held, parts, said, await store.days_of(unit.connection, held.region))
    unit.answer(200, view.model_dump_json())
    return view


@router.get("/matrices", dependencies=[Public], summary="审核分工 Who audits what, by place")
async def all_matrices() -> list[Matrices]:
    return [
        Matrices(
            id=m.id, zh=m.zh, en=m.en, source=m.source, regions=list(m.regions),
            parts=[{"id": p.id, "zh": p.zh, "office": p.office, "role": p.role, "after": list(p.after), "aspects": list(p.aspects), "elements": list(m.keys_of(p)), "clause": p.clause} for p in m.parts],
            deviations=[{"elements": list(d.elements), "parts": list(d.parts), "clause": d.clause, "why": d.why} for d in m.deviations],
        )
        for m in matrices()
    ]  # fmt: skip
