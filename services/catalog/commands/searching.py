"""The search index, written in the transaction of the change it follows. Internal elements never enter it (C51)."""

from collections.abc import Sequence
from typing import Any

from services.catalog import store
from services.catalog.domain import Item, Values
from services.catalog.domain.searching import searchable
from shared import elements
from shared.hosting.runtime import Runtime
from shared.unit import Actor, Unit

AT_ONCE, TURN = 200, 20
"""Items that are looked for at once, and those of one unit, so that nobody who writes beside it waits long."""


def _row(item: Item, edition: int, values: Values) -> dict[str, Any]:
    named = str(values.get("name") or item.name) if item.layer != "handling" else item.name
    found = searchable(
        named, (item.code,), elements.public_view(values), (item.basic_code, item.region_name, item.office_name)
    )
    place = {"code": item.code, "region": item.region, "office": item.office, "item_type": item.item_type}
    return {"item_id": item.item_id, "edition": edition, **place, **vars(found)}


async def index_draft(unit: Unit, item: Item, values: Values) -> None:
    """A new edition is what the desk finds from now on."""
    await store.index_draft(unit.connection, _row(item, item.head, values))


async def index_new(unit: Unit, item: Item, values: Values) -> None:
    """The first edition of an item is what the desk finds."""
    await store.index_new(unit.connection, _row(item, item.head, values))


async def index_online(unit: Unit, item: Item, edition: int, values: Values) -> None:
    """What the public finds from now on; the desk's row becomes the public's where it is the same edition."""
    if not await store.goes_online(unit.connection, item.item_id, edition):
        await store.index_online(unit.connection, _row(item, edition, values))


async def index_withdrawn(unit: Unit, item: Item) -> None:
    """The public finds it no more."""
    if not await store.goes_offline(unit.connection, item.item_id):
        await index_draft(unit, item, (await store.edition(unit.connection, item.item_id, item.head)).elements)


async def reindex(here: Runtime) -> int:
    """Index what the index does not have: a database from before it, rows written past the commands."""
    return await _walk(here, online=True) + await _walk(here, online=False)


async def _walk(here: Runtime, *, online: bool) -> int:
    after, total = "", 0
    while True:
        async with here.db.reading() as connection:
            lacking = await store.unindexed(connection, after, AT_ONCE, online=online)
        if not lacking:
            return total
        for n in range(0, len(lacking), TURN):
            async with here.unit(Actor.service("catalog")) as unit:
                some = await store.unindexed(unit.connection, "", TURN, online=online, of=lacking[n : n + TURN])
                await _again(unit, some, online=online)
        after, total = lacking[-1], total + len(lacking)


async def _again(unit: Unit, item_ids: Sequence[str], *, online: bool) -> None:
    items = await store.items_by_id(unit.connection, item_ids)
    places = {(one.item_id, int(one.online or 0) if online else one.head) for one in items.values()}
    for item_id, edition in (await store.editions_at(unit.connection, places)).items():
        if online:
            await index_online(unit, items[item_id], edition.number, edition.elements)
        else:
            await index_draft(unit, items[item_id], edition.elements)
