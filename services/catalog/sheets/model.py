"""What every kind of sheet gives: entries to take over, and faults by cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.xlsx import SheetFault

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the sheet tells it; an unsound one has a fault and waits for its cure."""

    row: int
    basic_code: str
    elements: Values
    sound: bool = True
    part_of: str = ""
    """The code of the body's item that a handling item is part of; empty for all other items."""
    item_row: int = 0
    """The row that tells of that item; 0 where the file has none."""
    standing: str = "live"
    """`same` as an earlier row, an `older` version, or `cancelled` or `suspended` where it comes from."""
    edition: int = field(default=0, kw_only=True)
    """The edition of the item that the row was exported from; 0 where it does not say."""
    of_catalogue: bool = field(default=False, kw_only=True)
    """Whether it is a row of the catalogue's own table, which stand before those of bodies."""

    def content(self) -> Any:
        """What two rows of one item have to agree in."""
        return self.elements


@dataclass(slots=True)
class Outcome:
    """`entries` streams once; `faults` is complete when it has ended. `named` are files the form points to.

    `drain` takes the faults out while the entries stream; `places` are the columns of elements, "" that of the code.
    """

    entries: Iterator[Entry]
    faults: list[SheetFault]
    named: dict[str, str] = field(default_factory=dict)
    drain: Callable[[], list[SheetFault]] = list
    places: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet: its names, its reader and its writer."""

    id: str
    zh: str
    en: str
    read: Callable[[bytes], Outcome]
    write: Callable[..., bytes]
