"""What is wrong with the file of a change set, told in the user's own sheet."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services import inspector
from services.catalog import store
from services.catalog.commands.dumps import NAME
from services.catalog.domain.inout import ChangeSet
from services.catalog.intake import SLIPS
from services.catalog.sheets import lines
from shared.problems import Problem
from shared.xlsx import Row, SheetFault, annotate
from shared.xlsx import read as read_sheet

DUMPS = ("dump", "load")
MARKED = ("catalogue", "statistics", "elements", *DUMPS)


async def report(connection: Any, made: ChangeSet, told: list[SheetFault], today: date) -> bytes:
    """The user's own sheet, its faulty cells marked; of a dump, the copy that an inspection writes."""
    if made.kind not in MARKED:
        raise Problem("这种变更集没有可标注的表格。", "A change set of this kind has no sheet to mark.", "no_sheet")
    file = await store.change_file(connection, made.set_id)
    if made.kind in DUMPS:
        return await asyncio.to_thread(_inspected, file.body, told, today)
    rows = _lines if made.kind == "elements" else _cells
    return await asyncio.to_thread(lambda: annotate(rows(file.body), told, sheet=made.name[:31]))


def _inspected(body: bytes, told: Sequence[SheetFault], today: date) -> bytes:
    """What the rules find in each item, and what keeps rows out of the platform."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(body)
        try:
            found = inspector.inspect(path, today)
        except inspector.Unreadable as cause:
            raise Problem(f"{cause.zh}。", f"{cause.en}.", "no_sheet") from cause
        found.lines = sorted([*found.lines, *(_line(one) for one in told if one.code not in SLIPS)], key=_place)
        return inspector.save(found, Path(folder) / "report.xlsx").read_bytes()


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
