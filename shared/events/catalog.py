"""What the catalog says. Drafts travel sealed; what is published travels as its public view."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from shared.events.envelope import Event
from shared.events.parts import ItemRef, LinkedList

TOPIC = "item.changed"


class ItemEvent(Event):
    """An event of one item's story."""

    topic: ClassVar[str] = TOPIC
    item: ItemRef

    def subject(self) -> str:
        """The item."""
        return self.item.item_id


class ItemHandedDown(ItemEvent):
    """A catalogue item was handed down to bodies of lower levels."""

    type: ClassVar[str] = "item.handed_down.v1"
    zh: ClassVar[str] = "事项下发"
    en: ClassVar[str] = "handed down"
    edition: int
    offices: list[str] = Field(description="credit codes of the bodies it is offered to")


class ItemClaimed(ItemEvent):
    """A body claimed an item; the same-day clock starts (004 第十四条)."""

    type: ClassVar[str] = "item.claimed.v1"
    zh: ClassVar[str] = "事项认领"
    en: ClassVar[str] = "claimed"
    claimed_at: str
    entrusted_by: str = Field(default="", description="the organ that entrusts the body with it, if one does (委托)")


class ClaimRefused(ItemEvent):
    """A body refused an item, with its reason."""

    type: ClassVar[str] = "item.claim_refused.v1"
    zh: ClassVar[str] = "不予认领"
    en: ClassVar[str] = "claim refused"
    by_office: str
    reason: str
    expires_on: str


class ItemSubmitted(ItemEvent):
    """An edition was submitted for audit; only the services can open the submission."""

    type: ClassVar[str] = "item.submitted.v1"
    zh: ClassVar[str] = "提交审核"
    en: ClassVar[str] = "submitted"
    edition: int
    digest: str = Field(description="SHA-256 of all elements of the edition")
    submission: str = Field(description="sealed: elements, previous elements, writers")


class ItemStaged(ItemEvent):
    """The data centre passed or failed a stage: 质检 or 测试 (004 第六条)."""

    type: ClassVar[str] = "item.staged.v1"
    zh: ClassVar[str] = "质检测试"
    en: ClassVar[str] = "inspected or tested"
    edition: int
    stage: Literal["inspected", "tested"]
    passed: bool
    findings: int


class ItemPublished(ItemEvent):
    """An edition is published: frozen, public view only, and not online yet."""

    type: ClassVar[str] = "item.published.v1"
    zh: ClassVar[str] = "事项发布"
    en: ClassVar[str] = "published"
    edition: int
    digest: str
    record: dict[str, Any] = Field(description="the published record: public elements only")


class ItemOnline(ItemEvent):
    """A published edition went online; it is what the public sees from now on."""

    type: ClassVar[str] = "item.online.v1"
    zh: ClassVar[str] = "事项上线"
    en: ClassVar[str] = "online"
    public: ClassVar[bool] = True
    edition: int
    digest: str
    online_on: str = Field(description="the day in China, from which the 5 and 10 working days count")
    changed: list[str] = Field(default=[], description="keys of public elements that differ from the edition before")
    linked_lists: list[LinkedList] = Field(default=[], description="lists that the item stands on too")
    line_offices: list[str] = Field(default=[], description="departments above the body on its business line")
    wording_only: bool = Field(default=False, description="signs alone differ, no meaning: no clock starts")
    behind: list[str] = Field(default=[], description="keys of elements that changed above and do not show yet")


class ItemBehind(ItemEvent):
    """What changed above does not show in what the public reads of an item, or now it does: it is to follow in time."""

    type: ClassVar[str] = "item.behind.v1"
    zh: ClassVar[str] = "上级变动待跟进"
    en: ClassVar[str] = "behind what stands above"
    above: str = Field(description="code of the item that it stands on")
    changed: list[str] = Field(
        default=[], description="keys of elements that do not show yet; none when it has caught up"
    )


class ItemCancelledAbove(ItemEvent):
    """The catalogue's item was cancelled above: whoever holds it is to cancel it in time (004 第十二条第二款)."""

    type: ClassVar[str] = "item.cancelled_above.v1"
    zh: ClassVar[str] = "上级已取消"
    en: ClassVar[str] = "cancelled above"
    above: str = Field(description="code of the item that it stands on")
    reason: str


class ItemDiscussed(ItemEvent):
    """A word about an item along its business line: up from its body, or down from a department above."""

    type: ClassVar[str] = "item.discussed.v1"
    zh: ClassVar[str] = "条线沟通"
    en: ClassVar[str] = "discussed along the line"
    note_id: str
    by_office: str
    by_office_name: str
    to: list[str] = Field(description="credit codes of the bodies it is meant for; they read the text at their desk")


class DelegationRefused(ItemEvent):
    """The handing down of an item was refused at a gate; who was handed it has what he had before."""

    type: ClassVar[str] = "item.delegation_refused.v1"
    zh: ClassVar[str] = "下放未通过"
    en: ClassVar[str] = "handing down refused"
    offices: list[str] = Field(description="credit codes of the bodies that it had been handed over to")
    reason: str


class RequestAnswered(ItemEvent):
    """Whoever asked above for a catalogue item is answered; until one is compiled, the request stands for the item."""

    type: ClassVar[str] = "item.request_answered.v1"
    zh: ClassVar[str] = "请示答复"
    en: ClassVar[str] = "request answered"
    by_office: str
    by_office_name: str
    verdict: Literal["passed", "refused"]
    law: str = Field(description="the local regulation that sets it up")
    basic_code: str = Field(default="", description="under which it was compiled")
    note: str = Field(default="", description="what the department says to it; of a refusal the reason")


class MergeGroupMuted(ItemEvent):
    """A group of elements is asked about no more in a province for a time: nearly all said that nothing had to change."""

    type: ClassVar[str] = "merge.muted.v1"
    zh: ClassVar[str] = "上级变更提醒静默"
    en: ClassVar[str] = "group muted"
    group: str
    group_zh: str
    labels: int = Field(description="decisions that were counted")
    needed: int = Field(description="those of them that took something from above")
    until: str = Field(description="the day on which it is asked about again")


class ItemWithdrawn(ItemEvent):
    """An item was suspended or cancelled; its history stays."""

    type: ClassVar[str] = "item.withdrawn.v1"
    zh: ClassVar[str] = "事项取消或暂停"
    en: ClassVar[str] = "withdrawn"
    ground: Literal["suspended", "cancelled"]
    reason: str
    withdrawn_on: str
    was_online: bool = Field(default=False, description="whether the public knew it")

    @classmethod
    def open_to_all(cls, data: dict[str, Any]) -> bool:
        """A draft that is given up is nobody's business."""
        return bool(data.get("was_online"))
