"""Writes workbooks: text is always text, never a formula or a link."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, NamedTuple

from shared.xlsx import further
from shared.xlsx.cells import CellValue, Row, address
from shared.xlsx.faults import SheetFault

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
BORN = datetime(2020, 1, 1)  # noqa: DTZ001 - equal rows give equal bytes
HEADER = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "bg_color": "#DCE6F1",
}
TITLE = {"bold": True, "align": "center", "font_size": 16}
FIELD = {"text_wrap": True, "valign": "vcenter", "border": 1}
BODY = {"text_wrap": True, "valign": "top"}
MARKS = {"fault": {"bg_color": "#F8CBAD"}, "note": {"bg_color": "#FFE699"}}
DAY = "yyyy-mm-dd"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PROBLEMS = ("行号", "单元格", "程度", "问题", "处理办法", "Problem", "Cure", "工作表")
LIST = "问题清单"
_UNTITLED = re.compile(r"[\[\]:*?/\\]")
DEGREES = {"fault": "错误", "note": "提示"}


def clean(text: str) -> str:
    """Leaves out what XML cannot carry."""
    return _UNFIT.sub("", text)


def _book(target: str | io.BytesIO) -> "Workbook":
    from xlsxwriter import Workbook

    book = Workbook(target, SAFE)
    book.set_properties({"created": BORN})
    return book


class _Further:
    """The sheet of what cells cannot hold; there is none until something is too long."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._pen: _Pen | None = None
        self._number, self._row = 0, 1

    def begun(self, sheet: str, cell: str, text: str) -> str:
        """What the cell says of a text; the rest is written here."""
        if self._pen is None:
            page = self._book.add_worksheet(further.SHEET)
            page.set_column(3, 3, 80)
            self._pen = _Pen(self._book, page)
            _line(self._pen, Row(1, further.HEADER), "header")
        self._number += 1
        head, rest = further.parted(text, self._number)
        for piece in rest:
            self._row += 1
            _line(self._pen, Row(self._row, (self._number, sheet, cell)), "body")
            self._pen.raw(self._row, len(further.HEADER), piece)
        return head


class _Pen:
    """Writes values of each type the one safe way."""

    def __init__(self, book: "Workbook", sheet: "Worksheet", rest: _Further | None = None) -> None:
        self._book, self._sheet = book, sheet
        self._rest = rest or _Further(book)
        self._formats: dict[tuple[str, bool], Format] = {}

    def style(self, kind: str, *, day: bool = False) -> "Format":
        if (kind, day) not in self._formats:
            look: dict[str, object] = dict(HEADER if kind == "header" else BODY) | dict(MARKS.get(kind, {}))
            self._formats[kind, day] = self._book.add_format(look | ({"num_format": DAY} if day else {}))
        return self._formats[kind, day]

    def put(self, row: int, column: int, value: CellValue, kind: str) -> None:
        place = (row - 1, column - 1)
        match value:
            case None:
                if kind in MARKS:
                    self._sheet.write_blank(*place, None, self.style(kind))
            case bool():
                self._sheet.write_boolean(*place, value, self.style(kind))
            case int() | float():
                self._sheet.write_number(*place, value, self.style(kind))
            case date():
                self._sheet.write_datetime(*place, value, self.style(kind, day=True))
            case _:
                if further.is_long(text := clean(value)):
                    text = self._rest.begun(self._sheet.name, address(row, column), text)
                self._sheet.write_string(*place, text, self.style(kind))

    def raw(self, row: int, column: int, text: str) -> None:
        """A piece of a text."""
        self._sheet.write_string(row - 1, column - 1, text, self.style("body"))


def write(
    header: Sequence[str],
    rows: Iterable[Sequence[CellValue]],
    *,
    sheet: str = "Sheet1",
    widths: Sequence[float] = (),
) -> bytes:
    """A sheet with one header row, streamed: memory does not grow with the rows."""
    target = io.BytesIO()
    with _book(target) as book:
        page = book.add_worksheet(sheet[:31])
        for place in range(len(header)):
            page.set_column(place, place, widths[place] if place < len(widths) else 18)
        page.freeze_panes(1, 0)
        pen = _Pen(book, page)
        _line(pen, Row(1, tuple(header)), "header")
        for number, values in enumerate(rows, start=2):
            _line(pen, Row(number, tuple(values)), "body")
    return target.getvalue()


class Growing:
    """A sheet in a file that grows by rows; memory does not grow with them."""

    def __init__(
        self, path: str, header: Sequence[str], *, sheet: str = "Sheet1", widths: Sequence[float] = ()
    ) -> None:
        self._book = _book(path)
        page = self._book.add_worksheet(sheet[:31])
        page.set_column(0, len(header) - 1, 18)
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.freeze_panes(1, 0)
        self._pen, self._number = _Pen(self._book, page), 1
        _line(self._pen, Row(1, tuple(header)), "header")

    def add(self, rows: Iterable[Sequence[CellValue]]) -> None:
        """Rows after those that are there."""
        for values in rows:
            self._number += 1
            _line(self._pen, Row(self._number, tuple(values)), "body")

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


@dataclass(frozen=True, slots=True)
class Block:
    """One field of a printed form; it may span columns."""

    value: CellValue
    span: int = 1
    kind: str = "body"


def layout(rows: Iterable[Sequence[Block]], *, sheet: str = "Sheet1", widths: Sequence[float] = ()) -> bytes:
    """A form as it is printed: fields beside and below each other."""
    target = io.BytesIO()
    with _book(target) as book:
        page = book.add_worksheet(sheet[:31])
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        pen = _Pen(book, page)
        for number, blocks in enumerate(rows, start=1):
            _blocks(pen, page, number, blocks)
    return target.getvalue()


def _blocks(pen: _Pen, page: "Worksheet", row: int, blocks: Sequence[Block]) -> None:
    column = 1
    for block in blocks:
        if block.span > 1:
            last = column + block.span - 2
            page.merge_range(row - 1, column - 1, row - 1, last, "", pen.style(block.kind))
        pen.put(row, column, block.value, block.kind)
        column += block.span


def _line(pen: _Pen, row: Row, kind: str) -> None:
    for column, value in enumerate(row.values, start=1):
        pen.put(row.number, column, value, kind)


class Page(NamedTuple):
    """One sheet of a workbook that is written back."""

    name: str
    rows: Iterable[Row]
    state: str = "visible"


def annotate(rows: Iterable[Row], faults: Iterable[SheetFault], *, sheet: str = "Sheet1", more: int = 0) -> bytes:
    """The user's own sheet with the faulty cells filled and commented, and a second sheet listing every fault."""
    return annotate_all([Page(sheet, rows)], (replace(one, sheet=sheet) for one in faults), more=more)


def annotate_all(pages: Iterable[Page], faults: Iterable[SheetFault], *, more: int = 0) -> bytes:
    """Every sheet of the user's workbook, hidden ones hidden, its faulty cells marked, and a sheet that lists the faults.

    `more` is how many faults are not listed; the list says so.
    """
    told = sorted(faults, key=lambda one: (one.row or 0, one.column or 0))
    by_sheet: dict[str | None, list[SheetFault]] = {}
    for one in told:
        by_sheet.setdefault(one.sheet, []).append(one)
    target, titles = io.BytesIO(), {LIST, further.SHEET}
    with _book(target) as book:
        shown, rest = False, _Further(book)
        for given in pages:
            page = book.add_worksheet(_titled(given.name, titles))
            if given.state != "visible":
                (page.very_hidden if given.state == "veryHidden" else page.hide)()
            elif not shown:
                shown = True
                page.activate()
                page.set_first_sheet()
            _marked(_Pen(book, page, rest), page, given.rows, by_sheet.get(given.name, []))
        _list(book, told, more, rest, shown=not shown)
    return target.getvalue()


def _titled(name: str, taken: set[str]) -> str:
    """A title that a sheet may have and no other has."""
    plain = _UNFIT.sub("", _UNTITLED.sub("_", name))[:31].strip("'") or "Sheet"
    title, number = plain, 1
    while title.lower() in taken or title.lower() == "history":
        number += 1
        title = f"{plain[:26]}_{number}"
    taken.add(title.lower())
    return title


def _marked(pen: _Pen, page: "Worksheet", rows: Iterable[Row], told: Sequence[SheetFault]) -> None:
    """Comments go in with their row: what is streamed takes none for a row that has passed."""
    marks = {number or 0: _by_column(group) for number, group in groupby(told, key=lambda one: one.row)}
    for row in rows:
        for number in list(takewhile(row.number.__gt__, marks)):
            _commented(page, number, marks.pop(number))
        columns = marks.pop(row.number, {})
        _marked_line(pen, row, columns)
        _commented(page, row.number, columns)
    for number, columns in marks.items():
        _commented(page, number, columns)


def _commented(page: "Worksheet", number: int, columns: Mapping[int, list[SheetFault]]) -> None:
    for column, group in columns.items():
        if number and column:
            page.write_comment(number - 1, column - 1, _comment(group), {"x_scale": 2, "y_scale": 1.5})


def _by_column(group: Iterable[SheetFault]) -> dict[int, list[SheetFault]]:
    return {column: list(ones) for column, ones in groupby(group, key=lambda one: one.column or 0)}


def _marked_line(pen: _Pen, row: Row, marks: Mapping[int, list[SheetFault]]) -> None:
    for column in range(1, max(len(row.values), *marks, 0) + 1):
        group = marks.get(column, [])
        kind = "fault" if any(one.severity == "fault" for one in group) else "note" if group else "body"
        pen.put(row.number, column, row.at(column), kind)


def _comment(group: list[SheetFault]) -> str:
    return clean("\n".join(f"{one.message_zh}。{one.cure_zh}" for one in group))[:8_000]


def _list(book: "Workbook", faults: Iterable[SheetFault], more: int, rest: _Further, *, shown: bool) -> None:
    page = book.add_worksheet(LIST)
    if shown:
        page.activate()
        page.set_first_sheet()
    page.set_column(3, 6, 40)
    pen = _Pen(book, page, rest)
    _line(pen, Row(1, PROBLEMS), "header")
    number = 1
    for number, one in enumerate(faults, start=2):
        words = (one.message_zh, one.cure_zh, one.message_en, one.cure_en, one.sheet)
        _line(pen, Row(number, (one.row, one.cell, DEGREES[one.severity], *words)), "body")
    if more:
        said = (f"另有 {more} 个问题未列出，单元格也未标注", None, f"{more} more are neither listed nor marked")
        _line(pen, Row(number + 1, (None, None, None, *said)), "body")
