"""Who is behind: what changed above does not show yet in what the public reads of an item (G25)."""

from dataclasses import replace

from services.catalog import store
from services.catalog.commands.adjusting import approved
from services.catalog.domain import Item, Values
from services.catalog.domain.delegating import left_by
from services.catalog.domain.policies import otherwise
from shared.events import ItemBehind
from shared.unit import Unit


async def behind(unit: Unit, item_id: str, above: str, keys: list[str]) -> None:
    """Everyone who counts hears that an item is behind the one above, or with no keys that it has caught up."""
    item = await store.load(unit.connection, item_id)
    after = replace(item, turn=item.turn + 1)
    await store.replace(unit.connection, item, after)
    unit.record(ItemBehind(item=after.ref(), above=above, changed=keys))


async def behind_of(unit: Unit, item: Item, shown: Values) -> list[str]:
    """What the public text of an implementation item does not show of what changed in the catalogue, and at its organ."""
    if item.layer != "implementation":
        return []
    base = await store.load(unit.connection, str(item.parent_id))
    lags = await behind_at(unit, item, shown, base.head)
    return sorted({*lags, *await _behind_organ(unit, item.organ, shown)}) if item.organ else lags


async def _behind_organ(unit: Unit, organ_id: str, shown: Values) -> set[str]:
    """What the public text of an entrusted item does not show of what changed in the organ's public one."""
    organ = await store.load(unit.connection, organ_id)
    if not organ.online:
        return set()
    now = (await store.edition(unit.connection, organ_id, organ.online)).elements
    return {
        key
        for row in await store.ever_online(unit.connection, organ.code)
        if row.edition < organ.online
        for key in left_by((await store.edition(unit.connection, organ_id, row.edition)).elements, now, shown)
    }


async def behind_at(unit: Unit, item: Item, shown: Values, number: int) -> list[str]:
    """The same against one edition of the catalogue; what the draft has merged by then counts for nothing."""
    now = (await store.edition(unit.connection, str(item.parent_id), number)).elements
    lags, changed = otherwise(shown, now, await approved(unit.connection, item)), set[str]()
    for earlier in range(number - 1, 0, -1):
        if changed >= set(lags):
            break
        changed.update(otherwise((await store.edition(unit.connection, str(item.parent_id), earlier)).elements, now))
    return [key for key in lags if key in changed]
