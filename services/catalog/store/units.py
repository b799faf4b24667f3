"""SQL of units: the forms they hand in, and their sections."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.forms import HandedIn

_SECTIONS = select(t.sections).where(t.sections.c.office == bindparam("office")).order_by(t.sections.c.name)


async def hand_in(connection: AsyncConnection, handed: HandedIn, by: str, at: str) -> None:
    """How far a unit is with a form; what was said before is replaced."""
    row, h = vars(handed) | {"by": by, "at": at}, t.handed_in.c
    same = (h.office == handed.office) & (h.form == handed.form) & (h.year == handed.year)
    if (await connection.execute(update(t.handed_in).where(same).values(row))).rowcount == 0:
        await connection.execute(insert(t.handed_in).values(row))


async def handed_in(connection: AsyncConnection, year: int, office: str = "") -> dict[tuple[str, str], HandedIn]:
    """What was handed in in a year, by unit and form; of one unit, or of all."""
    h = t.handed_in.c
    rows = select(h.office, h.form, h.year, h.paper_on, h.sha256, h.copies).where(h.year == year)
    rows = rows.where(h.office == office) if office else rows
    return {(row.office, row.form): HandedIn(**row._mapping) for row in await connection.execute(rows)}


async def hand_in_item(connection: AsyncConnection, item_id: str, handed: HandedIn, by: str, at: str) -> None:
    """How far an item's own form is; what was said before is replaced."""
    row = {"item_id": item_id, "year": handed.year, "paper_on": handed.paper_on, "sha256": handed.sha256}
    row |= {"copies": handed.copies, "by": by, "at": at}
    same = (t.item_forms.c.item_id == item_id) & (t.item_forms.c.year == handed.year)
    if (await connection.execute(update(t.item_forms).where(same).values(row))).rowcount == 0:
        await connection.execute(insert(t.item_forms).values(row))


async def item_forms(
    connection: AsyncConnection, office: str, year: int, after: str, limit: int, *, lacking: bool
) -> list[Row[Any]]:
    """Each item of a body with its form of the year, by code; those alone that lack paper or file, or all."""
    i, f = t.items.c, t.item_forms.c
    join = t.items.outerjoin(t.item_forms, (f.item_id == i.item_id) & (f.year == year))
    held = [func.coalesce(column, none).label(column.name) for column, none in ((f.paper_on, ""), (f.sha256, ""))]
    rows = select(i.item_id, i.code, i.name, *held, func.coalesce(f.copies, 0).label("copies")).select_from(join)
    rows = rows.where(i.office == office, i.layer == "implementation", i.state != "cancelled", i.code > after)
    if lacking:
        rows = rows.where(or_(f.item_id.is_(None), f.paper_on == "", f.sha256 == ""))
    return list(await connection.execute(rows.order_by(i.code).limit(limit)))


async def keep_sections(connection: AsyncConnection, office: str, sections: Mapping[str, str]) -> None:
    """The sections of a body in place of those before, each with the one it was merged into, if any."""
    await connection.execute(delete(t.sections).where(t.sections.c.office == office))
    if sections:
        rows = [{"office": office, "name": name, "merged_into": into} for name, into in sections.items()]
        await connection.execute(insert(t.sections), rows)


async def sections(connection: AsyncConnection, office: str) -> dict[str, str]:
    """The sections of a body, each with the one it was merged into."""
    return {row.name: row.merged_into for row in await connection.execute(_SECTIONS, {"office": office})}


__all__ = ["hand_in", "hand_in_item", "handed_in", "item_forms", "keep_sections", "sections"]
