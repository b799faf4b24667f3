"""Handling items after the items that they are part of, wherever in the file they stand."""

import pickle
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO

from services.catalog.sheets.model import Entry, Outcome
from shared.xlsx import SheetFault

HELD = 1 << 22
Told = list[SheetFault]
Rows = dict[str, int]
"""By code the row of an item, where the reader of the file does not know it before."""


def parts_last(outcome: Outcome) -> Iterator[Outcome]:
    """First what is no handling item, then the handling items, which wait in a file until then; each with its faults."""
    told: Told = []
    rows: Rows = {}

    def drained() -> Told:
        taken, told[:] = list(told), []
        return taken

    with SpooledTemporaryFile(HELD) as waiting:
        yield replace(outcome, entries=_first(outcome, told, rows, waiting), faults=told, drain=drained)
        waiting.seek(0)
        yield replace(outcome, entries=_then(told, rows, waiting), faults=told, drain=drained)


def _first(outcome: Outcome, told: Told, rows: Rows, waiting: IO[bytes]) -> Iterator[Entry]:
    ahead: defaultdict[int | None, Told] = defaultdict(list)
    for entry in outcome.entries:
        for one in outcome.drain():
            ahead[one.row].append(one)
        own = ahead.pop(entry.row, [])
        if entry.part_of:
            pickle.dump((entry, own), waiting, pickle.HIGHEST_PROTOCOL)
        else:
            if not entry.item_row:
                rows[entry.basic_code] = entry.row
            told += own
            yield entry
    told += [one for some in ahead.values() for one in some] + outcome.drain()
    pickle.dump((None, []), waiting)


def _then(told: Told, rows: Rows, waiting: IO[bytes]) -> Iterator[Entry]:
    entry, own = pickle.load(waiting)  # noqa: S301 - written above, by this process
    while entry:
        told += own
        yield replace(entry, item_row=entry.item_row or rows.get(entry.part_of, 0))
        entry, own = pickle.load(waiting)  # noqa: S301
