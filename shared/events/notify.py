"""What the notify service says: circulars and duties."""

from typing import ClassVar

from pydantic import Field

from shared.events.envelope import Event

TOPIC = "circular.sent"


class CircularEvent(Event):
    """An event about one circular."""

    topic: ClassVar[str] = TOPIC
    circular_id: str
    item_id: str
    title: str
    channel: str
    recipient: str = Field(description="credit code of the receiving office, or the subscription's id")

    def subject(self) -> str:
        """The item the circular is about."""
        return self.item_id


class CircularSent(CircularEvent):
    """A circular was delivered over one channel."""

    type: ClassVar[str] = "circular.sent.v1"
    zh: ClassVar[str] = "通报送达"
    en: ClassVar[str] = "circular sent"


class CircularParked(CircularEvent):
    """A circular could not be delivered after the last try; it is kept and shown."""

    type: ClassVar[str] = "circular.parked.v1"
    zh: ClassVar[str] = "通报未送达"
    en: ClassVar[str] = "circular parked"
    reason: str


class DutyEvent(Event):
    """An event about one duty with a clock."""

    topic: ClassVar[str] = TOPIC
    duty_id: str
    item_id: str
    kind: str
    office: str
    clause: str
    item_name: str = ""
    item_code: str = ""
    office_name: str = ""

    def subject(self) -> str:
        """The item the duty is about."""
        return self.item_id


class DutyOpened(DutyEvent):
    """A clock started."""

    type: ClassVar[str] = "duty.opened.v1"
    zh: ClassVar[str] = "时限开始"
    en: ClassVar[str] = "duty opened"
    due_on: str
    provisional: bool


class DutyClosed(DutyEvent):
    """A duty was fulfilled."""

    type: ClassVar[str] = "duty.closed.v1"
    zh: ClassVar[str] = "时限办结"
    en: ClassVar[str] = "duty closed"
    closed_on: str
    late: bool
