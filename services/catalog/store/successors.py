"""SQL of the successor graph: which codes lead where, and who holds what they lead to."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.items import Item
from services.catalog.store.items import item_of
from services.catalog.store.many import among

_S, _I, _P, _O = t.successors.c, t.items.c, t.publications.c, t.offers.c


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


async def steps_from(connection: AsyncConnection, codes: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """The steps that lead on from each of these codes, in the order of the codes they lead to."""
    rows = select(t.successors).where(among(connection, _S.old_code, codes)).order_by(_S.new_code)
    found: dict[str, list[dict[str, str]]] = {}
    for row in (await connection.execute(rows)).mappings():
        found.setdefault(row["old_code"], []).append(dict(row))
    return found


async def bodies_of(connection: AsyncConnection, bases: Iterable[str]) -> dict[str, list[Item]]:
    """By catalogue item, the items by which bodies have it or had it: what is in force first, then the latest."""
    rows = select(t.items).where(among(connection, _I.parent_id, bases), _I.layer == "implementation")
    found: dict[str, list[Item]] = {}
    for row in await connection.execute(rows.order_by(_I.state == "cancelled", _I.updated_at.desc(), _I.code)):
        found.setdefault(row.parent_id, []).append(item_of(row))
    return found


async def asked_of(connection: AsyncConnection, bases: Iterable[str]) -> dict[str, dict[str, str]]:
    """By catalogue item, how each body stands to its offer."""
    found: dict[str, dict[str, str]] = {}
    for row in await connection.execute(
        select(_O.base_id, _O.office, _O.state).where(among(connection, _O.base_id, bases))
    ):
        found.setdefault(row.base_id, {})[row.office] = row.state
    return found


async def led_to(connection: AsyncConnection, codes: Sequence[str]) -> list[dict[str, str]]:
    """The steps that lead to any of these codes, in the order of the codes they lead from."""
    rows = select(t.successors).where(_S.new_code.in_(codes)).order_by(_S.old_code)
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


async def newest_record(connection: AsyncConnection, office: str) -> str | None:
    """The record that a body put before the public last, of those that are public; else of those that were."""
    for live in (True, False):
        rows = select(_P.record).where(_P.live.is_(live), _P.office == office, _P.online_at.is_not(None))
        found: str | None = (await connection.execute(rows.order_by(_P.online_at.desc(), _P.code).limit(1))).scalar()
        if found is not None:
            return found
    return None
