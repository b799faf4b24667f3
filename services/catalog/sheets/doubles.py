"""Rows with one code: equal ones are one, ones that contradict each other all wait for their cure.

That is known when the file has been read to its end; until then the rows wait in a file, not in the memory.
"""

import hashlib
import json
import pickle
from collections.abc import Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from services.catalog.sheets.messages import MESSAGES
from services.catalog.sheets.model import Entry, Outcome
from shared.canonical import canonical
from shared.parallel import in_chunks
from shared.xlsx import SheetFault, fault

HELD, TOGETHER = 1 << 22, 100
Mark = tuple[int, bytes]


def apart(outcome: Outcome) -> Outcome:
    """The same rows and faults, those that share a code told apart."""
    told: list[SheetFault] = []
    entries = _entries(outcome, told)
    return Outcome(entries, told, outcome.named, lambda: _drained(told), outcome.places)


def _drained(told: list[SheetFault]) -> list[SheetFault]:
    taken, told[:] = list(told), []
    return taken


def _entries(outcome: Outcome, told: list[SheetFault]) -> Iterator[Entry]:
    first: dict[str, Mark] = {}
    doubles: dict[str, list[Mark]] = {}
    with SpooledTemporaryFile(HELD) as waiting:
        for some in in_chunks(outcome.entries, TOGETHER):
            pickle.dump((some, outcome.drain()), waiting, pickle.HIGHEST_PROTOCOL)
            _note(some, first, doubles)
        pickle.dump(([], outcome.drain()), waiting)
        first.clear()
        waiting.seek(0)
        for some, faults in _loaded(waiting):
            told += faults
            for one in some:
                yield _judged(one, doubles.get(one.basic_code, ()), outcome, told)


def _note(entries: list[Entry], first: dict[str, Mark], doubles: dict[str, list[Mark]]) -> None:
    for entry in entries:
        if code := entry.basic_code:
            mark = entry.row, _mark(entry)
            if first.setdefault(code, mark) is not mark:
                doubles.setdefault(code, [first[code]]).append(mark)


def _mark(entry: Entry) -> bytes:
    try:
        told = canonical(entry.content())
    except UnicodeEncodeError:  # half a character, which is told of when the row is taken
        told = json.dumps(entry.content(), sort_keys=True).encode()
    return hashlib.blake2b(told, digest_size=12).digest()


def _loaded(waiting: IO[bytes]) -> Iterator[tuple[list[Entry], list[SheetFault]]]:
    """What waits in our own file, to its end."""
    more: Any = True
    while more:
        more, faults = pickle.load(waiting)  # noqa: S301 - written above, by this process
        yield more, faults


def _judged(entry: Entry, rows: list[Mark] | tuple[()], outcome: Outcome, told: list[SheetFault]) -> Entry:
    if not rows:
        return entry
    equal = len({content for _, content in rows}) == 1
    other = next(row for row, _ in rows if row != entry.row or len(rows) == 1)
    if equal and entry.row == rows[0][0]:
        return entry
    words = {"value": entry.basic_code[:60], "other": other}
    code = "same_row" if equal else "double_code"
    told.append(fault(code, MESSAGES[code], words, row=entry.row, column=outcome.places.get("")))
    return replace(entry, standing="same") if equal else replace(entry, sound=False)
