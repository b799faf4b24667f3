"""Jixi's 流程确认单 as a sheet: laid out like the printed form, read by its labels."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from services.catalog.sheets import boxes, export, words
from services.catalog.sheets.cells import Cell, Teller, text_of
from services.catalog.sheets.form_parts import FLOW, MATERIALS, Table, check, days, flow_row, material_row
from services.catalog.sheets.further import left_out
from services.catalog.sheets.model import Entry, Outcome, SheetKind, Values
from shared.elements import ELEMENTS, Element, Kind, Layer, is_none, of_sheet
from shared.xlsx import Block, Row, layout
from shared.xlsx import read as read_sheet

TITLE = "纳入网上办理的审批事项(子项)流程确认单"
ID = "jixi_form"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: mostly one element, sometimes several as its named parts."""

    name: str
    keys: tuple[str, ...]
    parts: Mapping[str, str]
    hint: str
    required: bool

    @property
    def element(self) -> Element:
        """The one that the field is about."""
        return ELEMENTS[self.keys[0]]


def _field_of(name: str, members: Iterable[Element]) -> Field:
    found = list(members)
    told = [one.sheets[ID] for one in found]
    parts = {one.part: element.key for one, element in zip(told, found, strict=True) if one.part}
    hint, required = next((one.hint for one in told if one.hint), ""), any(one.required for one in told)
    return Field(name, tuple(one.key for one in found), parts, hint, required)


def _fields() -> Iterator[Field]:
    drawn = {FLOW.key, MATERIALS.key}
    shown = [one for one in of_sheet(ID) if one.key not in drawn]
    for name, members in groupby(shown, key=lambda one: one.sheets[ID].zh):
        yield _field_of(name, members)


FIELDS = {field.name: field for field in _fields()}
HEAD = ("filling_department", "form_filler", "form_filler_phone", "filled_on")
OTHER = "其他"
SHORTER = {"其他类行政权力": OTHER}
LONGER = {"其他": "其他类行政权力", "其它": "其他类行政权力"}
"""The form prints one word shorter than the table has it."""
NUMBER = "item_number"
NO_FEE = {"不收费", "无", "否"}
MOST = 2_000
WIDTHS = (22, 20, 20, 14, 14, 14, 18)


def read(data: bytes, held: Mapping[str, Any] | None = None) -> Outcome:
    """The form of an item; beside what is held of it, what the catalogue settles must be the same (C23–C25, C37)."""
    sheet = read_sheet(data, max_rows=MOST)
    teller = Teller(sheet.name, sheet.faults)
    named: dict[str, str] = {}
    sheet.faults += left_out(sheet, _is_of_form, within=MOST)
    return Outcome(_entry(sheet.rows, teller, named, held or {}), sheet.faults, named)


def _entry(rows: Iterator[Row], teller: Teller, named: dict[str, str], held: Mapping[str, Any]) -> Iterator[Entry]:
    fields: dict[str, Cell] = {}
    tables: dict[str, list[Values]] = {FLOW.key: [], MATERIALS.key: []}
    first = _gather(rows, fields, tables, teller)
    if first is None:
        return
    for name in (*FIELDS.keys() - fields.keys(),):
        teller.tell("missing_label", None, None, name=name)
    elements = {key: value for name, cell in fields.items() for key, value in _values(name, cell, named).items()}
    elements |= {key: found for key, found in tables.items() if found}
    _required(fields)
    _fee_basis(fields, elements)
    _settled(fields, elements, held)
    check(elements, teller, fields)
    sound = not any(one.severity == "fault" for one in teller.faults)
    yield Entry(first, "", elements, sound)


def _gather(
    rows: Iterator[Row], fields: dict[str, Cell], tables: dict[str, list[Values]], teller: Teller
) -> int | None:
    table: Table | None = None
    places: dict[str, int] = {}
    first = None
    for row in rows:
        first = first or row.number
        named = [_label(value) for value in row.values]
        labels = {name: column for column, name in enumerate(named, start=1)}
        if heading := next((one for one in (FLOW, MATERIALS) if one.mark in named), None):
            table = heading
            places = {name: column for name, column in labels.items() if name in heading.columns}
        elif fresh := {name: at for name, at in labels.items() if name in FIELDS and name not in fields}:
            table = None
            fields |= {name: _field(row, name, column, named, teller) for name, column in fresh.items()}
        elif table and (found := _table_row(row, table, places, teller)):
            tables[table.key].append(found)
        elif not table and named and _is_stray(named[0]):
            teller.tell("unknown_label", row.number, 1, name=named[0][:60])
    return first


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
            told, known = (words.plain(_word(field, values)) for values in (elements, held))
            if told != known:
                cell.tell("not_this_item", held=known[:60])


def write(elements: Mapping[str, Any], head: Mapping[str, str] | None = None) -> bytes:
    """The form of one item; `head` overrides department, filler, telephone and date."""
    values = {**elements, **(head or {})}
    return layout(_page(values), sheet="流程确认单", widths=WIDTHS)


def _page(values: Mapping[str, Any]) -> Iterator[list[Block]]:
    yield [Block(f"（{values.get('filling_department') or 'XXX部门'}）{TITLE}", 7, "title")]
    head = {field.keys[0]: field for field in FIELDS.values() if field.keys[0] in HEAD}
    yield [*_pair(head[HEAD[0]], values, 6)]
    yield [block for key, span in zip(HEAD[1:], (1, 2, 1), strict=True) for block in _pair(head[key], values, span)]
    for field in FIELDS.values():
        if field.keys[0] == "public_fields":
            yield [Block("审批对象及领域", 7, "header")]
        if field.keys[0] == "flow_chart":
            yield from _table(FLOW, values)
        if field.keys[0] not in HEAD:
            yield [*_pair(field, values, 6)]
    yield from _table(MATERIALS, values)


def _pair(field: Field, values: Mapping[str, Any], span: int) -> Iterator[Block]:
    hint = f"\n（{field.hint}）" if field.hint else ""
    yield Block(f"{field.name}{hint}", 1, "header")
    yield Block(_word(field, values), span, "field")


def _word(field: Field, values: Mapping[str, Any]) -> str:
    element, value = field.element, values.get(field.keys[0])
    if is_none(value):
        return str(value["none"])
    match element.type:
        case Kind.INTEGER if field.parts:
            return "\n".join(f"{part}：{_days(values, key)}工作日" for part, key in field.parts.items())
        case Kind.CHOICE:
            labels = {code: SHORTER.get(label, label) for code, label in words.labels(element.key).items()}
            return boxes.draw(labels, [value] if value else [])
        case Kind.CHOICES:
            free = (values.get(field.parts[OTHER]) or "") if field.parts else None
            return boxes.draw(words.labels(element.key), value or [], free)
        case _:
            return str(export.named(element, value) or "")


def _days(values: Mapping[str, Any], key: str) -> str:
    return "______" if values.get(key) is None else str(values[key])


def _table(table: Table, values: Mapping[str, Any]) -> Iterator[list[Block]]:
    yield [Block(table.title, 7, "header")]
    yield [Block(name, span, "header") for name, span in table.spans.items()]
    rows = values.get(table.key) or []
    filled = rows if isinstance(rows, list) else []
    for number in range(max(len(filled), table.printed)):
        row = filled[number] if number < len(filled) else {}
        yield [
            Block(word, span, "field")
            for word, span in zip(table.line(number + 1, row), table.spans.values(), strict=True)
        ]


SHEET = SheetKind("confirmation_form", "流程确认单", "Jixi confirmation form", read, write)
__all__ = ["HEAD", "SHEET", "read", "write"]
