"""A workbook whose headings are known, in any order and in any of the first ten rows; an item may stand in several."""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from services.catalog.domain.wholecells import is_json, told
from services.catalog.intake import called, ownsheets
from services.catalog.intake.builder import Builder
from services.catalog.intake.bytype import LEVEL, LEVELS
from services.catalog.intake.folding import Folded, Place, folded, of_texts, put_tables, tell_other
from services.catalog.intake.headmeanings import BESIDE, key_of, units
from services.catalog.intake.itemrows import Items
from services.catalog.intake.leftovers import unplaced
from services.catalog.intake.model import Intake, Note, Record, Source, Unreadable
from services.catalog.intake.sheetheads import HEAD_ROWS, Found, Head, headed
from services.catalog.intake.slips import note
from services.catalog.intake.texts import as_text
from services.catalog.intake.twice import notes, settled, tell
from services.catalog.intake.unforeseen import unforeseen
from shared.elements import ELEMENTS
from shared.xlsx import CellValue, Laid, Row, Sheet, SheetFault, read_all

__all__ = ["HEAD_ROWS", "read"]

WIDE = "too_wide"
"""Told once, of the first row that is; the headings' row has no record to tell it of."""
NO_HEAD = f"找不到表头：前 {HEAD_ROWS} 行里没有写着要素名称的一行；在一行里横向写要素名称（如事项名称、实施编码、事项类型），其下一个事项一行；栏名竖着写的，先转置"
NO_HEAD_EN = f"no header row is among the first {HEAD_ROWS}: name the elements side by side in one row, and write an item a row below it; transpose a sheet whose names stand below each other"
CODES = ("handling_code", "code", "basic_code")
Part = tuple[int, tuple[Laid, ...], list[SheetFault]]
"""The sheet's place among those that are read, the rows of an item, and their faults."""
HIDDEN = {"hidden": ("隐藏", "hidden"), "veryHidden": ("深度隐藏（veryHidden）", "veryHidden")}


def read(source: Source) -> Intake:
    """The rows of every sheet that is shown and has known headings; of the hidden ones where no other has."""
    with source.open() as stream:
        sheets = read_all(stream.read())
    found = [one for sheet in sheets if (one := headed(sheet))]
    taken = [one for one in found if one.sheet.state == "visible"] or found
    if not taken:
        told = next((one for sheet in sheets for one in sheet.faults if one.severity == "fault"), None)
        raise Unreadable(
            f"{told.message_zh}；{told.cure_zh}" if told else NO_HEAD,
            f"{told.message_en}; {told.cure_en}" if told else NO_HEAD_EN,
        )
    intake = Intake("xlsx", iter(()), sheets=tuple(one.sheet.name for one in taken))
    if len(sheets) > 1:
        intake.notes += [_fate(sheet, sheet.name in intake.sheets) for sheet in sheets]
    heads = tuple(one.head for one in taken)
    intake.notes += [told for one in heads for told in notes(one.fields, one.twice)]
    intake.notes += [note("no_name_column", "name", value=one.sheet) for one in heads if not one.named]
    intake.parts = chain.from_iterable(_parts(number, one, intake) for number, one in enumerate(taken))
    intake.make = partial(_made, heads)
    intake.records = chain.from_iterable(map(intake.make, intake.parts))
    return intake


def _fate(sheet: Sheet, read: bool) -> Note:  # noqa: FBT001 - yes or no is all there is to say
    if read:
        return note("sheet_read", "", value=sheet.name)
    zh, en = HIDDEN.get(sheet.state, ("找不到表头", "no header row"))
    return note("sheet_not_read", "", value=sheet.name, other=zh, english=en)


def _parts(number: int, found: Found, intake: Intake) -> Iterator[Part]:
    """The rows of each item, with what the workbook itself says of them."""
    sheet, head = found.sheet, found.head
    intake.notes += _unknown(head)
    items = Items(head)
    waiting: dict[int | None, list[SheetFault]] = {}
    seen = 0
    for rows in items.of(found.rows):
        for fault in sheet.faults[seen:]:
            waiting.setdefault(fault.row, []).append(fault)
        seen = len(sheet.faults)
        yield number, rows, [one for row in rows for one in waiting.pop(row.row.number, [])]
    of_all = [one for one in sheet.faults if not one.row or (one.code == WIDE and one in waiting.get(one.row, ()))]
    intake.notes += [*(_note(one, "", None) for one in of_all), *items.notes()]


def _unknown(head: Head) -> Iterator[Note]:
    """The headings that mean nothing, and those of them that are there twice."""
    passed = {*BESIDE, *(ownsheets.PASSED if head.own else ())}
    seen = set[str]()
    for column, name in head.names.items():
        if name in passed or key_of(name) or column in head.means:
            continue
        yield note("double_column" if name in seen else "unknown_column", "", value=name)
        seen.add(name)


def _made(heads: Sequence[Head], part: Part) -> list[Record]:
    """The record of an item's rows; in any process."""
    number, rows, faults = part
    head = heads[number]
    try:
        whole = folded(head, rows)
        clear, unclear = settled(whole.row, head.fields, head.twice)
        made = ownsheets.record(whole.row, clear) if head.own else _record(head, rows, whole, clear)
        tell(made, whole.row, head.fields, unclear)
    except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
        made = unforeseen(rows[0].row.number, error)
    made.sheet = head.sheet
    by_place = {(row, column): path for path, (_, row, column) in made.spots.items()}
    by_column = {column: key for key, column in made.columns.items()}
    lines = {one.row.number: one.row for one in rows}
    for one in faults:
        path = by_place.get((one.row or 0, one.column or 0)) or by_column.get(one.column or 0, "")
        made.notes.append(_note(one, path, lines.get(one.row or 0)))
    return [made]


def _note(fault: SheetFault, path: str, row: Row | None) -> Note:
    if fault.code == "formula":
        kept = as_text(row.at(fault.column or 0)) if row else ""
        return note("formula" if kept else "formula_empty", path, line=fault.cell, value=kept)
    where = f"{fault.cell}：" if fault.cell else ""
    return note("sheet", path, value=f"{where}{fault.message_zh}", english=fault.message_en)


def _record(head: Head, rows: Sequence[Laid], whole: Folded, fields: Mapping[int, str]) -> Record:
    row, means = whole.row, head.means
    found = Record(row.number, "", expressible=head.expressible, partly=head.partly if head.tables else {})
    to, columns = Builder(found), dict[str, int]()
    said = {name: as_text(row.at(column)) for column, name in fields.items()}
    spots = put_tables(to, head, rows) if head.tables else {}
    of_tables = dict(found.leftover)
    for column, name in fields.items():
        if key := means.get(column, ""):
            columns[key] = column
            _cell(to, key, said, name, row.at(column))
    for key, beside in to.lent.items():
        columns.setdefault(key, columns[beside])
    if "credit_code" in columns:
        columns["implementing_body_code"] = columns["credit_code"]
    if called.several_levels(to) and LEVEL in columns:
        columns.setdefault(LEVELS, columns.pop(LEVEL))
    found.columns = columns
    codes = [str(found.item[key]) for key in ("code", "basic_code", "handling_code") if found.item.get(key)]
    found.id = codes[0] if codes else str(row.number)
    if source := called.name(found.values):
        columns.setdefault("name", columns[source])
    found.item["name"] = found.values.get("name", "")
    keys = {name: means.get(column, "") for column, name in fields.items()}
    other = _otherwise(to, keys, said, spots.keys())
    found.unplaced = unplaced(said, {name for name, key in keys.items() if key or key_of(name)} | BESIDE)
    found.leftover = of_tables | {
        name: text
        for name, text in said.items()
        if text and (name in other or _lost(keys[name], found) or not (keys[name] or key_of(name)))
    }
    found.leftover |= tell_other(to, head, whole)
    if len(rows) > 1 or head.tables:
        found.spots = _placed(found, whole, {**spots, **of_texts(found, head, whole)})
    return found


def _placed(found: Record, whole: Folded, spots: Mapping[str, Place]) -> dict[str, tuple[str, int, int]]:
    """Where everything stands: an element in the first row that says it, a row of a table in its own."""
    first = {column: texts[0][0] for column, texts in whole.texts.items() if texts}
    own = {key: (first.get(column, found.row), column) for key, column in found.columns.items()}
    own[""] = (found.row, min(found.columns.values(), default=1))
    if code := next((own[key] for key in CODES if key in own), None):
        own.setdefault("code", code)
    return {path: ("", *place) for path, place in {**own, **spots}.items()}


def _otherwise(to: Builder, keys: Mapping[str, str], said: Mapping[str, str], told: Container[str]) -> set[str]:
    """The headings whose element has been told before, and otherwise: that is noted, and they are kept."""
    first, other = dict[str, str](), set[str]()
    for name, key in keys.items():
        if key not in ELEMENTS or not said[name]:
            continue
        before = ELEMENTS[key].zh if key in told else first.setdefault(key, name)
        if before != name and said.get(before) != said[name]:
            other.add(name)
            to.slip("double_column", key, value=f"{name}（同“{before}”）")
    return other


def _cell(to: Builder, key: str, said: Mapping[str, str], name: str, raw: CellValue) -> None:
    text = said[name]
    if key not in ELEMENTS:
        to.code(raw, key)
        if key == "credit_code" and to.record.item.get(key):
            to.values.setdefault("implementing_body_code", to.record.item[key])
    elif key in ("legal_limit", "promised_limit"):
        _limit(to, key, text, next((said[one] for one in units(tuple(said), key)), ""))
    else:
        ownsheets.put(to, key, text) if is_json(text) else to.put(key, text)


def _limit(to: Builder, key: str, text: str, unit: str) -> None:
    if not text and (own := told(ELEMENTS[key], unit)):
        to.values[key] = own
        return
    whole = f"{text}个{unit}" if text.isdecimal() and unit else text or unit
    if whole and (limit := to.limit(whole, key, unit or "工作日")):
        to.values[key] = limit


def _lost(key: str, found: Record) -> bool:
    return key in ELEMENTS and (key not in found.values or key in found.worded) and key != "fees"
