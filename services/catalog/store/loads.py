"""SQL of what data centres load: whom it concerns, and what of it was taken out again."""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.domain.inout import ARISEN
from services.catalog.domain.loading import CLAIMED, Loaded
from services.catalog.store.inout import insert_many, of_body
from services.catalog.store.items import Rows
from services.catalog.store.many import among
from shared.codes.items import HANDLING
from shared.problems import Conflict

AT_ONCE = "at_once"
UNDIVIDED = 2 * ARISEN
"""From here on an undo is past the handling items, and at the rows of all others."""


async def to_undo(connection: AsyncConnection, set_id: str, undo_id: str, place: int, limit: int) -> tuple[Rows, int]:
    """What a change set did from a place on and its undo has not dealt with, and the place that this reaches.

    Handling items come before all others; within each it comes in the order of the rows,
    what arose beside the file last.
    """
    c = t.change_rows.c
    part = func.length(c.code) == HANDLING
    rows = select(t.change_rows).where(c.set_id == set_id, or_(c.after > 0, c.action == "to_cancel"))
    dealt = t.change_rows.alias()
    rows = rows.where(~exists().where(dealt.c.set_id == undo_id, dealt.c.row == c.row)).order_by(c.row).limit(limit)
    if place < UNDIVIDED:
        found = (await connection.execute(rows.where(part, c.row > place))).all()
        if found:
            return found, found[-1].row
    found = (await connection.execute(rows.where(~part, c.row > place - UNDIVIDED))).all()
    return found, UNDIVIDED + found[-1].row if found else place


async def row_action(connection: AsyncConnection, set_id: str, row: int) -> str:
    """What became, or would become, of one row; empty where it was not looked at yet."""
    c = t.change_rows.c
    found = await connection.execute(select(c.action).where(c.set_id == set_id, c.row == row))
    return found.scalar_one_or_none() or ""


async def row_change(connection: AsyncConnection, set_id: str, row: int) -> tuple[str, set[str]]:
    """What became, or would become, of one row, and the elements that it changes."""
    c = t.change_rows.c
    found = await connection.execute(select(c.action, c.changes).where(c.set_id == set_id, c.row == row))
    action, changes = found.one_or_none() or ("", "[]")
    return action, {change["path"].partition("[")[0].partition(".")[0] for change in json.loads(changes)}


async def codes_of(connection: AsyncConnection, set_id: str, action: str, codes: Iterable[str]) -> set[str]:
    """Those of these codes of which a row became, or would become, this."""
    c = t.change_rows.c
    rows = select(c.code).where(c.set_id == set_id, c.action == action, among(connection, c.code, codes))
    return set((await connection.execute(rows)).scalars())


async def concerns(connection: AsyncConnection, set_id: str, office: str) -> bool:
    """Whether a change set that a data centre loaded has a row of an item of a body."""
    c = t.change_rows.c
    of_load = select(t.change_sets.c.set_id).where(t.change_sets.c.set_id == set_id, t.change_sets.c.kind == "load")
    rows = select(c.row).where(c.set_id.in_(of_load), c.item_id.in_(of_body(office))).limit(1)
    return (await connection.execute(rows)).first() is not None


async def taken_out(connection: AsyncConnection, item: Item) -> bool:
    """Whether it was the undoing of a change set that cancelled an item, and nothing came after."""
    return bool(await taken_out_of(connection, [item]))


async def taken_out_of(connection: AsyncConnection, items: Iterable[Item]) -> set[str]:
    """Those of these items that the undoing of a change set cancelled, and nothing came after."""
    heads = {item.item_id: item.head for item in items if item.state == "cancelled"}
    if not heads:
        return set()
    c, s = t.change_rows.c, t.change_sets.c
    undone = t.change_rows.join(t.change_sets, c.set_id == s.set_id)
    rows = select(c.item_id, c.before).select_from(undone).where(among(connection, c.item_id, heads))
    found = await connection.execute(rows.where(s.kind == "undo", c.action == "cancelled"))
    return {row.item_id for row in found if row.before == heads[row.item_id]}


async def taken_out_since(connection: AsyncConnection, item_id: str, at: str) -> bool:
    """Whether the undoing of a change set that was asked for after this cancelled an item."""
    c, s = t.change_rows.c, t.change_sets.c
    undone = t.change_rows.join(t.change_sets, c.set_id == s.set_id)
    rows = select(c.row).select_from(undone).where(c.item_id == item_id, c.action == "cancelled", s.kind == "undo")
    return (await connection.execute(rows.where(s.at > at).limit(1))).first() is not None


async def last_loads(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Loaded]:
    """By item what the last load left that was not taken back."""
    c, s = t.loads.c, t.change_sets.c
    rows = select(c.item_id, c.edition, c.version, c.upper, c.updated, c.at).join(t.change_sets, c.set_id == s.set_id)
    rows = rows.where(among(connection, c.item_id, ids), s.undone_by.is_(None)).order_by(c.at, c.edition)
    found = await connection.execute(rows)
    return {r.item_id: Loaded(r.edition, r.version, json.loads(r.upper), r.updated or "", r.at) for r in found}


async def began(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, int]:
    """By item the edition with which its body began, the last time that it claimed it."""
    c = t.editions.c
    rows = select(c.item_id, func.max(c.number).label("number")).where(
        among(connection, c.item_id, ids), c.reason == CLAIMED
    )
    return {row.item_id: row.number for row in await connection.execute(rows.group_by(c.item_id))}


async def keep_loads(connection: AsyncConnection, set_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """What a load left of each item."""
    c = t.loads.c
    ids = [row["item_id"] for row in rows]
    await connection.execute(delete(t.loads).where(c.set_id == set_id, among(connection, c.item_id, ids)))
    await insert_many(connection, t.loads, rows)


async def settle_load(connection: AsyncConnection, set_id: str, undo_id: str) -> None:
    """A load was taken back: nobody has to look at what it did, save where it stays."""
    a, c = t.attentions.c, t.change_rows.c
    stays = select(c.item_id).where(c.set_id == undo_id, c.action == "fault")
    gone = delete(t.attentions).where(a.ground == ground_of(set_id), a.item_id.not_in(stays))
    await connection.execute(gone)


async def told_so(connection: AsyncConnection, set_id: str, codes: Sequence[str]) -> bool:
    """Whether a row of a change set is told one of these."""
    c = t.change_rows.c
    told = or_(*(c.faults.contains(f'"code":"{code}"', autoescape=True) for code in codes))
    rows = select(c.row).where(c.set_id == set_id, told).limit(1)
    return (await connection.execute(rows)).first() is not None


def ground_of(set_id: str) -> str:
    """Why a body looks at an item that a load changed, or a department at one that the province did."""
    return f"load:{set_id}"


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


__all__ = [
    "AT_ONCE",
    "at_once",
    "began",
    "codes_of",
    "concerns",
    "ground_of",
    "keep_loads",
    "last_loads",
    "row_action",
    "row_change",
    "settle_load",
    "taken_out",
    "taken_out_of",
    "taken_out_since",
    "to_undo",
    "told_so",
    "whole",
]
