"""SQL of the business line: who stands above a body, whose items lie below one, and what is said about them."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.items import Rows, item_of
from services.catalog.store.jsontext import said


def _above() -> Select[Any]:
    o = t.offices.c
    chain = select(o.parent).where(o.credit_code == bindparam("office"), o.parent.is_not(None)).cte(recursive=True)
    chain = chain.union(select(o.parent).where(o.credit_code == chain.c.parent, o.parent.is_not(None)))
    return select(o.credit_code).where(o.credit_code.in_(select(chain.c.parent))).order_by(o.level.desc())


_ABOVE = _above()


async def line_above(connection: AsyncConnection, office: str) -> list[str]:
    """The departments above a body on its line, by their credit codes."""
    return list((await connection.execute(_ABOVE, {"office": office})).scalars())


async def items_below(connection: AsyncConnection, office: str, after: str, limit: int) -> list[Item]:
    """The items of the bodies below a department on its line, by code."""
    o, i = t.offices.c, t.items.c
    below = select(o.credit_code).where(o.parent == office).cte(recursive=True)
    below = below.union(select(o.credit_code).where(o.parent == below.c.credit_code))
    rows = select(t.items).where(i.office.in_(select(below.c.credit_code)), i.code > after)
    return [item_of(row) for row in await connection.execute(rows.order_by(i.code).limit(limit))]


async def line_catalogue(
    connection: AsyncConnection, line: str, province: str, sets: Collection[str] | None, after: str, limit: int
) -> list[tuple[Item, str | None]]:
    """The catalogue items of a line in a province with their level set, by code; those of certain sets only."""
    o, i, e = t.offices.c, t.items.c, t.editions.c
    rows = select(t.items, e.elements).join(t.editions, and_(e.item_id == i.item_id, e.number == i.head))
    rows = rows.join(t.offices, o.credit_code == i.office)
    rows = rows.where(i.layer == "base", i.state != "cancelled", i.code > after, o.line == line)
    rows = rows.where(i.region.startswith(province, autoescape=True)).order_by(i.code).limit(limit)
    if sets is not None:
        rows = rows.where(said(e.elements, "level_set").in_(sets))
    return [
        (
            Item(**{name: getattr(row, name) for name in Item.__dataclass_fields__}),
            json.loads(row.elements).get("level_set"),
        )
        for row in await connection.execute(rows)
    ]


async def add_line_note(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """A new word about an item."""
    await connection.execute(insert(t.line_notes).values(row))


async def line_notes(connection: AsyncConnection, item_id: str) -> Rows:
    """What was said about an item, oldest first."""
    n = t.line_notes.c
    return (await connection.execute(select(t.line_notes).where(n.item_id == item_id).order_by(n.at, n.note_id))).all()
