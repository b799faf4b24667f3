"""SQL of what the public sees: publications, the live one, and the feed of their changes."""

from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, case, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.items import Rows
from shared.db import holds, inserting

_PUBLISH, _FEED = insert(t.publications), insert(t.feed)
_P = t.publications.c
_PUBLISHED = select(_P.record).where(_P.item_id == bindparam("item_id"), _P.edition == bindparam("edition"))
_IS_LIVE = _P.edition == bindparam("number")
_AT = bindparam("at", type_=String)
_SET_LIVE = (
    update(t.publications)
    .where(_P.item_id == bindparam("of_item"), or_(_P.live, _IS_LIVE))
    .values(
        live=_IS_LIVE,
        online_at=case((_IS_LIVE, func.coalesce(_P.online_at, _AT)), else_=_P.online_at),
        offline_at=case((_IS_LIVE, None), else_=_AT),
    )
)


@cache
def _numbering(dialect: str) -> Any:
    """The next number of a scope, in the words of a database."""
    first = inserting(dialect, t.serials).values(scope=bindparam("of_scope"), last=bindparam("first"))
    further = first.on_conflict_do_update(index_elements=["scope"], set_={"last": t.serials.c.last + 1})
    return further.returning(t.serials.c.last)


async def publish(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Keep the bytes of a published record; they never change."""
    await connection.execute(_PUBLISH, row)


async def published(connection: AsyncConnection, item_id: str, number: int) -> str:
    """The bytes of one published record."""
    return str((await connection.execute(_PUBLISHED, {"item_id": item_id, "edition": number})).scalar_one())


async def set_live(connection: AsyncConnection, item_id: str, number: int, at: str) -> None:
    """Make one publication of an item the live one; zero makes none live."""
    await connection.execute(_SET_LIVE, {"of_item": item_id, "number": number, "at": at})


async def live(connection: AsyncConnection, code: str) -> Any:
    """The live publication with this code."""
    p = t.publications.c
    rows = select(p.record, p.digest, p.edition, p.item_id).where(p.live, p.code == code)
    return (await connection.execute(rows)).one_or_none()


SORTS = {
    "code": (t.publications.c.code, False),
    "name": (t.publications.c.name, False),
    "newest": (t.publications.c.online_at, True),
}


async def live_page(
    connection: AsyncConnection,
    wanted: dict[str, str],
    search: str,
    sort: str,
    after: tuple[str, str] | None,
    limit: int,
) -> Rows:
    """Live publications after a place in an order: region by prefix, office and type exact, name by substring."""
    p = t.publications.c
    key, down = SORTS[sort]
    rows = select(p.code, p.record, key.label("place")).where(p.live).limit(limit)
    if after:
        place = tuple_(key, p.code), tuple_(*after)
        rows = rows.where(place[0] < place[1] if down else place[0] > place[1])
    rows = rows.order_by(key.desc(), p.code.desc()) if down else rows.order_by(key, p.code)
    if wanted.get("region"):
        rows = rows.where(p.region.startswith(wanted["region"], autoescape=True))
    if wanted.get("office"):
        rows = rows.where(p.office == wanted["office"])
    if wanted.get("item_type"):
        rows = rows.where(p.item_type == wanted["item_type"])
    if search:
        rows = rows.where(holds(connection.dialect.name, p.name, search))
    return (await connection.execute(rows)).all()


async def add_to_feed(connection: AsyncConnection, change: str, item: Item, number: int, digest: str, at: str) -> None:
    """Append to the change feed. Numbered in the writer's turn, so a reader's cursor never skips one."""
    last = await next_serial(connection, "feed")
    row = {"seq": last, "at": at, "change": change, "item_id": item.item_id}
    await connection.execute(_FEED, row | {"code": item.code, "edition": number, "digest": digest})


SHOWN = select(t.serials.c.last).where(t.serials.c.scope == "feed")
"""What the public sees changes with an entry of the feed and never else; saves of drafts leave it alone."""


async def changes(connection: AsyncConnection, cursor: int, limit: int) -> Rows:
    """The feed after a cursor, each with its published record where the item is online."""
    f, p = t.feed.c, t.publications.c
    join = t.feed.outerjoin(t.publications, tuple_(f.item_id, f.edition) == tuple_(p.item_id, p.edition))
    rows = select(t.feed, p.record).select_from(join).where(f.seq > cursor).order_by(f.seq).limit(limit)
    return (await connection.execute(rows)).all()


async def next_serial(connection: AsyncConnection, scope: str) -> int:
    """The next number of a scope, after `taken` at first: one statement, its row locked until the commit.

    A number is never given twice, and never skipped by a reader of the feed.
    """
    numbering = _numbering(connection.dialect.name)
    return int((await connection.execute(numbering, {"of_scope": scope, "first": 1})).scalar_one())
