"""SQL of units: the forms they hand in, and their sections."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select, update
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


async def keep_sections(connection: AsyncConnection, office: str, sections: Mapping[str, str]) -> None:
    """The sections of a body in place of those before, each with the one it was merged into, if any."""
    await connection.execute(delete(t.sections).where(t.sections.c.office == office))
    if sections:
        rows = [{"office": office, "name": name, "merged_into": into} for name, into in sections.items()]
        await connection.execute(insert(t.sections), rows)


async def sections(connection: AsyncConnection, office: str) -> dict[str, str]:
    """The sections of a body, each with the one it was merged into."""
    return {row.name: row.merged_into for row in await connection.execute(_SECTIONS, {"office": office})}


__all__ = ["hand_in", "handed_in", "keep_sections", "sections"]
