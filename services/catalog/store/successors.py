"""SQL of the successor graph: which codes lead where, and who holds what they lead to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.items import Item
from services.catalog.store.items import item_of

_S, _I, _P = t.successors.c, t.items.c, t.publications.c


async def succeed(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Old codes lead to new ones."""
    await connection.execute(insert(t.successors), list(rows))


async def lead_no_more(connection: AsyncConnection, code: str, kind: str, at: str = "") -> None:
    """A code does not lead any more to where it led for a reason, since a time or at all."""
    this = (_S.old_code == code) & (_S.kind == kind)
    await connection.execute(delete(t.successors).where(this & (_S.at == at) if at else this))


async def successions(connection: AsyncConnection, code: str) -> list[dict[str, str]]:
    """The steps that lead on from a code, in the order of the codes they lead to."""
    rows = select(t.successors).where(_S.old_code == code).order_by(_S.new_code)
    return [dict(row) for row in (await connection.execute(rows)).mappings()]


async def item_of_body(connection: AsyncConnection, office: str, basic_code: str) -> Item | None:
    """The item by which a body holds a catalogue item, or last held it."""
    rows = select(t.items).where(_I.basic_code == basic_code, _I.office == office, _I.layer == "implementation")
    rows = rows.order_by(_I.state == "cancelled", _I.updated_at.desc()).limit(1)
    row = (await connection.execute(rows)).one_or_none()
    return item_of(row) if row else None


async def item_held(connection: AsyncConnection, office: str, basic_code: str) -> Item | None:
    """The item by which a body holds a catalogue item, if it does."""
    rows = select(t.items).where(_I.basic_code == basic_code, _I.office == office)
    rows = rows.where(_I.layer == "implementation", _I.state != "cancelled").order_by(_I.code).limit(1)
    row = (await connection.execute(rows)).one_or_none()
    return item_of(row) if row else None


async def live_codes(connection: AsyncConnection, codes: Sequence[str]) -> set[str]:
    """Those of these codes under which the public finds an item."""
    rows = select(_P.code).where(_P.live, _P.code.in_(codes))
    return set((await connection.execute(rows)).scalars())


async def newest_record(connection: AsyncConnection, office: str) -> str | None:
    """The record that a body put before the public last, of those that are public."""
    rows = select(_P.record).where(_P.live, _P.office == office).order_by(_P.online_at.desc(), _P.code).limit(1)
    return (await connection.execute(rows)).scalar()


async def last_record(connection: AsyncConnection, item_id: str) -> str | None:
    """The last record of an item that the public had."""
    rows = select(_P.record).where(_P.item_id == item_id, _P.online_at.is_not(None))
    return (await connection.execute(rows.order_by(_P.edition.desc()).limit(1))).scalar()
