"""What an item stands on: while its catalogue item is cancelled, or is not of its level, it goes no step further (G28, G20)."""

from services.catalog import store
from services.catalog.commands.adjusting import approved
from services.catalog.domain import Edition, Item
from services.catalog.domain.offers import demand_in_force
from services.catalog.rules import Context, rules
from shared.problems import Fault, Refused
from shared.unit import Unit

LEVEL = "level_in_catalogue"


async def base_of(unit: Unit, item: Item) -> Item:
    """The catalogue's item under an item, or under the item that it is part of."""
    above = await store.load(unit.connection, str(item.parent_id))
    return await base_of(unit, above) if above.parent_id else above


async def demand_in_catalogue(unit: Unit, item: Item, held: Edition) -> None:
    """Conflict when the catalogue's item is cancelled, Refused when it is exercised at other levels by now."""
    own = item if item.layer == "implementation" else await store.load(unit.connection, str(item.parent_id))
    base, above = await store.load_head(unit.connection, str(own.parent_id))
    demand_in_force(base)
    rule, context = (
        rules()[LEVEL],
        Context(base=above.elements, item={"adjusted": await approved(unit.connection, own)}),
    )
    for found in rule.finds(held.elements, context):
        fault = Fault(found.path, "level", found.zh, found.en, rule.cure_zh, rule.cure_en)
        raise Refused(f"{found.zh}；{rule.cure_zh}。", f"{found.en}; {rule.cure_en}.", "level", [fault])
