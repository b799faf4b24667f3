"""What takes the place of a body's item that the province ended: the public keeps the old one until it has the new."""

from dataclasses import replace

from services.catalog import store
from services.catalog.commands.claims import claimed_by
from services.catalog.commands.leading import heirs_at
from services.catalog.domain import Item
from services.catalog.domain.delegating import demand_public
from shared.unit import Unit


async def demand_followed(unit: Unit, item: Item) -> None:
    """Conflict while the public has an item and something that follows it at its body is not public.

    That is its heirs, and their handling items of the names that the public has now. What the body refused to claim,
    for a reason and with evidence (G05), does not follow there; nor what it gave up, or was never offered.
    """
    if item.availability == "none":
        return
    shown = {
        part.name for part in await store.handling_items(unit.connection, item.item_id) if part.availability != "none"
    }
    heirs: list[Item] = []
    for one in await heirs_at(unit.connection, item):
        heirs.append(await _claimed(unit, one, item.office) if one.layer == "base" else one)
        heirs += [part for part in await store.handling_items(unit.connection, one.item_id) if part.name in shown]
    demand_public(heirs)


async def _claimed(unit: Unit, base: Item, office: str) -> Item:
    """A catalogue item as the body will have it that is asked to."""
    return replace(claimed_by(unit, base, await store.office(unit.connection, office)), availability="none")
