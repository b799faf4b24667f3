"""What takes the place of a body's item that the province ended: the public keeps the old one until it has the new."""

from dataclasses import replace
from typing import Any

from services.catalog import store
from services.catalog.commands.claims import claimed_by
from services.catalog.commands.leading import heirs_at, way_from
from services.catalog.domain import Item
from services.catalog.domain.delegating import demand_public
from services.catalog.domain.successors import Text, beside, demand_entrusted_anew, demand_parts, demand_seen
from shared import elements
from shared.unit import Unit


async def demand_followed(unit: Unit, item: Item, reason: str) -> None:
    """Conflict while the public has an item and something that follows it at its body is not public, or unlike it unseen.

    That is its heirs, and their handling items of the names that the public has now. What the body refused to claim,
    for a reason and with evidence (G05), does not follow there; nor what it gave up, or was never offered. Who acts for
    an organ has what follows when it is entrusted with it anew; where it is not to be, a reason names its code. What stands
    as it was before, with another text, is written anew, or a reason that names its code says why not.
    """
    if item.availability == "none":
        return
    await _demand_entrusted_too(unit, item, reason)
    shown = {part.name: part for part in await store.handling_items(unit.connection, item.item_id)}
    shown = {name: part for name, part in shown.items() if part.availability != "none"}
    heirs: list[Item] = []
    parts: list[Item] = []
    for one in await heirs_at(unit.connection, item):
        heirs.append(await _claimed(unit, one, item.office) if one.layer == "base" else one)
        parts += [part for part in await store.handling_items(unit.connection, one.item_id) if part.name in shown]
    demand_public(heirs + parts)
    if heirs:
        like = {part.name for part in parts}
        demand_parts({part.code: name for name, part in shown.items() if name not in like})
    pairs = [(item, heir) for heir in heirs] + [(shown[part.name], part) for part in parts]
    demand_seen(await _unseen(unit, item, [pair for pair in pairs if pair[1].code not in reason]))


async def _demand_entrusted_too(unit: Unit, item: Item, reason: str) -> None:
    """Conflict while who is entrusted has nothing of what follows its organ's item, which it would go with."""
    if not item.organ or item.code in reason or await heirs_at(unit.connection, item):
        return
    organ = await store.load(unit.connection, item.organ)
    demand_entrusted_anew(item, organ, [heir.code for heir in await heirs_at(unit.connection, organ)])


async def _unseen(unit: Unit, item: Item, pairs: list[tuple[Item, Item]]) -> dict[str, dict[str, Any]]:
    """What the public does not read of the old at those that nobody wrote anew since they follow it, by code."""
    since = max((step.at for step in await way_from(unit.connection, item.code)), default="")
    found = {heir.code: await _unlike(unit, old, heir) for old, heir in pairs
             if not await _written(unit, heir, since)}  # fmt: skip
    return {code: odd for code, odd in found.items() if odd}


async def _written(unit: Unit, heir: Item, since: str) -> bool:
    """Whether the body wrote what the public reads of an item after that; the platform's own editions are not the body's."""
    return any(
        row.saved_at > since and row.saved_office == heir.office and not row.saved_by.startswith("service:")
        for row in await store.history(unit.connection, heir.item_id)
        if row.number <= heir.online
    )


async def _unlike(unit: Unit, old: Item, heir: Item) -> dict[str, Any]:
    was = await store.edition(unit.connection, old.item_id, old.online)
    now = await store.edition(unit.connection, heir.item_id, heir.online)
    text = Text(old.code, "merge", bool(old.organ), was.elements)
    odd = beside([text], heir.code, now.elements)
    return {key: said for key, said in odd.items() if elements.ELEMENTS[key].public}


async def _claimed(unit: Unit, base: Item, office: str) -> Item:
    """A catalogue item as the body will have it that is asked to."""
    return replace(claimed_by(unit, base, await store.office(unit.connection, office)), availability="none")
