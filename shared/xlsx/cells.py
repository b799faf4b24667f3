"""What a cell holds, and how its place is written: row 7, column 3 is C7."""

from dataclasses import dataclass
from datetime import date

CellValue = str | int | float | bool | date | None

CELL_LIMIT = 32_767
LETTERS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet; `number` is the row's number as the user sees it."""

    number: int
    values: tuple[CellValue, ...]

    def at(self, column: int) -> CellValue:
        return self.values[column - 1] if 0 < column <= len(self.values) else None


def letters(column: int) -> str:
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def whole(text: str, digits: int) -> int | None:
    """The whole number that a text of at most so many digits is; None for any other text."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= digits else None


def column_of(reference: str) -> int:
    """The column of a reference such as C7; 0 when it is none."""
    number = 0
    for place, sign in enumerate(reference[: LETTERS + 1]):
        if "A" <= sign <= "Z" and place < LETTERS:
            number = number * 26 + ord(sign) - 64
        else:
            return number if reference[place:].isdecimal() else 0
    return 0
