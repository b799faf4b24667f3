"""Cases with gates: what must be passed, in which order, by whom and with which paper (004 第十一条、第十二条)."""

import importlib.resources
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from shared.codes import covers
from shared.force import ALWAYS, Force, force_in
from shared.problems import Conflict, Forbidden, Malformed, Refused
from shared.rights import ROLE_LABELS, Principal, Role

Verdict = Literal["passed", "refused"]


@dataclass(frozen=True)
class GateRule:
    """One gate: who passes it, whether a document belongs to it, and what it does when passed."""

    id: str
    zh: str
    en: str
    role: Role
    document: bool
    effect: str


@dataclass(frozen=True)
class CaseKind:
    """A kind of case and its gates in order."""

    id: str
    zh: str
    en: str
    clause: str
    opens: str
    gates: tuple[GateRule, ...]
    force: Force = ALWAYS


@cache
def case_kinds() -> Mapping[str, CaseKind]:
    """Every kind of case, from gates.toml."""
    text = (importlib.resources.files("services.catalog") / "gates.toml").read_text("utf-8")
    return {name: _kind(name, raw) for name, raw in tomllib.loads(text).items()}


def _kind(name: str, raw: dict[str, Any]) -> CaseKind:
    gates = tuple(
        GateRule(g["id"], g["zh"], g["en"], Role(g["role"]), g["document"], g.get("effect", "")) for g in raw["gate"]
    )
    return CaseKind(name, raw["zh"], raw["en"], raw["clause"], raw["opens"], gates, force_in(raw))


@dataclass(frozen=True)
class Case:
    """One case about one item."""

    case_id: str
    item_id: str
    kind: str
    ground: str
    state: Literal["open", "done", "refused", "used", "superseded"]
    office: str
    region: str
    opened_by: str
    opened_at: str
    updated_at: str
    content: str


@dataclass(frozen=True)
class Paper:
    """The formal document that belongs to a gate."""

    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    sha256: str = ""


def demand_force(kind: str, on: date) -> None:
    """Refused unless the clause that lays this course down is in force on the day a case would open (G60)."""
    found = case_kinds()[kind]
    if not found.force.on(on):
        raise Refused(
            f"{found.clause}在 {on.isoformat()} 没有施行，不能据此办理“{found.zh}”。",
            f"{found.clause} is not in force on {on.isoformat()}.",
            "not_in_force",
            extra={"clause": found.clause},
        )


def next_gate(case: Case, passed: Sequence[str]) -> GateRule:
    """The gate that is due; Conflict when the case is closed."""
    if case.state != "open":
        raise Conflict("该办件已经结束。", "The case is closed.", "closed")
    return next(gate for gate in case_kinds()[case.kind].gates if gate.id not in passed)


def turns_of(roles: Collection[Role]) -> dict[str, list[int]]:
    """By kind of case, how many gates are behind it when the next one is of one of these roles."""
    return {name: [n for n, gate in enumerate(kind.gates) if gate.role in roles] for name, kind in case_kinds().items()}


def demand_turn(case: Case, passed: Sequence[str], gate: str) -> GateRule:
    """The gate named, if it is the one that is due: none can be skipped (G26)."""
    due = next_gate(case, passed)
    if due.id != gate:
        raise Conflict(
            f"现在应办理“{due.zh}”，不能跳过或重复。",
            f"The gate that is due is {due.id}; none can be skipped or repeated.",
            "gate_order",
            extra={"due": due.id, "clause": case_kinds()[case.kind].clause},
        )
    return due


def demand_gatekeeper(case: Case, gate: GateRule, who: Principal, *, same_line: bool) -> None:
    """Forbidden unless the gate is the caller's: role, and office, line or territory."""
    if gate.role not in who.roles:
        zh, en = ROLE_LABELS[gate.role]
        raise Forbidden(f"这一关由{zh}办理。", f"This gate is for the {en}.", "gatekeeper")
    own = gate.role in {Role.INFORMANT, Role.CHECKER}
    if own and who.office != case.office:
        raise Forbidden("只能由本单位办理。", "Only the body itself can do this.", "other_office")
    if gate.role is Role.LINE_DEPARTMENT and not same_line:
        raise Forbidden(
            "须由对应业务条线的省级部门办理。", "The provincial department of the item's line does this.", "line"
        )
    if not covers(who.region, case.region):
        raise Forbidden("不在您的管辖区划内。", "It is outside your territory.", "territory")


def demand_paper(gate: GateRule, verdict: Verdict, paper: Paper, note: str) -> None:
    """A gate with a document is passed only with its number, issuer and date; a refusal needs its reason."""
    if verdict == "passed" and gate.document and not (paper.number and paper.issuer and paper.issued_on):
        raise Malformed(
            f"“{gate.zh}”须填写文号、发文机关和日期。",
            f"{gate.id} needs the document's number, issuer and date.",
            "document",
        )
    if verdict == "refused" and not note.strip():
        raise Malformed("不同意须写明理由。", "A refusal needs its reason.", "note")
