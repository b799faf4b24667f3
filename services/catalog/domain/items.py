"""Types and pure decisions of the catalog: what a claim, a save, a submission or a stage makes of an item."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.catalog.domain.duties import Duty
from shared import elements
from shared.canonical import canonical
from shared.codes import covers
from shared.codes.items import DIVIDED
from shared.events import ItemRef
from shared.problems import Fault, Forbidden, Malformed, Refused, Stale
from shared.rights import Principal

Values = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """A body: who it is, where, and on which business line."""

    credit_code: str
    name: str
    region: str
    kinds: tuple[str, ...]
    nature: str
    level: str
    line: str
    parent: str | None = None
    number: int = field(default=0, compare=False)
    """Its place in the order in which bodies were registered."""
    duties: tuple[Duty, ...] = ()
    """What it answers for beside its own line."""

    def answers_for(self, line: str, item_type: str) -> bool:
        """Whether items of a line and a type are this body's by its line or its duties."""
        return self.line == line or any(duty.covers(line, item_type) for duty in self.duties)


@dataclass(frozen=True)
class Item:
    """An item of any layer, with pointers into its editions.

    `organ` is the item of the organ that entrusts the body with this one, also after the entrusting has ended; it is
    empty where the body has it by a power of its own.
    """

    item_id: str
    layer: str
    code: str
    basic_code: str
    parent_id: str | None
    office: str
    office_name: str
    region: str
    region_name: str
    name: str
    item_type: str
    state: str
    head: int
    submitted: int
    approved: int
    online: int
    base_edition: int
    turn: int
    created_at: str
    updated_at: str
    availability: str = "none"
    organ: str = ""

    @property
    def public_with(self) -> str:
        """The item without which this one is not public: what a handling item is part of, what is entrusted."""
        return str(self.parent_id) if self.layer == "handling" else self.organ

    def ref(self) -> ItemRef:
        """The item as events name it."""
        return ItemRef(
            item_id=self.item_id,
            code=self.code,
            name=self.name,
            layer=self.layer,
            office=self.office,
            office_name=self.office_name,
            region=self.region,
            region_name=self.region_name,
            turn=self.turn,
        )


@dataclass(frozen=True)
class Edition:
    """One immutable state of an item's elements."""

    item_id: str
    number: int
    elements: Values
    digest: str
    saved_by: str
    saved_office: str
    saved_at: str
    reason: str


@dataclass
class Saved:
    """An accepted save: the new edition and what is still missing."""

    item: Item
    digest: str
    changed: list[str]
    missing: dict[str, list[str]]


def edited(held: Values, change: Values) -> Values:
    """The elements after a partial change: a null takes an element out."""
    merged = held | change
    return {key: value for key, value in merged.items() if value is not None}


def demand_sound(values: Values, change: Values, on: date) -> None:
    """Malformed when a value does not fit its element's definition on a day; every fault is named.

    `change` is what is new in it: what an item has already stays when its code or element is in force no more. What
    is new must be an element of the item's type, also where the change does not name the type.
    """
    found = elements.faults(change, on=on)
    if "item_type" not in change:
        found += [fault for fault in elements.type_faults(values) if fault.path in change]
    if found:
        raise Malformed(
            "要素内容有误，未保存。", "Some elements do not fit; nothing was saved.", "elements", _told(found)
        )
    if len(canonical(values)) > 1_000_000:  # noqa: PLR2004
        raise Malformed("全部要素超过 1 MB，请精简。", "All elements together exceed 1 MB; shorten them.", "too_long")


def demand_of_type(values: Values) -> None:
    """Refused while an element says something that items of this type do not have, as an older edition may."""
    if found := elements.type_faults(values):
        names = "、".join(elements.labels(one.path).zh for one in found)
        raise Refused(
            f"不适用于该事项类型：{names}。请删除后再提交。",
            f"Items of this type do not have {', '.join(one.path for one in found)}; take it out first.",
            "not_for_type",
            _told(found),
        )


def _told(found: Iterable[elements.Fault]) -> list[Fault]:
    return [Fault(f.path, f.code, f.message_zh, f.message_en, f.cure_zh, f.cure_en) for f in found]


def called(item: Item, values: Values) -> str:
    """What an item is called with these elements: a handling item by its own name."""
    return str(values.get("handling_item_name" if item.layer == "handling" else "name") or item.name)


def locked(change: Values, held: Values) -> list[str]:
    """The catalogue-level elements, which come from above, that a change would change."""
    known = ((key, elements.ELEMENTS[key], value) for key, value in change.items() if key in elements.ELEMENTS)
    return [key for key, element, value in known if element.layer == "catalogue" and held.get(key) != value]


def demand_unlocked(change: Values, held: Values, allowed: Collection[str] = ()) -> None:
    """Refused when a catalogue-level element, which comes from above, would be changed below (reading 7)."""
    closed = [key for key in locked(change, held) if key not in allowed]
    if closed:
        names = "、".join(elements.ELEMENTS[key].zh for key in closed)
        raise Refused(
            f"{names}属于目录要素，由上级统一管理，请向省级业务部门请示调整。",
            f"{', '.join(closed)} belong to the catalogue and come from above; ask the provincial line department.",
            "locked",
            [
                Fault(key, "locked", "目录要素不可自行修改", "catalogue-level element", "保持原值", "keep it")
                for key in closed
            ],
            {"clause": "004 第十一条"},
        )


def demand_edition(item: Item, based_on: int, current: Edition | None = None) -> None:
    """Stale when the caller saw another edition than the head; both texts are in the answer."""
    if item.head != based_on:
        theirs: Values = {"edition": item.head, "based_on": based_on}
        if current:
            theirs |= {"elements": current.elements, "saved_at": current.saved_at, "saved_by": current.saved_by}
        raise Stale(
            f"您依据的是第 {based_on} 版，现为第 {item.head} 版。请取得新版，合并后再保存。",
            f"You worked on edition {based_on}; it is {item.head} now. Read it, merge, and save again.",
            "edition",
            extra={"current": theirs},
        )


def shortfalls(values: Values, item: Item, on: date) -> dict[str, list[str]]:
    """What is still missing, by the profiles that the item's place demands on a day: the fourteen of 004 第十四条 first."""
    return {one: elements.missing(values, one, item.item_type) for one in elements.demanded(item.region, on)}


def demand_complete(item: Item, values: Values, on: date) -> None:
    """Refused unless the fourteen elements, and what the place asks besides, are filled or an explicit none (G34, E38)."""
    lacking = list(dict.fromkeys(key for keys in shortfalls(values, item, on).values() for key in keys))
    if lacking:
        names = "、".join(elements.ELEMENTS[key].zh for key in lacking)
        raise Refused(
            f"尚缺：{names}。",
            f"Still missing: {', '.join(lacking)}.",
            "incomplete",
            [fault for key in lacking for fault in _lacks(key, values)],
            {"clause": "004 第十四条"},
        )


def _lacks(key: str, values: Values) -> list[Fault]:
    """What of an element is missing: the element, or the cells that its rows lack."""
    found = elements.faults({key: values[key]}, partial=False) if values.get(key) else []
    return _told([one for one in found if one.path.startswith((f"{key}[", f"{key}."))]) or [
        Fault(key, "missing", "必填要素为空", "required", "填写，或写明“无”及理由", "fill it, or state none")
    ]


def demand_fitting(values: Values, on: date) -> None:
    """Refused where the test before publishing would send it back: a row without what its table requires, an ended code."""
    if found := elements.faults(values, partial=False, on=on):
        names = elements.named(one.path for one in found[:20])
        raise Refused(
            f"不符合要素定义：{names}。请改正后再提交。",
            f"What the elements are defined to be does not hold at {', '.join(one.path for one in found[:20])}.",
            "elements",
            _told(found),
            {"clause": "004 第六条"},
        )


def demand_other_hand(edition: Edition, submitter: Principal) -> None:
    """Refused when the one who submits is the one who wrote: two pairs of eyes."""
    if edition.saved_by == submitter.subject:
        raise Refused(
            "提交人不能是最后的编制人，请由本单位审核员提交。",
            "Whoever wrote the edition cannot submit it; the body's checker does.",
            "same_person",
        )


def demand_own(item: Item, who: Principal) -> None:
    """Forbidden for another body's item; the same answer as for one that does not exist would hide a mistake of ours."""
    who.demand_territory(item.region)
    if item.office != who.office:
        raise Forbidden(
            f"该事项属于{item.office_name}，只能由该单位办理。",
            f"The item belongs to {item.office_name}; only that body can do this.",
            "other_office",
        )


def record_of(item: Item, edition: Edition, at: str) -> Values:
    """The published record: the public view and nothing else (C51)."""
    return {
        "item_id": item.item_id,
        "code": item.code,
        "basic_code": item.basic_code,
        "layer": item.layer,
        "name": item.name,
        "edition": edition.number,
        "hash": edition.digest,
        "region": {"code": item.region, "name": item.region_name},
        "office": {"code": item.office, "name": item.office_name},
        "published_at": at,
        "elements": elements.public_view(edition.elements),
    }


def eligible(office: Office, base: Item, levels: set[str], line: str, named: Collection[str]) -> bool:
    """Whether a body is one that an item is handed down to: level and territory agree (G04, G20), and line or duties,
    unless the line department names the body itself (an approval bureau takes items of many lines). A main item with
    sub-items is nobody's: these are held. What a province entered of the nation's is handed down in that province.
    """
    inside = covers(base.region, office.region)
    wanted = office.credit_code in named if named else office.answers_for(line, base.item_type)
    leaf = not base.basic_code.endswith(DIVIDED)
    return leaf and wanted and inside and office.level in levels and "implementing" in office.kinds


def attachments_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every attachment that a value points to, at any depth."""
    if isinstance(value, dict):
        if "sha256" in value and "media_type" in value:
            yield value
        else:
            for inner in value.values():
                yield from attachments_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from attachments_in(inner)


def fuller_rows(held: Any, printed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a printed form over the rows held: the form has fewer columns, what it does not print stays."""
    known = {row.get("name"): row for row in held if isinstance(row, dict)} if isinstance(held, list) else {}
    return [known.get(row.get("name"), {}) | row for row in printed]
