"""What the catalog's routes take and show."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.catalog.domain import AVAILABILITY_ZH, STATES_ZH, Item, Office
from services.catalog.domain.duties import LINE, Duty
from shared.rights import Right, Role

ItemId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{10,40}$")]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class Taken(BaseModel):
    """A request body: unknown members and sloppy types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ItemView(BaseModel):
    """An item as its desk sees it, without its elements."""

    item_id: str
    layer: str
    code: str
    basic_code: str
    parent_id: str | None
    name: str
    item_type: str
    office: str
    office_name: str
    region: str
    region_name: str
    state: str
    state_zh: str
    availability: Literal["none", "online", "suspended"]
    availability_zh: str
    edition: int
    submitted: int
    approved: int
    online: int
    updated_at: str

    @classmethod
    def of(cls, item: Item) -> "ItemView":
        """The view of an item."""
        shown = {name: getattr(item, name) for name in cls.model_fields if hasattr(item, name)}
        public = AVAILABILITY_ZH[item.availability]
        return cls(**shown, edition=item.head, state_zh=STATES_ZH[item.state], availability_zh=public)


class DraftView(BaseModel):
    """The present edition of an item: all elements, and what is still missing by profile."""

    item: ItemView
    edition: int
    digest: str
    elements: dict[str, Any]
    missing: dict[str, list[str]]
    saved_by: str
    saved_at: str


class SavedView(BaseModel):
    """An accepted save."""

    item: ItemView
    edition: int
    digest: str
    changed: list[str]
    missing: dict[str, list[str]]


class Change(Taken):
    """A partial change: element keys with their new values; null takes an element out."""

    elements: dict[str, Any] = Field(min_length=1, max_length=300)
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class Submission(Taken):
    """Why something becomes worse for the applicant: by path, by element, or "*" for all (G35)."""

    reasons: dict[
        Annotated[str, StringConstraints(max_length=200)], Annotated[str, StringConstraints(max_length=2000)]
    ] = Field(default={}, max_length=300)


class OfferView(BaseModel):
    """An item that was handed down to a body."""

    base_id: str
    code: str
    name: str
    item_type: str
    handed_down_by: str
    state: str
    offered_at: str
    decided_at: str | None
    reason: str | None
    expires_on: str | None
    item_id: str | None


class Refusal(Taken):
    """A reasoned no to an offer, with its evidence and its end, a year from now at most."""

    reason: Reason
    evidence: Reason
    expires_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Division(Taken):
    """A handling item to be made."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    variant: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class HandDown(Taken):
    """Bodies to hand down to; empty means all whose level, line and territory agree."""

    offices: list[CreditCode] = Field(default=[], max_length=2000)


class HandedDown(BaseModel):
    """The bodies that got the offer now."""

    offices: list[str]


class ImportRow(BaseModel):
    """What became, or would become, of one row; the differences are typed by meaning for the applicant."""

    row: int
    basic_code: str
    action: str
    changed: list[str]
    item_id: str = ""
    before: int = 0
    after: int = 0
    differences: list[dict[str, Any]] = []


class ImportView(BaseModel):
    """What became, or would become, of a sheet."""

    applied: bool
    rows: list[ImportRow]
    faults: list[dict[str, Any]]


class FindingView(BaseModel):
    """What a quality rule found."""

    rule: str
    severity: str
    path: str
    message_zh: str
    message: str
    cure_zh: str


class StageView(BaseModel):
    """Where an item stands after a stage."""

    item: ItemView
    passed: bool
    findings: list[FindingView]


class Rejection(Taken):
    """Why an item goes back for rectification."""

    reason: Reason


class RemarkView(BaseModel):
    """What an auditor said about an element, and what it cites."""

    audit_id: str
    round: int
    part: str
    element: str
    text: str
    cites: str
    made_at: str


class EditionView(BaseModel):
    """One edition in an item's history."""

    number: int
    digest: str
    saved_by: str
    saved_office: str
    saved_at: str
    reason: str


class OfficeView(BaseModel):
    """A registered body."""

    credit_code: str
    name: str
    region: str
    kinds: list[str]
    nature: str
    level: str
    line: str
    parent: str | None
    duties: list[Duty]

    @classmethod
    def of(cls, office: Office) -> "OfficeView":
        """The view of a body."""
        return cls(**{**vars(office), "kinds": list(office.kinds), "duties": list(office.duties)})


class DutyTaken(Taken):
    """A business line that a body answers for beside its own: its items of these types, or all of them."""

    line: Annotated[str, StringConstraints(pattern=f"^{LINE}$")]
    item_types: list[Annotated[str, StringConstraints(pattern=r"^\d{2}$")]] = Field(default=[], max_length=30)

    def duty(self) -> Duty:
        """The duty it means."""
        return Duty(self.line, tuple(dict.fromkeys(self.item_types)))


class AccountMade(Taken):
    """An account to be given by the data centre."""

    username: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,60}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    office: CreditCode
    roles: Annotated[list[Annotated[Role, Field(strict=False)]], Field(min_length=1, max_length=5)]
    password: Annotated[str, StringConstraints(min_length=10, max_length=200)]


class AccountView(BaseModel):
    """Who an account is."""

    username: str
    name: str
    office: str
    region: str
    roles: list[Role]


class SignIn(Taken):
    """A name and a password, for the built-in issuer."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    scope: list[Annotated[Right, Field(strict=False)]] = Field(
        default=[], max_length=40, description="rights to narrow the token to"
    )


class Token(BaseModel):
    """A token, and whose it is."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    account: AccountView


class ChangeView(BaseModel):
    """One change of the feed, with the record as published."""

    seq: int
    at: str
    change: str
    item_id: str
    code: str
    edition: int
    digest: str
    record: dict[str, Any] | None


class Changes(BaseModel):
    """A page of the feed; go on with `next` until `more` is false."""

    changes: list[ChangeView]
    next: int
    more: bool
