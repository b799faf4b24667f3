"""Whether an edition passes the quality rules today, with what they may know beside its elements."""

from typing import Any

from services.catalog import store
from services.catalog.commands.adjusting import approved
from services.catalog.commands.quality import waived
from services.catalog.commands.sight import Look
from services.catalog.domain import Edition, Item, Values
from services.catalog.domain.quality import CANCELLED_ABOVE, NOT_PASSING
from services.catalog.rules import Context, inspected
from shared.clock import day
from shared.problems import Fault, Refused
from shared.unit import Unit

CLAUSE = "004 第六条"


async def demand_passing(unit: Unit, item: Item, held: Edition) -> None:
    """Refused when what is to be shown to the public does not pass the blocking rules today, waivers apart."""
    found = [f for f in inspected(held.elements, await context_of(unit, item)) if f.severity == "block"]
    excused = [one for one, _ in await waived(unit, item.item_id, found)]
    blocks = [f for f in found if f not in excused]
    if blocks:
        raise Refused(
            f"第 {held.number} 版今日未通过数据质检，不能上线，请整改或由数据中心豁免。",
            f"Edition {held.number} does not pass the inspection today; mend it, or have the rule waived.",
            "inspection",
            [Fault(f.path, f.rule, f.zh, f.en, f.cure_zh, f.cure_en) for f in blocks[:100]],
            {"clause": CLAUSE},
        )
    for of in (NOT_PASSING, CANCELLED_ABOVE):
        await store.settle(unit.connection, item.item_id, of)


async def context_of(unit: Look, item: Item) -> Context:
    """What rules may know beside the elements: the catalogue's item, the region's namesakes, the day, the codes, what is public."""
    above, base, organ = item, None, item.organ
    while above.parent_id:
        above, base = await store.load_head(unit.connection, above.parent_id)
        organ = organ or above.organ
    same = await store.namesakes(unit.connection, item) if item.layer == "implementation" else []
    told: dict[str, Any] = {
        "code": item.code,
        "basic_code": item.basic_code,
        "name": item.name,
        "office": item.office,
        "region": item.region,
        "layer": item.layer,
    }
    table = await store.table_row(unit.connection, item.item_id)
    told |= {"table": table, "item_number": table.get("item_number")} if table else {}
    told |= {"entrusted_by": (await store.load(unit.connection, organ)).office_name} if organ else {}
    told |= {"cancelled_above": above.code} if base and above.state == "cancelled" else {}
    told["handling_items"] = await store.count_handling_items(unit.connection, item.item_id)
    told["sections"] = await store.sections(unit.connection, item.office)
    online = (await store.edition(unit.connection, item.item_id, item.online)).elements if item.online else None
    if base and item.layer == "implementation" and base.number != (item.base_edition or 1):
        told["ahead"] = base.number
    told["adjusted"] = sorted(await approved(unit.connection, item))
    upper, beside = base.elements if base else None, await public_above(unit, item)
    return Context(upper, same, day(unit.at), told, online, beside)


async def public_above(unit: Look, item: Item) -> Values | None:
    """What the public reads of the item that a handling item is part of, where it is online."""
    if item.layer != "handling":
        return None
    above = await store.load(unit.connection, str(item.parent_id))
    if above.availability != "online" or not above.online:
        return None
    return (await store.edition(unit.connection, above.item_id, above.online)).elements
