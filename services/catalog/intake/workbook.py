"""A workbook whose headings are known, in any order and in any of the first ten rows: one item a row."""

from collections.abc import Iterator, Mapping
from itertools import islice

from services.catalog.intake.builder import Builder
from services.catalog.intake.headings import code_meant, meant
from services.catalog.intake.model import Intake, Note, Record, Source, Unreadable
from services.catalog.intake.slips import note
from shared.elements import ELEMENTS
from shared.xlsx import CellValue, Row, Sheet, SheetFault
from shared.xlsx import read as read_sheet

HEAD_ROWS, LEAST = 10, 2
UNIT = {
    "法定办结时限单位": "legal_limit",
    "承诺办结时限单位": "promised_limit",
    "法定时限单位": "legal_limit",
    "承诺时限单位": "promised_limit",
}
CATALOGUE = {"基本编码", "业务指导部门", "主项/子项"}


def read(source: Source) -> Intake:
    """The rows of the first sheet."""
    with source.open() as stream:
        sheet = read_sheet(stream.read())
    head = _header(sheet)
    if head is None:
        told = sheet.faults[0] if sheet.faults else None
        raise Unreadable(
            told.message_zh if told else "找不到表头", told.message_en if told else "there is no header row"
        )
    intake = Intake("xlsx", iter(()))
    intake.records = _records(sheet, head, intake)
    return intake


def _text(value: CellValue) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _header(sheet: Sheet) -> Row | None:
    for row in islice(sheet.rows, HEAD_ROWS):
        known = [meant(_text(one)) or code_meant(_text(one)) for one in row.values if _text(one)]
        if len({one for one in known if one}) >= LEAST:
            return row
    return None


def _records(sheet: Sheet, head: Row, intake: Intake) -> Iterator[Record]:
    names = [_text(one) for one in head.values]
    fields = {column: name for column, name in enumerate(names, 1) if name}
    for column, name in fields.items():
        if names.index(name) + 1 < column:
            intake.notes.append(note("double_column", "", value=name))
        elif not meant(name) and not code_meant(name) and name not in UNIT and name not in CATALOGUE | {"序号"}:
            intake.notes.append(note("unknown_column", "", value=name))
    expressible = frozenset(key for name in fields.values() if (key := _element(name, fields)))
    seen = 0
    for row in sheet.rows:
        if any(_text(one) for one in row.values):
            found = _record(row, fields, expressible)
            places = {column: key for key, column in found.columns.items()}
            found.notes += [_note(one, places) for one in sheet.faults[seen:] if one.row == row.number]
            seen = len(sheet.faults)
            yield found
    intake.notes += [_note(one, {}) for one in sheet.faults if not one.row]


def _note(fault: SheetFault, places: Mapping[int, str]) -> Note:
    where = f"{fault.cell}：" if fault.cell else ""
    return note(
        "sheet", places.get(fault.column or 0, ""), value=f"{where}{fault.message_zh}", english=fault.message_en
    )


def _element(name: str, fields: Mapping[int, str]) -> str | None:
    key = meant(name)
    return "exercise_levels" if key == "exercise_level" and CATALOGUE & set(fields.values()) else key


def _record(row: Row, fields: Mapping[int, str], expressible: frozenset[str]) -> Record:
    found = Record(row.number, "", expressible=expressible)
    to, columns = Builder(found), {}
    said = {name: _text(row.at(column)) for column, name in fields.items()}
    for column, name in fields.items():
        key = code_meant(name) or _element(name, fields) or ""
        columns[key] = column
        _cell(to, key, said, name)
    if "credit_code" in columns:
        columns["implementing_body_code"] = columns["credit_code"]
    found.columns = {key: column for key, column in columns.items() if key}
    codes = [str(found.item[key]) for key in ("code", "basic_code", "handling_code") if found.item.get(key)]
    found.id = codes[0] if codes else str(row.number)
    found.item["name"] = found.values.get("name", "")
    known = {name for name in fields.values() if _element(name, fields) or code_meant(name) or name in UNIT}
    found.leftover = {
        name: text for name, text in said.items() if text and (name not in known or _lost(name, fields, found))
    }
    return found


def _cell(to: Builder, key: str, said: Mapping[str, str], name: str) -> None:
    text = said[name]
    if code_meant(name):
        to.record.item[key] = to.text(text, key).upper()
        if key == "credit_code" and text:
            to.values.setdefault("implementing_body_code", to.record.item[key])
    elif key in UNIT.values():
        unit = next((said[n] for n, k in UNIT.items() if k == key and n in said), "")
        _limit(to, key, text, unit)
    elif key in ELEMENTS:
        to.put(key, text)


def _limit(to: Builder, key: str, text: str, unit: str) -> None:
    whole = f"{text}个{unit}" if text.isdecimal() and unit else text or unit
    if whole and (limit := to.limit(whole, key, unit or "工作日")):
        to.values[key] = limit


def _lost(name: str, fields: Mapping[int, str], found: Record) -> bool:
    key = _element(name, fields)
    return bool(key) and key not in found.values and key != "fees"
