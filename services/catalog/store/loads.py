"""SQL of what data centres load: whom it concerns, and what of it was taken out again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.inout import of_body
from shared.problems import Conflict

AT_ONCE = "at_once"


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


@asynccontextmanager
async def whole(connection: AsyncConnection) -> AsyncIterator[None]:
    """All that is written within, or nothing of it; Conflict where another load wrote the same meanwhile."""
    try:
        async with connection.begin_nested():
            yield
    except IntegrityError as error:
        raise at_once() from error


def at_once() -> Conflict:
    """What is tried again when the other is done."""
    return Conflict("有人同时写入了相同的内容，稍后自动重试。", "Someone wrote the same at the same time.", AT_ONCE)


__all__ = ["AT_ONCE", "at_once", "concerns", "taken_out", "whole"]
