"""SQL of what governments have approved."""

from typing import Any

from sqlalchemy import exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t

_A = t.approvals.c


async def approved_above(connection: AsyncConnection, item_id: str, edition: int) -> bool:
    """Whether the government has approved this edition."""
    found = select(exists().where(_A.item_id == item_id, _A.edition == edition))
    return bool(await connection.scalar(found))


async def keep_approval(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """The document that approved an edition."""
    await connection.execute(insert(t.approvals).values(row))
