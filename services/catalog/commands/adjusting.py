"""What a body may make its own of the catalogue's elements: adjustments that were approved, and what they hold for (G24).

A consent is given over what the catalogue says on that day. Where the catalogue says something else of the element
since, the consent is about a text that is no more, and another one is needed.
"""

import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Edition, Item
from services.catalog.domain.gates import Case
from services.catalog.domain.merging import only_wording
from services.catalog.domain.policies import differing
from shared.unit import Unit

UNSPENT, GIVEN = ("done",), ("done", "used")


async def approved(connection: AsyncConnection, item: Item) -> set[str]:
    """Elements of the catalogue that a body may have as its own, by what was approved and still holds."""
    return await _standing(connection, item, GIVEN)


async def unlocked(connection: AsyncConnection, item: Item) -> set[str]:
    """Those that it may still change: the adjustment is not online yet."""
    return await _standing(connection, item, UNSPENT)


async def granted(unit: Unit, case: Case) -> str:
    """The content of an adjustment that is approved: with what the item said then, and what it is held against."""
    item = await store.load(unit.connection, case.item_id)
    base, number = await _above(unit.connection, item)
    told = {"edition": item.head, "stood": item.base_edition, "base_id": base, "above": number}
    return json.dumps(json.loads(case.content) | told, ensure_ascii=False)


async def spend(unit: Unit, item: Item, held: Edition) -> None:
    """What an edition carries is used up when it goes online; what was approved beside it stays to be written."""
    for case in await store.adjustments(unit.connection, item.item_id, UNSPENT):
        if await _carried(unit.connection, item, held, json.loads(case.content)):
            await store.set_case(unit.connection, case.case_id, "used", unit.stamp)


async def _carried(connection: AsyncConnection, item: Item, held: Edition, content: dict[str, Any]) -> bool:
    """Whether an edition was written with a consent: it says something else since, or kept its own text in the merge."""
    if held.number <= content.get("edition", 0):
        return False
    keys, merged = content["elements"], content.get("stood", 0) < content.get("above", 0) <= item.base_edition
    then = [(item.item_id, content.get("edition", 0))] + ([(content["base_id"], content["above"])] if merged else [])
    for item_id, number in then:
        was = (await store.edition(connection, item_id, number)).elements if number else {}
        if any(held.elements.get(key) != was.get(key) for key in keys):
            return True
    return False


async def _standing(connection: AsyncConnection, item: Item, states: tuple[str, ...]) -> set[str]:
    contents = [json.loads(case.content) for case in await store.adjustments(connection, item.item_id, states)]
    if not contents:
        return set()
    base_id, number = await _above(connection, item)
    found: set[str] = set()
    for content in contents:
        then = content.get("above", number)
        found |= set(content["elements"]) - await _otherwise(connection, base_id, then, number)
    return found


async def _otherwise(connection: AsyncConnection, base_id: str, then: int, number: int) -> set[str]:
    """The elements of which the catalogue says something else since an edition."""
    if number <= then:
        return set()
    was, now = [(await store.edition(connection, base_id, one)).elements for one in (then, number)]
    return {key for key in differing(now, was) if not only_wording({key: was.get(key)}, {key: now.get(key)})}


async def _above(connection: AsyncConnection, item: Item) -> tuple[str, int]:
    """The catalogue's item, and its edition that an item is held against: as far as its implementation item has come."""
    above = await store.load(connection, str(item.parent_id))
    return (str(above.parent_id), above.base_edition or 1) if item.layer == "handling" else (above.item_id, above.head)
