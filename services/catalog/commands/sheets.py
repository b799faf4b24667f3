"""Reading sheets for the commands: whole, off the loop, with faults as plain data."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from services.catalog.commands import dumps
from services.catalog.sheets import catalogue, lines, statistics
from services.catalog.sheets.model import Entry, Outcome
from shared.problems import Fault, Malformed
from shared.xlsx import SheetFault
from shared.xlsx.faults import FILE as FILE_FAULTS

SHEETS = {kind.id: kind for kind in (catalogue.SHEET, statistics.SHEET, lines.SHEET, dumps.SHEET, dumps.LOAD)}
UNREADABLE = FILE_FAULTS.keys() - {"too_many_rows", "more_faults"}


def read_whole(read: Callable[[bytes], Outcome], data: bytes) -> tuple[list[Entry], list[SheetFault]]:
    """All entries of a sheet and its faults, which are complete only then."""
    outcome = read(data)
    return list(outcome.entries), outcome.faults


def demand_readable(entries: Sequence[Entry], found: Sequence[SheetFault]) -> None:
    """Malformed when the file as a whole cannot be read: hostile, damaged (half a sheet is none), or without header."""
    whole = [fault for fault in blocking(found) if fault.row is None]
    if whole and (not entries or any(fault.code in UNREADABLE for fault in whole)):
        raise Malformed(
            f"{whole[0].message_zh}。{whole[0].cure_zh}。",
            f"{whole[0].message_en}; {whole[0].cure_en}.",
            whole[0].code,
            [problem_of(fault) for fault in whole[:200]],
        )


def problem_of(fault: SheetFault) -> Fault:
    """A sheet's fault as a problem names it: by cell, or the sheet."""
    where = fault.cell or fault.sheet or "file"
    return Fault(where, fault.code, fault.message_zh, fault.message_en, fault.cure_zh, fault.cure_en)


def blocking(faults: Sequence[SheetFault]) -> list[SheetFault]:
    """The faults that keep a row out; notes do not."""
    return [fault for fault in faults if fault.severity == "fault"]


def vars_of(fault: SheetFault) -> dict[str, Any]:
    """A sheet's fault as plain data."""
    return asdict(fault)
