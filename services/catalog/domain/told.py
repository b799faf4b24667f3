"""What the trail's entries make of an item, verb by verb: its state, what the public has of it, and its changes of that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.catalog.domain.items import Item
from services.catalog.domain.states import Transition, transitions
from shared.canonical import digest

SENT_BACK = "退回整改"
"""How the entry of an inspection or a test says that the item did not pass."""
ONLINE, MERGE, REWORD, CLAIM = "item.online", "item.merge", "item.reword", "item.claim"
BEGUN: Mapping[str, str] = {CLAIM: "compiling", "item.divide": "compiling", "catalogue.add": "catalogued"}
"""Entries with which an item begins, or begins anew, and its state then; `before` is the hash of whose item it is."""
DOES: Mapping[str, str] = {
    "item.save": "save",
    "item.restore": "save",
    MERGE: "save",
    "item.submit": "submit",
    "item.returned": "return",
    "item.approved": "approve",
    "item.inspected": "inspect",
    "item.tested": "test",
    "item.reject": "reject",
    "item.publish": "publish",
    ONLINE: "go_online",
    "item.suspend": "suspend",
    "item.resume": "resume",
    "item.cancel": "cancel",
    "catalogue.cancel": "cancel",
}
"""The step of an item's life that an entry tells of."""
PUBLIC: Mapping[str, str] = {
    ONLINE: "online",
    "item.resume": "online",
    "item.suspend": "suspended",
    "item.cancel": "cancelled",
}
"""Entries with which the public gets or loses an item, and how the feed calls that."""
OWNER = ("layer", "code", "basic_code", "parent_id", "office", "office_name", "region", "region_name", "created_at")


@dataclass(frozen=True)
class Told:
    """What one entry of the trail says of an item, its hashes too."""

    seq: int
    action: str
    before: str
    after: str
    at: str = ""
    who: str = ""
    office: str = ""
    why: str = ""


@dataclass(frozen=True)
class Change:
    """One change of what the public has of an item."""

    at: str
    change: str
    digest: str


@dataclass
class Life:
    """Where an item stands by its entries; no state where none tells how it began."""

    state: str = ""
    availability: str = "none"
    owner: str = ""
    shown: str = ""
    """The hash of the edition that the public has, or had last."""
    changes: list[Change] = field(default_factory=list)
    unmerged: str = ""
    last: int = 0


def owner_digest(item: Item) -> str:
    """SHA-256 over whose item it is, which never changes after it began."""
    return digest([getattr(item, name) for name in OWNER])


def life_of(told: Sequence[Told]) -> Life:
    """Every entry in its turn."""
    life = Life()
    for one in told:
        _take(life, one)
    return life


def _take(life: Life, one: Told) -> None:
    if one.action in BEGUN:
        life.state, life.owner, life.shown = BEGUN[one.action], one.before or life.owner, ""
    elif one.action == REWORD:
        life.state = life.unmerged
    elif one.action in DOES and life.state:
        _step(life, one)
    else:
        return
    life.last = one.seq


def _step(life: Life, one: Told) -> None:
    if one.action in PUBLIC and (life.shown or one.action == ONLINE):
        life.shown = one.after if one.action == ONLINE else life.shown
        change = PUBLIC[one.action]
        life.changes.append(Change(one.at, change, life.shown if change == "online" else ""))
    life.unmerged = life.state if one.action == MERGE else life.unmerged
    step = transitions()[
        "reject" if SENT_BACK in one.why and DOES[one.action] in ("inspect", "test") else DOES[one.action]
    ]
    life.state, life.availability = _after(life, step), step.public_to or life.availability


def _after(life: Life, step: Transition) -> str:
    if life.state == "catalogued" and step.does == "save":
        return life.state
    return life.state if life.state in step.keeps else step.to


def instants(told: Iterable[Told], *actions: str) -> set[str]:
    """When these were done."""
    return {one.at for one in told if one.action in actions}
