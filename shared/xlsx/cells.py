"""What a cell holds, and how its place is written: row 7, column 3 is C7."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

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
    name = reference.rstrip("0123456789")
    return _numbered(name) if len(name) <= LETTERS and name != reference else 0


@lru_cache(1024)
def _numbered(name: str) -> int:
    number = 0
    for sign in name:
        if not "A" <= sign <= "Z":
            return 0
        number = number * 26 + ord(sign) - 64
    return number
