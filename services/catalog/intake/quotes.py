"""Records of a table as text: cells by the quotes of CSV, with a backslash before one too, or quotes that are letters.

A row whose quotes do not close is a fault of its own, and the rows after it are read.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from services.catalog.intake.tables import KEYS

FIELD, CODE = 1_000_000, 9
"""Characters of a cell at most, and of the shortest code at least."""
QUOTE, ESCAPE, TAB = '"', "\\", "\t"
ESCAPED = re.compile(r"\\([ntr\\])")
SIGNS = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
"""What a client of a database writes for the characters that part its cells and rows."""
Cells = Sequence[str]


class Lines(Iterator[str]):
    """The lines of a file; those that a record took can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.number = 0
        self.taken: list[str] = []
        self._rest, self._back = iter(lines), deque[str]()

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._rest)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self, first: int) -> str:
        """The lines of the record from the first or the second one on; the first is the answer."""
        others = self.taken[first:]
        self._back.extendleft(reversed(others))
        self.number -= len(others)
        line, self.taken = self.taken[0], []
        return line


class Records:
    """The records of a table: their cells, and whether the quotes hold; where not, the cells of the line as it stands.

    csv.Error where the names of the columns, or a cell that is too long, cannot be read.
    """

    def __init__(self, lines: Lines, sign: str) -> None:
        csv.field_size_limit(FIELD)
        self._lines, self._sign = lines, sign
        self._reader = csv.reader(lines, delimiter=sign, strict=True)
        self.head = next(self._reader, [])
        self._bare = sign == TAB and not any(QUOTE in line for line in lines.taken)
        """Whether it is written by a client of a database, which quotes nothing."""
        self.escapes = False
        """Whether backslashes were found that stand for line breaks and tabs."""

    def __iter__(self) -> Iterator[tuple[Cells, bool]]:
        while True:
            self._lines.taken.clear()
            cells = self._read(self._reader)
            if cells is None and not self._lines.taken:
                return
            if cells is not None and (not self._bare or self._is_quoted(cells)):
                yield cells, True
            else:
                yield self._otherwise(quoted=cells is None)

    def _read(self, reader: Iterator[list[str]]) -> list[str] | None:
        """The cells of a record; None where its quotes do not hold."""
        try:
            cells = next(reader, None)
        except csv.Error:
            if len(self._lines.taken[0]) > FIELD:
                raise
            return None
        return None if cells is None or _swallowed(self._lines.taken[1:], self._sign, self.head) else cells

    def _otherwise(self, *, quoted: bool) -> tuple[Cells, bool]:
        """The record where quotes are letters, or have a backslash before them, or do not hold."""
        first = self._lines.taken[0]
        if ESCAPE + QUOTE in first and not self._bare:
            self._lines.give_back(0)
            escaping = csv.reader(self._lines, delimiter=self._sign, strict=True, escapechar=ESCAPE)
            cells = self._read(escaping)
            if cells is not None and len(cells) == len(self.head):
                return cells, True
        self._lines.give_back(1)
        closed = self._closed(first)
        if len(closed) == len(self.head):
            return closed, True
        cells = first.rstrip("\r\n").split(self._sign)
        if self._bare and (len(cells) == len(self.head) or not quoted):
            self.escapes = self.escapes or ESCAPED.search(first) is not None
            return [ESCAPED.sub(lambda found: SIGNS[found[1]], cell) for cell in cells], True
        return cells, False

    def _closed(self, line: str) -> Cells:
        """The cells of a line with blanks between its closing quotes and the separators; none where that is not all."""
        if self._bare or (tight := re.sub(rf'" +(?={re.escape(self._sign)}|\s*$)', QUOTE, line)) == line:
            return ()
        try:
            return next(csv.reader([tight], delimiter=self._sign, strict=True))
        except csv.Error:
            return ()

    def _is_quoted(self, cells: Cells) -> bool:
        """Whether the quotes of a record are those that its cells need, as a program for sheets writes them."""
        said = "".join(self._lines.taken)
        if QUOTE not in said:
            return ESCAPE not in said
        return said.rstrip("\r\n") == self._sign.join(map(_needed, cells))


def _needed(cell: str) -> str:
    """The cell with the quotes that it needs beside tabs."""
    bare = not any(sign in cell for sign in (QUOTE, TAB, ",", "\n", "\r"))
    return cell if bare else f'"{cell.replace(QUOTE, QUOTE * 2)}"'


def _swallowed(others: Sequence[str], sign: str, head: Cells) -> bool:
    """Whether a further line of a record is a row itself: as many cells, and a code where the codes stand."""
    if not others:
        return False
    names = [name.strip().strip('"').lower() for name in head]
    keys = [place for place, name in enumerate(names) if name in (*KEYS, "catalog_code")]
    rows = [cells for line in others if len(cells := line.rstrip("\r\n").split(sign)) == len(head)]
    return any(_is_code(cells[place].strip().strip('"')) for cells in rows for place in keys)


def _is_code(cell: str) -> bool:
    return len(cell) >= CODE and cell.isascii() and cell.replace("-", "").isalnum()
