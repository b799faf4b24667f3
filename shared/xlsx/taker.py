"""Turns the elements of a worksheet part into rows of plain values and faults by cell."""

import math
from contextlib import suppress
from datetime import datetime, timedelta

from shared.xlsx import further
from shared.xlsx.cells import CELL_LIMIT, CellValue, Row, column_of, whole
from shared.xlsx.faults import CELL, FILE, SheetFault, fault
from shared.xlsx.guard import MIB, Refused
from shared.xlsx.parts import Book
from shared.xlsx.text import chinese_date, half_width, is_plain, unescape
from shared.xlsx.walk import DEPTH, Damaged, Walk, ignore, local

FAULTS = 10_000
EXACT = 1 << 53
NUMBER = 400
DATE_SIGNS = 15
LEAP_1900 = 60
YEAR_10000 = 2_958_466
WEIGHT = 200 * MIB
TEXTS, WRITTEN = frozenset({"v", "t"}), frozenset({"inlineStr", "str"})


class Taker(Walk):
    """Collects rows between two reads; the shape of the data bounds its memory.

    It answers the parser itself, a call less at each of the millions of elements of a long sheet.
    """

    def __init__(self, sheet: str, book: Book, faults: list[SheetFault], max_columns: int) -> None:
        super().__init__(ignore)
        self.sheet, self.faults = sheet, faults
        self._book, self._max_columns = book, max_columns
        self._done: list[Row] = []
        self._row = self._column = self._weight = 0
        self._values: list[CellValue] = []
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._length = 0
        self._taking = self._formula = self._wide_told = self._full = False

    def take(self) -> list[Row]:
        done, self._done = self._done, []
        return done

    def tell(self, code: str, **words: object) -> None:
        if len(self.faults) < FAULTS:
            told = fault(
                code,
                CELL[code],
                words,
                sheet=self.sheet,
                row=self._row,
                column=self._column,
            )
            self.faults.append(told)
        elif not self._full:
            self._full = True
            self.faults.append(
                fault(
                    "more_faults",
                    FILE["more_faults"],
                    {"limit": FAULTS},
                    sheet=self.sheet,
                )
            )

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise Damaged
        tag = name if ":" not in name else local(name)
        if tag == "c":
            self._column = column_of(attributes.get("r", "")) or self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._pieces, self._length, self._formula = [], 0, False
        elif tag in TEXTS:
            self._taking = True
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            given = whole(attributes.get("r", ""), 7) or 0
            self._row = given if given > self._row else self._row + 1
            self._column, self._values = 0, []

    def _text(self, piece: str) -> None:
        if self._taking:
            if self._length <= CELL_LIMIT:
                self._pieces.append(piece[: CELL_LIMIT + 1])
            self._length += len(piece)

    def _close(self, name: str) -> None:
        self._depth -= 1
        tag = name if ":" not in name else local(name)
        if tag in TEXTS:
            self._taking = False
        elif tag == "c":
            self._close_cell()
        elif tag == "row":
            self._done.append(Row(self._row, tuple(self._values)))
            self._values = []

    def _close_cell(self) -> None:
        if self._formula:
            self.tell("formula")
        value = self._value()
        if value is None:
            return
        if isinstance(value, str) and value.endswith(further.END) and self._book.rests is not None:
            value = self._whole(value, self._book.rests)
        values, column = self._values, self._column
        if column > self._max_columns:
            if not self._wide_told:
                self._wide_told = True
                self.tell("too_wide", limit=self._max_columns)
        elif column == len(values) + 1:
            values.append(value)
        else:
            values.extend([None] * (column - len(values)))
            values[column - 1] = value

    def _whole(self, text: str, rests: further.Rests) -> str:
        """With what stands on the further sheet."""
        try:
            found = rests.joined(text)
        except further.Unjoined as unjoined:
            self.tell(unjoined.code, **unjoined.words)
            return text
        if found is not text:
            self._plain(found)
        return found

    def _value(self) -> CellValue:
        kind, raw = self._kind, "".join(self._pieces)
        if kind == "s":
            return self._shared(raw)
        if kind in WRITTEN:
            text = unescape(raw) if "_" in raw else raw
            plain = self._length <= CELL_LIMIT and is_plain(text)
            return self._plain(text) if plain else self._said(text, self._length)
        if kind == "b":
            return raw.strip() == "1" if raw else None
        if kind == "e":
            self.tell("cell_error", text=raw[:20])
            return None
        if kind == "d":
            return self._iso(raw.strip())
        return self._number(raw.strip()) if raw.strip() else None

    def _shared(self, raw: str) -> CellValue:
        strings = self._book.strings
        place = whole(raw, 8)
        if place is not None and place < len(strings):
            text = strings[place]
            return self._plain(text.value) if text.plain else self._said(text.value, text.length)
        if raw:
            self.tell("bad_number")
        return None

    def _plain(self, text: str) -> CellValue:
        """A short file can point a million cells at one long text; what it costs to look at them is bounded."""
        self._weight += len(text)
        if self._weight > WEIGHT:
            raise Refused("too_large", limit=WEIGHT // MIB)
        return text or None

    def _said(self, text: str, length: int) -> CellValue:
        self._plain(text)
        if length > CELL_LIMIT:
            self.tell("too_long", length=length, limit=CELL_LIMIT)
            return text[:CELL_LIMIT]
        value = half_width(text)
        if value is not text:
            self.tell("full_width")
        if len(value) <= DATE_SIGNS and (meant := chinese_date(value)):
            self.tell("chinese_date", text=value.strip(), date=meant.isoformat())
        return value or None

    def _iso(self, raw: str) -> CellValue:
        with suppress(ValueError):
            moment = datetime.fromisoformat(raw[:40])
            return moment.date() if moment.time() == datetime.min.time() else moment
        self.tell("bad_number")
        return None

    def _number(self, raw: str) -> CellValue:
        if self._style == "" and (number := whole(raw, 18)) is not None:
            return number
        return self._float(raw)

    def _float(self, raw: str) -> CellValue:
        number = math.nan
        with suppress(ValueError):
            number = float(raw) if len(raw) < NUMBER else math.nan
        if not math.isfinite(number):
            self.tell("bad_number")
            return None
        if whole(self._style, 5) in self._book.dates:
            return self._date(number)
        return int(number) if number.is_integer() and abs(number) < EXACT else number

    def _date(self, number: float) -> CellValue:
        first = datetime(1904, 1, 1) if self._book.epoch_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
        late = number if self._book.epoch_1904 or number >= LEAP_1900 else number + 1
        if not 0 <= number < YEAR_10000:
            self.tell("bad_number")
            return None
        with suppress(OverflowError):
            moment = first + timedelta(days=late)
            return moment.date() if number.is_integer() else moment
        self.tell("bad_number")
        return None
