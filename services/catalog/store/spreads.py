"""SQL of what changed above and is still to reach those who hold it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, case, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.store.items import Rows
from services.catalog.store.many import among
from services.catalog.store.merges import PENDING
from shared.db import inserting

_S, _I, _M = t.spreads.c, t.items.c, t.merges.c
_TOLD = {"cause": String, "since": Integer, "ground": String, "by": String, "office": String, "due": String}
_NEWEST = ("cause", "ground", "by", "office", "due")


async def begin_spread(connection: AsyncConnection, base_id: str, told: Mapping[str, Any]) -> int:
    """Every holder of a catalogue item is to be reached; whom an earlier change has not reached, once for both.

    He is told what is new since the edition that he was last offered.
    """
    return await _begin(connection, told, _I.parent_id == base_id, _I.layer == "implementation")


async def begin_below(connection: AsyncConnection, main: str, told: Mapping[str, Any]) -> int:
    """Every sub-item of a main item (its nine characters) is to be reached."""
    subs = _I.basic_code.between(f"{main}001", f"{main}999")
    return await _begin(connection, told, subs, _I.layer == "base")


async def _begin(connection: AsyncConnection, told: Mapping[str, Any], *whom: ColumnElement[bool]) -> int:
    new = _adding(connection, select(*_of_each(told)).where(*whom, _I.state != "cancelled"))
    known = {name: new.excluded[name] for name in _NEWEST}
    known["since"] = case((_S.since == 0, new.excluded.since), else_=_S.since)
    again = new.on_conflict_do_update(index_elements=["item_id"], set_=known)
    return (await connection.execute(again)).rowcount


async def begin_anew(connection: AsyncConnection, office: str, told: Mapping[str, Any]) -> int:
    """Every item of a body for which something from above is pending is to be looked at anew."""
    pending = select(*_of_each(told)).join(t.merges, _M.item_id == _I.item_id).where(_M.office == office, PENDING)
    new = _adding(connection, pending).on_conflict_do_nothing(index_elements=["item_id"])
    return (await connection.execute(new)).rowcount


def _of_each(told: Mapping[str, Any]) -> list[Any]:
    return [_I.item_id, _I.code, *(literal(told[name], kind).label(name) for name, kind in _TOLD.items())]


def _adding(connection: AsyncConnection, rows: Select[Any]) -> Any:
    return inserting(connection.dialect.name, t.spreads).from_select(["item_id", "code", *_TOLD], rows)


async def next_to_reach(connection: AsyncConnection, causes: Collection[str], at: str, limit: int) -> Rows:
    """Who is to be reached next, of these causes or of all."""
    rows = select(t.spreads).where(_S.due <= at).order_by(_S.cause, _S.code).limit(limit)
    return (await connection.execute(rows.where(among(connection, _S.cause, causes)) if causes else rows)).all()


async def waits_to_be_reached(connection: AsyncConnection, at: str) -> bool:
    """Whether anyone is to be reached."""
    return (await connection.execute(select(_S.item_id).where(_S.due <= at).limit(1))).first() is not None


async def reached(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """These have it."""
    await connection.execute(delete(t.spreads).where(among(connection, _S.item_id, ids)))


async def reach_later(connection: AsyncConnection, item_id: str, due: str) -> None:
    """One is tried again at a later time."""
    await connection.execute(update(t.spreads).where(_S.item_id == item_id).values(due=due))


async def to_be_reached(connection: AsyncConnection, base_id: str) -> int:
    """How many holders what changed in a catalogue item is still to reach."""
    rows = select(func.count()).where(_S.cause == base_id)
    return int((await connection.execute(rows)).scalar_one())
