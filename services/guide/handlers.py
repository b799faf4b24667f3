"""Events in."""

from services.guide import commands
from shared.events import ItemClaimed, ItemOnline, ItemPublished, ItemWithdrawn
from shared.hosting.runtime import Runtime
from shared.unit import Unit


async def on_item_claimed(unit: Unit, event: ItemClaimed, _here: Runtime) -> None:
    """A body is to make a guide."""
    await commands.commission(unit, event.item)


async def on_item_published(unit: Unit, event: ItemPublished, here: Runtime) -> None:
    """An edition was frozen."""
    await commands.commission(unit, event.item)
    await commands.render(unit, event, here)


async def on_item_online(unit: Unit, event: ItemOnline, here: Runtime) -> None:
    """An edition is for the public now."""
    await commands.show(unit, event.item, "online", event.edition, "", here)


async def on_item_withdrawn(unit: Unit, event: ItemWithdrawn, here: Runtime) -> None:
    """An item left."""
    await commands.show(unit, event.item, event.ground, 0, event.reason, here)
