"""SQL of what is planned for a day: an edition that goes online, an item whose cancellation opens."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.store.items import Rows

_L, _I = t.plans.c, t.items.c
_ONLINE = (_L.does == "online") & (_I.state == "published") & (_I.approved == _L.edition)
_CANCEL = (_L.does == "cancel") & (_I.state != "cancelled") & (_I.online == _L.edition)
_NO_PLAN = delete(t.plans).where(_L.item_id == bindparam("of_item"), _L.does == bindparam("of_kind"))
_STANDING = (
    select(t.plans, _I.code, _I.name, _I.office, _I.office_name, _I.region, _I.state, _I.availability)
    .join(t.items, _I.item_id == _L.item_id)
    .where(or_(_ONLINE, _CANCEL))
    .order_by(_L.on, _I.code, _L.does)
)


async def keep_plan(connection: AsyncConnection, item_id: str, does: str, edition: int, on: str) -> None:
    """What is planned instead of what was; no day takes the plan away."""
    await connection.execute(_NO_PLAN, {"of_item": item_id, "of_kind": does})
    if on:
        row: dict[str, Any] = {"item_id": item_id, "does": does, "edition": edition, "on": on}
        await connection.execute(insert(t.plans).values(row))


async def due_plans(connection: AsyncConnection, today: str, limit: int) -> Rows:
    """The plans whose day has come, as far as their items still are where the plan wants them."""
    return (await connection.execute(_STANDING.where(_L.on <= today).limit(limit))).all()


async def plans(connection: AsyncConnection, office: str, territory: str, after: Sequence[str], limit: int) -> Rows:
    """What is planned, of a body or in a territory, the next day first; after a day, code and kind of plan."""
    rows = _STANDING.where(_I.office == office) if office else _STANDING
    if after:
        rows = rows.where(tuple_(_L.on, _I.code, _L.does) > tuple_(*after))
    if territory:
        rows = rows.where(_I.region.startswith(territory, autoescape=True))
    return (await connection.execute(rows.limit(limit))).all()


__all__ = ["due_plans", "keep_plan", "plans"]
