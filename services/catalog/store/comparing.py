"""SQL of the comparison across places: what the catalogue says of an item, and what each place does."""

import json
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.items import Rows

_I, _E, _P = t.items.c, t.editions.c, t.publications.c


async def held_across(
    connection: AsyncConnection, basic_code: str, region: str, after: str, limit: int, only: str = ""
) -> Rows:
    """A page of the implementation items of a catalogue item: their present elements, and the record online if any.

    `only` is the code of the one that is wanted.
    """
    rows = select(t.items, _E.elements, _P.record, _P.edition.label("shown"))
    rows = rows.join(t.editions, and_(_E.item_id == _I.item_id, _E.number == _I.head))
    rows = rows.outerjoin(t.publications, and_(_P.item_id == _I.item_id, _P.live))
    rows = _paged(rows.where(_I.state != "cancelled"), basic_code, region, after, only)
    return (await connection.execute(rows.limit(limit))).all()


async def shown_across(
    connection: AsyncConnection, basic_code: str, region: str, after: str, limit: int, only: str = ""
) -> Rows:
    """A page of what is online of a catalogue item; `only` is the code of the one that is wanted."""
    rows = select(t.items, _P.record, _P.edition.label("shown"))
    rows = rows.join(t.publications, and_(_P.item_id == _I.item_id, _P.live))
    rows = _paged(rows, basic_code, region, after, only)
    return (await connection.execute(rows.limit(limit))).all()


def _paged(rows: Any, basic_code: str, region: str, after: str, only: str) -> Any:
    """By code, those of a catalogue item in a region."""
    rows = rows.where(_I.basic_code == basic_code, _I.layer == "implementation")
    rows = rows.where(_I.region.startswith(region, autoescape=True), _I.code > after)
    return (rows.where(_I.code == only) if only else rows).order_by(_I.code)


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
