"""Jixi's 政务服务事项统计表 (001, annex 1): six columns, one row an item, known by its name.

Beside the six stands the edition of each row where the platform wrote it, so that it can be merged when it comes in,
and the number that the platform gave to a row whose item has none.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from services.catalog.sheets import export, words
from services.catalog.sheets.cells import Cell, Teller, columns_of, text_of
from services.catalog.sheets.further import HEAD_ROWS, left_out
from services.catalog.sheets.model import Entry, Outcome, SheetKind
from shared.elements import ELEMENTS, of_sheet
from shared.xlsx import CellValue, Row, Sheet, whole
from shared.xlsx import read as read_sheet
from shared.xlsx import write as write_sheet

ID = "statistics"
COLUMNS = {one.sheets[ID].zh: one.key for one in of_sheet(ID)}
REQUIRED = tuple(one.sheets[ID].zh for one in of_sheet(ID) if one.sheets[ID].required)
WIDTHS = (*(one.sheets[ID].width for one in of_sheet(ID)), 10, 10)
EDITION, GIVEN = "依据版本", "平台排号"
BESIDE = (EDITION, GIVEN)
HEADER = (*COLUMNS, *BESIDE)
NAME, WHY_NOT = (ELEMENTS[key].sheets[ID].zh for key in ("name", "exclusion_reason"))


def _plain(heading: str) -> str:
    return words.plain(heading).replace(",", "，")


def read(data: bytes) -> Outcome:
    sheet = read_sheet(data)
    teller = Teller(sheet.name, sheet.faults)
    columns: dict[str, int] = {}
    return Outcome(_entries(sheet, teller, columns), sheet.faults, drain=teller.drain, places=columns)


def _entries(sheet: Sheet, teller: Teller, columns: dict[str, int]) -> Iterator[Entry]:
    places = _header(sheet.rows, teller)
    sheet.faults += left_out(sheet, _is_head, lambda row: not _is_note(row))
    columns.update({COLUMNS[name]: column for name, column in places.items() if name not in BESIDE})
    columns[""] = places.get(NAME, 1)
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        if places and not _is_note(row):
            yield _entry(row, places, seen, teller)


def _is_note(row: Row) -> bool:
    """An empty row, or one of the notes (备注, 注：) that stand under the table."""
    said = [text for value in row.values if (text := text_of(value))]
    return not said or (len(said) == 1 and said[0].startswith(("注", "备注", "说明", "1.", "2.", "1、", "2、")))


def _named(row: Row) -> list[str]:
    return [_plain(text_of(value)) for value in row.values]


def _is_head(row: Row) -> bool:
    return {NAME, WHY_NOT} <= set(_named(row))


def _header(rows: Iterator[Row], teller: Teller) -> dict[str, int]:
    for row in islice(rows, HEAD_ROWS):
        if _is_head(row):
            named = _named(row)
            return columns_of((*COLUMNS, *(one for one in BESIDE if one in named)), row.number, named, teller)
    if not any(one.row is None and one.severity == "fault" for one in teller.faults):
        teller.tell("no_header", None, None, wanted=f"{NAME}、{WHY_NOT}")
    return {}


def _entry(row: Row, places: Mapping[str, int], seen: dict[tuple[str, str], int], teller: Teller) -> Entry:
    cells = {
        name: Cell(teller, row.number, place, COLUMNS[name], name, text_of(row.at(place)))
        for name, place in places.items()
        if name not in BESIDE
    }
    for name in REQUIRED:
        if name in cells and not cells[name].text:
            cells[name].tell("required")
    elements = {cell.key: value for cell in cells.values() if (value := cell.read()) is not None}
    key = (str(elements.get("name", "")), str(elements.get("item_type", "")))
    if key[0] and key in seen:
        cells[NAME].tell("double_name", other=seen[key])
    seen.setdefault(key, row.number)
    _reason(cells, elements)
    if elements.get("item_number") == (_said(row, places, GIVEN) or None):
        elements.pop("item_number", None)
    return Entry(row.number, "", elements, teller.sound(row.number), edition=_edition(row, places, teller))


def _said(row: Row, places: Mapping[str, int], name: str) -> str:
    return text_of(row.at(places[name])) if name in places else ""


def _edition(row: Row, places: Mapping[str, int], teller: Teller) -> int:
    """The edition that the row was exported from; 0 where it does not say."""
    told = _said(row, places, EDITION)
    number = whole(told, 9)
    if told and number is None:
        teller.tell("bad_number", row.number, places[EDITION], name=EDITION, value=told[:60])
    return number or 0


def _reason(cells: Mapping[str, Cell], elements: dict[str, Any]) -> None:
    """The reason is there exactly when the item is not in the platform (C17)."""
    if WHY_NOT not in cells:
        return
    inside, why = elements.get("on_platform"), elements.get("exclusion_reason")
    if inside is False and not why:
        cells[WHY_NOT].tell("reason_needed")
    elif inside is True and why:
        cells[WHY_NOT].tell("reason_superfluous")
    elif inside is True:
        elements["exclusion_reason"] = None


def write(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The table of items' elements; what is read from it is the same again."""
    lines = (line(number, elements) for number, elements in enumerate(rows, start=1))
    return write_sheet(list(HEADER), lines, sheet="统计表", widths=WIDTHS)


def line(number: int, elements: Mapping[str, Any], edition: int | None = None) -> list[CellValue]:
    """One item as a row of the table, with the edition that it is of.

    An item without a number has that of its row, which stands beside it too: read back, wherever, it says nothing.
    """
    told = dict(elements)
    if elements.get("on_platform") is not False:
        told["exclusion_reason"] = None
    cells = {key: export.named(ELEMENTS[key], told.get(key)) for key in COLUMNS.values()}
    given = None if cells["item_number"] else number
    cells["item_number"] = cells["item_number"] or number
    return [*cells.values(), edition, given]


SHEET = SheetKind("statistics", "政务服务事项统计表", "Statistics of items", read, write)
