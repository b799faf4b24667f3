"""The published language: every event of the system, its topic and its schema."""

from shared.events.catalog import (
    ClaimRefused,
    DelegationRefused,
    ItemBehind,
    ItemCancelledAbove,
    ItemClaimed,
    ItemDiscussed,
    ItemHandedDown,
    ItemOnline,
    ItemPublished,
    ItemStaged,
    ItemSubmitted,
    ItemWithdrawn,
    MergeGroupMuted,
    RequestAnswered,
)
from shared.events.envelope import PREFIX, Envelope, Event
from shared.events.guide import GuideCalled, GuideRendered
from shared.events.law import LawChanged
from shared.events.notify import CircularParked, CircularSent, DutyClosed, DutyOpened
from shared.events.parts import ItemRef, LinkedList
from shared.events.review import AuditOpened, ResultFiled, ReviewDecided

ALL: tuple[type[Event], ...] = (
    ItemHandedDown,
    ItemClaimed,
    ClaimRefused,
    DelegationRefused,
    RequestAnswered,
    ItemSubmitted,
    ItemStaged,
    ItemPublished,
    ItemOnline,
    ItemWithdrawn,
    ItemDiscussed,
    MergeGroupMuted,
    ItemBehind,
    ItemCancelledAbove,
    AuditOpened,
    ReviewDecided,
    ResultFiled,
    GuideRendered,
    GuideCalled,
    CircularSent,
    CircularParked,
    DutyOpened,
    DutyClosed,
    LawChanged,
)
EVENTS: dict[str, type[Event]] = {PREFIX + event.type: event for event in ALL}
TOPICS: tuple[str, ...] = tuple(dict.fromkeys(event.topic for event in ALL))

__all__ = [
    "ALL",
    "EVENTS",
    "PREFIX",
    "TOPICS",
    "AuditOpened",
    "CircularParked",
    "CircularSent",
    "ClaimRefused",
    "DelegationRefused",
    "DutyClosed",
    "DutyOpened",
    "Envelope",
    "Event",
    "GuideCalled",
    "GuideRendered",
    "ItemBehind",
    "ItemCancelledAbove",
    "ItemClaimed",
    "ItemDiscussed",
    "ItemHandedDown",
    "ItemOnline",
    "ItemPublished",
    "ItemRef",
    "ItemStaged",
    "ItemSubmitted",
    "ItemWithdrawn",
    "LawChanged",
    "LinkedList",
    "MergeGroupMuted",
    "RequestAnswered",
    "ResultFiled",
    "ReviewDecided",
]
