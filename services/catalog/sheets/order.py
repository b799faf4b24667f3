"""The catalogue's items first, its main items after their sub-items; handling items after those that they are part of."""

import pickle
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO

from services.catalog.sheets.model import Entry, Outcome
from shared.codes.items import DIVIDED
from shared.xlsx import SheetFault

HELD = 1 << 22
Told = list[SheetFault]
Faulted = tuple[Entry | None, Told]
"""An entry with its faults; at the end of the file no entry, and what is left."""


def in_order(outcome: Outcome) -> Iterator[Outcome]:
    """The catalogue's own rows, those of bodies, and their handling items, which wait in a file; each part by itself."""
    told: Told = []
    entries = _with_faults(outcome)
    mains: list[Faulted] = []
    first: list[Faulted] = []

    def drained() -> Told:
        taken, told[:] = list(told), []
        return taken

    def part(some: Iterator[Faulted]) -> Outcome:
        return replace(outcome, entries=_telling(some, told), faults=told, drain=drained)

    with SpooledTemporaryFile(HELD) as waiting:
        yield part(_of_catalogue(entries, mains, first))
        yield part(iter(mains))
        rows: dict[str, int] = {}
        yield part(_items(chain(first, entries), rows, waiting))
        waiting.seek(0)
        yield part(_handling_items(rows, waiting))


def _telling(some: Iterator[Faulted], told: Told) -> Iterator[Entry]:
    """The entries; the faults of each are told when it comes."""
    for entry, own in some:
        told += own
        if entry:
            yield entry


def _with_faults(outcome: Outcome) -> Iterator[Faulted]:
    ahead: defaultdict[int | None, Told] = defaultdict(list)
    for entry in outcome.entries:
        for one in outcome.drain():
            ahead[one.row].append(one)
        yield entry, ahead.pop(entry.row, [])
    yield None, [one for some in ahead.values() for one in some] + outcome.drain()


def _of_catalogue(entries: Iterator[Faulted], mains: list[Faulted], first: list[Faulted]) -> Iterator[Faulted]:
    """The catalogue's rows but its main items, which wait; `first` is the first row that is none."""
    for entry, own in entries:
        if entry is None or not entry.of_catalogue:
            first.append((entry, own))
            return
        if entry.basic_code.endswith(DIVIDED):
            mains.append((entry, own))
        else:
            yield entry, own


def _items(entries: Iterator[Faulted], rows: dict[str, int], waiting: IO[bytes]) -> Iterator[Faulted]:
    """What is no handling item; `rows` is by code the row of an item, where the reader of the file does not know it."""
    for entry, own in entries:
        if entry and entry.part_of:
            pickle.dump((entry, own), waiting, pickle.HIGHEST_PROTOCOL)
            continue
        if entry and not entry.item_row:
            rows[entry.basic_code] = entry.row
        yield entry, own
    pickle.dump((None, []), waiting)


def _handling_items(rows: dict[str, int], waiting: IO[bytes]) -> Iterator[Faulted]:
    entry, own = pickle.load(waiting)  # noqa: S301 - written above, by this process
    while entry:
        yield replace(entry, item_row=entry.item_row or rows.get(entry.part_of, 0)), own
        entry, own = pickle.load(waiting)  # noqa: S301
