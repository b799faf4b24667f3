"""What the routes of an audit take and show."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

AuditId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
PartId = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class Taken(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RemarkTaken(Taken):
    """A remark on one element; it cites an article, a rule or a clause."""

    element: Annotated[str, StringConstraints(max_length=60)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
    cites: Annotated[str, StringConstraints(min_length=2, max_length=500, strip_whitespace=True)]


class VerdictTaken(Taken):
    """An office's verdict on its elements; `seen` is the hash that the audit showed."""

    verdict: Literal["passed", "returned"]
    seen: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    remarks: Annotated[list[RemarkTaken], Field(max_length=200)] = []
    opinion: Annotated[str, StringConstraints(max_length=2000)] = ""


class PartView(BaseModel):
    """One office's share: how it stands, what it answers for, and the hash of what it sees."""

    part: str
    zh: str
    en: str
    office: str
    clause: str
    verdict: str
    round: int
    seen: str
    elements: list[str]
    decided_by: str
    decided_at: str
    opinion: str


class RemarkView(BaseModel):
    """A remark and whether it is settled."""

    round: int
    part: str
    element: str
    text: str
    cites: str
    made_at: str
    settled_round: int | None


class ChangeView(BaseModel):
    """A difference to the edition before, by meaning."""

    path: str
    kind: str


class ReasonView(BaseModel):
    """Why something is worse for the applicant than what is online."""

    path: str
    zh: str
    en: str
    reason: str


class CutView(BaseModel):
    """One of the four numbers that shall fall, before and after."""

    model_config = ConfigDict(extra="ignore")

    key: str
    zh: str
    en: str
    unit: str
    before: float | None
    after: float | None
    kind: str


class MaterialCutView(BaseModel):
    """A material asked for, with its six answers and on what each rests, or cancelled on its ground.

    `why` is what the public reads: why it is kept, or what takes its place.
    """

    name: str
    asked: bool
    grounds: list[str]
    grounds_zh: list[str]
    answers: dict[str, bool | None]
    evidence: dict[str, str]
    why: str


class AuditView(BaseModel):
    """An audit as its reader may see it: only elements the reader is entitled to."""

    audit_id: str
    item_id: str
    code: str
    name: str
    office_name: str
    region_name: str
    matrix: str
    matrix_zh: str
    state: str
    round: int
    edition: int
    digest: str
    opened_at: str
    updated_at: str
    due_on: str | None
    parts: list[PartView]
    remarks: list[RemarkView]
    elements: dict[str, Any]
    changes: list[ChangeView]
    reasons: list[ReasonView]
    cuts: list[CutView]
    material_cuts: list[MaterialCutView]


class WorkView(BaseModel):
    """A part that waits for an auditor."""

    audit_id: str
    part: str
    item_id: str
    code: str
    name: str
    office_name: str
    region_name: str
    round: int
    edition: int
    opened_at: str
    due_on: str | None


class Matrices(BaseModel):
    """Who audits what, where: the matrix of a place as data."""

    id: str
    zh: str
    en: str
    source: str
    regions: list[str]
    parts: list[dict[str, Any]]
    deviations: list[dict[str, Any]]
