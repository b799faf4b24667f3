"""The basic catalogue as a sheet of sixteen columns, in any order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from services.catalog.sheets import citations, words
from services.catalog.sheets.cells import Cell, Teller, columns_of, text_of
from services.catalog.sheets.model import Entry, Outcome, SheetKind, Values
from shared.codes import items
from shared.elements import ELEMENTS, UNITS, Kind
from shared.xlsx import CellValue, Row, whole
from shared.xlsx import read as read_sheet
from shared.xlsx import write as write_sheet

CODE, RANK, NUMBER, UNIT = "基本编码", "主项/子项", "法定办结时限", "法定办结时限单位"
COLUMNS = {
    "事项名称": "name",
    CODE: "",
    "设定依据": "legal_bases",
    "事项类型": "item_type",
    "业务指导部门": "guidance_department",
    "是否存在子项": "has_sub_items",
    "是否纳入国家目录": "in_national_catalogue",
    "行使层级": "exercise_levels",
    RANK: "",
    "主项名称": "main_item_name",
    NUMBER: "",
    UNIT: "",
    "有无数量限制": "quantity_limited",
    "有无年检": "annual_inspection",
    "有无年报": "annual_report",
    "服务对象": "service_objects",
}
TOLD = {name: key for name, key in COLUMNS.items() if key}
KEYS = {*TOLD.values(), "legal_limit"}
"""The elements that the sheet tells; others stay as they are."""
REQUIRED = ("事项名称", "设定依据", "事项类型", "行使层级")
WIDTHS = (32, 16, 48, 12, 24, 10, 10, 22, 10, 28, 10, 12, 10, 10, 10, 26)
HEAD_ROWS = 10


def read(data: bytes) -> Outcome:
    sheet = read_sheet(data)
    teller = Teller(sheet.name, sheet.faults)
    columns: dict[str, int] = {}
    return Outcome(_entries(sheet.rows, teller, columns), sheet.faults, drain=teller.drain, places=columns)


def _entries(rows: Iterator[Row], teller: Teller, columns: dict[str, int]) -> Iterator[Entry]:
    places = _header(rows, teller)
    columns.update({COLUMNS[name]: column for name, column in places.items() if COLUMNS[name] or name == CODE})
    seen: dict[str, int] = {}
    for row in rows:
        if places and any(text_of(value) for value in row.values):
            yield _entry(row, places, seen, teller)


def _header(rows: Iterator[Row], teller: Teller) -> dict[str, int]:
    """Where each column stands; empty where no header is found."""
    for row in islice(rows, HEAD_ROWS):
        named = [words.plain(text_of(value)) for value in row.values]
        if CODE in named:
            return columns_of(COLUMNS, row.number, named, teller)
    if not any(one.row is None and one.severity == "fault" for one in teller.faults):
        teller.tell("no_header", None, None, wanted=CODE)
    return {}


def _entry(row: Row, places: Mapping[str, int], seen: dict[str, int], teller: Teller) -> Entry:
    cells = {
        name: Cell(teller, row.number, column, COLUMNS[name] or "name", name, text_of(row.at(column)))
        for name, column in places.items()
    }
    code = _code(cells[CODE], seen)
    elements = {
        key: value
        for name, key in TOLD.items()
        if name in cells and cells[name].text and (value := cells[name].read()) is not None
    }
    _need(cells, code)
    if items.basic_fault(code) is None:
        _rank(cells, code)
    if NUMBER in cells and UNIT in cells and (limit := _limit(cells[NUMBER], cells[UNIT])):
        elements["legal_limit"] = limit
    whole = all(name in cells for name in REQUIRED)
    return Entry(row.number, code, elements, teller.sound(row.number) and whole)


def _code(cell: Cell, seen: dict[str, int]) -> str:
    code = cell.text.upper()
    if wrong := items.basic_fault(code):
        cell.tell("bad_code", cause=wrong.message, cause_en=wrong.message_en)
    elif code in seen:
        cell.tell("double_code", other=seen[code])
    seen.setdefault(code, cell.row)
    return code


def _need(cells: Mapping[str, Cell], code: str) -> None:
    names = (*REQUIRED, "主项名称") if _is_sub(code) else REQUIRED
    for name in names:
        if name in cells and not cells[name].text:
            cells[name].tell("required")


def _is_sub(code: str) -> bool:
    return code[9:].isdecimal() and code[9:] != "000"


def _rank(cells: Mapping[str, Cell], code: str) -> None:
    wanted = "子项" if _is_sub(code) else "主项"
    if RANK in cells and cells[RANK].text not in {"", wanted}:
        cells[RANK].tell("rank", wanted=wanted)
    children = cells.get("是否存在子项")
    if children and code[9:] == "00Y" and words.yes_or_no(children.text) is False:
        children.tell("rank", wanted="有子项的主项")


def _limit(number: Cell, unit: Cell) -> Values | None:
    if not number.text and not unit.text:
        return None
    key = words.unit_of(unit.text) if unit.text else None
    if key is None:
        unit.tell("unknown_value" if unit.text else "required", allowed=words.joined(one.zh for one in UNITS.values()))
        return None
    if not UNITS[key].numbered:
        return {"number": None, "unit": key}
    days = whole(number.text, 6)
    if days is None:
        number.tell("bad_number")
        return None
    return {"number": days, "unit": key}


def write(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """The sheet of (basic code, elements); what is read from it is the same again."""
    lines = (_line(code, elements) for code, elements in rows)
    return write_sheet(list(COLUMNS), lines, sheet="基本目录", widths=WIDTHS)


def _line(code: str, elements: Mapping[str, Any]) -> Sequence[CellValue]:
    limit = elements.get("legal_limit") or {}
    extra = {
        CODE: code,
        RANK: "子项" if _is_sub(code) else "主项",
        NUMBER: limit.get("number"),
        UNIT: UNITS[limit["unit"]].zh if limit.get("unit") else None,
    }
    return [extra[name] if name in extra else _word(key, elements.get(key)) for name, key in COLUMNS.items()]


def _word(key: str, value: Any) -> CellValue:
    if value is None:
        return None
    match ELEMENTS[key].type:
        case Kind.BOOLEAN:
            return ("有" if value else "无") if ELEMENTS[key].zh.startswith("有无") else ("是" if value else "否")
        case Kind.CHOICE:
            return words.label_of(key, value)
        case Kind.CHOICES:
            return words.joined(words.label_of(key, one) for one in value)
        case Kind.BASES:
            return citations.write(value)
        case _:
            return str(value)


SHEET = SheetKind("catalogue", "基本目录", "Basic catalogue", read, write)
