"""Jixi's 流程确认单 as a sheet: laid out like the printed form, read by its labels."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from itertools import islice
from typing import Any

from services.catalog.sheets import boxes, words
from services.catalog.sheets.cells import Cell, Teller, text_of
from services.catalog.sheets.form_fields import FIELDS, OTHER
from services.catalog.sheets.form_page import EDITION, HEAD, PRINTED, TITLE, cell_text, write
from services.catalog.sheets.form_parts import FLOW, MATERIALS, Table, check, days, flow_row, material_row
from services.catalog.sheets.fuller import fuller
from services.catalog.sheets.further import left_out
from services.catalog.sheets.model import Entry, Outcome, SheetKind, Values
from shared.elements import ELEMENTS, Kind, Layer, is_none
from shared.xlsx import Row, address, whole
from shared.xlsx import read as read_sheet

LONGER = {"其他": "其他类行政权力", "其它": "其他类行政权力"}
"""The form prints one word shorter than the table has it."""
NUMBER = "item_number"
NO_FEE = {"不收费", "无", "否"}
MOST, FEWEST, PAGE = 2_000, 5, 60
"""Rows that are read of a form, and labels in the first rows by which one is known."""
Place = tuple[int, int]


@dataclass(slots=True)
class _Form:
    """What stands in a form: cells by the names of its fields, rows of its tables, and what it was printed of."""

    fields: dict[str, Cell] = made(default_factory=dict)
    tables: dict[str, list[Values]] = made(default_factory=lambda: {FLOW.key: [], MATERIALS.key: []})
    places: dict[str, Place] = made(default_factory=dict)
    """Where each row of a table stands."""
    printed: dict[str, Cell] = made(default_factory=dict)
    edition: int = 0
    first: int | None = None

    def values(self, named: dict[str, str], names: Iterable[str]) -> Values:
        """The elements that these fields, and the tables, tell."""
        told = {key: value for name in names for key, value in _values(name, self.fields[name], named).items()}
        return told | {key: rows for key, rows in self.tables.items() if rows}


def read(data: bytes, held: Mapping[str, Any] | None = None, *, looked: bool = False) -> Outcome:
    """The form of an item; beside what is held of it, what the catalogue settles must be the same (C23–C25, C37).

    A cell that says what is held says nothing new, whatever finer is behind it; what another cell would lose of that is
    a fault, unless somebody `looked` at it.
    """
    sheet = read_sheet(data, max_rows=MOST)
    teller = Teller(sheet.name, sheet.faults)
    named: dict[str, str] = {}
    sheet.faults += left_out(sheet, _is_of_form, within=MOST)
    return Outcome(_entry(sheet.rows, teller, named, held, looked=looked), sheet.faults, named)


@dataclass(frozen=True, slots=True)
class Printed:
    """What the platform printed a form of: its item's code and name, in which cell, and the edition; or nothing."""

    item: str = ""
    cell: str = ""
    edition: int = 0

    def is_of(self, code: str) -> bool:
        """Whether the form is of the item with a code, or does not say of which it is."""
        return not self.item or self.item.split()[0] == code


def printed_of(data: bytes) -> Printed:
    """The item and the edition that the platform printed the form of, where it says so."""
    form = _gather(read_sheet(data, max_rows=MOST).rows, Teller("", []))
    said = form.printed.get(PRINTED)
    return Printed(said.text, address(said.row, said.column), form.edition) if said else Printed(edition=form.edition)


def is_form(data: bytes) -> bool:
    """Whether the first sheet of a workbook is a form: its labels stand below one another, each first in its row."""
    rows = islice(read_sheet(data, max_rows=MOST).rows, PAGE)
    return sum(_label(row.at(1)) in FIELDS for row in rows) >= FEWEST


def places(data: bytes) -> dict[str, Place]:
    """Where an element stands in a form, or a row of its tables: by row and column."""
    form = _gather(read_sheet(data, max_rows=MOST).rows, Teller("", []))
    fields = {key: (cell.row, cell.column) for name, cell in form.fields.items() for key in FIELDS[name].keys}
    return fields | form.places


def _entry(
    rows: Iterator[Row], teller: Teller, named: dict[str, str], held: Mapping[str, Any] | None, *, looked: bool
) -> Iterator[Entry]:
    form = _gather(rows, teller)
    if form.first is None:
        return
    fields = form.fields
    for name in (*FIELDS.keys() - fields.keys(),):
        teller.tell("missing_label", None, None, name=name)
    was = _gather(read_sheet(write(held)).rows, Teller("", [])) if held is not None else _Form()
    fresh = [name for name, cell in fields.items() if name not in was.fields or cell.text != was.fields[name].text]
    elements = form.values(named, fresh)
    known = {key: value for key, value in (held or {}).items() if not is_none(value)} | elements
    _required(fields)
    _fee_basis(fields, known)
    _settled(fields, elements, held or {})
    check(known, teller, fields)
    if held is not None:
        elements = _over(form, was, held, elements, None if looked else teller)
    sound = not any(one.severity == "fault" for one in teller.faults)
    yield Entry(form.first, "", elements, sound, edition=form.edition)


def _over(form: _Form, was: _Form, held: Mapping[str, Any], elements: Values, teller: Teller | None) -> Values:
    """What the form changes: each value over the one that is held, of which the form shows a part only."""
    fresh = [name for name in form.fields if name in was.fields and form.fields[name].text != was.fields[name].text]
    told = was.values({}, fresh)
    places = {key: form.fields[name] for name in fresh for key in FIELDS[name].keys}
    gone = dict.fromkeys(told.keys() - elements.keys()) if form.edition else {}
    found: Values = {}
    for key, said in (elements | gone).items():
        if said == told.get(key):
            continue
        found[key], lost = fuller(ELEMENTS[key], held.get(key), told.get(key), said)
        if lost and teller:
            at = places.get(key)
            names = {"name": ELEMENTS[key].zh, "value": _names(lost)}
            teller.tell("would_lose", at.row if at else None, at.column if at else None, **names)
    return found


def _names(lost: Sequence[str]) -> str:
    """Names of rows, cut where they are long."""
    return words.joined(one[:40] for one in lost[:5])[:200]


def _gather(rows: Iterator[Row], teller: Teller) -> _Form:
    form = _Form()
    table: Table | None = None
    places: dict[str, int] = {}
    for row in rows:
        form.first = form.first or row.number
        named = [_label(value) for value in row.values]
        labels = {name: column for column, name in enumerate(named, start=1)}
        if heading := next((one for one in (FLOW, MATERIALS) if one.mark in named), None):
            table = heading
            places = {name: column for name, column in labels.items() if name in heading.columns}
        elif fresh := {name: at for name, at in labels.items() if name in FIELDS and name not in form.fields}:
            table = None
            form.fields |= {name: _field(row, name, column, named, teller) for name, column in fresh.items()}
        elif name := next((one for one in (PRINTED, EDITION) if one in named), ""):
            table = None
            at = labels[name] + 1
            form.printed[name] = Cell(teller, row.number, at, "", name, text_of(row.at(at)))
            form.edition = _edition(form.printed[name]) if name == EDITION else form.edition
        elif table and (found := _table_row(row, table, places, teller)):
            form.places[f"{table.key}[{len(form.tables[table.key])}]"] = row.number, places[table.mark]
            form.tables[table.key].append(found)
        elif not table and named and _is_stray(named[0]):
            teller.tell("unknown_label", row.number, 1, name=named[0][:60])
    return form


def _edition(cell: Cell) -> int:
    number = whole(cell.text, 9)
    if number is None:
        cell.tell("bad_number")
    return number or 0


def _is_of_form(row: Row) -> bool:
    """Whether a form, or one of its tables, begins here."""
    said = {_label(value) for value in row.values}
    marks = {FLOW.mark, MATERIALS.mark} & said
    return bool(marks) or len(said & FIELDS.keys()) > 1 or any(TITLE in one for one in said)


def _is_stray(name: str) -> bool:
    known = ("填报说明", "内部审批流程", "申报材料", "审批对象及领域")
    return bool(name) and TITLE not in name and not name.startswith(known)


def _label(value: object) -> str:
    """A label without its hint in brackets on the next line."""
    text = value if isinstance(value, str) else ""
    return words.plain(text.split("\n")[0]).rstrip(":")


def _field(row: Row, name: str, column: int, named: Sequence[str], teller: Teller) -> Cell:
    """The field's value stands in the next filled cell, before any other label."""
    for place in range(column + 1, len(row.values) + 1):
        if named[place - 1] in FIELDS:
            break
        if text_of(row.at(place)):
            return Cell(teller, row.number, place, FIELDS[name].keys[0], name, text_of(row.at(place)))
    return Cell(teller, row.number, column + 1, FIELDS[name].keys[0], name, "")


def _table_row(row: Row, table: Table, places: Mapping[str, int], teller: Teller) -> Values | None:
    cells = {
        name: Cell(teller, row.number, column, table.key, name, text_of(row.at(column)))
        for name, column in places.items()
    }
    if not cells[table.mark].text:
        return None
    return flow_row(cells) if table is FLOW else material_row(cells)


def _values(name: str, cell: Cell, named: dict[str, str]) -> Values:
    """What one field gives: mostly one element, sometimes several or none."""
    field = FIELDS[name]
    if cell.key in SPECIAL:
        return SPECIAL[cell.key](cell)
    match field.element.type:
        case Kind.ATTACHMENT | Kind.ATTACHMENTS:
            named |= {cell.key: cell.text} if cell.text else {}
            return {}
        case Kind.INTEGER if field.parts:
            return days(cell, field.parts)
        case Kind.CHOICE:
            return _one_ticked(cell)
        case Kind.CHOICES:
            return _ticked(cell, field.parts)
        case _:
            return _plain(cell)


def _plain(cell: Cell) -> Values:
    value = cell.read()
    return {} if value is None else {cell.key: value}


def _one_ticked(cell: Cell) -> Values:
    chosen = boxes.ticked(cell.text) if "□" in cell.text else words.parts(cell.text)
    if len(chosen) > 1:
        cell.tell("two_ticked")
    if len(chosen) != 1:
        return {}
    word = LONGER.get(chosen[0], chosen[0])
    code = words.code_of(cell.key, word)
    if code is None:
        cell.tell("unknown_value", value=word, allowed=words.joined(words.labels(cell.key).values()))
    return {cell.key: code} if code else {}


def _ticked(cell: Cell, parts: Mapping[str, str]) -> Values:
    if cell.text and not boxes.drawn(cell.text):
        return {cell.key: {"none": cell.text}}
    found: Values = {}
    codes = {name: words.code_of(cell.key, name) for name in boxes.ticked(cell.text)}
    for name in (name for name, code in codes.items() if code is None):
        cell.tell("unknown_value", value=name, allowed=words.joined(words.labels(cell.key).values()))
    if chosen := [code for code in codes.values() if code]:
        found[cell.key] = chosen
    if parts and (free := boxes.other(cell.text)):
        found[parts[OTHER]] = free
    return found


def _no_fee(cell: Cell) -> bool:
    return cell.text in NO_FEE or cell.text.startswith("不收费")


def _fees(cell: Cell) -> Values:
    return {cell.key: {"none": cell.text}} if _no_fee(cell) else _plain(cell)


SPECIAL: dict[str, Callable[[Cell], Values]] = {"fees": _fees, "fee_basis": _fees}


def _required(fields: Mapping[str, Cell]) -> None:
    for field in FIELDS.values():
        cell = fields.get(field.name)
        if field.required and cell and not (boxes.ticked(cell.text) if "□" in cell.text else cell.text):
            cell.tell("required")


def _fee_basis(fields: Mapping[str, Cell], elements: Values) -> None:
    cell = next((one for one in fields.values() if one.key == "fee_basis"), None)
    if cell and isinstance(elements.get("fees"), list) and not isinstance(elements.get("fee_basis"), str):
        cell.tell("fee_basis")


def _settled(fields: Mapping[str, Cell], elements: Values, held: Mapping[str, Any]) -> None:
    """A form of another item, body or basis is told by its cells; what it says so is not taken over in silence."""
    for name, cell in fields.items():
        field = FIELDS[name]
        settled = field.element.layer == Layer.CATALOGUE or field.element.key == NUMBER
        if settled and field.element.key in elements and held.get(field.element.key):
            told, known = (words.plain(cell_text(field, values)) for values in (elements, held))
            if told != known:
                cell.tell("not_this_item", held=known[:60])


SHEET = SheetKind("confirmation_form", "流程确认单", "Jixi confirmation form", read, write)
__all__ = ["HEAD", "SHEET", "Printed", "is_form", "places", "printed_of", "read", "write"]
