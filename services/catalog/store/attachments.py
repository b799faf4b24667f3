"""SQL of attachments: kept once under their hash, shown where an online item shows them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t

_SHOWS_NONE = delete(t.shown_attachments).where(t.shown_attachments.c.item_id == bindparam("item_id"))
_SHOW = insert(t.shown_attachments)


async def has_attachments(connection: AsyncConnection, hashes: Sequence[str]) -> set[str]:
    """Which of these files are kept."""
    c = t.attachments.c.sha256
    return set((await connection.execute(select(c).where(c.in_(hashes)))).scalars())


async def keep_attachment(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Keep a file under its hash; the same file is kept once."""
    if not await has_attachments(connection, [row["sha256"]]):
        await connection.execute(insert(t.attachments).values(row))


async def show_attachments(connection: AsyncConnection, item_id: str, named: dict[str, str]) -> None:
    """The files that an item shows to the public, by hash with their names."""
    await connection.execute(_SHOWS_NONE, {"item_id": item_id})
    if named:
        rows = [{"sha256": h, "item_id": item_id, "name": name} for h, name in named.items()]
        await connection.execute(_SHOW, rows)


async def attachment(connection: AsyncConnection, sha256: str, *, shown_only: bool) -> Any:
    """A kept file; for the public only one that an online item shows."""
    a, s = t.attachments, t.shown_attachments
    query = select(a.c.media_type, a.c.body, s.c.name).select_from(a.outerjoin(s, a.c.sha256 == s.c.sha256))
    query = query.where(a.c.sha256 == sha256)
    if shown_only:
        query = query.where(s.c.item_id.is_not(None))
    return (await connection.execute(query.limit(1))).one_or_none()
