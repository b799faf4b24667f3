"""SQL of the comparison across places: what the catalogue says of an item, and what each place does."""

import json
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.items import Rows

_I, _E, _P = t.items.c, t.editions.c, t.publications.c


async def held_across(connection: AsyncConnection, basic_code: str, region: str, after: str, limit: int) -> Rows:
    """A page of the implementation items of a catalogue item: their present elements, and the record online if any."""
    rows = select(t.items, _E.elements, _P.record, _P.edition.label("shown"))
    rows = rows.join(t.editions, and_(_E.item_id == _I.item_id, _E.number == _I.head))
    rows = rows.outerjoin(t.publications, and_(_P.item_id == _I.item_id, _P.live))
    rows = rows.where(_I.basic_code == basic_code, _I.layer == "implementation", _I.state != "cancelled")
    rows = rows.where(_I.region.startswith(region, autoescape=True), _I.code > after)
    return (await connection.execute(rows.order_by(_I.code).limit(limit))).all()


async def shown_across(connection: AsyncConnection, basic_code: str, region: str, after: str, limit: int) -> Rows:
    """A page of what is online of a catalogue item."""
    rows = select(t.items, _P.record, _P.edition.label("shown"))
    rows = rows.join(t.publications, and_(_P.item_id == _I.item_id, _P.live))
    rows = rows.where(_I.basic_code == basic_code, _I.layer == "implementation")
    rows = rows.where(_I.region.startswith(region, autoescape=True), _I.code > after)
    return (await connection.execute(rows.order_by(_I.code).limit(limit))).all()


async def comparable(
    connection: AsyncConnection, province: str, group: str, service: str, after: str, limit: int
) -> list[tuple[Item, dict[str, Any]]]:
    """A page of the catalogue's items of a province, the powers, the public services or both, with their elements."""
    names = [_I[name] for name in Item.__dataclass_fields__]
    rows = select(*names, _E.elements).join(t.editions, and_(_E.item_id == _I.item_id, _E.number == _I.head))
    rows = rows.where(_I.layer == "base", _I.state != "cancelled", _I.code > after)
    rows = rows.where((_I.region.startswith(province, autoescape=True)) | _I.basic_code.startswith("00"))
    if group:
        rows = rows.where((_I.item_type == service) == (group == "services"))
    found = await connection.execute(rows.order_by(_I.code).limit(limit))
    return [
        (Item(**{name: getattr(row, name) for name in Item.__dataclass_fields__}), json.loads(row.elements))
        for row in found
    ]
