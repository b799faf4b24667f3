"""What is wrong with the file of a change set, told in the user's own sheet."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services import inspector
from services.catalog import store
from services.catalog.commands.dumps import DUMPS, NAME
from services.catalog.domain.inout import ChangeSet
from services.catalog.intake import SLIPS
from services.catalog.sheets import lines
from shared.problems import Problem
from shared.xlsx import Row, SheetFault, annotate
from shared.xlsx import read as read_sheet

MARKED = ("catalogue", "statistics", "elements", *DUMPS)


async def report(connection: Any, made: ChangeSet, told: list[SheetFault], today: date) -> bytes:
    """The user's own sheet, its faulty cells marked; of a dump, the copy that an inspection writes."""
    if made.kind not in MARKED:
        raise Problem("这种变更集没有可标注的表格。", "A change set of this kind has no sheet to mark.", "no_sheet")
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        await laid_out(connection, made.set_id, path)
        if made.kind in DUMPS:
            return await asyncio.to_thread(_inspected, path, told, today)
        rows = _lines if made.kind == "elements" else _cells
        return await asyncio.to_thread(lambda: annotate(rows(path.read_bytes()), told, sheet=made.name[:31]))


async def laid_out(connection: AsyncConnection, set_id: str, path: Path) -> None:
    """The file of a change set on disk, a piece at a time."""
    with path.open("wb") as file:
        async for piece in store.file_pieces(connection, set_id):
            await asyncio.to_thread(file.write, piece)


def _inspected(path: Path, told: Sequence[SheetFault], today: date) -> bytes:
    """What the rules find in each item, and what keeps rows out of the platform."""
    try:
        found = inspector.inspect(path, today)
    except inspector.Unreadable as cause:
        raise Problem(f"{cause.zh}。", f"{cause.en}.", "no_sheet") from cause
    found.lines = sorted([*found.lines, *(_line(one) for one in told if one.code not in SLIPS)], key=_place)
    return inspector.save(found, path.with_name("report.xlsx")).read_bytes()


def _place(line: inspector.Line) -> tuple[str, int]:
    return line.sheet, line.row


def _line(one: SheetFault) -> inspector.Line:
    severity, words = ("block" if one.severity == "fault" else "hint"), (one.message_zh, one.message_en, one.cure_zh)
    return inspector.Line(one.row or 0, "", "", one.code, severity, *words, column=one.column or 0)


def _cells(body: bytes) -> Iterable[Row]:
    return read_sheet(body).rows


def _lines(body: bytes) -> Iterable[Row]:
    for number, line in lines.texts(body):
        yield Row(number, (None, line.decode("utf-8", "replace")))
