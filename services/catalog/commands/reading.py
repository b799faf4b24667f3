"""Reads the file of a change set in batches: a short one here, a long one in a process beside this one."""

import weakref
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from services.catalog.commands import dumps
from services.catalog.commands.dumps import DUMPS
from services.catalog.commands.sheets import SHEETS
from services.catalog.sheets.model import Entry
from services.catalog.sheets.order import in_order
from shared.parallel import Beside, cores
from shared.xlsx import SheetFault

BATCH = 1000
"""Rows of a transaction."""
FEWER = {"load": 50, "undo": 50}
"""Rows of a transaction of a kind that does more with each, so that nobody who writes beside it waits long."""
LONG = 400_000
"""Bytes of a file that takes longer to read than a process takes to start."""
_BESIDE: "weakref.WeakSet[Beside[Read]]" = weakref.WeakSet()
"""The process that reads, if one does: a second long file is read in a thread meanwhile."""


class Read(NamedTuple):
    """Some entries, none at the end; what the file told of itself so far; and the columns of its elements."""

    entries: list[Entry]
    told: list[SheetFault]
    places: dict[str, int]


def batches(kind: str, path: Path, today: date | None = None) -> Iterator[Read]:
    """The whole file, the last batch empty; none of a load has rows of the catalogue, of bodies and of handling items together.

    With a day each row of a dump is also held against the rules.
    """
    return _batches((kind, path, today))


def read(kind: str, path: Path, today: date | None = None) -> Iterator[Read]:
    """The same batches, made on another core where the file is long."""
    if path.stat().st_size < LONG or _BESIDE or cores() == 1:
        return batches(kind, path, today)
    reading: Beside[Read] = Beside(_batches, (kind, path, today))
    _BESIDE.add(reading)
    return reading


def _batches(file: tuple[str, Path, date | None]) -> Iterator[Read]:
    kind, path, today = file
    outcome = dumps.read_file(path, today) if kind in DUMPS else SHEETS[kind].read(path.read_bytes())
    size = FEWER.get(kind, BATCH)
    for some in in_order(outcome) if kind == "load" else (outcome,):
        while entries := list(islice(some.entries, size)):
            yield Read(entries, some.drain(), dict(outcome.places))
    yield Read([], some.drain(), dict(outcome.places))
