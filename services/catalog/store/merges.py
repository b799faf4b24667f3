"""SQL of merges with what changed above, and of what a body has said about taking it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.store.items import Rows
from shared.problems import NotFound

_M, _P, _I = t.merges.c, t.merge_policies.c, t.items.c
_PARTS = select(func.count()).where(
    _I.parent_id == bindparam("of_item"), _I.layer == "handling", _I.state != "cancelled"
)
PENDING = _M.state.in_(("open", "waiting", "behind", "muted"))


async def keep_merge(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """A merge of an item in place of the one that is pending, or of the same one once more.

    open waits for a person, muted lies quiet, waiting for the item to be free for it, behind for its implementation item to be public so,
    applied is done.
    """
    if row["from_edition"] == row["base_edition"] and (
        held := await came_by(connection, row["item_id"], row["base_edition"])
    ):
        row = {**row, "from_edition": held.from_edition}
    same = or_(PENDING, _M.base_edition == row["base_edition"])
    await connection.execute(delete(t.merges).where(_M.item_id == row["item_id"], same))
    await connection.execute(insert(t.merges).values(**row))


async def close_merge(connection: AsyncConnection, item_id: str) -> bool:
    """Nothing waits to be merged any more; whether something did."""
    gone = delete(t.merges).where(_M.item_id == item_id, PENDING)
    return bool((await connection.execute(gone)).rowcount)


async def merges_of(connection: AsyncConnection, office: str, state: str = "open") -> Rows:
    """What waits to be merged at a body, or lies quiet."""
    join = t.merges.join(t.items, _M.item_id == t.items.c.item_id)
    rows = select(t.merges, t.items.c.code, t.items.c.name).select_from(join)
    rows = rows.where(_M.office == office, _M.state == state)
    return (await connection.execute(rows.order_by(t.items.c.code))).all()


async def demand_open_merge(connection: AsyncConnection, item_id: str) -> None:
    """NotFound unless a merge waits for a person, or lies quiet and may be taken all the same."""
    if await merge_state(connection, item_id) not in ("open", "muted"):
        raise NotFound("该事项没有待合并的上级变更。", "Nothing from above waits to be merged.", "merge")


async def merge_state(connection: AsyncConnection, item_id: str) -> str | None:
    """Whether a merge of an item is open, waiting or behind; None where there is none."""
    return (await connection.execute(select(_M.state).where(_M.item_id == item_id, PENDING))).scalar()


async def set_merge(connection: AsyncConnection, item_id: str, was: str, state: str) -> None:
    """What is pending for an item waits for something else now."""
    this = (_M.item_id == item_id) & (_M.state == was)
    await connection.execute(update(t.merges).where(this).values(state=state))


async def came_by(connection: AsyncConnection, item_id: str, number: int) -> Any:
    """The merge by which an item came to the edition above on which it stands."""
    found = select(t.merges).where(_M.item_id == item_id, _M.base_edition <= number).order_by(_M.base_edition.desc())
    return (await connection.execute(found.limit(1))).one_or_none()


async def waiting_merges(connection: AsyncConnection, states: tuple[str, ...], limit: int) -> list[str]:
    """Items in one of these states for which a merge waits that asks nobody."""
    join = t.merges.join(t.items, _M.item_id == t.items.c.item_id)
    rows = select(_M.item_id).select_from(join).where(_M.state == "waiting", t.items.c.state.in_(states))
    return list((await connection.execute(rows.order_by(_M.opened_at, _M.item_id).limit(limit))).scalars())


async def merge_policies(connection: AsyncConnection, office: str) -> Rows:
    """What a body has said about taking changes from above, by group of elements."""
    return (await connection.execute(select(t.merge_policies).where(_P.office == office))).all()


async def keep_policy(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """What a body says about a group, in place of what it said before."""
    same = (_P.office == row["office"]) & (_P.group_key == row["group_key"])
    if (await connection.execute(update(t.merge_policies).where(same).values(**row))).rowcount == 0:
        await connection.execute(insert(t.merge_policies).values(**row))


async def count_handling_items(connection: AsyncConnection, item_id: str) -> int:
    """Into how many handling items an item is divided."""
    return int((await connection.execute(_PARTS, {"of_item": item_id})).scalar_one())
