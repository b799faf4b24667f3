"""Files as an inspection reads them: of any known shape, and the confirmation form, which is one item on a page."""

from collections.abc import Mapping, Sequence

from services.catalog import intake
from services.catalog.intake import Intake, Note, Record, Source
from services.catalog.intake.slips import note
from services.catalog.sheets import confirmation_form
from services.catalog.sheets.form_fields import COLUMNS, SHOWN
from services.catalog.sheets.model import Entry
from shared.xlsx import SheetFault
from shared.xlsx import read as read_sheet

PACKED, LARGEST = b"PK", 4 << 20
"""How a workbook begins, and bytes of one; a form has fewer."""


def read(sources: Sequence[Source]) -> Intake:
    """What one file, or the files of a folder, hold; raises Unreadable where it is none of the known shapes."""
    if len(sources) == 1 and (data := form_in(sources[0])):
        return _form(data)
    return intake.read(sources)


def form_in(source: Source) -> bytes:
    """The workbook, where it is a form; nothing where it is none, or too large for one."""
    with source.open() as stream:
        head = stream.read(len(PACKED))
        found = head + stream.read(LARGEST) if head == PACKED else b""
    return found if 0 < len(found) < LARGEST and confirmation_form.is_form(found) else b""


def _form(data: bytes) -> Intake:
    """The item of a form; what the form itself is wrong in is told beside it."""
    outcome, sheet = confirmation_form.read(data), read_sheet(data).name
    records = [_record(entry, outcome.named, sheet) for entry in outcome.entries]
    places = confirmation_form.places(data)
    for record in records:
        record.cells, record.notes = places, [_note(one) for one in outcome.faults if one.row]
    notes = [_note(one) for one in outcome.faults if not one.row]
    return Intake("xlsx", iter(records), notes, sheets=(sheet,))


def _record(entry: Entry, named: Mapping[str, str], sheet: str) -> Record:
    item = {"name": str(entry.elements.get("name") or "")}
    found = Record(entry.row, str(entry.row), entry.elements, item, dict(named), sheet=sheet)
    found.expressible, found.partly = SHOWN, COLUMNS
    return found


def _note(fault: SheetFault) -> Note:
    where = f"{fault.cell}：" if fault.cell else ""
    return note("sheet", "", value=f"{where}{fault.message_zh}", english=fault.message_en)
