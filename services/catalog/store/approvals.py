"""SQL of what governments have approved."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t

_A = t.approvals.c


async def approved_above(connection: AsyncConnection, item_id: str, edition: int) -> bool:
    """Whether the government has approved this edition."""
    found = select(exists().where(_A.item_id == item_id, _A.edition == edition))
    return bool(await connection.scalar(found))


async def ever_approved(connection: AsyncConnection, item_id: str) -> bool:
    """Whether the government has approved an edition of an item."""
    return bool(await connection.scalar(select(exists().where(_A.item_id == item_id))))


async def keep_approval(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """The document that approved an edition."""
    await connection.execute(insert(t.approvals).values(row))


def with_approval() -> tuple[FromClause, ColumnElement[str], ColumnElement[str]]:
    """Publications with the document that approved each and its day: its own, or that of the item it is part of."""
    p, i, above = t.publications.c, t.items.c, t.publications.alias("above")
    own, upper = t.approvals.alias("own"), t.approvals.alias("upper")
    found = t.publications.join(t.items, i.item_id == p.item_id)
    found = found.outerjoin(own, and_(own.c.item_id == p.item_id, own.c.edition == _last(t.publications)))
    part = and_(i.layer == "handling", above.c.item_id == i.parent_id, above.c.live)
    found = found.outerjoin(above, part)
    found = found.outerjoin(upper, and_(upper.c.item_id == above.c.item_id, upper.c.edition == _last(above)))
    number, on = ((own.c[name], upper.c[name]) for name in ("document_number", "approved_on"))
    return found, func.coalesce(*number).label("document_number"), func.coalesce(*on).label("approved_on")


def _last(published: FromClause) -> Any:
    """The last edition that was approved, up to the one that is published: a rewording keeps its approval."""
    early, of = t.approvals.alias(), published.c
    last = select(func.max(early.c.edition)).where(early.c.item_id == of.item_id, early.c.edition <= of.edition)
    return last.correlate(published).scalar_subquery()
