"""SQL of the reports of change sets: what the rules found in each row, and the file that is made of it once."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.inout import WORKING
from services.catalog.store.inout import insert_many, of_body
from services.catalog.store.items import Rows
from services.catalog.store.many import among


async def keep_row_findings(connection: AsyncConnection, set_id: str, found: dict[int, bytes]) -> None:
    """What the rules found, by row; in place of what was kept before."""
    if found:
        c = t.change_findings.c
        await connection.execute(
            delete(t.change_findings).where(c.set_id == set_id, among(connection, c.row, list(found)))
        )
        rows = [{"set_id": set_id, "row": row, "body": body} for row, body in found.items()]
        await insert_many(connection, t.change_findings, rows)


async def want_report(connection: AsyncConnection, set_id: str) -> None:
    """The report of a set is to be made, anew if it was made before: its rows are others now."""
    c = t.change_reports.c
    old = select(c.file_id).where(c.set_id == set_id)
    await connection.execute(delete(t.change_pieces).where(t.change_pieces.c.set_id.in_(old)))
    await connection.execute(delete(t.change_reports).where(c.set_id == set_id))
    row = {"set_id": set_id, "file_id": str(uuid.uuid4()), "made": False, "rows": 0}
    await connection.execute(insert(t.change_reports).values(row))


async def report_of(connection: AsyncConnection, set_id: str) -> Any:
    """The report of a set: its file, whether it is made, and how many rows are in it so far; None where none is kept."""
    rows = select(t.change_reports).where(t.change_reports.c.set_id == set_id)
    return (await connection.execute(rows)).one_or_none()


async def reports_wanted(connection: AsyncConnection) -> Rows:
    """The reports that are to be made, of sets that are at rest."""
    c, s = t.change_reports.c, t.change_sets.c
    rows = select(t.change_reports).join(t.change_sets, s.set_id == c.set_id)
    return (await connection.execute(rows.where(~c.made, s.state.not_in(WORKING)).order_by(s.at, s.set_id))).all()


async def report_at(connection: AsyncConnection, file_id: str, rows: int) -> None:
    """Note how many rows are in a report that is being made."""
    c = t.change_reports.c
    await connection.execute(update(t.change_reports).where(c.file_id == file_id, ~c.made).values(rows=rows))


async def report_made(connection: AsyncConnection, wanted: str, file_id: str, rows: int) -> bool:
    """A file is the report that was wanted; False where another is by now, or none is wanted any more."""
    c = t.change_reports.c
    moved = update(t.change_reports).where(c.file_id == wanted, ~c.made).values(file_id=file_id, rows=rows, made=True)
    return (await connection.execute(moved)).rowcount == 1


async def drop_pieces(connection: AsyncConnection, file_id: str) -> None:
    """Let go of a file."""
    await connection.execute(delete(t.change_pieces).where(t.change_pieces.c.set_id == file_id))


async def report_rows(
    connection: AsyncConnection, set_id: str, after: int, limit: int, office: str = ""
) -> Sequence[Any]:
    """Rows of a set of which something is told, in their order, each with what the rules found; all or a body's."""
    c, f = t.change_rows.c, t.change_findings.c
    both = t.change_rows.outerjoin(t.change_findings, and_(f.set_id == c.set_id, f.row == c.row))
    rows = select(c.row, c.code, c.faults, f.body).select_from(both).where(c.set_id == set_id, c.row > after)
    rows = rows.where(or_(c.faults != "[]", f.body.is_not(None))).order_by(c.row).limit(limit)
    rows = rows.where(c.item_id.in_(of_body(office))) if office else rows
    return (await connection.execute(rows)).all()
