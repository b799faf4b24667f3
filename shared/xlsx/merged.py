"""Merged cells: they stand behind the rows, so that they are looked for before; one value counts for a whole area."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shared.xlsx.cells import CellValue, Row, column_of, whole
from shared.xlsx.walk import CHUNK

AREAS, WIDEST, OVERLAP = 20_000, 512, 256
NONE: frozenset[int] = frozenset()
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]{0,100}?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')


class Area(NamedTuple):
    """From the first cell to the last."""

    top: int
    left: int
    bottom: int
    right: int


def merged(book: zipfile.ZipFile, part: str) -> tuple[Area, ...]:
    """The merged areas of a sheet, in bounded number; the bytes are searched, not parsed."""
    found: dict[Area, None] = {}
    with book.open(part) as stream:
        tail = b""
        while piece := stream.read(CHUNK):
            held = tail + piece
            for first, last in _MERGED.findall(held) if b"mergeCell" in held else ():
                found[_area(first.decode(), last.decode())] = None
            if len(found) > AREAS:
                break
            tail = held[-OVERLAP:]
    return tuple(found)


class Laid(NamedTuple):
    """A row as it looks: which of its columns show what a row above says, and which what a cell to the left says."""

    row: Row
    above: frozenset[int] = NONE
    beside: frozenset[int] = NONE


def _area(first: str, last: str) -> Area:
    (top, left), (bottom, right) = sorted((_place(first), _place(last)))
    return Area(top, left, bottom, min(right, WIDEST))


def _place(reference: str) -> tuple[int, int]:
    return whole(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 7) or 0, column_of(reference)


def spread(rows: Iterable[Row], areas: Sequence[Area]) -> Iterator[Laid]:
    """The rows, with the value of a merged area in each of its cells."""
    starting: defaultdict[int, list[Area]] = defaultdict(list)
    for area in areas:
        starting[area.top].append(area)
    open_areas: list[tuple[Area, CellValue]] = []
    for row in rows:
        open_areas = [held for held in open_areas if held[0].bottom >= row.number]
        for area in starting.get(row.number, ()):
            if all(area.left > other.right or area.right < other.left for other, _ in open_areas):
                open_areas.append((area, row.at(area.left)))
        yield _filled(row, open_areas) if open_areas else Laid(row)


def _filled(row: Row, areas: Sequence[tuple[Area, CellValue]]) -> Laid:
    values, above, beside = list(row.values), set[int](), set[int]()
    for area, value in areas:
        values += [None] * (area.right - len(values))
        for column in range(area.left, area.right + 1):
            if values[column - 1] in (None, value):
                values[column - 1] = value
                (above if area.top < row.number else beside).add(column)
    return Laid(Row(row.number, tuple(values)), frozenset(above), frozenset(beside) - {area.left for area, _ in areas})
