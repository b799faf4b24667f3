"""SQL of what the departments above on a line find in the items below."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Delete, and_, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.items import Item, Values
from services.catalog.store.items import Rows
from shared.problems import Conflict

_I, _R, _E = t.items.c, t.line_reviews.c, t.editions.c


async def add_line_review(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """A verdict on an edition; one of each department."""
    same = (_R.item_id == row["item_id"]) & (_R.office == row["office"]) & (_R.edition == row["edition"])
    if (await connection.execute(select(_R.item_id).where(same))).first():
        raise Conflict("这一版已经审核过。", "This edition was reviewed already.", "reviewed")
    await connection.execute(insert(t.line_reviews).values(row))


async def line_reviews(connection: AsyncConnection, item_id: str) -> Rows:
    """How the departments above found the editions of an item, newest first."""
    rows = select(t.line_reviews).where(_R.item_id == item_id).order_by(_R.at.desc())
    return (await connection.execute(rows)).all()


async def to_review(
    connection: AsyncConnection, office: str, after: str, limit: int
) -> Sequence[tuple[Item, Values, Values]]:
    """Items of the bodies below whose present edition the department has not reviewed, with their elements and the
    catalogue's, by code.
    """
    o, base, above = t.offices.c, t.items.alias("base"), t.editions.alias("above")
    below = select(o.credit_code).where(o.parent == office).cte(recursive=True)
    below = below.union(select(o.credit_code).where(o.parent == below.c.credit_code))
    done = select(_R.item_id).where(_R.item_id == _I.item_id, _R.office == office, _R.edition == _I.head)
    rows = (
        select(t.items, _E.elements.label("own"), above.c.elements.label("upper"))
        .join(t.editions, and_(_E.item_id == _I.item_id, _E.number == _I.head))
        .join(base, base.c.item_id == _I.parent_id)
        .join(above, and_(above.c.item_id == base.c.item_id, above.c.number == base.c.head))
        .where(_I.layer == "implementation", _I.state != "cancelled", _I.code > after, ~done.exists())
        .where(_I.office.in_(select(below.c.credit_code)))
    )
    found = []
    for row in await connection.execute(rows.order_by(_I.code).limit(limit)):
        item = Item(**{name: getattr(row, name) for name in Item.__dataclass_fields__})
        found.append((item, json.loads(row.own), json.loads(row.upper)))
    return found


async def settle(connection: AsyncConnection, item_id: str, ground: str) -> bool:
    """What an item was to be looked at again for, on grounds that begin so, is done; whether there was something."""
    return bool((await connection.execute(_settling(ground), {"of_item": item_id})).rowcount)


async def settle_seen(connection: AsyncConnection, item_id: str, ground: str, later: str, at: str = "") -> bool:
    """The same, save on grounds that begin as `later` does and came after a time, or at any."""
    a = t.attentions.c
    came = a.ground.startswith(later, autoescape=True) & (a.opened_at > at)
    return bool((await connection.execute(_settling(ground).where(~came), {"of_item": item_id})).rowcount)


@lru_cache(100)
def _settling(ground: str) -> Delete:
    a = t.attentions.c
    return delete(t.attentions).where(a.item_id == bindparam("of_item"), a.ground.startswith(ground, autoescape=True))


__all__ = ["add_line_review", "line_reviews", "settle", "settle_seen", "to_review"]
