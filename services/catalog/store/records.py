"""SQL of the check of the records: all that is kept and told of items, item by item."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.quality import Waiver
from services.catalog.domain.records import Dossier, Kept, Shown
from services.catalog.domain.told import Change, Told
from services.catalog.store.editions import stretch
from services.catalog.store.items import item_of
from shared import ledger
from shared.rows import told_tables
from shared.trail.found import FOUND

_T, _E, _P, _A = ledger.trail.c, t.editions.c, t.publications.c, t.attachments.c
_KEPT = "attachment.keep"
TOLD_TABLES = told_tables(t.CATALOG)
_BESIDE: Mapping[str, tuple[Table, Callable[[Any], Any]]] = {
    "history": (t.validity, stretch),
    "feed": (t.feed, lambda row: Change(row.at, row.change, row.digest)),
    "waivers": (t.waivers, lambda row: Waiver(**row._mapping)),
}
"""What lies beside an item's texts, row by row."""
_ENTRY = tuple(one.name for one in fields(Told))
_KEPT_AS = ("number", "elements", "digest", "saved_by", "saved_office", "saved_at", "reason")
_LISTED = ("region", "office", "item_type", "name", "published_at")


async def items_after(connection: AsyncConnection, after: str, limit: int, only: str = "") -> list[str]:
    """The ids of items that are there, or that have editions or records, in their order; each table by its index.

    Where one is named, that one alone.
    """
    found: set[str] = set()
    for column in (t.items.c.item_id, _E.item_id, _P.item_id):
        rows = select(column).distinct().where(column > after).order_by(column).limit(limit)
        rows = rows.where(column == only) if only else rows
        found.update((await connection.execute(rows)).scalars())
    return sorted(found)[:limit]


async def dossiers(connection: AsyncConnection, ids: Sequence[str], editions: Collection[int] = ()) -> list[Dossier]:
    """All that is kept and told of these items; of some editions only where they are named."""
    kept, shown = select(t.editions).where(_E.item_id.in_(ids)), select(t.publications).where(_P.item_id.in_(ids))
    if editions:
        kept, shown = kept.where(_E.number.in_(editions)), shown.where(_P.edition.in_(editions))
    told = select(_T.subject, *(_T[name] for name in _ENTRY)).where(_T.subject.in_(ids), _T.action != FOUND)
    held: dict[str, dict[str, Any]] = {
        one: {name: [] for name in ("kept", "shown", "told", "history", "feed", "waivers")} for one in ids
    }
    for row in await connection.execute(select(t.items).where(t.items.c.item_id.in_(ids))):
        item = item_of(row)
        held[item.item_id] |= {"item": item, "code": item.code, "head": item.head, "online": item.online}
    for one in await connection.execute(kept.order_by(_E.item_id, _E.number)):
        held[one.item_id]["kept"].append(Kept(*(getattr(one, name) for name in _KEPT_AS)))
    for record in await connection.execute(shown.order_by(_P.item_id, _P.edition)):
        listed = {name: getattr(record, name) for name in _LISTED}
        plain = record.edition, record.code, record.digest, record.record, record.live
        held[record.item_id]["shown"].append(Shown(*plain, listed, record.online_at, record.offline_at))
    for name, (table, read) in _BESIDE.items():
        for row in await connection.execute(select(table).where(table.c.item_id.in_(ids))):
            held[row.item_id][name].append(read(row))
    for entry in await connection.execute(told.order_by(_T.seq)):
        held[entry.subject]["told"].append(Told(*(getattr(entry, name) for name in _ENTRY)))
    return [Dossier(one, **parts) for one, parts in held.items()]


async def untraced(connection: AsyncConnection) -> list[tuple[str, int]]:
    """Items that the trail tells of and that are not there, with the first entry that does."""
    there = select(t.items.c.item_id).where(t.items.c.item_id == _T.subject).exists()
    began = _T.action.in_(("item.claim", "item.divide", "catalogue.add"))
    rows = select(_T.subject, _T.seq).where(began, ~there).order_by(_T.seq)
    return [(row.subject, row.seq) for row in await connection.execute(rows)]


async def files_after(connection: AsyncConnection, after: str, limit: int, only: str = "") -> dict[str, int]:
    """The hashes of attachments that are there or that the trail tells of, in their order, with the entry that does.

    Where a subject is named, that attachment, or those that the item shows.
    """
    there = select(_A.sha256).where(_A.sha256 > after).order_by(_A.sha256).limit(limit)
    told = select(_T.subject).where(_T.subject > after, _T.action == _KEPT).order_by(_T.subject).limit(limit)
    if only:
        s = t.shown_attachments.c
        shows = (await connection.execute(select(s.sha256).where(s.item_id == only))).scalars()
        named = [only, *shows]
        there, told = there.where(_A.sha256.in_(named)), told.where(_T.subject.in_(named))
    found = {*(await connection.execute(there)).scalars(), *(await connection.execute(told)).scalars()}
    page = dict.fromkeys(sorted(found)[:limit], 0)
    for row in await connection.execute(
        select(_T.subject, _T.seq).where(_T.subject.in_(list(page)), _T.action == _KEPT)
    ):
        page[row.subject] = row.seq
    return page


async def file_bytes(connection: AsyncConnection, sha256: str) -> bytes | None:
    """The bytes of an attachment, if it is there."""
    return (await connection.execute(select(_A.body).where(_A.sha256 == sha256))).scalar_one_or_none()


async def codes_of_items(connection: AsyncConnection, ids: Collection[str]) -> dict[str, str]:
    """The codes of items."""
    rows = select(t.items.c.item_id, t.items.c.code).where(t.items.c.item_id.in_(ids))
    return {row.item_id: row.code for row in await connection.execute(rows)}


__all__ = ["TOLD_TABLES", "codes_of_items", "dossiers", "file_bytes", "files_after", "items_after", "untraced"]
