"""Exchange tables in a workbook: sheets whose headings are the columns of up_task_*."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from services.catalog.intake.miscounts import EXTRA, MARK, Miscount, apart
from services.catalog.intake.model import Note, Source
from services.catalog.intake.slips import note
from services.catalog.intake.tablefiles import OWN, part_in, part_of
from services.catalog.intake.texts import as_text
from services.catalog.intake.workbook import HEAD_ROWS
from shared.xlsx import Row, Sheet, read_all

Table = tuple[Sheet, str, dict[int, str], Iterator[Row]]
BESIDE = {"other": "列名像交换表，但已有更确定的同类表", "english": "its columns are those of the exchange, but another sheet is that more surely"}  # fmt: skip


def parts(source: Source) -> set[str]:
    """Which tables the sheets of a workbook are."""
    return {part for _, part, _, _ in _apart(source)[0]}


def heads(source: Source) -> dict[str, dict[str, int]]:
    """The sheets that are tables, each with where its columns stand."""
    return {sheet.name: {name: place for place, name in head.items()} for sheet, _, head, _ in _apart(source)[0]}


def rows(source: Source, notes: list[Note]) -> Iterator[tuple[str, int, dict[str, Any], str]]:
    """The rows of the sheets that are tables, each with its table, its number and its sheet."""
    tables, beside = _apart(source)
    notes += [note("sheet_not_read", "", value=sheet.name, **BESIDE) for sheet, _, _, _ in beside]
    for sheet, part, head, told in tables:
        for row in told:
            cells = {place: text for place, one in enumerate(row.values, 1) if (text := as_text(one))}
            if cells:
                yield part, row.number, _row(head, cells), sheet.name


def _row(head: Mapping[int, str], cells: Mapping[int, str]) -> dict[str, Any]:
    """A row by its headings; a column without one keeps its place, and what stands right of all of them is no cell of it."""
    last = max(head)
    raw: dict[str, Any] = {
        head.get(place, f"（第 {place} 列）"): text for place, text in cells.items() if place <= last
    }
    if over := [text for place, text in cells.items() if place > last]:
        raw |= {EXTRA: over, MARK: Miscount(last, max(cells))}
    return raw


def _apart(source: Source) -> tuple[list[Table], list[Table]]:
    """The sheets that are tables; and those that are items by their columns alone, where another is that by its name."""
    found = list(_found(source))
    sure = {part for sheet, part, _, _ in found if part_of(sheet.name)}.intersection(OWN)
    beside = [one for one in found if one[1] in sure and not part_of(one[0].name)]
    return [one for one in found if one not in beside], beside


def _found(source: Source) -> Iterator[Table]:
    """Each sheet that is a table, with its columns and what stands under them."""
    with source.open() as stream:
        sheets = read_all(stream.read())
    for sheet in sheets:
        told = iter(sheet.rows)
        for row in islice(told, HEAD_ROWS):
            names = apart([as_text(one).lower() for one in row.values])
            head = {place: name for place, name in enumerate(names, 1) if as_text(row.at(place))}
            if meant := part_in(head.values()):
                yield sheet, part_of(sheet.name) or part_of(source.name) or meant, head, told
                break
