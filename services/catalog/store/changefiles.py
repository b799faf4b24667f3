"""SQL of the files of change sets: kept in pieces where they are long."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.inout import WORKING, ChangeSet
from services.catalog.store.inout import change_set


async def add_set(
    connection: AsyncConnection, made: ChangeSet, body: bytes, *, apply: bool, good_rows: bool, sha256: str = ""
) -> None:
    """A new change set with its file; the body is empty where the file is kept in pieces."""
    await connection.execute(insert(t.change_sets).values(vars(made)))
    file = {"set_id": made.set_id, "body": body, "place": 0, "apply": apply, "good_rows": good_rows}
    await connection.execute(insert(t.change_files).values(file | {"sha256": sha256 or None}))


async def keep_piece(connection: AsyncConnection, file_id: str, number: int, body: bytes, at: str) -> None:
    """A piece of a file."""
    row = {"set_id": file_id, "number": number, "body": body, "at": at}
    await connection.execute(insert(t.change_pieces).values(row))


async def forget_pieces(connection: AsyncConnection, file_id: str) -> None:
    """Let go of a file, unless it is that of a change set or of a report."""
    c = t.change_pieces.c
    await connection.execute(delete(t.change_pieces).where(c.set_id == file_id, _of_nobody()))


async def stray_files(connection: AsyncConnection, before: str) -> list[str]:
    """The files that came in pieces before a time and became nobody's: whoever sent or made them died of it."""
    c = t.change_pieces.c
    rows = select(c.set_id).where(c.number == 0, c.at < before, _of_nobody()).order_by(c.set_id)
    return list((await connection.execute(rows)).scalars())


def _of_nobody() -> Any:
    c = t.change_pieces.c
    of_set = select(t.change_sets.c.set_id).where(t.change_sets.c.set_id == c.set_id).exists()
    return ~of_set & ~select(t.change_reports.c.set_id).where(t.change_reports.c.file_id == c.set_id).exists()


async def file_pieces(connection: AsyncConnection, set_id: str) -> AsyncIterator[bytes]:
    """The file of a change set from its beginning."""
    f = t.change_files.c
    yield (await connection.execute(select(f.body).where(f.set_id == set_id))).scalar_one()
    number = 0
    while (piece := await piece_of(connection, set_id, number)) is not None:
        yield piece
        number += 1


async def piece_of(connection: AsyncConnection, file_id: str, number: int) -> bytes | None:
    """A piece of a file; None after the last."""
    c = t.change_pieces.c
    asked = select(c.body).where(c.set_id == file_id, c.number == number)
    found = (await connection.execute(asked)).scalar_one_or_none()
    return None if found is None else bytes(found)


async def files_at_work(connection: AsyncConnection, set_id: str = "") -> dict[str, str]:
    """The change sets that are still read or put in, or that one, with the hashes of their files."""
    f, c = t.change_files.c, t.change_sets.c
    rows = select(f.set_id, f.sha256).join(t.change_sets, c.set_id == f.set_id).where(f.sha256.is_not(None))
    rows = rows.where(c.state.in_((*WORKING, "ready"))).order_by(f.set_id)
    found = await connection.execute(rows.where(f.set_id == set_id) if set_id else rows)
    return {row.set_id: row.sha256 for row in found}


async def undone_by(connection: AsyncConnection, set_id: str) -> ChangeSet:
    """The change set that an undo takes back."""
    (named,) = [piece async for piece in file_pieces(connection, set_id)]
    return await change_set(connection, named.decode())


async def change_file(connection: AsyncConnection, set_id: str) -> Any:
    """How far the file of a change set was worked through, and what was asked for."""
    c = t.change_files.c
    asked = select(c.place, c.apply, c.good_rows).where(c.set_id == set_id)
    return (await connection.execute(asked)).one()


async def ask_to_apply(connection: AsyncConnection, set_id: str, *, good_rows: bool) -> None:
    """Note what was asked for when a tried change set goes in."""
    file = update(t.change_files).where(t.change_files.c.set_id == set_id)
    await connection.execute(file.values(apply=True, good_rows=good_rows))
