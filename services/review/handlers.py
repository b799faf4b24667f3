"""Events in."""

from services.review import commands
from shared.events import ItemSubmitted, ItemWithdrawn
from shared.hosting.runtime import Runtime
from shared.unit import Unit


async def on_item_submitted(unit: Unit, event: ItemSubmitted, _here: Runtime) -> None:
    """An edition waits for audit."""
    await commands.open_audit(unit, event)


async def on_item_withdrawn(unit: Unit, event: ItemWithdrawn, _here: Runtime) -> None:
    """An item left."""
    await commands.withdraw(unit, event)
