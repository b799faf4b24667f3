"""SQL of the exchange with the province: what goes up with its receipts, what came down, and the reconciliation."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.store.items import Rows
from services.catalog.store.many import among
from shared.canonical import digest
from shared.db import inserting

WHOLE = 2
_NEWEST = select(func.coalesce(func.max(t.outbound.c.version), 0)).where(t.outbound.c.row_guid == bindparam("row_guid"))
_QUEUE = insert(t.outbound)


async def last_version(connection: AsyncConnection, row_guid: str) -> int:
    """The newest version of a row that was queued; zero when none was."""
    return int((await connection.execute(_NEWEST, {"row_guid": row_guid})).scalar_one())


async def queue_up(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """One change to report up; it leaves with the commit, or not at all."""
    await connection.execute(_QUEUE, row)


async def due_up(connection: AsyncConnection, now: str, limit: int) -> Rows:
    """What waits to be sent and may be sent now, oldest first."""
    o = t.outbound.c
    rows = select(t.outbound).where(o.state == "waiting", o.next_at <= now)
    return (await connection.execute(rows.order_by(o.made_at, o.row_guid, o.version).limit(limit))).all()


async def mark_up(connection: AsyncConnection, row: Any, **values: Any) -> None:
    """Note something about a row that goes up; one that is settled stays as it is."""
    o = t.outbound.c
    this = (o.row_guid == row.row_guid) & (o.version == row.version) & (o.state == "waiting")
    await connection.execute(update(t.outbound).where(this).values(values))


async def outbound(
    connection: AsyncConnection, territory: str, state: str, after: tuple[str, str] | None, limit: int, kind: str = ""
) -> Rows:
    """What goes or went up, oldest first; of a territory."""
    o, i = t.outbound.c, t.items.c
    rows = select(t.outbound).select_from(t.outbound.outerjoin(t.items, o.item_id == i.item_id))
    rows = rows.where(_inside(territory) | _of_claim(territory)).order_by(o.made_at, o.row_guid).limit(limit)
    if state:
        rows = rows.where(o.state == state)
    if kind:
        rows = rows.where(o.kind == kind)
    if after:
        rows = rows.where((o.made_at > after[0]) | ((o.made_at == after[0]) & (o.row_guid > after[1])))
    return (await connection.execute(rows)).all()


async def parked(connection: AsyncConnection, territory: str, limit: int) -> Rows:
    """What was refused, oldest first; of a territory."""
    o, i = t.outbound.c, t.items.c
    of_items = o.item_id.in_(select(i.item_id).where(i.region.startswith(territory, autoescape=True)))
    mine = of_items | _of_claim(territory)
    rows = select(t.outbound).where(o.state == "parked", mine | (o.item_id == "") if len(territory) <= WHOLE else mine)
    return (await connection.execute(rows.order_by(o.made_at, o.row_guid, o.version).limit(limit))).all()


async def put_away(connection: AsyncConnection, row: Any) -> None:
    """A refused row is overtaken by a newer version."""
    o = t.outbound.c
    this = (o.row_guid == row.row_guid) & (o.version == row.version) & (o.state == "parked")
    await connection.execute(update(t.outbound).where(this).values(state="stale"))


async def came_down(connection: AsyncConnection, row_guid: str) -> dict[int, Any]:
    """Every version of a row that came down."""
    rows = await connection.execute(select(t.received).where(t.received.c.row_guid == row_guid))
    return {row.version: row for row in rows}


async def keep_receipt(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """The receipt of a row; of one that was refused before, the new one."""
    made = inserting(connection.dialect.name, t.received).values(row)
    keys = ["row_guid", "version"]
    renewed = {name: made.excluded[name] for name in row if name not in keys}
    await connection.execute(made.on_conflict_do_update(index_elements=keys, set_=renewed))


async def said_of(connection: AsyncConnection, ids: Iterable[str]) -> Rows:
    """What the province's rows of items said that was not taken back, each with its change set, the oldest first."""
    r = t.received.c
    rows = select(r.item_id, r.said, r.set_id, r.at).where(among(connection, r.item_id, ids))
    rows = rows.where(r.state == "accepted", r.said != "", ~_taken_back(r.set_id, r.item_id))
    return (await connection.execute(rows.order_by(r.at, r.version))).all()


async def said_in_vain(connection: AsyncConnection, row: Any) -> bool:
    """Whether what a received row brought in was taken back."""
    return bool((await connection.execute(select(_taken_back(literal(row.set_id), literal(row.item_id))))).scalar())


def _taken_back(set_id: ColumnElement[str], item_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the undoing of a change set took back what that did to an item."""
    s, undone = t.change_sets.c, t.change_rows.c
    both = t.change_sets.join(t.change_rows, s.undone_by == undone.set_id)
    rows = select(s.set_id).select_from(both).where(s.set_id == set_id, undone.item_id == item_id)
    return rows.where(undone.action.in_(["changed", "cancelled"])).exists()


async def live_records(connection: AsyncConnection, after: str, limit: int) -> Rows:
    """A page of all that is online, by code."""
    p = t.publications.c
    rows = select(p.code, p.item_id, p.edition, p.record).where(p.live, p.code > after).order_by(p.code).limit(limit)
    return (await connection.execute(rows)).all()


async def keep_reconciliation(
    connection: AsyncConnection, run: dict[str, Any], drifts: Sequence[dict[str, Any]]
) -> None:
    """A run and what it found, in place of what the run before found."""
    await connection.execute(delete(t.drifts))
    await connection.execute(insert(t.reconciliations).values(run))
    if drifts:
        await connection.execute(insert(t.drifts), list(drifts))


async def last_reconciliation(connection: AsyncConnection) -> Any:
    """The newest run."""
    rows = select(t.reconciliations).order_by(t.reconciliations.c.at.desc()).limit(1)
    return (await connection.execute(rows)).one_or_none()


async def drifts(connection: AsyncConnection, territory: str, after: int, limit: int) -> Rows:
    """What the last run found, in its order; what no item of ours has is shown to whoever sees the whole province."""
    d, i = t.drifts.c, t.items.c
    rows = select(t.drifts, i.item_id, i.region).select_from(t.drifts.outerjoin(t.items, d.code == i.code))
    rows = rows.where(_inside(territory)).where(d.place > after).order_by(d.place).limit(limit)
    return (await connection.execute(rows)).all()


def _of_claim(territory: str) -> ColumnElement[bool]:
    """An answer to an offer by a body of the territory."""
    o = t.outbound.c
    return (o.kind == "claim") & o.region.startswith(territory, autoescape=True)


def _inside(territory: str) -> ColumnElement[bool]:
    """In a territory; what no item of ours has belongs to whoever sees the whole province."""
    region = t.items.c.region
    mine = region.startswith(territory, autoescape=True)
    return mine | region.is_(None) if len(territory) <= WHOLE else mine


def record_digest(record: str) -> str:
    """The hash of a public record that both sides can make: SHA-256 over its canonical JSON; of nothing, nothing."""
    return digest(json.loads(record)) if record else ""
