"""Dumps of the exchange tables, and whatever else `inspect` reads, as changes of a body's own items."""

import io
from collections.abc import Iterator
from typing import Literal

from services.catalog import intake
from services.catalog.domain import Values, fuller_rows
from services.catalog.intake import SLIPS, Intake, Note, Record, Source, Unreadable
from services.catalog.sheets.model import Entry, Outcome, SheetKind
from shared.elements import ELEMENTS
from shared.xlsx import SheetFault

NAME = "dump"
CODES = ("handling_code", "code")


def read(data: bytes) -> Outcome:
    """The rows of a dump by their codes; what belongs to the catalogue stays as the catalogue has it."""
    told: list[SheetFault] = []
    source = Source(NAME, lambda: io.BytesIO(data))
    try:
        taken = intake.read([source])
    except Unreadable as cause:
        told.append(SheetFault(None, None, None, None, "unreadable", "fault", cause.zh, cause.en, "改换文件", "choose another"))  # fmt: skip
        return Outcome(iter(()), told, drain=lambda: _drained(told))
    return Outcome(_entries(taken, told), told, drain=lambda: _drained(told))


def _drained(told: list[SheetFault]) -> list[SheetFault]:
    taken, told[:] = list(told), []
    return taken


def _entries(taken: Intake, told: list[SheetFault]) -> Iterator[Entry]:
    for record in taken.records:
        faults = [_fault(note, record.row) for note in record.notes]
        told += faults
        code = next((str(record.item[key]) for key in CODES if record.item.get(key)), "")
        yield Entry(record.row, code, _own(record), not any(one.severity == "fault" for one in faults))
    told += [_fault(note, None) for note in taken.notes]


def _own(record: Record) -> Values:
    return {k: v for k, v in record.values.items() if k in ELEMENTS and ELEMENTS[k].layer == "list"}


def _fault(note: Note, row: int | None) -> SheetFault:
    slip = SLIPS[note.slip]
    severity: Literal["fault", "note"] = "fault" if slip.severity == "block" else "note"
    return SheetFault(None, row, None, None, note.slip, severity, note.zh, note.en, slip.cure_zh, slip.cure_en)


def over(held: Values, told: Values) -> Values:
    """What a dump says over what is held: its tables have fewer columns, and what they have none for stays."""
    return {k: fuller_rows(held.get(k), v) if _named_rows(v) else v for k, v in told.items()}


def _named_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and "name" in row for row in value)


SHEET = SheetKind("dump", "交换库转储", "A dump of the exchange tables", read, lambda *_: b"")
