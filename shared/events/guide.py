"""What the guide service says."""

from typing import ClassVar

from shared.events.envelope import Event
from shared.events.parts import ItemRef, Part

TOPIC = "guide.rendered"


class Rendering(Part):
    """One form of a guide."""

    format: str
    media_type: str
    sha256: str
    size: int


class GuideCalled(Event):
    """The service centre calls for the guide of an item until a day (004 第七条)."""

    type: ClassVar[str] = "guide.called.v1"
    topic: ClassVar[str] = TOPIC
    zh: ClassVar[str] = "催编指南"
    en: ClassVar[str] = "guide called for"
    item: ItemRef
    until: str
    note: str

    def subject(self) -> str:
        """The item."""
        return self.item.item_id


class GuideRendered(Event):
    """The guide of an edition was rendered in all its forms."""

    type: ClassVar[str] = "guide.rendered.v1"
    topic: ClassVar[str] = TOPIC
    zh: ClassVar[str] = "办事指南生成"
    en: ClassVar[str] = "guide rendered"
    item: ItemRef
    edition: int
    digest: str
    renderings: list[Rendering]

    def subject(self) -> str:
        """The item."""
        return self.item.item_id
