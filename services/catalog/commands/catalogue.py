"""The basic catalogue: written by its owner, handed down to the bodies of lower levels."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from services.catalog import store
from services.catalog.commands.codes import demand_leaf, demand_new_code, demand_split, origin
from services.catalog.commands.editions import IMPORTED, edition_of, next_base
from services.catalog.commands.joining import joined
from services.catalog.commands.offers import eligible_bodies, offer_to
from services.catalog.commands.searching import index_draft
from services.catalog.commands.spreading import spread
from services.catalog.domain import Edition, Item, Values, demand_edition, demand_sound
from services.catalog.domain.inout import RowOutcome, differences
from services.catalog.domain.offers import demand_in_force
from services.catalog.domain.told import owner_digest
from shared import elements
from shared.clock import day
from shared.codes import division, items
from shared.codes.divisions import level_of
from shared.problems import Fault, Forbidden, Malformed, NotFound, Refused, Stale, Unconditional
from shared.rights import Principal
from shared.unit import Unit

CLAUSE = "004 第十条"
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass
class RowReport:
    """What became, or would become, of one row of the sheet; the editions are 0 where there is none."""

    row: int
    basic_code: str
    action: str
    changed: list[str] = field(default_factory=list)
    item_id: str = ""
    before: int = 0
    after: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)

    def outcome(self) -> RowOutcome:
        """The row as a change set keeps it."""
        return RowOutcome(
            self.row, self.basic_code, self.action, self.item_id, self.before, self.after, self.differences
        )


def demand_owner(basic_code: str, who: Principal) -> None:
    """Only the owner of a catalogue writes in it, a line department of its province; nobody below does (G22)."""
    if level_of(who.region) not in ("nation", "province"):
        raise Forbidden(
            "只有省级业务部门可以编制基本目录。",
            "Only a provincial line department keeps the basic catalogue.",
            "owner",
        )
    if basic_code[:2] not in ("00", who.region[:2]):
        raise Forbidden(
            f"基本编码 {basic_code} 属于其他省的目录。",
            f"{basic_code} belongs to another province's catalogue.",
            "owner",
        )


async def put_base(unit: Unit, who: Principal, code: str, values: Values, based_on: int | None) -> RowReport:
    """Write one catalogue item without a sheet; who changes it says which edition he read, who adds it says none.

    Of two who save at once one wins, the other gets both texts and may merge: nothing is lost (D09).
    """
    _demand_place(code, who)
    held = await _base_of(unit, who, code)
    if held is not None:
        if based_on is None and not await store.taken_out(unit.connection, held):
            raise Unconditional(
                f'{code} 已在目录中，请在 If-Match 中写明所依据的版本，例如 "{held.head}"。',
                f'{code} is in the catalogue; say in If-Match which edition this is based on, for example "{held.head}".',
            )
        if based_on is not None:
            demand_edition(held, based_on, await store.edition(unit.connection, held.item_id, held.head))
    elif based_on is not None:
        raise Stale(
            f"您依据的是第 {based_on} 版，目录中没有 {code}。",
            f"You worked on edition {based_on}; {code} is not in the catalogue.",
            "edition",
            extra={"current": {"edition": 0, "based_on": based_on}},
        )
    return await _looked_over(unit, await write_base(unit, who, code, values))


async def merge_base(
    unit: Unit, who: Principal, code: str, base_edition: int, values: Values, choices: Values
) -> RowReport:
    """Save over what a colleague saved meanwhile: what only one changed is kept, what both changed is asked (D09)."""
    held = await _base_of(unit, who, code)
    if held is None:
        raise NotFound("目录中没有该编码。", "There is no such code in the catalogue.", "basic_code")
    base = (await store.edition(unit.connection, held.item_id, base_edition)).elements
    theirs = (await store.edition(unit.connection, held.item_id, held.head)).elements
    merged = joined(base, theirs, values, choices, held.head)
    return await _looked_over(unit, await write_base(unit, who, code, merged))


async def _looked_over(unit: Unit, report: RowReport) -> RowReport:
    """Who keeps an item saved it: what the province's rows came over there is looked at."""
    await store.settle(unit.connection, report.item_id, store.ground_of(""))
    return report


def _demand_place(code: str, who: Principal) -> None:
    """A sound code, in a catalogue that the caller may write in."""
    wrong = items.basic_fault(code)
    if wrong:
        raise Malformed(f"基本编码有误：{wrong.message}", f"the basic code: {wrong.message_en}", "basic_code")
    demand_owner(code, who)


async def _base_of(unit: Unit, who: Principal, code: str) -> Item | None:
    """One's own catalogue item, if it is there."""
    held = (await store.items_by_code(unit.connection, [code])).get(code)
    if held is not None:
        demand_keeper(held, who)
    return held


def demand_keeper(base: Item, who: Principal) -> None:
    """Forbidden for a catalogue item of another department."""
    if base.office != who.office:
        raise Forbidden(
            f"{base.code} 由{base.office_name}管理。", f"{base.code} is kept by {base.office_name}.", "owner"
        )


async def write_base(unit: Unit, who: Principal, code: str, values: Values) -> RowReport:
    """The same for who speaks in an order of his own: the province, whose versions of a row take turns (domain.md 9.3)."""
    _demand_place(code, who)
    office = await store.office(unit.connection, who.office)
    held = await store.by_code(unit.connection, code)
    gone = held if held and await store.taken_out(unit.connection, held) else None
    current = await store.edition(unit.connection, held.item_id, held.head) if held and not gone else None
    demand_base(values, code, day(unit.at), current.elements if current else NOTHING)
    if held is None or current is None:
        await demand_new_code(unit, code, who.office)
        made = await _add_base(unit, who, office.name, code, values, gone)
        return RowReport(0, code, "new", item_id=made.item_id, after=made.head)
    demand_in_force(held)
    changed = sorted(k for k in values.keys() | current.elements.keys() if values.get(k) != current.elements.get(k))
    if not changed:
        return RowReport(0, code, "same", item_id=held.item_id, before=held.head)
    demand_keeper(held, who)
    await change_base(unit, who, held, current, values)
    worth = differences(current.elements, values)
    return RowReport(0, code, "changed", changed, held.item_id, held.head, held.head + 1, worth)


def demand_base(values: Values, code: str, on: date, held: Mapping[str, Any] = NOTHING) -> None:
    """Malformed unless the elements are sound, name, type, levels and basis are there, and the code is of the type."""
    new = {k: v for k, v in values.items() if k not in held or held[k] != v}
    demand_sound(values, new, on)
    _demand_unplanned(new)
    lacking = sorted({"name", "item_type", "exercise_levels", "legal_bases"} - values.keys())
    if lacking:
        faults = [Fault(k, "missing", "目录必填", "required in the catalogue", "填写", "fill it") for k in lacking]
        raise Malformed("目录要素不全。", "Catalogue elements are missing.", "elements", faults)
    if not items.of_type(code, str(values["item_type"])):
        told = f"基本编码 {code} 表示类型“{code[2:4]}”", f"the code is of type {code[2:4]}"
        fault = Fault("item_type", "not_of_the_code", *told, "改正编码或类型", "correct code or type")
        raise Malformed("基本编码与事项类型不一致。", "Basic code and type disagree.", "item_type", [fault])


def _demand_unplanned(new: Values) -> None:
    """Malformed when a day is planned: it is for one edition of a body, which goes online or opens its case on it.

    The catalogue changes when its owner changes it; to cancel he names what follows, which no day does.
    """
    planned = [elements.ELEMENTS[key] for key in new if elements.ELEMENTS[key].own is elements.Own.ONCE]
    if planned:
        told = "只写在实施清单的版本中，目录事项不设", "is for an edition of a body, not for the catalogue"
        cure = "删去；到日由目录管理部门修改，或取消并写明承接", "leave it out; change or cancel the item on the day"
        faults = [
            Fault(one.key, "not_of_the_catalogue", f"{one.zh}{told[0]}", f"{one.key} {told[1]}", *cure)
            for one in planned
        ]
        raise Malformed("目录事项不设计划日期。", "No day is planned for a catalogue item.", "elements", faults)


def new_base(unit: Unit, who: Principal, office_name: str, code: str, values: Values) -> tuple[Item, Edition]:
    """A catalogue item that was not there, with its first edition."""
    place = division(who.region)
    item = Item(
        item_id=str(uuid.uuid4()),
        layer="base",
        code=code,
        basic_code=code,
        parent_id=None,
        office=who.office,
        office_name=office_name,
        region=who.region,
        region_name=place.full_name if place else who.region,
        name=str(values["name"]),
        item_type=str(values["item_type"]),
        state="catalogued",
        head=1,
        submitted=0,
        approved=0,
        online=0,
        base_edition=0,
        turn=1,
        created_at=unit.stamp,
        updated_at=unit.stamp,
    )
    return item, edition_of(unit, who, item.item_id, 1, values, IMPORTED)


def again_base(unit: Unit, who: Principal, gone: Item, values: Values) -> tuple[Item, Edition]:
    """A catalogue item that the undo of what brought it in took out goes on with its next edition, as if it were new."""
    demand_keeper(gone, who)
    again, new = next_base(unit, who, gone, values)
    return replace(again, state="catalogued"), new


async def _add_base(unit: Unit, who: Principal, office_name: str, code: str, values: Values, gone: Item | None) -> Item:
    if gone:
        item, new = again_base(unit, who, gone, values)
        await store.replace(unit.connection, gone, item)
    else:
        item, new = new_base(unit, who, office_name, code, values)
        await store.add(unit.connection, item)
    await store.add_edition(unit.connection, new)
    await index_draft(unit, item, values)
    unit.note("catalogue.add", item.item_id, why=origin(code, who), before=owner_digest(item), after=new.digest)
    return item


async def change_base(
    unit: Unit, who: Principal, held: Item, current: Edition, values: Values, reason: str = ""
) -> Edition:
    """The next edition of a catalogue item, offered to all who hold it."""
    moved, new = next_base(unit, who, held, values, reason)
    await store.add_edition(unit.connection, new)
    await store.replace(unit.connection, held, moved)
    await index_draft(unit, moved, values)
    why = f"{CLAUSE}；{reason}"[:500] if reason else CLAUSE
    unit.note("catalogue.change", held.item_id, why=why, before=current.digest, after=new.digest)
    await spread(unit, who, moved)
    return new


async def hand_down(unit: Unit, who: Principal, basic_code: str, only: list[str]) -> list[str]:
    """Offer a catalogue item to every body whose level, line and territory agree, or to some of them (G04, G20)."""
    base = (await store.items_by_code(unit.connection, [basic_code])).get(basic_code)
    if base is None or base.layer != "base":
        raise NotFound("目录中没有该编码。", "There is no such code in the catalogue.", "basic_code")
    demand_keeper(base, who)
    demand_leaf(base.code)
    await demand_split(unit, base.code)
    demand_in_force(base)
    held = await store.edition(unit.connection, base.item_id, base.head)
    wanted = await eligible_bodies(unit, base, held, only)
    if not wanted or len(wanted) < len(set(only)):
        raise Refused(
            "没有行使层级、业务条线和区划都相符的机构，或所列机构有不相符的。",
            "No body agrees in level, business line and territory, or one of those named does not.",
            "nobody_eligible",
            extra={"clause": "004 第九条", "levels": sorted(held.elements.get("exercise_levels") or [])},
        )
    return await offer_to(unit, base, held, wanted, "004 第四条")
