"""What is wrong with the file of a change set, told in the user's own sheet."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services import inspector
from services.catalog import store
from services.catalog.domain.inout import ChangeSet
from services.catalog.sheets import lines
from shared import scratch
from shared.problems import Problem
from shared.xlsx import Row, SheetFault, annotate
from shared.xlsx import read as read_sheet

PAGE, LISTED = 1_000, 50_000
FAULT = tuple(SheetFault.__dataclass_fields__)
MARKED = ("catalogue", "statistics", "elements")


async def report(connection: AsyncConnection, made: ChangeSet) -> bytes:
    """The user's own sheet, its faulty cells marked; how many of very many faults are not is said in the list."""
    if made.kind not in MARKED:
        raise no_sheet()
    told, more = await _told(connection, made.set_id)
    path = scratch.place()
    try:
        await laid_out(connection, made.set_id, path)
        rows = _lines if made.kind == "elements" else _cells
        name = made.name[:31]
        return await asyncio.to_thread(lambda: annotate(rows(path.read_bytes()), told, sheet=name, more=more))
    finally:
        path.unlink()


async def _told(connection: AsyncConnection, set_id: str) -> tuple[list[SheetFault], int]:
    """The first faults by row, and how many more there are."""
    told, more, after = list[SheetFault](), 0, -1
    while rows := await store.change_rows(connection, set_id, after, PAGE, faults_only=True):
        found = [one for row in rows for one in json.loads(row.faults)]
        room = max(0, LISTED - len(told))
        told += [SheetFault(**{name: one[name] for name in FAULT}) for one in found[:room]]
        more, after = more + len(found[room:]), rows[-1].row
    return told, more


def no_sheet() -> Problem:
    """There is nothing that could be marked."""
    return Problem("这种变更集没有可标注的表格。", "A change set of this kind has no sheet to mark.", "no_sheet")


async def laid_out(connection: AsyncConnection, set_id: str, path: Path) -> None:
    """The file of a change set on disk, a piece at a time."""
    with path.open("wb") as file:
        async for piece in store.file_pieces(connection, set_id):
            await asyncio.to_thread(file.write, piece)


def line_of(one: Mapping[str, Any]) -> inspector.Line:
    """What keeps a row out, or is told of it, as an inspection lists it."""
    severity = "block" if one["severity"] == "fault" else "hint"
    words = (one["message_zh"], one["message_en"], one["cure_zh"])
    return inspector.Line(one["row"] or 0, "", "", one["code"], severity, *words, column=one["column"] or 0)


def _cells(body: bytes) -> Iterable[Row]:
    return read_sheet(body).rows


def _lines(body: bytes) -> Iterable[Row]:
    for number, line in lines.texts(body):
        yield Row(number, (None, line.decode("utf-8", "replace")))
