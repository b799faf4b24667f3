"""All SQL of the guide service."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Subquery, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.guide import tables as t
from services.guide.domain import Commission, GuideState
from shared.db import holds
from shared.events.parts import ItemRef
from shared.problems import NotFound


async def find(connection: AsyncConnection, item_id: str) -> GuideState | None:
    """The guide of an item."""
    query = select(t.guides).where(t.guides.c.item_id == item_id)
    row = (await connection.execute(query)).one_or_none()
    return GuideState(**row._mapping) if row else None


async def by_code(connection: AsyncConnection, code: str) -> GuideState | None:
    """The guide with this code."""
    row = (await connection.execute(select(t.guides).where(t.guides.c.code == code))).one_or_none()
    return GuideState(**row._mapping) if row else None


async def add(connection: AsyncConnection, state: GuideState) -> None:
    """A new guide."""
    await connection.execute(insert(t.guides).values(asdict(state)))


async def replace(connection: AsyncConnection, state: GuideState) -> None:
    """A guide, changed."""
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


async def keep_renderings(connection: AsyncConnection, renderings: Sequence[dict[str, Any]]) -> int:
    """Further forms of an edition whose guide is locked; what another has filled meanwhile stays. How many were new."""
    edition = renderings[0]
    there = set(await formats(connection, edition["item_id"], edition["edition"]))
    lacking = [row for row in renderings if row["format"] not in there]
    if lacking:
        await connection.execute(insert(t.renderings), lacking)
    return len(lacking)


async def edition_online(connection: AsyncConnection, item_id: str) -> Row[Any] | None:
    """The edition of an item that is online, with its code."""
    e, g = t.editions.c, t.guides.c
    join = t.editions.join(t.guides, (g.item_id == e.item_id) & (g.online == e.edition))
    rows = select(t.editions, g.code).select_from(join).where(g.state == "online", e.item_id == item_id)
    return (await connection.execute(rows)).one_or_none()


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


async def edition_of(connection: AsyncConnection, item_id: str, sha256: str) -> int | None:
    """The latest edition of which some form has this hash."""
    r = t.renderings.c
    rows = select(func.max(r.edition)).where(r.item_id == item_id, r.sha256 == sha256)
    found = (await connection.execute(rows)).scalar()
    return None if found is None else int(found)


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
        rows = rows.where(holds(connection.dialect.name, g.name, search))
    return [GuideState(**row._mapping) for row in await connection.execute(rows)]


async def commission(connection: AsyncConnection, item: ItemRef, at: str) -> None:
    """Keep that a body is to make a guide; the name and code of an item may change, and the older news changes nothing."""
    c, ref = t.commissions.c, item.model_dump_json()
    held = (await connection.execute(select(c.ref).where(c.item_id == item.item_id))).scalar_one_or_none()
    if held is None:
        row = {"item_id": item.item_id, "ref": ref, "region": item.region, "opened_at": at}
        await connection.execute(insert(t.commissions).values(row | dict.fromkeys(_CALL, "")))
    elif ItemRef.model_validate_json(held).turn < item.turn:
        await connection.execute(update(t.commissions).where(c.item_id == item.item_id).values(ref=ref))


_CALL = ("until", "note", "called_by", "called_at")


def _standing() -> Subquery:
    """Every commission with how far its guide is."""
    c, g, e = t.commissions, t.guides.c, t.editions.c
    rendered = select(e.item_id).where(e.item_id == c.c.item_id).exists()
    stand = case((g.state.in_(("online", "suspended", "cancelled")), g.state), (rendered, "rendered"), else_="drafting")
    return select(*c.c, stand.label("stand")).select_from(c.outerjoin(t.guides, g.item_id == c.c.item_id)).subquery()


def _commission(row: Row[Any]) -> Commission:
    ref = ItemRef.model_validate_json(row.ref)
    return Commission(ref, row.opened_at, row.until, row.note, row.called_at, row.stand)


async def commissions(
    connection: AsyncConnection, territory: str, stand: str, after: str, limit: int
) -> list[Commission]:
    """Guides to be made in a territory, by item."""
    s = _standing().c
    rows = select(*s).where(s.region.startswith(territory, autoescape=True), s.item_id > after)
    if stand:
        rows = rows.where(s.stand == stand)
    return [_commission(row) for row in await connection.execute(rows.order_by(s.item_id).limit(limit))]


async def stands(connection: AsyncConnection, territory: str) -> dict[str, int]:
    """How many guides of a territory are how far."""
    s = _standing().c
    rows = select(s.stand, func.count()).where(s.region.startswith(territory, autoescape=True)).group_by(s.stand)
    return {row.stand: row[1] for row in await connection.execute(rows)}


async def load_commission(connection: AsyncConnection, item_id: str) -> Commission:
    """One guide to be made."""
    s = _standing().c
    row = (await connection.execute(select(*s).where(s.item_id == item_id))).one_or_none()
    if row is None:
        raise NotFound("没有该事项的指南任务。", "There is no such guide to be made.", "guide")
    return _commission(row)


async def call(connection: AsyncConnection, held: Commission, by: str) -> None:
    """The service centre's call for a guide; a later one takes its place."""
    this = update(t.commissions).where(t.commissions.c.item_id == held.item.item_id)
    values = {"until": held.until, "note": held.note, "called_at": held.called_at, "called_by": by}
    await connection.execute(this.values(values))
