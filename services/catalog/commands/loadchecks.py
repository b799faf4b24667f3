"""What a change set wrote is looked at when it is in, so that nobody waits for the night.

Every item that a load brought in or changed is inspected, and what is wrong is seen before any audit; of the items that
another set changed, what passes now is closed, as with a save by hand. In small transactions, each with the place that it came to; an item that cannot be looked at stops no other.
"""

import time
from typing import Any

from services.catalog import store
from services.catalog.commands.looking import close_mended, look
from services.catalog.domain import Item
from services.catalog.domain.inout import INSPECTING, ChangeSet
from services.catalog.rules import Inspection
from shared.clock import day
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.problems import Conflict, Unavailable
from shared.unit import Actor, Unit

BATCH = 20


async def inspect_written(here: Runtime, made: ChangeSet, place: int, until: float) -> int:
    """Go on with the inspection of what a change set wrote; returns the batches done."""
    inspection, size, batches = Inspection(day(here.clock())), BATCH, 0
    while not batches or time.monotonic() < until:
        try:
            after = await _go_on(here, made, inspection, place, size)
        except (Conflict, Unavailable):
            raise
        except Exception as error:  # noqa: BLE001 - an item that cannot be looked at stops no other
            log.error("change_set.not_inspected", set_id=made.set_id, place=place, error=repr(error)[:300])
            after, size = (place, 1) if size > 1 else (await _pass_over(here, made, place), BATCH)
        batches += 1
        if after is None:
            break
        place = after
    return batches


async def _go_on(here: Runtime, made: ChangeSet, inspection: Inspection, place: int, size: int) -> int | None:
    """One transaction: the next items and what is found in them; None at the end."""
    async with here.unit(Actor.service(here.name)) as unit:
        rows = await store.effects(unit.connection, made.set_id, place, size)
        if not rows:
            await store.move_set(unit.connection, made.set_id, (INSPECTING,), state="applied")
            return None
        items = await _items(unit, rows)
        if made.kind == "load":
            await look(unit, inspection, items)
        else:
            for item in items:
                await close_mended(unit, item)
        await store.place_undo(unit.connection, made.set_id, place, rows[-1].row)
        return int(rows[-1].row)


async def _items(unit: Unit, rows: Any) -> list[Item]:
    found = await store.items_by_id(unit.connection, [one.item_id for one in rows])
    return [item for item in found.values() if item.layer != "base" and item.state != "cancelled"]


async def _pass_over(here: Runtime, made: ChangeSet, place: int) -> int:
    async with here.unit(Actor.service(here.name)) as unit:
        (row,) = await store.effects(unit.connection, made.set_id, place, 1)
        await store.place_undo(unit.connection, made.set_id, place, row.row)
    return int(row.row)
