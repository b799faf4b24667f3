"""SQL of what data centres load: whom it concerns, and what of it was taken out again."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.inout import of_body


async def concerns(connection: AsyncConnection, set_id: str, office: str) -> bool:
    """Whether a change set that a data centre loaded has a row of an item of a body."""
    c = t.change_rows.c
    of_load = select(t.change_sets.c.set_id).where(t.change_sets.c.set_id == set_id, t.change_sets.c.kind == "load")
    rows = select(c.row).where(c.set_id.in_(of_load), c.item_id.in_(of_body(office))).limit(1)
    return (await connection.execute(rows)).first() is not None


async def taken_out(connection: AsyncConnection, item: Item) -> bool:
    """Whether it was the undoing of a change set that cancelled an item, and nothing came after."""
    c, s = t.change_rows.c, t.change_sets.c
    undone = t.change_rows.join(t.change_sets, c.set_id == s.set_id)
    rows = select(c.row).select_from(undone).where(c.item_id == item.item_id, c.before == item.head)
    return (
        await connection.execute(rows.where(s.kind == "undo", c.action == "cancelled").limit(1))
    ).first() is not None


__all__ = ["concerns", "taken_out"]
