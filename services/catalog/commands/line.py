"""The business line (业务条线): a body and the departments above it speak about an item (004 第四条第二款)."""

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Item, Office
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
    return await _said(unit, item, await store.office(unit.connection, who.office), to, text)


async def report_kept(unit: Unit, item: Item, note: str) -> None:
    """The departments above hear that a body's item, which was cancelled above, is kept, and why."""
    if above := await store.line_above(unit.connection, item.office):
        text = f"上级已取消的本事项，推送的取消办件未予通过，本事项照旧：{note}。确应取消的，请再次推送。"
        await _said(unit, item, await store.office(unit.connection, item.office), above, text)


async def _said(unit: Unit, item: Item, office: Office, to: list[str], text: str) -> dict[str, Any]:
    row = {"note_id": str(uuid.uuid4()), "item_id": item.item_id, "office": office.credit_code}
    row |= {"office_name": office.name, "text": text, "by": unit.actor.who, "at": unit.stamp}
    await store.add_line_note(unit.connection, row)
    told: dict[str, Any] = {"by_office": office.credit_code, "by_office_name": office.name, "to": to}
    unit.record(ItemDiscussed(item=item.ref(), note_id=row["note_id"], **told))
    unit.note("line.speak", item.item_id, why="004 第四条第二款")
    return row
