"""What is wrong with the file of a change set, told in the user's own sheet."""

import asyncio
from collections.abc import Iterable
from typing import Any

from services.catalog import store
from services.catalog.domain.inout import ChangeSet
from services.catalog.sheets import lines
from shared.problems import Problem
from shared.xlsx import Row, SheetFault, annotate
from shared.xlsx import read as read_sheet

MARKED = ("catalogue", "statistics", "elements")


async def report(connection: Any, made: ChangeSet, told: list[SheetFault]) -> bytes:
    """The user's own sheet, its faulty cells marked."""
    if made.kind not in MARKED:
        raise Problem("这种变更集没有可标注的表格。", "A change set of this kind has no sheet to mark.", "no_sheet")
    file = await store.change_file(connection, made.set_id)
    rows = _lines if made.kind == "elements" else _cells
    return await asyncio.to_thread(lambda: annotate(rows(file.body), told, sheet=made.name[:31]))


def _cells(body: bytes) -> Iterable[Row]:
    return read_sheet(body).rows


def _lines(body: bytes) -> Iterable[Row]:
    for number, line in lines.texts(body):
        yield Row(number, (None, line.decode("utf-8", "replace")))
