"""Where an old code leads: through every code that is cancelled by now, to what is in force."""

import json
from collections.abc import Iterable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Item
from services.catalog.domain.successors import FEW, Coming, Contact, Following, Place, Step, contact_in
from services.catalog.domain.ways import Heir, Spot, Way, served, walk
from shared.codes import counties


async def way_from(connection: AsyncConnection, code: str) -> list[Step]:
    """Every step from a code on; a step to a catalogue item ends at the body's own item of it, once it has claimed."""
    return (await _way(connection, code)).steps


async def heirs_at(connection: AsyncConnection, item: Item) -> list[Item]:
    """What follows a body's item at the body itself: items of its own, and catalogue items that it is asked to have."""
    heirs = (await _way(connection, item.code)).heirs
    return [heir.item for heir in heirs if heir.whose.office == item.office]


async def following(connection: AsyncConnection, code: str, on: date) -> Following:
    """What follows a code for the public: only what is public is a code, of the rest it is told who makes it."""
    way = await _way(connection, code)
    start = way.spot(code).item
    territory = start if start and start.layer != "base" else None
    heirs, left = served(way, territory, counties(territory.region, on)) if territory else (way.heirs, [])
    waiting = [heir for heir in heirs if not heir.public]
    coming = [await _coming(connection, heir, start, asks=n < FEW) for n, heir in enumerate(waiting)]
    codes = sorted({heir.item.code for heir in heirs if heir.public})
    public = start is not None and start.availability == "online"
    return Following(code, public, codes, coming, [Place(one.code, one.name) for one in left])


async def _way(connection: AsyncConnection, code: str) -> Way:
    """The whole way: what it still lacks is looked up, until it lacks nothing."""
    known: dict[str, Spot] = {}
    while (way := walk(code, known)).lacking:
        known |= await _spots(connection, way.lacking)
    return way


async def _spots(connection: AsyncConnection, codes: Iterable[str]) -> dict[str, Spot]:
    """What is known of codes; a handling item goes the way of the item that it is part of."""
    items = await store.items_by_code(connection, codes)
    bases = [item.item_id for item in items.values() if item.layer == "base"]
    parts = {str(item.parent_id) for item in items.values() if item.layer == "handling"}
    above = await store.items_by_id(connection, parts)
    steps = await store.steps_from(connection, {*codes, *(item.code for item in above.values())})
    bodies, asked = await store.bodies_of(connection, bases), await store.asked_of(connection, bases)
    found = {}
    for code in codes:
        item = items.get(code)
        onward = steps.get(code, [])
        if item and item.layer == "handling" and not onward:
            onward = steps.get(above[str(item.parent_id)].code, [])
        base = item.item_id if item else ""
        found[code] = Spot(item, onward, bodies.get(base, []), asked.get(base, {}))
    return found


async def _coming(connection: AsyncConnection, heir: Heir, start: Item | None, *, asks: bool) -> Coming:
    whose = heir.whose
    contact = await _contact(connection, whose.office, start) if asks else Contact()
    where = (whose.office, whose.office_name, whose.region, whose.region_name)
    return Coming(heir.item.basic_code, heir.item.name, *where, contact)


async def _contact(connection: AsyncConnection, office: str, start: Item | None) -> Contact:
    """By what the body says, or said, to the public; else by what the body of the old code does."""
    found = await store.newest_record(connection, office)
    if found is None and start:
        found = await store.newest_record(connection, start.office)
    return contact_in(json.loads(found)) if found else Contact()
