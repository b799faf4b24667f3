"""What the province puts in the place of a body's item, where the body has that already: the text meets another text."""

from contextlib import suppress
from dataclasses import replace

from services.catalog import store
from services.catalog.commands.claims import carry_part, inherited, look_at
from services.catalog.commands.editions import edition_of
from services.catalog.commands.forerunners import Forerunner, forerunners, parts_of, texts_of
from services.catalog.commands.leading import heirs_at
from services.catalog.commands.parts import GROUND, TEXTS, attend
from services.catalog.commands.searching import index_draft
from services.catalog.domain import Item, Office, Values, moved
from services.catalog.domain.successors import Text, beside, taken_over
from shared import elements
from shared.problems import Refused
from shared.rights import Principal
from shared.unit import Unit

CARRIED = "004 第十二条第二款：带入原事项文本"


async def go_along(unit: Unit, item: Item) -> None:
    """Each heir that the body has takes the text of an item where it has none of its own, and is to be looked at.

    A handling item goes along where the heir has none of its name; nothing that the body wrote is overwritten.
    """
    for heir in await heirs_at(unit.connection, item):
        if heir.layer == "implementation":
            with unit.by_itself():
                await _meets(unit, item, heir)


async def decided(unit: Unit, item: Item) -> None:
    """The item ends: nobody has to compare its text any more, nor its handling items', which the last gate held open.

    What the public never had passed no gate: its body looks at it when it posts the heir again.
    """
    if item.availability == "none":
        return
    for heir in await heirs_at(unit.connection, item):
        for one in (heir, *await store.handling_items(unit.connection, heir.item_id)):
            await store.settle(unit.connection, one.item_id, f"{TEXTS}{item.code}")


async def _meets(unit: Unit, item: Item, heir: Item) -> None:
    office = await store.office(unit.connection, heir.office)
    base = (await store.edition(unit.connection, str(heir.parent_id), heir.base_edition or 1)).elements
    before = await forerunners(unit.connection, heir.basic_code, heir.office)
    mine = [one for one in before if one.item.item_id == item.item_id]
    own = (await store.edition(unit.connection, heir.item_id, heir.head)).elements
    if await _untouched(unit, heir, own, base, office, [one for one in before if one not in mine]):
        texts = await texts_of(unit.connection, before)
        heir = await _taken(unit, heir, inherited(base, office, taken_over(texts)))
        await store.settle(unit.connection, heir.item_id, f"{GROUND}texts")
        await look_at(unit, heir, texts)
    else:
        await _tell(unit, heir, await texts_of(unit.connection, mine), own)
    await _parts(unit, heir, mine, base, office)


async def _untouched(
    unit: Unit, heir: Item, own: Values, base: Values, office: Office, others: list[Forerunner]
) -> bool:
    """Whether a draft says only what the catalogue, its body's identity and the other items that it follows gave it."""
    if heir.state != "compiling" or heir.availability != "none" or heir.organ:
        return False
    return own == inherited(base, office, taken_over(await texts_of(unit.connection, others)))


async def _taken(unit: Unit, heir: Item, values: Values) -> Item:
    held = await store.edition(unit.connection, heir.item_id, heir.head)
    if values == held.elements:
        return heir
    who = _platform(unit, heir)
    new = edition_of(unit, who, heir.item_id, heir.head + 1, values, CARRIED)
    after = replace(moved(heir, "save", unit.stamp), head=new.number)
    await store.replace(unit.connection, heir, after)
    await store.add_edition(unit.connection, new)
    await index_draft(unit, after, values)
    unit.note("item.save", heir.item_id, why=CARRIED, before=held.digest, after=new.digest)
    return after


async def _parts(unit: Unit, heir: Item, mine: list[Forerunner], base: Values, office: Office) -> None:
    there = {part.name: part for part in await store.handling_items(unit.connection, heir.item_id)}
    for part in await parts_of(unit.connection, mine):
        if like := there.get(part.name):
            held = await store.edition(unit.connection, like.item_id, like.head)
            await _tell(unit, like, part.texts, held.elements)
        else:
            with suppress(Refused):  # the numbers are used up: the old item stays public, its last gate says for what
                await carry_part(unit, _platform(unit, heir), heir, inherited(base, office, part.values), part.texts)


async def _tell(unit: Unit, heir: Item, texts: list[Text], own: Values) -> None:
    """The body is told what each of its old items says and this one does not; it decides."""
    for one in texts:
        if not (odd := beside([one], heir.code, own)):
            continue
        labels = elements.named(odd)
        zh = f"本单位事项 {one.code} 并入本事项，与本事项文本不一致的要素：{labels}。请对照原事项文本核对，需要的写入本事项并上线。"
        en = f"Your item {one.code} goes into this one, and says otherwise: {', '.join(odd)}. Compare the texts, and write what is to stay."
        await attend(unit, heir, f"texts:{one.code}", zh, en)


def _platform(unit: Unit, item: Item) -> Principal:
    return Principal.platform(unit.service, item.office, item.region)
