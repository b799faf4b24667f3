"""Audits by element, as pure decisions: what an office has seen, what reopens, when a round is over."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from services.review.domain.routing import OWN, Matrix, PartRule, matrix_for
from shared import elements
from shared.clock import day, moment
from shared.codes import covers
from shared.events.parts import ItemRef
from shared.problems import Conflict, Fault, Forbidden, Malformed
from shared.rights import Principal

Values = Mapping[str, Any]
Verdict = Literal["waiting", "open", "passed", "returned"]
EARLIER = 0
"""The round of a verdict that an earlier audit gave and that still holds, since what it saw is untouched."""


@dataclass(frozen=True)
class Part:
    """How one office's share of an audit stands; a verdict binds the hash of what was seen."""

    audit_id: str
    part: str
    verdict: Verdict
    seen: str
    round: int
    decided_by: str = ""
    decided_at: str = ""
    opinion: str = ""


@dataclass(frozen=True)
class Audit:
    """The audit of one item's submission, through its rounds."""

    audit_id: str
    item_id: str
    matrix: str
    round: int
    edition: int
    digest: str
    turn: int
    state: Literal["open", "returned", "approved", "withdrawn"]
    region: str
    office: str
    ref: ItemRef
    elements: dict[str, Any]
    previous: dict[str, Any] | None
    writers: tuple[str, ...]
    opened_at: str
    updated_at: str
    reasons: dict[str, str] = field(default_factory=dict)
    cuts: list[dict[str, Any]] = field(default_factory=list)


def left(item: ItemRef, at: str) -> Audit:
    """What is kept of an item that left before any submission of it was heard of: nothing to look at, only its turn."""
    return Audit(
        audit_id=str(uuid.uuid4()),
        item_id=item.item_id,
        matrix=matrix_for(item.region, day(moment(at))).id,
        round=0,
        edition=0,
        digest="",
        turn=item.turn,
        state="withdrawn",
        region=item.region,
        office=item.office,
        ref=item,
        elements={},
        previous=None,
        writers=(),
        opened_at=at,
        updated_at=at,
    )


@dataclass(frozen=True)
class Remark:
    """What an auditor says about an element; it cites an article, a rule or a clause."""

    element: str
    text: str
    cites: str


def seen_hash(values: Values, keys: Iterable[str]) -> str:
    """The hash of exactly those elements that an office answers for."""
    return elements.digest(values, list(keys))


def opened(matrix: Matrix, audit: Audit, before: Sequence[Part]) -> list[Part]:
    """The parts of a round: those that passed and whose elements are untouched stay passed; the others open anew."""
    return _parts(matrix, audit, [part for part in before if part.verdict == "passed"])


def current(matrix: Matrix, audit: Audit, parts: Sequence[Part]) -> list[Part]:
    """The parts of an open audit by the matrix of today: whoever now answers for other elements is asked again."""
    return _parts(matrix, audit, parts)


def _parts(matrix: Matrix, audit: Audit, before: Sequence[Part]) -> list[Part]:
    """One part an office; what was said before holds where it was said of the same."""
    old = {part.part: part for part in before}
    fresh = []
    for rule in matrix.parts:
        seen, held = seen_hash(audit.elements, matrix.keys_of(rule)), old.get(rule.id)
        if held and held.seen == seen:
            this = held.audit_id == audit.audit_id
            fresh.append(held if this else replace(held, audit_id=audit.audit_id, round=EARLIER))
        else:
            fresh.append(Part(audit.audit_id, rule.id, "waiting", seen, audit.round))
    return advanced(matrix, fresh)


def advanced(matrix: Matrix, parts: Sequence[Part]) -> list[Part]:
    """Open the parts whose predecessors have all passed."""
    verdicts = {part.part: part.verdict for part in parts}
    ready = {r.id for r in matrix.parts if all(verdicts[a] == "passed" for a in r.after)}
    return [replace(p, verdict="open") if p.verdict == "waiting" and p.part in ready else p for p in parts]


def outcome(parts: Sequence[Part]) -> Literal["approved", "returned"] | None:
    """None while an office still has to look; approved when all passed; returned when the round is over otherwise."""
    verdicts = {part.verdict for part in parts}
    if "open" in verdicts:
        return None
    return "approved" if verdicts == {"passed"} else "returned"


def decided(part: Part, verdict: Literal["passed", "returned"], who: Principal, at: str, opinion: str) -> Part:
    """The part with its verdict."""
    return replace(part, verdict=verdict, decided_by=who.subject, decided_at=at, opinion=opinion)


def demand_open(audit: Audit, part: Part | None, seen: str) -> Part:
    """Conflict unless the part is open and the auditor saw what is now there."""
    if part is None or audit.state != "open" or part.verdict != "open":
        raise Conflict("这一部分现在不待审核。", "This part is not open for a verdict now.", "not_open")
    if part.seen != seen:
        raise Conflict(
            "您看到的内容已经改变，请重新读取后再作结论。",
            "What you saw has changed; read it again before you decide.",
            "seen_other",
        )
    return part


def same_level(who: Principal, audit: Audit) -> bool:
    """Whether an auditor's office is of the item's own place; towns and villages are their county's (同级, A26)."""
    return who.region[:6] == audit.region[:6]


def demand_remit(rule: PartRule, audit: Audit, who: Principal) -> None:
    """Forbidden unless the part is the caller's: role, office or territory, and not the writer of what is audited."""
    if rule.role not in who.roles:
        raise Forbidden(
            f"这一部分由{rule.zh}人员负责。", f"This part is for the {rule.en}.", "remit", extra={"clause": rule.clause}
        )
    if rule.office == OWN and who.office != audit.office:
        raise Forbidden(
            "部门法制只审核本部门的事项。", "A department's lawyers audit their own department only.", "remit"
        )
    if not covers(who.region, audit.region):
        raise Forbidden("该事项不在您的管辖区划内。", "The item is outside your territory.", "territory")
    if not same_level(who, audit):
        raise Forbidden(
            "审核由同级部门作出，上级可以查看和指导，不能代为审核。",
            "The offices of the item's own level audit it; those above may look and guide, not sign.",
            "level",
            extra={"clause": "A26"},
        )
    if who.subject in audit.writers:
        raise Forbidden(
            "编制、提交过该事项的人不能审核它。", "Whoever wrote or submitted the item cannot audit it.", "own_work"
        )


def demand_remarks(rule: PartRule, matrix: Matrix, verdict: str, remarks: Sequence[Remark]) -> None:
    """A return names its elements, each with a remark that cites; a pass has none; nobody speaks for another office."""
    keys = set(matrix.keys_of(rule))
    foreign = [r.element for r in remarks if r.element not in keys]
    if foreign:
        faults = [
            Fault(k, "foreign_element", "不属于您的审核范围", "not in your remit", "删除", "remove it") for k in foreign
        ]
        raise Malformed(
            "意见涉及其他部门负责的要素。", "Remarks name elements of other offices.", "foreign_element", faults
        )
    if verdict == "returned" and not remarks:
        raise Malformed(
            "退回须逐项写明意见和所依据的条款。",
            "A return needs a remark for each element, with what it cites.",
            "no_remark",
        )
    if verdict == "passed" and remarks:
        raise Malformed("通过时不应带退回意见。", "A pass carries no remarks.", "remarks_on_pass")
