"""SQL of the files of change sets: kept in pieces where they are long."""

from collections.abc import AsyncIterator, Iterable
from itertools import chain
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.inout import ChangeSet
from services.catalog.store.inout import change_set


async def add_set(
    connection: AsyncConnection, made: ChangeSet, body: Iterable[bytes], *, apply: bool, good_rows: bool
) -> None:
    """A new change set with its file: in one piece, or in several, of which no more than one is in memory."""
    pieces = iter(body)
    first, second = next(pieces, b""), next(pieces, None)
    await connection.execute(insert(t.change_sets).values(vars(made)))
    whole = first if second is None else b""
    file = {"set_id": made.set_id, "body": whole, "place": 0, "apply": apply, "good_rows": good_rows}
    await connection.execute(insert(t.change_files).values(file))
    if second is not None:
        for number, piece in enumerate(chain((first, second), pieces)):
            row = {"set_id": made.set_id, "number": number, "body": piece}
            await connection.execute(insert(t.change_pieces).values(row))


async def file_pieces(connection: AsyncConnection, set_id: str) -> AsyncIterator[bytes]:
    """The file of a change set from its beginning."""
    f, p = t.change_files.c, t.change_pieces.c
    yield (await connection.execute(select(f.body).where(f.set_id == set_id))).scalar_one()
    number = 0
    while (piece := await _piece(connection, p.set_id == set_id, p.number == number)) is not None:
        yield piece
        number += 1


async def _piece(connection: AsyncConnection, *which: Any) -> bytes | None:
    found = (await connection.execute(select(t.change_pieces.c.body).where(*which))).scalar_one_or_none()
    return None if found is None else bytes(found)


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
