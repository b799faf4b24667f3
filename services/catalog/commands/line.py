"""The business line (业务条线): a body and the departments above it speak about an item (004 第四条第二款)."""

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Item
from shared.events import ItemDiscussed
from shared.problems import NotFound, Refused
from shared.rights import Principal
from shared.unit import Unit


async def on_the_line(connection: AsyncConnection, who: Principal, item_id: str) -> tuple[Item, list[str]]:
    """The item and the departments above its body; NotFound for whoever is neither."""
    item = await store.load(connection, item_id)
    above = await store.line_above(connection, item.office)
    if who.office not in (item.office, *above):
        raise NotFound("没有该事项，或不在您的业务条线上。", "There is no such item on your line.", "item")
    return item, above


async def speak(unit: Unit, who: Principal, item_id: str, text: str) -> dict[str, Any]:
    """Say something about an item: its body speaks to the departments above, each of them to the body."""
    item, above = await on_the_line(unit.connection, who, item_id)
    to = above if who.office == item.office else [item.office]
    if not to:
        raise Refused("本单位在业务条线上没有上级部门。", "No department stands above your body.", "no_line")
    office = await store.office(unit.connection, who.office)
    row = {"note_id": str(uuid.uuid4()), "item_id": item_id, "office": who.office, "office_name": office.name}
    row |= {"text": text, "by": who.subject, "at": unit.stamp}
    await store.add_line_note(unit.connection, row)
    note_id, mine = row["note_id"], office.credit_code
    unit.record(ItemDiscussed(item=item.ref(), note_id=note_id, by_office=mine, by_office_name=office.name, to=to))
    unit.note("line.speak", item_id, why="004 第四条第二款")
    return row
