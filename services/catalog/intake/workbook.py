"""A workbook whose headings are known, in any order and in any of the first ten rows: one item a row."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from services.catalog.domain.wholecells import is_json, told
from services.catalog.intake import ownsheets
from services.catalog.intake.builder import Builder
from services.catalog.intake.headings import code_meant, meant
from services.catalog.intake.leftovers import unplaced
from services.catalog.intake.model import Intake, Note, Record, Source, Unreadable
from services.catalog.intake.slips import note
from services.catalog.intake.texts import as_text
from services.catalog.intake.twice import Twice, apart, notes, settled, tell
from services.catalog.intake.unforeseen import unforeseen
from shared.elements import ELEMENTS
from shared.xlsx import Row, Sheet, SheetFault, read_all, spread

HEAD_ROWS, LEAST = 10, 2
WIDE = "too_wide"
"""Told once, of the first row that is; the headings' row has no record to tell it of."""
UNIT = {
    "法定办结时限单位": "legal_limit",
    "承诺办结时限单位": "promised_limit",
    "法定时限单位": "legal_limit",
    "承诺时限单位": "promised_limit",
}
CATALOGUE = {"基本编码", "业务指导部门", "主项/子项"}
BESIDE = {*CATALOGUE, "序号", "依据版本", "平台排号"}


class Found(NamedTuple):
    """A sheet with its headings; what stands under them is still to come."""

    sheet: Sheet
    rows: Iterator[Row]
    head: Row


class Head(NamedTuple):
    """What the columns of a sheet are called, and the elements that it has a place for."""

    sheet: str
    fields: Mapping[int, str]
    expressible: frozenset[str]
    own: bool
    """Whether the platform exported it."""
    twice: tuple[Twice, ...]


Part = tuple[int, Row, list[SheetFault]]
"""The sheet's place among those that are read, a row, and its faults."""
HIDDEN = {"hidden": ("隐藏", "hidden"), "veryHidden": ("深度隐藏（veryHidden）", "veryHidden")}


def read(source: Source) -> Intake:
    """The rows of every sheet that is shown and has known headings; of the hidden ones where no other has."""
    with source.open() as stream:
        sheets = read_all(stream.read())
    found = [one for sheet in sheets if (one := _headed(sheet))]
    taken = [one for one in found if one.sheet.state == "visible"] or found
    if not taken:
        told = next((one for sheet in sheets for one in sheet.faults if one.severity == "fault"), None)
        raise Unreadable(
            told.message_zh if told else "找不到表头", told.message_en if told else "there is no header row"
        )
    intake = Intake("xlsx", iter(()), sheets=tuple(one.sheet.name for one in taken))
    if len(sheets) > 1:
        intake.notes += [_fate(sheet, sheet.name in intake.sheets) for sheet in sheets]
    heads = tuple(_head(one.sheet.name, one.head) for one in taken)
    intake.notes += [told for one in heads for told in notes(one.fields, one.twice)]
    intake.parts = chain.from_iterable(_parts(number, one, intake) for number, one in enumerate(taken))
    intake.make = partial(_made, heads)
    intake.records = chain.from_iterable(map(intake.make, intake.parts))
    return intake


def _fate(sheet: Sheet, read: bool) -> Note:  # noqa: FBT001 - yes or no is all there is to say
    if read:
        return note("sheet_read", "", value=sheet.name)
    zh, en = HIDDEN.get(sheet.state, ("找不到表头", "no header row"))
    return note("sheet_not_read", "", value=sheet.name, other=zh, english=en)


def _headed(sheet: Sheet) -> Found | None:
    """The headings may be merged over some rows; then the last of them counts."""
    rows = spread(sheet.rows, sheet.areas)
    head = _header(rows)
    if head is None:
        return None
    last = max((area.bottom for area in sheet.areas if area.top == head.number), default=head.number)
    for row in islice(rows, HEAD_ROWS):
        if row.number > last:
            return Found(sheet, chain([row], rows), head)
        head = row
    return Found(sheet, rows, head)


def _header(rows: Iterator[Row]) -> Row | None:
    for row in islice(rows, HEAD_ROWS):
        known = [meant(as_text(one)) or code_meant(as_text(one)) for one in row.values if as_text(one)]
        if len({one for one in known if one}) >= LEAST:
            return row
    return None


def _head(sheet: str, row: Row) -> Head:
    fields = {column: name for column, one in enumerate(row.values, 1) if (name := as_text(one))}
    known = frozenset(key for name in fields.values() if (key := _element(name, fields)))
    own = ownsheets.is_own([as_text(one) for one in row.values])
    named, twice = apart(fields, ownsheets.means if own else _means)
    return Head(sheet, named, known, own, twice)


def _means(_column: int, name: str) -> str:
    return code_meant(name) or meant(name) or UNIT.get(name, "")


def _parts(number: int, found: Found, intake: Intake) -> Iterator[Part]:
    """The rows that hold something, each with what the workbook itself says of it."""
    sheet, head = found.sheet, found.head
    names = [as_text(one) for one in head.values]
    passed = {*BESIDE, *(ownsheets.PASSED if ownsheets.is_own(names) else ())}
    for column, name in enumerate(names, 1):
        again = names.index(name) + 1 < column
        if name and name not in passed and again and not _means(column, name):
            intake.notes.append(note("double_column", "", value=name))
        elif (
            name and not again and not meant(name) and not code_meant(name) and name not in UNIT and name not in passed
        ):
            intake.notes.append(note("unknown_column", "", value=name))
    waiting: dict[int | None, list[SheetFault]] = {}
    seen = 0
    for row in found.rows:
        for fault in sheet.faults[seen:]:
            waiting.setdefault(fault.row, []).append(fault)
        seen = len(sheet.faults)
        if any(as_text(one) for one in row.values):
            yield number, row, waiting.pop(row.number, [])
    of_all = [one for one in sheet.faults if not one.row or (one.code == WIDE and one in waiting.get(one.row, ()))]
    intake.notes += [_note(one, {}, head) for one in of_all]


def _made(heads: Sequence[Head], part: Part) -> list[Record]:
    """The record of a row; in any process."""
    number, row, faults = part
    sheet, fields, expressible, own, twice = heads[number]
    clear, unclear = settled(row, fields, twice)
    try:
        made = ownsheets.record(row, clear) if own else _record(row, clear, expressible)
        tell(made, row, fields, unclear)
    except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
        made = unforeseen(row.number, error)
    made.sheet = sheet
    places = {column: key for key, column in made.columns.items()}
    made.notes += [_note(one, places, row) for one in faults]
    return [made]


def _note(fault: SheetFault, places: Mapping[int, str], row: Row) -> Note:
    path = places.get(fault.column or 0, "")
    if fault.code == "formula":
        kept = as_text(row.at(fault.column or 0))
        return note("formula" if kept else "formula_empty", path, line=fault.cell, value=kept)
    where = f"{fault.cell}：" if fault.cell else ""
    return note("sheet", path, value=f"{where}{fault.message_zh}", english=fault.message_en)


def _element(name: str, fields: Mapping[int, str]) -> str | None:
    key = meant(name)
    return "exercise_levels" if key == "exercise_level" and CATALOGUE & set(fields.values()) else key


def _record(row: Row, fields: Mapping[int, str], expressible: frozenset[str]) -> Record:
    found = Record(row.number, "", expressible=expressible)
    to, columns = Builder(found), {}
    said = {name: as_text(row.at(column)) for column, name in fields.items()}
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
    other = _otherwise(to, fields, said)
    known = {name for name in fields.values() if _element(name, fields) or code_meant(name) or name in UNIT}
    found.unplaced = unplaced(said, known | BESIDE)
    found.leftover = {
        name: text
        for name, text in said.items()
        if text and (name not in known or name in other or _lost(name, fields, found))
    }
    return found


def _otherwise(to: Builder, fields: Mapping[int, str], said: Mapping[str, str]) -> set[str]:
    """The headings whose element another heading before them has told, and otherwise: that is noted, and they are kept."""
    first, other = dict[str, str](), set[str]()
    for name in fields.values():
        key = "" if code_meant(name) else _element(name, fields) or ""
        if not key or not said[name] or said[first.setdefault(key, name)] == said[name]:
            continue
        other.add(name)
        to.slip("double_column", key, value=f"{name}（同“{first[key]}”）")
    return other


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
        ownsheets.put(to, key, text) if is_json(text) else to.put(key, text)


def _limit(to: Builder, key: str, text: str, unit: str) -> None:
    if not text and (own := told(ELEMENTS[key], unit)):
        to.values[key] = own
        return
    whole = f"{text}个{unit}" if text.isdecimal() and unit else text or unit
    if whole and (limit := to.limit(whole, key, unit or "工作日")):
        to.values[key] = limit


def _lost(name: str, fields: Mapping[int, str], found: Record) -> bool:
    key = _element(name, fields)
    return bool(key) and key not in found.values and key != "fees"
