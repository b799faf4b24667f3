"""SQL of history in two times, of what was published, and of reasons for changes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.history import Stretch
from services.catalog.store.items import Rows
from services.catalog.store.live import next_serial

_V = t.validity.c
_LEARNED = select(t.validity).where(_V.item_id == bindparam("item_id")).order_by(_V.valid_from)
_KNOWN = _LEARNED.where(_V.known_to.is_(None))
_P = t.publications.c
_PUBLISHED = select(_P.edition).where(_P.item_id == bindparam("item_id"), _P.edition == bindparam("number"))
_LEARN = insert(t.validity)
_CLOSE = update(t.validity).where(_V.seq == bindparam("of_seq")).values(known_to=bindparam("at"))


def stretch(row: Any) -> Stretch:
    """A row of the history."""
    return Stretch(row.edition, row.valid_from, row.valid_to, row.known_from, row.known_to, row.seq, row.code)


async def timeline(connection: AsyncConnection, item_id: str) -> list[Stretch]:
    """An item's history as known now."""
    return [stretch(row) for row in await connection.execute(_KNOWN, {"item_id": item_id})]


async def learned(connection: AsyncConnection, item_id: str) -> list[Stretch]:
    """All that is and ever was known of an item's history."""
    return [stretch(row) for row in await connection.execute(_LEARNED, {"item_id": item_id})]


async def relearn(
    connection: AsyncConnection, item_id: str, code: str, closed: Sequence[Stretch], opened: Sequence[Stretch], at: str
) -> None:
    """Close what is no longer held to be true, and open what is instead; nothing is deleted."""
    if closed:
        await connection.execute(_CLOSE, [{"of_seq": one.seq, "at": at} for one in closed])
    for one in opened:
        row = asdict(one) | {"seq": await next_serial(connection, "validity"), "item_id": item_id, "code": code}
        await connection.execute(_LEARN, row)


async def known_stretches(connection: AsyncConnection, code: str, known: str) -> list[Stretch]:
    """The history under a code, as known at an instant."""
    then = (_V.known_from <= known) & or_(_V.known_to.is_(None), _V.known_to > known)
    rows = select(t.validity).where(_V.code == code, then).order_by(_V.valid_from)
    return [stretch(row) for row in await connection.execute(rows)]


async def shown(connection: AsyncConnection, code: str, number: int) -> Any:
    """A publication under a code that was online at some time."""
    p = t.publications.c
    rows = select(t.publications).where(p.code == code, p.edition == number, p.online_at.is_not(None))
    return (await connection.execute(rows)).one_or_none()


async def ever_online(connection: AsyncConnection, code: str) -> Rows:
    """Every publication under a code that was online at some time, newest first."""
    p = t.publications.c
    rows = select(p.item_id, p.edition, p.digest, p.published_at, p.online_at, p.offline_at, p.live)
    rows = rows.where(p.code == code, p.online_at.is_not(None)).order_by(p.edition.desc())
    return (await connection.execute(rows)).all()


async def was_published(connection: AsyncConnection, item_id: str, number: int) -> bool:
    """Whether an edition of an item was published."""
    asked = {"item_id": item_id, "number": number}
    return (await connection.execute(_PUBLISHED, asked)).first() is not None


async def add_correction(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """A correction of history, with its reason."""
    await connection.execute(insert(t.corrections).values(**row))


async def corrections(connection: AsyncConnection, item_id: str) -> Rows:
    """The corrections of an item's history."""
    rows = select(t.corrections).where(t.corrections.c.item_id == item_id).order_by(t.corrections.c.at)
    return (await connection.execute(rows)).all()


async def add_reasons(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Why an edition is worse for the applicant in some places; a further submission of it says it again."""
    w = t.worse_reasons.c
    for row in rows:
        same = (w.item_id == row["item_id"]) & (w.edition == row["edition"]) & (w.path == row["path"])
        if (await connection.execute(update(t.worse_reasons).where(same).values(**row))).rowcount == 0:
            await connection.execute(insert(t.worse_reasons).values(**row))


async def reasons_of(connection: AsyncConnection, item_id: str, number: int) -> dict[str, str]:
    """The reasons given with an edition, by path."""
    w = t.worse_reasons.c
    rows = select(w.path, w.reason).where(w.item_id == item_id, w.edition == number)
    return {row.path: row.reason for row in await connection.execute(rows)}


async def elsewhere(connection: AsyncConnection, item_id: str, basic_code: str, layer: str) -> list[tuple[Any, Any]]:
    """The same item online in other places: the item's row, and its public elements."""
    i, p = t.items.c, t.publications.c
    rows = (
        select(i.code, i.region, i.region_name, i.office, i.office_name, p.record)
        .join(t.publications, (p.item_id == i.item_id) & p.live)
        .where(i.basic_code == basic_code, i.layer == layer, i.item_id != item_id)
        .order_by(i.code)
    )
    return [(row, json.loads(row.record)["elements"]) for row in await connection.execute(rows)]


async def records_in_force(
    connection: AsyncConnection, region: str, office: str, on: str, after: str, limit: int
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """A page, by id, of what is in force of items at an instant, as known now, in a territory or of a body.

    Each record's public elements, and whose it is: item_id, code, name, office and its name. Handling items are
    parts of items and are not counted beside them (ADR 0033).
    """
    p, i = t.publications, t.items.c
    rows = select(p.c.item_id, p.c.code, p.c.name, p.c.office, p.c.record).join(
        t.validity, (_V.item_id == p.c.item_id) & (_V.edition == p.c.edition)
    )
    rows = rows.join(t.items, i.item_id == p.c.item_id).where(i.layer == "implementation", p.c.item_id > after)
    rows = rows.where(_V.known_to.is_(None), _V.valid_from <= on, or_(_V.valid_to.is_(None), _V.valid_to > on))
    if region:
        rows = rows.where(p.c.region.startswith(region, autoescape=True))
    if office:
        rows = rows.where(p.c.office == office)
    return [_told(row) for row in await connection.execute(rows.order_by(p.c.item_id).limit(limit))]


def _told(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    record = json.loads(row.record)
    place = {"item_id": row.item_id, "code": row.code, "name": row.name, "office": row.office}
    return place | {"office_name": record["office"]["name"]}, record["elements"]
