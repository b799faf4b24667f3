"""Who is behind: what changed above does not show yet in what the public reads of an item (G25)."""

from dataclasses import replace

from services.catalog import store
from services.catalog.commands.adjusting import approved
from services.catalog.domain import Item, Values
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
    """What an implementation item does not show of what changed in the catalogue since the edition that it stands on."""
    if item.layer != "implementation":
        return []
    base, since = await store.load(unit.connection, str(item.parent_id)), item.base_edition or 1
    if base.head == since:
        return []
    then, now = [(await store.edition(unit.connection, base.item_id, n)).elements for n in (since, base.head)]
    changed = otherwise(then, now, await approved(unit.connection, item))
    return [key for key in otherwise(shown, now) if key in changed]
