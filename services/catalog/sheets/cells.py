"""Reads one cell as the value of one element, and tells what is wrong by its place."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.catalog.domain import citing
from services.catalog.domain.wholecells import NONE
from services.catalog.sheets import words
from services.catalog.sheets.messages import MESSAGES
from shared.elements import ELEMENTS, Kind
from shared.xlsx import CellValue, Row, SheetFault, fault, whole


@dataclass(slots=True)
class Teller:
    """Collects faults of one sheet and knows which rows have one."""

    sheet: str
    faults: list[SheetFault]
    _seen: int = 0
    _bad: set[int] = field(default_factory=set)

    def tell(self, code: str, row: int | None, column: int | None, **values: object) -> None:
        self.faults.append(fault(code, MESSAGES[code], values, sheet=self.sheet, row=row, column=column))

    def sound(self, row: int) -> bool:
        self._look()
        return row not in self._bad

    def drain(self) -> list[SheetFault]:
        """The faults so far, taken out of the list: a long sheet with many faults does not fill the memory."""
        self._look()
        taken, self.faults[:], self._seen = list(self.faults), [], 0
        return taken

    def _look(self) -> None:
        for one in self.faults[self._seen :]:
            if one.severity == "fault" and one.row:
                self._bad.add(one.row)
        self._seen = len(self.faults)


def columns_of(known: Collection[str], row: int, named: Sequence[str], teller: Teller) -> dict[str, int]:
    """Where each known column stands in a header; doubles, strangers and what is missing are told."""
    places: dict[str, int] = {}
    for column, name in enumerate(named, start=1):
        if name in places:
            teller.tell("double_column", row, column, name=name)
        elif name in known:
            places[name] = column
        elif name:
            teller.tell("unknown_column", row, column, name=name[:60])
    for name in set(known) - places.keys():
        teller.tell("missing_column", row, None, name=name)
    return places


@dataclass(slots=True)
class Cell:
    """The text of one cell of one element; a long sheet has a million of them."""

    teller: Teller
    row: int
    column: int
    key: str
    name: str
    text: str

    def tell(self, code: str, **values: object) -> None:
        self.teller.tell(code, self.row, self.column, **{"name": self.name, "value": self.text[:60]} | values)

    def read(self) -> Any:
        """The element's value, an express none of it, or None where there is none to take."""
        if not self.text:
            return None
        element, why_none = ELEMENTS[self.key], self.text.partition(NONE)[2]
        if self.text.startswith(NONE) and why_none and element.none:
            return {"none": why_none}
        return READERS.get(element.type, _text)(self)


SHORT, KNOWN = 200, 4096
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|(\d\d)(?=\d\d$))(\d{1,2})(?:[ T]00:00(?::00)?)?")
_SEPARATE = re.compile(r"[、；;\n]")


class Columns:
    """The columns that a sheet has, and what their texts mean: a long sheet says the same few again and again."""

    def __init__(self, teller: Teller, places: Mapping[str, int], keys: Mapping[str, str]) -> None:
        self.teller, self.places, self.keys = teller, places, keys
        self._known: dict[str, dict[str, Any]] = {name: {} for name in places}

    def line(self, row: Row) -> "Line":
        """One row by the names of the columns."""
        values, width = row.values, len(row.values)
        texts = {n: text_of(values[at - 1]) if at <= width else "" for n, at in self.places.items()}
        return Line(self, row.number, texts)

    def value(self, line: "Line", name: str, text: str) -> Any:
        """What a text means as the value of the column's element; None, and told, where it means none."""
        known = self._known[name]
        value = known.get(text)
        if value is None:
            value = line.cell(name).read()
            if value is not None and len(text) <= SHORT and len(known) < KNOWN:
                known[text] = value
        return value


@dataclass(slots=True)
class Line:
    """The texts of one row; a cell is made only where there is something to read or to tell."""

    columns: Columns
    number: int
    texts: dict[str, str]

    def cell(self, name: str) -> Cell:
        at = self.columns
        return Cell(at.teller, self.number, at.places[name], at.keys[name] or "name", name, self.texts[name])

    def values(self, told: Mapping[str, str]) -> dict[str, Any]:
        """The elements of these columns that the row tells."""
        texts, value = self.texts, self.columns.value
        return {
            key: one
            for name, key in told.items()
            if (text := texts.get(name)) and (one := value(self, name, text)) is not None
        }


def text_of(value: CellValue) -> str:
    """A value as it is written."""
    if isinstance(value, str):
        return value.strip()
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime() | date():
            return value.isoformat()[:10]
        case _:
            return str(value).strip()


def _text(cell: Cell) -> str | None:
    limit = ELEMENTS[cell.key].max
    if len(cell.text) > limit:
        cell.tell("too_long", length=len(cell.text), limit=limit)
        return None
    return cell.text


def _choice(cell: Cell) -> str | None:
    code = words.meant(cell.key, cell.text)
    if code is None:
        cell.tell("unknown_value", allowed=words.joined(words.labels(cell.key).values()))
    return code


def _choices(cell: Cell) -> list[str] | None:
    found = words.all_meant(cell.key, cell.text)
    unknown = [word for word, code in found if code is None]
    for word in unknown:
        cell.tell("unknown_value", value=word, allowed=words.joined(words.labels(cell.key).values()))
    return None if unknown else list(dict.fromkeys(code for _, code in found if code))


def _boolean(cell: Cell) -> bool | None:
    answer = words.yes_or_no(cell.text)
    if answer is None:
        cell.tell("unknown_value", allowed="是、否")
    return answer


def _integer(cell: Cell) -> int | None:
    number = whole(cell.text, 9)
    if number is None:
        cell.tell("bad_number")
    return number


def _date(cell: Cell) -> str | None:
    found = _DAY.fullmatch(cell.text)
    with suppress(ValueError):
        if found:
            return date(*(int(part) for part in found.groups() if part)).isoformat()
    cell.tell("bad_date")
    return None


def _bases(cell: Cell) -> list[dict[str, Any]] | None:
    bases = citing.parse(cell.text)
    if bases is None:
        cell.tell("bad_basis")
    return bases


def _texts(cell: Cell) -> list[str]:
    return [one for part in _SEPARATE.split(cell.text) if (one := part.strip())]


def _limit(cell: Cell) -> dict[str, object] | None:
    limit = words.limit_of(cell.text)
    if limit is None:
        cell.tell("unknown_value", allowed="3工作日、当场")
    return limit


def _table(cell: Cell) -> list[dict[str, Any]]:
    """The rows of a table that a cell only names, one a line."""
    return [{str(ELEMENTS[cell.key].row_key): line.strip()} for line in cell.text.splitlines() if line.strip()]


# A file that a cell names is not in the cell: it is uploaded.
READERS: dict[Kind, Callable[[Cell], Any]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.BOOLEAN: _boolean,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.BASES: _bases,
    Kind.TEXTS: _texts,
    Kind.LIMIT: _limit,
    Kind.TABLE: _table,
    Kind.ATTACHMENT: lambda _: None,
    Kind.ATTACHMENTS: lambda _: None,
}
