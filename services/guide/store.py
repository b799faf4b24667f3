"""All SQL of the guide service."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.guide import tables as t
from services.guide.domain import GuideState


async def find(connection: AsyncConnection, item_id: str, *, lock: bool = False) -> GuideState | None:
    """The guide of an item."""
    query = select(t.guides).where(t.guides.c.item_id == item_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    return GuideState(**row._mapping) if row else None


async def by_code(connection: AsyncConnection, code: str) -> GuideState | None:
    """The guide with this code."""
    row = (await connection.execute(select(t.guides).where(t.guides.c.code == code))).one_or_none()
    return GuideState(**row._mapping) if row else None


async def add(connection: AsyncConnection, state: GuideState) -> None:
    """A new guide."""
    await connection.execute(insert(t.guides).values(asdict(state)))


async def replace(connection: AsyncConnection, state: GuideState) -> None:
    """A guide that was loaded under lock, changed."""
    await connection.execute(update(t.guides).where(t.guides.c.item_id == state.item_id).values(asdict(state)))


async def has(connection: AsyncConnection, item_id: str, edition: int) -> bool:
    """Whether an edition was rendered."""
    e = t.editions.c
    query = select(e.edition).where(e.item_id == item_id, e.edition == edition)
    return (await connection.execute(query)).first() is not None


async def keep(connection: AsyncConnection, edition: dict[str, Any], renderings: Sequence[dict[str, Any]]) -> None:
    """An edition's record and all its forms."""
    await connection.execute(insert(t.editions).values(edition))
    await connection.execute(insert(t.renderings), list(renderings))


async def keep_renderings(connection: AsyncConnection, renderings: Sequence[dict[str, Any]]) -> None:
    """Further forms of an edition."""
    await connection.execute(insert(t.renderings), list(renderings))


async def lacking(connection: AsyncConnection, names: Sequence[str], limit: int) -> list[tuple[Any, list[str]]]:
    """Editions that are online and were not rendered in all these forms, each with the forms it lacks."""
    e, g, r = t.editions.c, t.guides.c, t.renderings.c
    there = select(func.count()).where(r.item_id == e.item_id, r.edition == e.edition, r.format.in_(names))
    join = t.editions.join(t.guides, (g.item_id == e.item_id) & (g.online == e.edition))
    rows = select(t.editions, g.code).select_from(join).where(g.state == "online", there.scalar_subquery() < len(names))
    found = []
    for row in (await connection.execute(rows.order_by(g.code).limit(limit))).all():
        held = set(await formats(connection, row.item_id, row.edition))
        found.append((row, [name for name in names if name not in held]))
    return found


async def record(connection: AsyncConnection, item_id: str, edition: int) -> dict[str, Any] | None:
    """The published record an edition was rendered from."""
    e = t.editions.c
    text = (await connection.execute(select(e.record).where(e.item_id == item_id, e.edition == edition))).scalar()
    return dict(json.loads(text)) if text else None


async def digest(connection: AsyncConnection, item_id: str, edition: int) -> str | None:
    """The hash of an edition."""
    e = t.editions.c
    found = (await connection.execute(select(e.digest).where(e.item_id == item_id, e.edition == edition))).scalar()
    return str(found) if found else None


async def rendering(connection: AsyncConnection, item_id: str, edition: int, name: str) -> Row[Any] | None:
    """One form of an edition."""
    r = t.renderings.c
    query = select(t.renderings).where(r.item_id == item_id, r.edition == edition, r.format == name)
    return (await connection.execute(query)).one_or_none()


async def formats(connection: AsyncConnection, item_id: str, edition: int) -> list[str]:
    """The forms that an edition was rendered in."""
    r = t.renderings.c
    query = select(r.format).where(r.item_id == item_id, r.edition == edition).order_by(r.format)
    return list((await connection.execute(query)).scalars())


async def page(connection: AsyncConnection, territory: str, search: str, after: str, limit: int) -> list[GuideState]:
    """Guides that are online, by code."""
    g = t.guides.c
    ready = select(t.renderings.c.item_id).where(
        t.renderings.c.item_id == g.item_id, t.renderings.c.edition == g.online
    )
    rows = select(t.guides).where(g.state == "online", g.code > after, ready.exists()).order_by(g.code).limit(limit)
    if territory:
        rows = rows.where(g.region.startswith(territory, autoescape=True))
    if search:
        rows = rows.where(g.name.contains(search, autoescape=True))
    return [GuideState(**row._mapping) for row in await connection.execute(rows)]
