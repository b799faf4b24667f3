"""Reads sheets row by row; whatever is wrong becomes a SheetFault and nothing else is raised."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from shared.xlsx import further
from shared.xlsx.cells import Row
from shared.xlsx.faults import FILE, SheetFault, fault
from shared.xlsx.guard import MIB, Refused, open_workbook, steps
from shared.xlsx.merged import Area, merged
from shared.xlsx.parts import Book, load
from shared.xlsx.taker import Taker

MOST = 200_000
HOSTILE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)


@dataclass(slots=True)
class Sheet:
    """A sheet being read: `rows` streams once, `faults` is complete when it has ended."""

    name: str
    rows: Iterator[Row]
    faults: list[SheetFault] = field(default_factory=list)
    state: str = "visible"
    areas: tuple[Area, ...] = ()
    further: "tuple[Sheet, ...]" = ()
    """The other visible sheets, where one was chosen of the workbook."""


def read_all(
    data: bytes, *, max_unzipped: int = 200 * MIB, max_rows: int = 200_000, max_columns: int = 512
) -> list[Sheet]:
    """Every sheet of a workbook in its order, hidden ones too, with its merged areas; each streams when it is asked."""
    try:
        book = _loaded(data, max_unzipped)
        found = [Sheet(name, iter(()), state=book.states[name]) for name in book.sheets]
        for sheet in found:
            taker = Taker(sheet.name, book, sheet.faults, max_columns)
            sheet.rows = _rows(book, book.sheets[sheet.name], taker, max_rows)
            sheet.areas = merged(book.zip, book.sheets[sheet.name])
    except Refused as refusal:
        return [Sheet("", iter(()), [refusal.fault])]
    except HOSTILE:
        return [Sheet("", iter(()), [fault("damaged", FILE["damaged"], {"part": "zip"})])]
    if book.external and found:
        found[0].faults.append(fault("external_link", FILE["external_link"], {}, sheet=found[0].name))
    return found


def read(
    data: bytes,
    *,
    max_unzipped: int = 200 * MIB,
    max_rows: int = 200_000,
    max_columns: int = 512,
    sheet: str | None = None,
) -> Sheet:
    """One sheet of a workbook, the first visible one unless it is named."""
    found = Sheet(sheet or "", iter(()))
    try:
        book = _loaded(data, max_unzipped)
        part = _choose(book, found, sheet)
    except Refused as refusal:
        found.faults.append(refusal.fault)
        return found
    except HOSTILE:
        found.faults.append(fault("damaged", FILE["damaged"], {"part": "zip"}))
        return found
    if book.external:
        found.faults.append(fault("external_link", FILE["external_link"], {}, sheet=found.name))
    others = (name for name, state in book.states.items() if state == "visible" and name != found.name)
    found.further = tuple(Sheet(name, iter(())) for name in others)
    for one in (found, *found.further):
        taker = Taker(one.name, book, one.faults, max_columns)
        one.rows = _rows(book, part if one is found else book.sheets[one.name], taker, max_rows)
    return found


def _loaded(data: bytes, max_unzipped: int) -> Book:
    """The workbook; a sheet of what its cells cannot hold is part of them, and none of its sheets."""
    book = load(open_workbook(data, max_unzipped))
    part = book.sheets.get(further.SHEET)
    if part:
        faults: list[SheetFault] = []
        book.rests = further.rests(_rows(book, part, Taker(further.SHEET, book, faults, len(further.HEADER)), MOST))
        if book.rests is not None:
            del book.sheets[further.SHEET], book.states[further.SHEET]
            _demand_whole(faults)
    book.rests = book.rests or further.Rests(())
    return book


def _demand_whole(faults: list[SheetFault]) -> None:
    """Refused where the further sheet was not read to its end: no text is cut unseen."""
    for one in faults:
        if one.code in FILE or one.code == "too_long":
            raise Refused.of(one)


def _choose(book: Book, found: Sheet, wanted: str | None) -> str:
    found.name = wanted or book.first
    if found.name not in book.sheets:
        raise Refused("no_sheet", name=found.name, present="、".join(list(book.sheets)[:10]))
    return book.sheets[found.name]


def _rows(book: Book, part: str, taker: Taker, max_rows: int) -> Iterator[Row]:
    given = 0
    try:
        for _ in steps(book.zip, part, taker):
            for row in taker.take():
                if given == max_rows:
                    taker.faults.append(fault("too_many_rows", FILE["too_many_rows"], {"limit": max_rows}))
                    return
                given += 1
                yield row
    except Refused as refusal:
        taker.faults.append(refusal.fault)
    except HOSTILE:
        taker.faults.append(fault("damaged", FILE["damaged"], {"part": part}, sheet=taker.sheet))
