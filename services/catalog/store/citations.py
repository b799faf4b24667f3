"""SQL of the laws that items stand on, and of the work that a change of one opens."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.items import Rows, item_of

_NO_CITATIONS = delete(t.citations).where(t.citations.c.item_id == bindparam("item_id"))
_CITE = insert(t.citations)
NATION = "中华人民共和国"


async def cite(connection: AsyncConnection, item_id: str, cited: Sequence[tuple[str, int]]) -> None:
    """The reverse index: which laws and articles an item stands on."""
    await connection.execute(_NO_CITATIONS, {"item_id": item_id})
    rows = [{"item_id": item_id, "position": n, "title": title, "article": a} for n, (title, a) in enumerate(cited)]
    if rows:
        await connection.execute(_CITE, rows)


async def standing_on(connection: AsyncConnection, title: str, articles: Sequence[int]) -> list[Item]:
    """Items that cite a law, by its full name or its short one; with articles, one of them or the law as a whole."""
    c, short = t.citations.c, title.removeprefix(NATION)
    hit = select(c.item_id).where(c.title.in_([short, f"{NATION}{short}"]))
    if articles:
        hit = hit.where(c.article.in_([0, *articles]))
    rows = select(t.items).where(t.items.c.item_id.in_(hit), t.items.c.state != "cancelled").order_by(t.items.c.code)
    return [item_of(row) for row in await connection.execute(rows)]


async def attend(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """A task for a body to look at an item again; the same ground opens it once."""
    a = t.attentions.c
    there = select(a.item_id).where(a.item_id == row["item_id"], a.ground == row["ground"])
    if (await connection.execute(there)).first() is None:
        await connection.execute(insert(t.attentions).values(row))


async def attentions(connection: AsyncConnection, office_code: str) -> Rows:
    """What a body has to look at again."""
    rows = select(t.attentions).where(t.attentions.c.office == office_code).order_by(t.attentions.c.opened_at)
    return (await connection.execute(rows)).all()
