"""SQL of items and their editions."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Row, Update, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Edition, Item
from shared.problems import Conflict, NotFound

Rows = Sequence[Any]

# What every change asks and writes is made once: to build a statement anew costs more than to run it.
_BY_ID = select(t.items).where(t.items.c.item_id == bindparam("item_id"))
_BY_CODE = select(t.items).where(t.items.c.code == bindparam("code"))
_EDITION = select(t.editions).where(
    t.editions.c.item_id == bindparam("item_id"), t.editions.c.number == bindparam("number")
)
_ADD, _ADD_EDITION = insert(t.items), insert(t.editions)
_ITEM, _HELD = tuple(t.items.c.keys()), tuple(t.editions.c.keys())
_I = t.items.c
_E = t.editions.c
_COMPARED = ("code", "basic_code", "name", "office", "office_name", "region", "layer")
_NAMESAKES = (
    select(*(_I[name] for name in _COMPARED))
    .where(_I.region == bindparam("region"), _I.name == bindparam("name"), _I.layer == bindparam("layer"))
    .where(_I.item_id != bindparam("item_id"), _I.state != "cancelled")
    .order_by(_I.code)
    .limit(20)
)
_WRITERS = (
    select(_E.saved_by)
    .where(_E.item_id == bindparam("item_id"), _E.number > bindparam("after"), _E.number <= bindparam("upto"))
    .distinct()
)


def _with_edition(number: Any) -> Any:
    held = (t.editions.c.item_id == t.items.c.item_id) & (t.editions.c.number == number)
    both = select(t.items, *(column.label(f"held_{column.name}") for column in t.editions.c))
    return both.join(t.editions, held).where(t.items.c.item_id == bindparam("item_id"))


_AT_HEAD = _with_edition(t.items.c.head)
_AT_HAND = _with_edition(func.coalesce(func.nullif(t.items.c.approved, 0), t.items.c.head))


@cache
def _replacing(names: frozenset[str]) -> Update:
    """The write of these columns, if the item still is what was read."""
    c = t.items.c
    same = (c.item_id == bindparam("of_item")) & (c.head == bindparam("was_head")) & (c.turn == bindparam("was_turn"))
    return update(t.items).where(same).values({name: bindparam(name) for name in names})


def item_of(row: Any) -> Item:
    """An item from its row."""
    return Item(**row._mapping)


def _edition(row: Row[Any]) -> Edition:
    return Edition(**{**row._mapping, "elements": orjson.loads(row.elements)})


async def find(connection: AsyncConnection, item_id: str) -> Item | None:
    """One item of any layer."""
    row = (await connection.execute(_BY_ID, {"item_id": item_id})).one_or_none()
    return item_of(row) if row else None


async def load(connection: AsyncConnection, item_id: str) -> Item:
    """One item of any layer; NotFound when there is none."""
    found = await find(connection, item_id)
    if found is None:
        raise _no_item()
    return found


async def load_head(connection: AsyncConnection, item_id: str) -> tuple[Item, Edition]:
    """One item of any layer with its newest edition."""
    return await _both(connection, _AT_HEAD, item_id)


async def load_at_hand(connection: AsyncConnection, item_id: str) -> tuple[Item, Edition]:
    """One item with the edition that was approved, before that with its newest."""
    return await _both(connection, _AT_HAND, item_id)


async def _both(connection: AsyncConnection, which: Any, item_id: str) -> tuple[Item, Edition]:
    row = (await connection.execute(which, {"item_id": item_id})).one_or_none()
    if row is None:
        raise _no_item()
    held = dict(zip(_HELD, row[len(_ITEM) :], strict=True))
    return Item(**dict(zip(_ITEM, row, strict=False))), Edition(**held | {"elements": orjson.loads(held["elements"])})


def _no_item() -> NotFound:
    return NotFound("没有该事项。", "There is no such item.", "item")


async def by_code(connection: AsyncConnection, code: str) -> Item | None:
    """The item with this code."""
    row = (await connection.execute(_BY_CODE, {"code": code})).one_or_none()
    return item_of(row) if row else None


async def namesakes(connection: AsyncConnection, item: Item) -> list[dict[str, Any]]:
    """The region's other items of the same layer and name that are not cancelled, as far as rules compare them."""
    asked = {name: getattr(item, name) for name in ("region", "name", "layer", "item_id")}
    return [dict(zip(_COMPARED, row, strict=True)) for row in await connection.execute(_NAMESAKES, asked)]


async def edition(connection: AsyncConnection, item_id: str, number: int) -> Edition:
    """One edition; NotFound when there is none."""
    row = (await connection.execute(_EDITION, {"item_id": item_id, "number": number})).one_or_none()
    if row is None:
        raise NotFound("没有这一版。", "There is no such edition.", "edition")
    return _edition(row)


async def history(connection: AsyncConnection, item_id: str) -> Rows:
    """All editions of an item without their content, newest first."""
    e = t.editions.c
    rows = select(e.number, e.digest, e.saved_by, e.saved_office, e.saved_at, e.reason).where(e.item_id == item_id)
    return (await connection.execute(rows.order_by(e.number.desc()))).all()


async def writers(connection: AsyncConnection, item_id: str, after: int, upto: int) -> list[str]:
    """Who saved the editions between two numbers."""
    asked = {"item_id": item_id, "after": after, "upto": upto}
    return sorted((await connection.execute(_WRITERS, asked)).scalars())


async def add(connection: AsyncConnection, item: Item) -> None:
    """A new item; a code that exists already is a Conflict by the unique key."""
    await connection.execute(_ADD, vars(item))


def edition_row(new: Edition) -> dict[str, Any]:
    """The row of an edition."""
    return vars(new) | {"elements": orjson.dumps(new.elements).decode()}


async def add_edition(connection: AsyncConnection, new: Edition) -> None:
    """A new edition; it is never changed afterwards."""
    await connection.execute(_ADD_EDITION, edition_row(new))


async def replace(connection: AsyncConnection, old: Item, new: Item) -> None:
    """Write the item if it still is what was read; the write itself compares (ADR 0007)."""
    changed = {k: v for k, v in vars(new).items() if v != getattr(old, k)}
    was = {"of_item": old.item_id, "was_head": old.head, "was_turn": old.turn}
    if (await connection.execute(_replacing(frozenset(changed)), changed | was)).rowcount != 1:
        raise Conflict(
            "有人刚刚更改了该事项，请重新读取后再操作。",
            "Someone has just changed the item; read it again.",
            "changed_meanwhile",
        )


async def page_of_items(
    connection: AsyncConnection, layer: Sequence[str], office: str, territory: str, state: str, after: str, limit: int
) -> list[Item]:
    """Items for a desk: of one office or of a territory, by code."""
    c = t.items.c
    rows = select(t.items).where(c.layer.in_(layer), c.code > after).order_by(c.code).limit(limit)
    if office:
        rows = rows.where(c.office == office)
    if territory:
        rows = rows.where(c.region.startswith(territory, autoescape=True))
    if state:  # what is suspended is, whatever the work on its next edition does
        rows = rows.where(c.availability == state if state == "suspended" else c.state == state)
    return [item_of(row) for row in await connection.execute(rows)]
