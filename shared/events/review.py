"""What the review says."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.events.envelope import Event
from shared.events.parts import ItemRef, Part

TOPIC = "review.decided"


class ReviewEvent(Event):
    """An event of one item's audit."""

    topic: ClassVar[str] = TOPIC
    item: ItemRef
    audit_id: str
    edition: int
    round: int

    def subject(self) -> str:
        """The item."""
        return self.item.item_id


class PartState(Part):
    """How one part of an audit stands."""

    part: str
    office: str
    verdict: Literal["waiting", "open", "passed", "returned"]
    zh: str = Field(default="", description="what the office audits, in Chinese")
    round: int = Field(default=0, description="the round of the verdict; 0: of an earlier audit")
    by: str = Field(default="", description="account of the auditor who gave the verdict")
    at: str = Field(default="", description="when the verdict was given")


class AuditOpened(ReviewEvent):
    """An audit was opened, or reopened for another round, in parts."""

    type: ClassVar[str] = "review.opened.v1"
    zh: ClassVar[str] = "开始审核"
    en: ClassVar[str] = "audit opened"
    parts: list[PartState]


class ResultFiled(ReviewEvent):
    """An approved edition was filed above, and agreed to where it needs approval: it may be put to use."""

    type: ClassVar[str] = "review.filed.v1"
    zh: ClassVar[str] = "报批报备"
    en: ClassVar[str] = "filed above"
    filing_id: str
    kind: Literal["for_approval", "for_record"]
    document_number: str
    receiving_body: str
    filed_on: str
    answer_number: str = Field(default="", description="the document that approved it; empty when filed for the record")
    answered_on: str = Field(default="", description="the day of that document")


class ReviewDecided(ReviewEvent):
    """A round ended: all parts passed, or something was returned."""

    type: ClassVar[str] = "review.decided.v1"
    zh: ClassVar[str] = "审核结论"
    en: ClassVar[str] = "decided"
    digest: str = Field(description="of the edition that was decided on")
    decision: Literal["approved", "returned"]
    parts: list[PartState]
    elements: list[str] = Field(default=[], description="keys of the elements that were returned")
    remarks: str = Field(default="", description="sealed: the remarks, each with element, text and what it cites")
