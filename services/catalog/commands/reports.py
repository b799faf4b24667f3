"""The report of a dump: made once by the clock from what its rows told, kept as a file, and given out in pieces.

What the rules find is kept with each row when the file is read; nothing is read or judged again. A body's own report,
which has its own rows only, is made when it is asked for.
"""

import asyncio
import json
import pickle
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services import inspector
from services.catalog import intake, store
from services.catalog.commands.dumps import NAME, unpacked
from services.catalog.commands.marking import laid_out, line_of
from services.catalog.domain.inout import ChangeSet
from services.catalog.intake import SLIPS, Intake, Source, Unreadable
from services.inspector_copies import HEADER, SHEET, WIDTHS, cells, not_listed
from services.inspector_report import Line, Report
from shared import logs, scratch
from shared.clock import stamp
from shared.hosting.runtime import Runtime
from shared.parallel import Beside
from shared.xlsx import Growing, write

PAGE, LISTED = 500, inspector.LISTED
SHORT = 2_000
"""So many findings are written sooner than a process starts."""
PIECE = 1024 * 1024
PACKED = b"PK"


@dataclass(frozen=True)
class Told:
    """What a report is made of: its findings in a file, how many more there are, and the workbook that they mark."""

    findings: Path
    more: int
    target: Path
    book: Path | None = None


async def make_reports(here: Runtime) -> int:
    """Make the reports that are wanted; returns how many."""
    await asyncio.to_thread(scratch.begin)
    async with here.db.reading() as connection:
        wanted = await store.reports_wanted(connection)
    for one in wanted:
        folder = scratch.folder()
        try:
            await _make(here, one.set_id, one.file_id, folder)
        except Exception as error:  # noqa: BLE001 - one report that cannot be made stops no other
            logs.entry("change_set.no_report", error, set_id=one.set_id)
            await _keep(here, one.file_id, None, 0)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return len(wanted)


async def _make(here: Runtime, set_id: str, file_id: str, folder: Path) -> None:
    rows, listed, more = 0, 0, 0
    findings = folder / "findings"
    with findings.open("wb") as file:
        async for some, lines in _pages(here, set_id):
            room = max(0, LISTED - listed)
            rows, listed, more = rows + some, listed + min(room, len(lines)), more + len(lines[room:])
            await asyncio.to_thread(pickle.dump, lines[:room], file)
            async with here.db.writing() as connection:
                await store.report_at(connection, file_id, rows)
    told = Told(findings, more, folder / "report.xlsx", await _book(here, set_id, folder))
    if listed < SHORT:
        await asyncio.to_thread(lambda: list(_written(told)))
    else:
        await asyncio.to_thread(lambda: list(Beside(_written, told)))
    await _keep(here, file_id, told.target, rows)


async def _pages(here: Runtime, set_id: str) -> AsyncIterator[tuple[int, list[Line]]]:
    """What is told of the rows, a page at a time, and of how many rows."""
    after = -1
    while True:
        async with here.db.reading() as connection:
            rows = await store.report_rows(connection, set_id, after, PAGE)
        if not rows:
            return
        yield len(rows), await asyncio.to_thread(_lines, rows)
        after = rows[-1].row


def _lines(rows: Sequence[Any]) -> list[Line]:
    """What is told of rows: what was found in each, and what keeps it out."""
    found = list[Line]()
    for row in rows:
        own = unpacked(row.body or b"")
        said = {one.rule for one in own}
        told = [one for one in json.loads(row.faults) if not (own and one["code"] in SLIPS and one["code"] in said)]
        place = own[0]._replace(column=0) if own else None
        found += [*own, *(_placed(line_of(one), row.code, place) for one in told)]
    return found


def _placed(line: Line, code: str, place: Line | None) -> Line:
    """What is told of a row, by its code, where what was found in it stands."""
    line = line._replace(id=line.id or code)
    return line._replace(on=place.on, at=place.at, sheet=place.sheet) if place and not line.column else line


async def _book(here: Runtime, set_id: str, folder: Path) -> Path | None:
    """The file, where it may be a workbook whose cells are to be marked."""
    path = folder / NAME
    async with here.db.reading() as connection:
        async for piece in store.file_pieces(connection, set_id):
            if piece:
                break
        else:
            return None
        if not piece.startswith(PACKED):
            return None
        await laid_out(connection, set_id, path)
    return path


def _written(told: Told) -> Iterator[int]:
    """Write the report: the user's own workbook with its cells marked, or a list. Runs in any process."""
    taken = _workbook(told.book) if told.book else None
    if told.book and taken:
        sheets, own = taken.sheets, taken.shape == "xlsx"
        lines = [one if own else _of_table(one) for some in _loaded(told.findings) for one in some]
        inspector.save(Report(told.book, "xlsx", sheets=sheets, lines=lines, more=told.more), told.target)
    else:
        page = Growing(str(told.target), HEADER, sheet=SHEET, widths=WIDTHS)
        for some in _loaded(told.findings):
            page.add(map(cells, some))
        page.add([not_listed(told.more)] if told.more else ())
        page.close()
    yield told.target.stat().st_size


def _workbook(path: Path) -> Intake | None:
    """A workbook whose sheets are items, or tables of them; None of any other file."""
    try:
        taken = intake.read([Source(path.name, lambda: path.open("rb"))])
    except Unreadable:
        return None
    return taken if taken.shape == "xlsx" or taken.sheets else None


def _of_table(line: Line) -> Line:
    """In a table the number of an item is no row: where nobody knows the row, its code says which it is."""
    if line.on or not line.row:
        return line
    named = f"第 {line.row} 项 {line.id}"
    return line._replace(row=0, message=f"{named}：{line.message}", message_en=f"Item {line.row}: {line.message_en}")


def _loaded(path: Path) -> Iterator[list[Line]]:
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)  # noqa: S301 - written above
            except EOFError:
                return


async def _keep(here: Runtime, wanted: str, path: Path | None, rows: int) -> None:
    """The report as a file in the database, a piece at a time; let go where another process was there before."""
    file_id = str(uuid.uuid4())
    for number, piece in enumerate(_pieces(path) if path else ()):
        async with here.db.writing() as connection:
            await store.keep_piece(connection, file_id, number, piece, stamp(here.clock()))
    async with here.db.writing() as connection:
        if not await store.report_made(connection, wanted, file_id, rows):
            await store.drop_pieces(connection, file_id)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


async def report_pieces(here: Runtime, file_id: str) -> AsyncIterator[bytes]:
    """A report that is made, from its beginning."""
    number = 0
    while True:
        async with here.db.reading() as connection:
            piece = await store.piece_of(connection, file_id, number)
        if piece is None:
            return
        yield piece
        number += 1


async def own_report(connection: AsyncConnection, made: ChangeSet, office: str = "") -> bytes:
    """The list of what is told of a body's own rows, or of all of a set whose report is not kept."""
    found, after, rows = list[Line](), -1, await store.report_rows(connection, made.set_id, -1, PAGE, office)
    while rows and len(found) <= LISTED:
        found += await asyncio.to_thread(_lines, rows)
        after = rows[-1].row
        rows = await store.report_rows(connection, made.set_id, after, PAGE, office)
    more = [not_listed(len(found) - LISTED)] if len(found) > LISTED else []
    listed = [*map(cells, found[:LISTED]), *more]
    return await asyncio.to_thread(lambda: write(HEADER, listed, sheet=SHEET, widths=WIDTHS))
