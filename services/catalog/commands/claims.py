"""Claims: a body takes what was handed down to it, and divides it into handling items."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from services.catalog import store
from services.catalog.commands.editions import edition_of
from services.catalog.commands.forerunners import forerunners, parts_of, texts_of
from services.catalog.commands.parts import GROUND, attend
from services.catalog.commands.province import report_claim
from services.catalog.commands.searching import index_draft, index_new
from services.catalog.domain import Edition, Item, Office, Values, demand_own, demand_sound
from services.catalog.domain.delegating import ENDED
from services.catalog.domain.loading import CLAIMED
from services.catalog.domain.offers import demand_in_force, demand_standing
from services.catalog.domain.successors import Text, at_odds, taken_over
from services.catalog.domain.told import owner_digest
from shared import elements
from shared.clock import day
from shared.codes import Exhausted, Serials, division, handling_code, implementation_code
from shared.events import ItemClaimed
from shared.problems import Refused
from shared.rights import Principal
from shared.unit import Unit

HANDLING = Serials(width=2)


async def claim(unit: Unit, who: Principal, base_id: str) -> Item:
    """Take an offered item: an implementation item with the catalogue's elements; its same-day clock starts (G33).

    What the body wrote of items that this one follows goes along, with their handling items. Its code says body
    and item, so a body that held it, gave it up and is offered it anew goes on with the same item.
    """
    base, held = await store.load_head(unit.connection, base_id)
    demand_in_force(base)
    office = await store.office(unit.connection, who.office)
    before = await forerunners(unit.connection, base.code, office.credit_code)
    texts = await texts_of(unit.connection, before)
    values = inherited(held.elements, office, taken_over(texts))
    item = claimed_by(unit, base, office)
    gone = await store.by_code(unit.connection, item.code)
    if gone is None or gone.state != "cancelled":
        gone = None
    await take(unit, base, office, gone or item)
    if gone:
        item = await resume(unit, who, base, gone, values, reason=CLAIMED, why="004 第九条")
    else:
        await begin(unit, who, base, item, values, reason=CLAIMED, why="004 第九条")
    for part in await parts_of(unit.connection, before):
        await carry_part(unit, who, item, inherited(held.elements, office, part.values), part.texts)
    await look_at(unit, item, texts)
    return item


async def carry_part(unit: Unit, who: Principal, item: Item, values: Values, texts: Sequence[Text]) -> None:
    """A handling item of what an item follows goes on under it."""
    code = await _part_code(unit, item)
    new = await begin_part(unit, who, item, code, values, reason=CLAIMED, why="004 第九条")
    await look_at(unit, new, texts)


async def look_at(unit: Unit, item: Item, texts: Sequence[Text]) -> None:
    """The body is told of whose text an item began with, and what its old ones say each in another way."""
    if not texts:
        return
    codes, odd = "、".join(one.code for one in texts), at_odds(texts)
    left = dict.fromkeys(key for one in texts for key in elements.foreign(one.carried, item.item_type))
    odd = {key: said for key, said in odd.items() if key not in left}
    zh = f"已带入本单位原事项 {codes} 的文本，请按新的目录核对"
    zh += f"；原文本不一、留待填写的要素：{'、'.join(elements.labels(key).zh for key in odd)}" if odd else ""
    zh += f"；新类型没有、未带入的要素：{'、'.join(elements.labels(key).zh for key in left)}。" if left else "。"
    en = f"It began with your text of {codes}; look it over"
    en += f", and write {', '.join(odd)}: the texts differ" if odd else ""
    en += f"; left out, for items of its type do not have it: {', '.join(left)}." if left else "."
    await attend(unit, item, "texts", zh, en)


async def take(unit: Unit, base: Item, office: Office, item: Item) -> None:
    """The offer is answered with the item by which the body takes it."""
    decided = {"state": "claimed", "decided_at": unit.stamp, "item_id": item.item_id}
    await store.take_offer(unit.connection, base.item_id, office.credit_code, decided)


async def resume(
    unit: Unit, who: Principal, base: Item, gone: Item, values: Values, *, reason: str, why: str, organ: str = ""
) -> Item:
    """A body's item that was cancelled, and comes to it again, goes on with its next edition, as if it began."""
    after, new = _again(unit, who, gone, base.head, values, reason)
    after = replace(after, name=str(values["name"]), organ=organ)
    await store.replace(unit.connection, gone, after)
    await store.end_adjustments(unit.connection, after.item_id, unit.stamp)
    await store.settle(unit.connection, after.item_id, GROUND)
    await store.lead_no_more(unit.connection, after.code, ENDED)
    await store.add_edition(unit.connection, new)
    await index_draft(unit, after, values)
    await _heard(unit, base, after)
    unit.note("item.claim", after.item_id, why=why, before=owner_digest(after), after=new.digest)
    return after


def claimed_by(unit: Unit, base: Item, office: Office) -> Item:
    """A catalogue item in a body's hands, under a code of its own."""
    place = division(office.region)
    return replace(
        base,
        item_id=str(uuid.uuid4()),
        layer="implementation",
        code=implementation_code(office.credit_code, office.level, base.basic_code),
        parent_id=base.item_id,
        office=office.credit_code,
        office_name=office.name,
        region=office.region,
        region_name=place.full_name if place else office.region,
        state="compiling",
        head=1,
        base_edition=base.head,
        turn=1,
        created_at=unit.stamp,
        updated_at=unit.stamp,
    )


async def begin(unit: Unit, who: Principal, base: Item, item: Item, values: Values, *, reason: str, why: str) -> None:
    """The first edition of an item that a body took over; everyone who counts hears of it."""
    await store.add(unit.connection, item)
    first = edition_of(unit, who, item.item_id, 1, values, reason)
    await store.add_edition(unit.connection, first)
    await index_new(unit, item, values)
    await _heard(unit, base, item)
    unit.note("item.claim", item.item_id, why=why, before=owner_digest(item), after=first.digest)


async def _heard(unit: Unit, base: Item, item: Item) -> None:
    claimed = {"state": "claimed", "code": item.code, "name": item.name, "office_name": item.office_name}
    await report_claim(unit, base, item.office, item.region, claimed)
    by = (await store.load(unit.connection, item.organ)).office_name if item.organ else ""
    unit.record(ItemClaimed(item=item.ref(), claimed_at=unit.stamp, entrusted_by=by))


def inherited(base: Values, office: Office, text: Values | None = None) -> Values:
    """What an item starts with at a body: what the catalogue gives, a text that goes along, and the body's own identity.

    The catalogue settles its own elements; of the others it says something only where the text does not. What items of
    its type do not have does not go along.
    """
    own = {
        "exercise_level": office.level,
        "implementing_body": office.name,
        "implementing_body_code": office.credit_code,
        "body_nature": office.nature,
    }
    settled = {one.key: base[one.key] for one in elements.of_layer("catalogue") if one.key in base}
    return elements.suiting(base | (text or {}) | settled | own, str(base.get("item_type", "")))


async def divide(unit: Unit, who: Principal, item_id: str, variant: str, name: str) -> Item:
    """A handling item (业务办理项) under an implementation item, with the next serial number (A06, F26)."""
    parent = await store.load(unit.connection, item_id)
    demand_own(parent, who)
    demand_standing(parent)
    if parent.layer != "implementation":
        raise Refused(
            "只有实施清单事项可以划分业务办理项。", "Only an implementation item has handling items.", "layer"
        )
    demand_in_force(await store.load(unit.connection, str(parent.parent_id)))
    held = (await store.edition(unit.connection, item_id, parent.head)).elements
    own: Values = {"handling_item_name": name, "handling_variant": variant}
    values = held | own
    demand_sound(values, own, day(unit.at))
    code = await _part_code(unit, parent)
    return await begin_part(unit, who, parent, code, values, reason="划分业务办理项", why="000 一（二）")


async def _part_code(unit: Unit, parent: Item) -> str:
    """The next free code of a handling item; Refused where they are used up."""
    highest, numbers = await store.parts_numbered(unit.connection, parent.code)
    try:
        return handling_code(parent.code, HANDLING.free(highest, numbers), waive=True)
    except Exhausted as full:
        raise Refused(
            "该事项的业务办理项编号已用完。", "The item's handling numbers are used up.", "exhausted"
        ) from full


async def begin_part(
    unit: Unit, who: Principal, parent: Item, code: str, values: Values, *, reason: str, why: str
) -> Item:
    """The first edition of a handling item under its code."""
    zero: Values = {"head": 1, "submitted": 0, "approved": 0, "online": 0, "turn": 1, "availability": "none"}
    item = replace(
        parent,
        item_id=str(uuid.uuid4()),
        layer="handling",
        code=code,
        parent_id=parent.item_id,
        name=str(values["handling_item_name"]),
        state="compiling",
        created_at=unit.stamp,
        updated_at=unit.stamp,
        **zero,
    )
    await store.add(unit.connection, item)
    first = edition_of(unit, who, item.item_id, 1, values, reason)
    await store.add_edition(unit.connection, first)
    await index_new(unit, item, values)
    unit.note("item.divide", item.item_id, why=why, before=owner_digest(item), after=first.digest)
    return item


async def resume_part(
    unit: Unit, who: Principal, parent: Item, gone: Item, values: Values, *, reason: str, why: str
) -> Item:
    """A handling item that was taken out goes on with its next edition under its code, as if it began."""
    after, new = _again(unit, who, gone, parent.base_edition, values, reason)
    after = replace(after, name=str(values["handling_item_name"]))
    await store.replace(unit.connection, gone, after)
    await store.add_edition(unit.connection, new)
    await index_draft(unit, after, values)
    unit.note("item.divide", after.item_id, why=why, before=owner_digest(after), after=new.digest)
    return after


def _again(unit: Unit, who: Principal, gone: Item, base: int, values: Values, reason: str) -> tuple[Item, Edition]:
    """What was cancelled is compiled again, with its next edition."""
    zero: Values = {"submitted": 0, "approved": 0, "online": 0}
    after = replace(gone, state="compiling", head=gone.head + 1, turn=gone.turn + 1, updated_at=unit.stamp, **zero)
    after = replace(after, base_edition=base, item_type=str(values["item_type"]))
    return after, edition_of(unit, who, after.item_id, after.head, values, reason)
