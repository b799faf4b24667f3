"""The basic catalogue as a sheet of sixteen columns, in any order."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from services.catalog.sheets import export, words
from services.catalog.sheets.cells import Columns, Line, Teller, columns_of, text_of
from services.catalog.sheets.doubles import apart
from services.catalog.sheets.further import HEAD_ROWS, filled, left_out
from services.catalog.sheets.model import Entry, Outcome, SheetKind, Values
from shared.codes import items
from shared.elements import ELEMENTS, UNITS, Kind, of_sheet
from shared.xlsx import CellValue, Row, Sheet, whole
from shared.xlsx import read as read_sheet
from shared.xlsx import write as write_sheet

CODE, RANK, UNIT_OF = "基本编码", "主项/子项", "单位"
ID = "catalogue"
LIMITS = {one.sheets[ID].zh: one.key for one in of_sheet(ID) if one.type is Kind.LIMIT}
"""A limit has two columns: the number, and the unit beside it."""


def _columns() -> Iterator[tuple[int, str, str, int]]:
    """Place, heading, element and width of every column: two tell of the item's code, the rest are elements."""
    yield 2, CODE, "", 16
    yield 9, RANK, "", 10
    for one in of_sheet(ID):
        told = one.sheets[ID]
        yield told.at, told.zh, "" if told.zh in LIMITS else one.key, told.width
        if told.zh in LIMITS:
            yield told.at, f"{told.zh}{UNIT_OF}", "", 12


_IN_ORDER = sorted(_columns(), key=lambda column: column[0])
COLUMNS = {name: key for _, name, key, _ in _IN_ORDER}
WIDTHS = tuple(width for *_, width in _IN_ORDER)
TOLD = {name: key for name, key in COLUMNS.items() if key}
REQUIRED = tuple(one.sheets[ID].zh for one in of_sheet(ID) if one.sheets[ID].required)
NAME = ELEMENTS["name"].sheets[ID].zh
HAN = re.compile("[\u4e00-\u9fff]")
NO_NAME = re.compile(r"[=+@]|(?:暂?无|没有|待定|待补充?|同上|不详|未知|测试\d*|某某.*)$")
CHILDREN, MAIN = (ELEMENTS[key].sheets[ID].zh for key in ("has_sub_items", "main_item_name"))


def read(data: bytes) -> Outcome:
    sheet = read_sheet(data)
    teller = Teller(sheet.name, sheet.faults)
    columns: dict[str, int] = {}
    entries = _entries(sheet, teller, columns)
    return apart(Outcome(entries, sheet.faults, drain=teller.drain, places=columns))


def _entries(sheet: Sheet, teller: Teller, columns: dict[str, int]) -> Iterator[Entry]:
    rows = sheet.rows
    places = _header(rows, teller)
    sheet.faults += left_out(sheet, lambda row: CODE in _named(row))
    columns.update(_told_by(places))
    there, entire = Columns(teller, places, COLUMNS), places.keys() >= set(REQUIRED)
    for row in rows:
        if places and filled(row):
            code, elements = _told(there.line(row))
            yield Entry(row.number, code, elements, teller.sound(row.number) and entire)


def _told_by(places: Mapping[str, int]) -> dict[str, int]:
    """Where the sheet tells each element; a limit has two columns, and half of one tells nothing."""
    told = {COLUMNS[name]: column for name, column in places.items() if COLUMNS[name] or name == CODE}
    return told | {key: places[name] for name, key in LIMITS.items() if {name, f"{name}{UNIT_OF}"} <= places.keys()}


def _header(rows: Iterator[Row], teller: Teller) -> dict[str, int]:
    """Where each column stands; empty where no header is found."""
    for row in islice(rows, HEAD_ROWS):
        if CODE in (named := _named(row)):
            return columns_of(COLUMNS, row.number, named, teller)
    if not any(one.row is None and one.severity == "fault" for one in teller.faults):
        teller.tell("no_header", None, None, wanted=CODE)
    return {}


def _named(row: Row) -> list[str]:
    return [words.plain(text_of(value)) for value in row.values]


def _told(line: Line) -> tuple[str, Values]:
    code = line.texts[CODE].upper()
    wrong = items.basic_fault(code)
    if wrong:
        line.cell(CODE).tell("bad_code", cause=wrong.message, cause_en=wrong.message_en)
    elements = line.values(TOLD)
    _need(line, code)
    if (name := line.texts.get(NAME)) and not _is_name(name):
        line.cell(NAME).tell("odd_name")
    if wrong is None:
        _rank(line, code)
    elements |= {key: limit for name, key in LIMITS.items() if (limit := _limit(line, name))}
    return code, elements


def _is_name(text: str) -> bool:
    """Whether two Chinese characters or more stand in it, no formula, and no word for nothing."""
    return len(HAN.findall(text)) > 1 and not NO_NAME.match(text)


def _need(line: Line, code: str) -> None:
    for name in (*REQUIRED, MAIN) if _is_sub(code) else REQUIRED:
        if line.texts.get(name) == "":
            line.cell(name).tell("required")


def _is_sub(code: str) -> bool:
    return code[9:].isdecimal() and code[9:] != "000"


def _rank(line: Line, code: str) -> None:
    wanted = "子项" if _is_sub(code) else "主项"
    if line.texts.get(RANK) not in {None, "", wanted}:
        line.cell(RANK).tell("rank", wanted=wanted)
    if code[9:] == "00Y" and words.yes_or_no(line.texts.get(CHILDREN, "")) is False:
        line.cell(CHILDREN).tell("rank", wanted="有子项的主项")


def _limit(line: Line, name: str) -> Values | None:
    beside = f"{name}{UNIT_OF}"
    number, unit = line.texts.get(name), line.texts.get(beside)
    if number is None or unit is None or not (number or unit):
        return None
    key = words.unit_of(unit) if unit else None
    if key is None:
        allowed = words.joined(one.zh for one in UNITS.values())
        line.cell(beside).tell("unknown_value" if unit else "required", allowed=allowed)
        return None
    if not UNITS[key].numbered:
        return {"number": None, "unit": key}
    days = whole(number, 6)
    if days is None:
        line.cell(name).tell("bad_number")
        return None
    return {"number": days, "unit": key}


def write(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """The sheet of (basic code, elements); what is read from it is the same again."""
    lines = (_line(code, elements) for code, elements in rows)
    return write_sheet(list(COLUMNS), lines, sheet="基本目录", widths=WIDTHS)


def _line(code: str, elements: Mapping[str, Any]) -> Sequence[CellValue]:
    extra: dict[str, CellValue] = {CODE: code, RANK: "子项" if _is_sub(code) else "主项"}
    for name, key in LIMITS.items():
        limit = elements.get(key) or {}
        extra[name] = limit.get("number")
        extra[f"{name}{UNIT_OF}"] = UNITS[limit["unit"]].zh if limit.get("unit") else None
    return [extra[name] if name in extra else _word(key, elements.get(key)) for name, key in COLUMNS.items()]


def _word(key: str, value: Any) -> CellValue:
    element = ELEMENTS[key]
    if isinstance(value, bool) and element.zh.startswith("有无"):
        return "有" if value else "无"
    return export.named(element, value)


SHEET = SheetKind("catalogue", "基本目录", "Basic catalogue", read, write)
