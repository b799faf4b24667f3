"""Dumps of the exchange tables, and whatever else `inspect` reads, as changes of items and as items to be."""

import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Literal

from services import inspector, inspector_forms
from services.catalog import intake
from services.catalog.domain import Values, fuller_rows
from services.catalog.domain.inout import ARISEN
from services.catalog.domain.loadcodes import basic_of, is_unheld
from services.catalog.intake import OWN, PASSED, SLIPS, Above, Intake, Note, Record, Source, Unplaced, Unreadable
from services.catalog.intake.miscounts import UNREAD
from services.catalog.intake.unforeseen import unforeseen
from services.catalog.sheets.doubles import apart
from services.catalog.sheets.model import Entry, Outcome, SheetKind
from shared.codes.items import HANDLING, IMPLEMENTATION
from shared.elements import ELEMENTS
from shared.xlsx import SheetFault

NAME = "dump"
DUMPS = (NAME, "load")
CODES = ("handling_code", "code")
DIRECTORY, DIRECTORY_ROWS = "up_task_directory", 2 * ARISEN
"""The table of the catalogue itself, and the number above which its rows stand beside those of bodies."""

FORM = Unreadable(
    "这是流程确认单，说的是一个事项，没有编码，请在该事项的编辑页导入",
    "this is a confirmation form: it tells of one item and has no code; import it where that item is edited",
)


@dataclass(frozen=True, slots=True)
class Told(Entry):
    """A row of a dump: `above` are the catalogue's elements, `codes` what it gives as codes, `levels` those of its item,
    `version` that of the row, 0 where it does not say, `updated` when it was changed, as it says it; `beside` is what else the dump says of the catalogue's item,
    `ends_on` the day on which its own table plans to cancel it.
    """

    above: Values = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    version: int = 0
    beside: Above | None = None
    updated: str = ""
    ends_on: str = ""
    found: bytes = b""
    """What the reading, the definitions and the rules find in it, packed; only where that was asked for."""

    @property
    def base(self) -> str:
        """The basic code of the catalogue's item that the row stands on."""
        return self.basic_code if self.of_catalogue else basic_of(self.basic_code, self.codes)

    def content(self) -> Any:
        """What two rows of one item have to agree in."""
        return [self.elements, self.above]


def read(data: bytes) -> Outcome:
    """The rows of a dump by their codes; what belongs to the catalogue is kept apart."""
    return _read(lambda: io.BytesIO(data))


def read_file(path: Path, today: date | None = None) -> Outcome:
    """The same of a file, which is never in memory as a whole; with a day each row is also held against the rules."""
    return _read(lambda: path.open("rb"), today)


def _read(opened: Callable[[], BinaryIO], today: date | None = None) -> Outcome:
    told: list[SheetFault] = []
    source = Source(NAME, opened)
    try:
        if inspector_forms.form_in(source):
            raise FORM
        taken = intake.read([source])
    except Unreadable as cause:
        told.append(SheetFault(None, None, None, None, "unreadable", "fault", cause.zh, cause.en, "改换文件", "choose another"))  # fmt: skip
        return Outcome(iter(()), told, drain=lambda: _drained(told))
    found = partial(_found, today, {}) if today else lambda _: b""
    outcome = Outcome(_entries(taken, told, found), told, drain=lambda: _drained(told))
    return outcome if taken.shape == intake.EXCHANGE else apart(outcome)


def _drained(told: list[SheetFault]) -> list[SheetFault]:
    taken, told[:] = list(told), []
    return taken


def _found(today: date, seen: dict[str, inspector.Place], record: Record) -> bytes:
    """What is found in a record; one that nobody foresaw is told by its number in the log."""
    try:
        return packed(inspector.beside(record, today, seen))
    except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
        (told,) = unforeseen(record.row, error).notes
        cure = SLIPS[told.slip].cure_zh
        return packed([inspector.Line(record.row, record.id, "", told.slip, "block", told.zh, told.en, cure)])


def packed(lines: Sequence[inspector.Line]) -> bytes:
    """Findings of a row as they are kept."""
    return zlib.compress(json.dumps(lines, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6) if lines else b""


def unpacked(body: bytes) -> list[inspector.Line]:
    """Findings of a row as they were."""
    told = json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass")) if body else []
    return [inspector.Line(*one) for one in told]


def _entries(taken: Intake, told: list[SheetFault], found: Callable[[Record], bytes]) -> Iterator[Entry]:
    unplaced = Unplaced()
    for record in taken.records:
        unplaced.add(record.unplaced)
        if taken.shape == intake.EXCHANGE and record.item.get("layer") == "base":
            faults = [_fault(one, DIRECTORY_ROWS + record.row) for one in record.notes]
            unread = any(one.slip in UNREAD for one in record.notes)
            told += faults if unread else [replace(one, severity="note") for one in faults]
            of_catalogue = _of_catalogue(record, sound=not any(one.severity == "fault" for one in faults))
            yield replace(of_catalogue, found=found(record), sound=not unread)
            continue
        faults = [_fault(one, record.row) for one in record.notes]
        told += faults
        named = record.item | {"body": record.values.get("implementing_body")}
        codes = {key: value for key, value in named.items() if isinstance(value, str) and value}
        code = next((codes[key] for key in CODES if key in codes), "")
        sound = not any(one.severity == "fault" for one in faults)
        above = {k: v for k, v in _of_layer(record, "catalogue").items() if k not in OWN}
        own = _of_layer(record, "list") | ({"legacy_code": code} if is_unheld(code) else {})
        more = (record.levels, record.version, record.above, record.updated)
        part_of, item_row = _part_of(codes), record.item_row
        told_row = Told(record.row, code, own, sound, part_of, item_row, record.standing, above, codes, *more)
        yield replace(told_row, found=found(record))
    told += [_fault(one, None) for one in [*taken.notes, *unplaced.notes()]]


def _of_catalogue(record: Record, *, sound: bool) -> Told:
    """A row of the catalogue's own table: what it says of an item there, and the first body's row that stands on it."""
    return Told(
        DIRECTORY_ROWS + record.row,
        str(record.item["basic_code"]),
        {},
        item_row=record.item_row,
        standing=record.standing if sound or record.standing in PASSED else "doubtful",
        above=_of_layer(record, "catalogue"),
        version=record.version,
        beside=record.above,
        updated=record.updated,
        ends_on=str(record.values.get("planned_cancel_on") or ""),
        of_catalogue=True,
    )


def _part_of(codes: Mapping[str, str]) -> str:
    """The code of the item that a row's handling item is part of, which may be named by its own code alone."""
    item, handling = codes.get("code", ""), codes.get("handling_code", "")
    if not handling:
        return item[:IMPLEMENTATION] if len(item) == HANDLING else ""
    return "" if handling == item else item or handling[:IMPLEMENTATION]


def _of_layer(record: Record, layer: str) -> Values:
    return {k: v for k, v in record.values.items() if k in ELEMENTS and ELEMENTS[k].layer == layer}


def _fault(note: Note, row: int | None) -> SheetFault:
    slip = SLIPS[note.slip]
    severity: Literal["fault", "note"] = "fault" if slip.severity == "block" else "note"
    return SheetFault(None, row, None, None, note.slip, severity, note.zh, note.en, slip.cure_zh, slip.cure_en)


def over(held: Values, told: Values) -> Values:
    """What a dump says over what is held: its tables have fewer columns, and what they have none for stays."""
    return {k: fuller_rows(held.get(k), v) if _named_rows(v) else v for k, v in told.items()}


def named_part(told: Told, item_name: str) -> Values:
    """What a row says as elements: of a handling item also its name, where that is another than its item's."""
    name = told.above.get("name")
    own = {"handling_item_name": name} if told.part_of and name and name != item_name else {}
    return own | told.elements


def _named_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and "name" in row for row in value)


SHEET = SheetKind(NAME, "交换库转储", "A dump of the exchange tables", read, lambda *_: b"")
LOAD = SheetKind("load", "交换库转储（大数据中心装载）", "A dump that a data centre loads", read, lambda *_: b"")
