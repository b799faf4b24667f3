"""What a change from above, or one that is taken back, has mended is closed after it, in short turns of its own (ADR 0030).

Who changed it has it closed when he is answered; what he leaves, because his process dies, a night closes.
"""

import time
from dataclasses import dataclass, field

from services.catalog import store
from services.catalog.commands.looking import close_mended
from services.catalog.domain import Item
from shared.logs import log
from shared.unit import Actor, Unit, Units

TURN, MOMENT = 50, 0.2
"""Items of a turn at most, and after how long it ends before."""


@dataclass
class Mending:
    """The items that a unit changed, or what is above them, and that have findings open."""

    items: dict[str, None] = field(default_factory=dict)

    async def __call__(self, here: Units) -> None:
        """Look at all of them; the change stands, so what fails here is left to the night."""
        waiting = list(self.items)
        try:
            while waiting:
                waiting = waiting[await _turn(here, waiting[:TURN]) :]
        except Exception as error:  # noqa: BLE001 - the change is committed and is answered as such
            log.warning("mending.left", items=len(waiting), error=repr(error)[:300])


async def mends(unit: Unit, item: Item) -> None:
    """What stands open at an item is looked at when the unit is in."""
    if not await store.standing_open(unit.connection, item.item_id):
        return
    after = next((one for one in unit.sequels if isinstance(one, Mending)), None)
    if after is None:
        unit.sequels.insert(0, after := Mending())
    after.items[item.item_id] = None


async def _turn(here: Units, item_ids: list[str]) -> int:
    """One unit: the next items, as far as they come; how many they were."""
    until, count = time.monotonic() + MOMENT, 0
    async with here.unit(Actor.service("catalog")) as unit:
        items = await store.items_by_id(unit.connection, item_ids)
        for item_id in item_ids:
            if items[item_id].state != "cancelled":
                await close_mended(unit, items[item_id])
            count += 1
            if time.monotonic() > until:
                break
    return count
