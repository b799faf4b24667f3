"""Pure decisions of the guide service: what an event makes of a guide, and how old a print is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from shared import elements
from shared.events.parts import ItemRef
from shared.problems import Conflict, Malformed

State = Literal["hidden", "online", "suspended", "cancelled"]


@dataclass(frozen=True)
class GuideState:
    """Which edition of an item's guide the public sees; events move it in the order of the item's turns."""

    item_id: str
    code: str
    name: str
    office_name: str
    region: str
    region_name: str
    turn: int
    online: int
    state: State
    reason: str
    changed_at: str


def fresh(item: ItemRef, at: str) -> GuideState:
    """A guide nobody sees yet."""
    return GuideState(
        item.item_id, item.code, item.name, item.office_name, item.region, item.region_name, 0, 0, "hidden", "", at
    )


def moved(  # noqa: PLR0913 - the six sides of one event
    held: GuideState, item: ItemRef, *, at: str, state: State, online: int, reason: str = ""
) -> GuideState | None:
    """The guide after an event; None when a later event said all of it. A late one still tells which edition was shown."""
    if item.turn <= held.turn:
        return replace(held, online=online) if online > held.online else None
    changed = {"code": item.code, "name": item.name, "office_name": item.office_name}
    return replace(
        held, **changed, turn=item.turn, state=state, online=online or held.online, reason=reason, changed_at=at
    )


Stand = Literal["drafting", "rendered", "online", "suspended", "cancelled"]
STANDS: dict[Stand, tuple[str, str]] = {
    "drafting": ("编制中", "being drafted"),
    "rendered": ("已生成未上线", "rendered, not online"),
    "online": ("已公布", "online"),
    "suspended": ("已暂停", "suspended"),
    "cancelled": ("已取消", "cancelled"),
}


@dataclass(frozen=True)
class Commission:
    """A guide that a body is to make, how far it is, and until when the service centre wants it (004 第七条)."""

    item: ItemRef
    opened_at: str
    until: str
    note: str
    called_at: str
    stand: Stand

    def late(self, today: date) -> bool:
        """Whether the day that was asked for is past and the guide is not there."""
        return bool(self.until) and self.until < today.isoformat() and self.stand in ("drafting", "rendered")


def demand_callable(held: Commission, until: str, today: date) -> None:
    """Conflict when there is nothing to call for; Malformed unless the day is one, and not past."""
    if held.stand not in ("drafting", "rendered"):
        raise Conflict(
            f"该指南{STANDS[held.stand][0]}，无须催办。", f"The guide is {STANDS[held.stand][1]}.", held.stand
        )
    try:
        day = date.fromisoformat(until)
    except ValueError as bad:
        raise Malformed("until 不是有效日期。", "until is no date.", "until") from bad
    if day < today:
        raise Malformed("完成日期不能早于今天。", "The day cannot lie in the past.", "until")


@dataclass(frozen=True)
class Age:
    """What a scanned print is worth."""

    verdict: Literal["valid", "outdated", "withdrawn", "not_ours"]
    edition: int
    online: int
    changed: tuple[str, ...]


def age(
    held: GuideState | None, printed: Mapping[str, Any] | None, current: Mapping[str, Any] | None, edition: int
) -> Age:
    """Compare a print with what is online now; differences in meaning are named by their elements."""
    if held is None or printed is None:
        return Age("not_ours", edition, 0, ())
    if held.state != "online" or current is None:
        return Age("withdrawn", edition, held.online, ())
    if held.online == edition:
        return Age("valid", edition, edition, ())
    found = elements.changes(printed["elements"], current["elements"])
    keys = dict.fromkeys(c.path.split("[")[0].split(".")[0] for c in found if c.kind != "wording")
    names = tuple(elements.ELEMENTS[key].zh for key in keys)
    return Age("outdated" if names else "valid", edition, held.online, names)


def stamp_of(code: str, edition: int, digest: str) -> bytes:
    """What the signature in a print's QR code covers."""
    return f"shixiang-guide|{code}|{edition}|{digest[:12]}".encode()
