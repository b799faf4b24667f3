"""SQL of the inspections of everything: how far a night's came, the items that are next, and what their bodies hear."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.domain.quality import Night
from services.catalog.store.items import item_of
from shared.problems import Conflict

_N, _I, _A = t.inspections.c, t.items.c, t.attentions.c
_NEXT = (
    select(t.items)
    .where(_I.layer != "base", _I.state != "cancelled", _I.code > bindparam("after"))
    .order_by(_I.code)
    .limit(bindparam("limit"))
)
_GROUNDS = select(_A.ground).where(_A.item_id == bindparam("item_id"), _A.ground.startswith(bindparam("prefix")))


async def nights(connection: AsyncConnection, limit: int) -> list[Night]:
    """The newest inspections of everything."""
    rows = await connection.execute(select(t.inspections).order_by(_N.day.desc()).limit(limit))
    return [Night(**row._mapping) for row in rows]


async def begin_night(connection: AsyncConnection, night: Night) -> None:
    """A new inspection of everything."""
    await connection.execute(insert(t.inspections).values(asdict(night)))


async def advance_night(connection: AsyncConnection, was: Night, now: Night) -> None:
    """How far it came; Conflict where another process went on with it."""
    this = update(t.inspections).where(_N.day == was.day, _N.after == was.after, _N.ended_at.is_(None))
    if (await connection.execute(this.values(asdict(now)))).rowcount != 1:
        raise Conflict("另一进程正在质检。", "Another process goes on with the inspection.", "at_work")


async def next_items(connection: AsyncConnection, after: str, limit: int) -> list[Item]:
    """The bodies' items after a code, in the order of their codes."""
    return [item_of(row) for row in await connection.execute(_NEXT, {"after": after, "limit": limit})]


async def attended(connection: AsyncConnection, item_id: str, prefix: str) -> set[str]:
    """On which grounds that begin so an item is to be looked at again."""
    return set((await connection.execute(_GROUNDS, {"item_id": item_id, "prefix": prefix})).scalars())


async def settle_each(connection: AsyncConnection, item_id: str, grounds: Sequence[str]) -> None:
    """What an item was to be looked at again for, on exactly these grounds, is done."""
    await connection.execute(delete(t.attentions).where(_A.item_id == item_id, _A.ground.in_(grounds)))


async def ask_apart(connection: AsyncConnection, item_id: str, ground: str, other: str) -> None:
    """What an item is to be looked at again for stays so, on another ground that does not end with the first."""
    there = t.attentions.alias()
    known = exists().where(there.c.item_id == item_id, there.c.ground == other)
    this = update(t.attentions).where(_A.item_id == item_id, _A.ground == ground, ~known)
    await connection.execute(this.values(ground=other))


__all__: Sequence[str] = [
    "advance_night",
    "ask_apart",
    "attended",
    "begin_night",
    "next_items",
    "nights",
    "settle_each",
]
