"""What is wrong with the file of a change set, told in the user's own sheet."""

import asyncio
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

MARKED = ("catalogue", "statistics", "elements")


async def report(connection: Any, made: ChangeSet, told: list[SheetFault]) -> bytes:
    """The user's own sheet, its faulty cells marked."""
    if made.kind not in MARKED:
        raise no_sheet()
    path = scratch.place()
    try:
        await laid_out(connection, made.set_id, path)
        rows = _lines if made.kind == "elements" else _cells
        return await asyncio.to_thread(lambda: annotate(rows(path.read_bytes()), told, sheet=made.name[:31]))
    finally:
        path.unlink()


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
