"""One column of a worksheet part, and of every other cell no more than where it stands."""

from shared.xlsx.cells import Row, column_of, whole
from shared.xlsx.faults import SheetFault
from shared.xlsx.parts import Book
from shared.xlsx.taker import Taker
from shared.xlsx.walk import local


class Column(Taker):
    """Gives each cell of one column as a row; of what is within the others the parser says nothing that is looked at.

    What a spreadsheet program writes it sees as a taker of all does; what else is in a part, it may pass over.
    """

    def __init__(self, sheet: str, book: Book, faults: list[SheetFault], wanted: int) -> None:
        super().__init__(sheet, book, faults, wanted)
        self._wanted, self._here = wanted, True
        self._hear(here=False)

    def _hear(self, *, here: bool) -> None:
        if here != self._here:
            self._here = here
            self._parser.EndElementHandler = self._close if here else None
            self._parser.CharacterDataHandler = self._text if here else None

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        tag = name if ":" not in name else local(name)
        if tag == "c":
            column = column_of(attributes.get("r", "")) or self._column + 1
            self._hear(here=column == self._wanted)
            self._depth, self._taking = 0, False
            if not self._here:
                self._column = column
        elif tag == "row":
            given = whole(attributes.get("r", ""), 7) or 0
            self._row = given if given > self._row else self._row + 1
            self._column = 0
            self._hear(here=False)
        if self._here:
            super()._open(name, attributes)

    def _close_cell(self) -> None:
        value = self._value()
        if value is not None:
            self._done.append(Row(self._row, (value,)))
        self._hear(here=False)
