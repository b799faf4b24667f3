"""Records of a CSV whose quotes may not close: such a row is a fault of its own, and the rows after it are read."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from services.catalog.intake.tables import KEYS

FIELD, CODE = 1_000_000, 9
"""Characters of a cell at most, and of the shortest code at least."""
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

    def give_back(self) -> str:
        """All lines of the record but its first, which is the answer."""
        first, *others = self.taken
        self._back.extendleft(reversed(others))
        self.number -= len(others)
        return first


def records(lines: Lines, sign: str) -> Iterator[tuple[Cells, bool]]:
    """The cells of each record, and whether its quotes hold; where not, they are those of its line as it stands.

    csv.Error where the names of the columns, or a cell that is too long, cannot be read.
    """
    csv.field_size_limit(FIELD)
    reader = csv.reader(lines, delimiter=sign, strict=True)
    head = next(reader, [])
    yield head, True
    while True:
        lines.taken.clear()
        try:
            cells = next(reader, None)
        except csv.Error:
            if len(lines.taken[0]) > FIELD:
                raise
        else:
            if cells is None:
                return
            if not _swallowed(lines.taken[1:], sign, head):
                yield cells, True
                continue
        yield lines.give_back().rstrip("\r\n").split(sign), False


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
