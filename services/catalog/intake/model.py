"""What every reader of a foreign shape gives: records, with what could not be placed, and notes on how it was read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal

Severity = Literal["block", "warn", "hint"]
Standing = Literal["live", "suspended", "cancelled", "older", "same", "doubtful"]
"""What a row is among the rows of its item: an older version, a repetition, one of several that contradict each other."""
PASSED = ("cancelled", "older", "same")
"""Rows that are told, and not looked at as items."""


@dataclass(frozen=True)
class Slip:
    """A way in which data that come from elsewhere are written wrongly."""

    zh: str
    en: str
    severity: Severity
    cure_zh: str
    cure_en: str


@dataclass(frozen=True)
class Note:
    """One slip at one place of a record."""

    slip: str
    path: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Above:
    """What a dump says of an item of the catalogue: its own table, where two rows of bodies disagree, by element, and
    what the main item of a sub-item is called. `row`, `version` and `updated` are of its row in its own table.
    """

    directory: Mapping[str, Any] = field(default_factory=dict)
    split: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    main: str = ""
    row: int = 0
    version: int = 0
    updated: str = ""


@dataclass(slots=True)
class Record:
    """One item as a file tells it.

    `values` are elements, `item` its codes and names, `leftover` is every part of the row that the elements do not hold
    word for word: nothing is lost. `columns` says in which column of a sheet an element stands.
    """

    row: int
    id: str
    values: dict[str, Any] = field(default_factory=dict)
    item: dict[str, Any] = field(default_factory=dict)
    leftover: dict[str, Any] = field(default_factory=dict)
    unplaced: Mapping[str, str] = field(default_factory=dict)
    """The columns and keys that no element has a place for, each with what stands there."""
    notes: list[Note] = field(default_factory=list)
    columns: Mapping[str, int] = field(default_factory=dict)
    expressible: frozenset[str] | None = None
    """The elements that the shape has a place for; None where it has one for all."""
    partly: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The columns of a table that the shape has a place for, where it has one for some of them."""
    worded: dict[str, frozenset[str]] = field(default_factory=dict)
    """The tables that one text tells, with the columns their rows need and that it does not surely say."""
    spots: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """Where an element, a row or a cell of it stands in the sheets of a workbook of tables: sheet, row and column."""
    cells: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where on a page an element or a row of it stands; the item of a sheet stands in one row."""
    sheet: str = ""
    """The sheet of a workbook in which the row stands."""
    standing: Standing = "live"
    levels: tuple[str, ...] = ()
    """The levels at which the file has bodies that exercise the catalogue's item."""
    version: int = 0
    """Which version of the item the row is, where it says so."""
    updated: str = ""
    """When the row was changed where it comes from, as it says it."""
    item_row: int = 0
    """The row that tells of the body's whole item, which may be another's than a handling item's; 0 where none does."""
    above: Above | None = None
    """What the file says beside the row of the catalogue's item."""


@dataclass(frozen=True)
class Source:
    """One file, by name, opened anew for each reading."""

    name: str
    open: Callable[[], BinaryIO]


Make = Callable[[Any], Sequence[Record]]


def as_it_is(record: Record) -> Sequence[Record]:
    """A record that was made where the file is read."""
    return (record,)


@dataclass(slots=True)
class Intake:
    """What a file was taken for. `records` streams once; `notes` on the file are complete when it has ended.

    Or `parts` stream, and `make` makes the records of one, in any process.
    """

    shape: str
    records: Iterator[Record]
    notes: list[Note] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    """The sheets of a workbook that are read."""
    parts: Iterator[Any] | None = None
    make: Make = as_it_is


class Unreadable(ValueError):
    """The file is none of the shapes that can be read."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh, self.en = zh, en
