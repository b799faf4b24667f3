"""The inspection that needs no server: reads a file of any known shape and holds every rule against every item in it."""

import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from services import inspector_forms
from services.catalog.intake import PASSED, SLIPS, Intake, Make, Record, Source, Unplaced, Unreadable
from services.catalog.intake.slips import note
from services.catalog.rules import Context, Inspection
from services.inspector_copies import save
from services.inspector_report import Line, Report, not_listed, shorts, summary
from shared.elements import ELEMENTS
from shared.parallel import in_chunks, over, rarely_collecting

__all__ = ["Line", "Report", "Unreadable", "inspect", "not_listed", "save", "shorts", "summary"]

LISTED = 200_000
"""More findings than these are counted, and not listed: a file that is wrong throughout must not fill the memory."""
CHUNK, ALONE, TOLD = 50, 4, 1_000
Tell = Callable[[int], None]
Siblings = Sequence[dict[str, Any]]
Place = tuple[str, int]
Known = Sequence[tuple[str, dict[str, Any]]]
"""What an item is known by, each with what another one of the same hears of it."""
CODES = ("handling_code", "code", "basic_code")
WHOLE = {"fourteen_elements"}
"""The rules that ask of a table as a whole whether its rows have what they need."""
NAMES = ("name", "sub_item_name", "handling_item_name", "main_item_name")


class Inspected(NamedTuple):
    """What was found in a record of a chunk, as if no other were the same."""

    place: Place
    name: str
    standing: str
    known: Known
    lines: list[Line]
    unplaced: Mapping[str, str]
    of_catalogue: bool


def inspect(path: Path, today: date, processes: int | None = None, tell: Tell = lambda _: None) -> Report:
    """Inspect every item of a file or a folder; raises Unreadable where it is no known shape.

    A long file is looked at by a process for each core; what is found is the same, in the same order. `tell` hears
    after each thousand how many were looked at.
    """
    _inspection.cache_clear()
    try:
        taken = inspector_forms.read(_sources(path))
        report = Report(path, taken.shape, sheets=taken.sheets)
        with rarely_collecting():
            _all(taken, report, today, processes, tell)
    except OSError as error:
        raise Unreadable(f"文件打不开：{error.strerror or error}", f"cannot be opened: {error}") from error
    for told in taken.notes:
        slip = SLIPS[told.slip]
        report.keep([Line(0, "", told.path, told.slip, slip.severity, told.zh, told.en, slip.cure_zh)], LISTED)
    return report


def _sources(path: Path) -> list[Source]:
    if not path.exists():
        raise Unreadable(f"没有文件 {path}", f"there is no {path}")
    found = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    return [Source(one.name, _Opener(one)) for one in found]


@dataclass(frozen=True, slots=True)
class _Opener:
    path: Path

    def __call__(self) -> BinaryIO:
        return io.BufferedReader(io.FileIO(self.path))


def _all(taken: Intake, report: Report, today: date, processes: int | None, tell: Tell) -> None:
    seen: dict[str, Place] = {}
    unplaced = Unplaced()
    for one in _looked_at(taken, today, processes, seen):
        report.passed[one.standing] += one.standing in PASSED
        report.items += one.standing not in PASSED
        report.of_catalogue += one.of_catalogue and one.standing not in PASSED
        if report.items % TOLD == 0 and one.standing not in PASSED:
            tell(report.items)
        report.keep(one.lines, LISTED)
        unplaced.add(one.unplaced)
        if report.worst[one.place]:
            report.names[one.place] = one.name[:60]
    said = any(SLIPS[one.slip].severity == "block" for one in taken.notes)
    if not report.items and not report.passed.total() and not said:
        taken.notes.append(note("no_items", ""))
    report.unplaced = unplaced.notes()
    taken.notes += report.unplaced


def _looked_at(taken: Intake, today: date, processes: int | None, seen: dict[str, Place]) -> Iterator[Inspected]:
    """Each record, in any process; here once more, where an earlier one turns out to be the same."""
    parts, given = taken.records if taken.parts is None else taken.parts, deque[Sequence[Any]]()
    work = partial(_inspected, today, taken.make)
    for found in over(work, _kept(in_chunks(parts, CHUNK), given), alone=ALONE, processes=processes):
        chunk, records = given.popleft(), None
        for number, one in enumerate(found):
            siblings = _met(one.known, one.place, seen)
            if siblings:
                records = records or _records(taken.make, chunk)
                yield one._replace(lines=list(of_record(records[number], today, siblings)))
            else:
                yield one


def _kept(chunks: Iterator[Sequence[Any]], given: deque[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for chunk in chunks:
        given.append(chunk)
        yield chunk


def _records(make: Make, chunk: Sequence[Any]) -> list[Record]:
    return [record for part in chunk for record in make(part)]


@lru_cache(1)
def _inspection(today: date) -> Inspection:
    """What this process has looked at in the file."""
    return Inspection(today)


def _inspected(today: date, make: Make, chunk: Sequence[Any]) -> list[Inspected]:
    """What is found in each record of a chunk; runs in any process."""
    return [_alone(record, today) for record in _records(make, chunk)]


def _alone(record: Record, today: date) -> Inspected:
    known = _known(record)
    name, place = str(record.values.get("name") or record.id), (record.sheet, record.row)
    of_catalogue = record.item.get("layer") == "base"
    lines = list(of_record(record, today))
    return Inspected(place, name, record.standing, known, lines, record.unplaced, of_catalogue)


def beside(record: Record, today: date, seen: dict[str, Place]) -> list[Line]:
    """What is found in a record of a file whose earlier ones were seen."""
    return list(of_record(record, today, _met(_known(record), (record.sheet, record.row), seen)))


def _broken(record: Record) -> bool:
    """Whether there is nothing to look at: no item, or one that is no more what the row says."""
    nothing = not record.values and any(SLIPS[one.slip].severity == "block" for one in record.notes)
    return nothing or record.standing in PASSED


def of_record(record: Record, today: date, siblings: Siblings = ()) -> Iterator[Line]:
    """What the reading and the rules find in one item, beside those that are known by the same."""
    for told in record.notes:
        slip = SLIPS[told.slip]
        yield _line(record, told.path, told.slip, slip.severity, told.zh, told.en, slip.cure_zh)
    if _broken(record):
        return
    beside = Context(siblings=siblings, item=record.item | {"office": _office(record)})
    for one in _inspection(today).of(record.values, beside):
        if _asked(record, one.path) and not _kept_in_words(record, one.rule, one.path):
            yield _line(record, one.path, one.rule, one.severity, one.zh, one.en, one.cure_zh, one.clause)


@lru_cache(8192)
def _root(path: str) -> str:
    return path.partition("[")[0].partition(".")[0]


def _asked(record: Record, path: str) -> bool:
    """Whether the shape has a place for it; what is no element, such as the code, is asked of every shape."""
    known, root = record.expressible, _root(path)
    if known is None or root in record.columns or root not in ELEMENTS:
        return True
    _, _, column = path.partition("].")
    column = re.split("[.[]", column)[0]
    return root in known and (not column or column in record.partly.get(root, (column,)))


def _kept_in_words(record: Record, rule: str, path: str) -> bool:
    """Whether it is about a column that the file has in words, which were not surely read and are told so."""
    root, _, column = path.partition("[")[0], *path.partition("].")[1:]
    unread = record.worded.get(root)
    if not unread:
        return False
    return column in unread if column else root not in record.values or rule in WHOLE


def _line(record: Record, path: str, rule: str, severity: str, *words: str) -> Line:
    message, message_en, cure, clause = (*words, "")[:4]
    on, at, column = _spot(record, path) if record.spots else ("", *_cell(record, path))
    return Line(
        record.row, record.id, path, rule, severity, message, message_en, cure, clause, column, record.sheet, at, on
    )


def _spot(record: Record, path: str) -> tuple[str, int, int]:
    """Where it stands in a workbook of tables: the cell, or its row, or the item's."""
    row, _, column = path.partition(".")
    places = (f"{row}.{re.split('[.[]', column)[0]}", row, _root(path), "")
    return next((record.spots[one] for one in places if one in record.spots), ("", 0, 0))


def _cell(record: Record, path: str) -> tuple[int, int]:
    """Where on a page it stands, or in which column of the item's row."""
    if record.cells:
        return record.cells.get(path.partition(".")[0]) or record.cells.get(_root(path), (0, 0))
    return 0, _column(record, _root(path)) if record.columns else 0


def _column(record: Record, root: str) -> int:
    """The column of what was found, or that of the code it is about, or the first that is known."""
    columns = record.columns
    if root in columns or not columns:
        return columns.get(root, 0)
    own = [columns[key] for key in CODES if key in columns] if root == "code" else []
    return own[0] if own else min(columns.values())


def _office(record: Record) -> str:
    return str(record.item.get("office") or record.values.get("implementing_body") or "")


def _known(record: Record) -> Known:
    """Its code, and its name with its body. A sheet without a column for the body is the list of one body."""
    if _broken(record):
        return ()
    item, values = record.item, record.values
    codes = {key: item[key] for key in CODES if item.get(key)}
    names = {key: str(values.get(key) or "") for key in NAMES}
    layer, office = str(item.get("layer", "")), _office(record)
    found = []
    if codes:
        found.append((f"code {layer} {next(iter(codes.values()))}", codes | {"layer": layer}))
    nobody = record.expressible is not None and "implementing_body" not in record.expressible
    if names["name"] and (office or nobody):
        found.append(("\n".join((layer, office, *names.values())), names | {"layer": layer, "office": office}))
    return found


def _met(known: Known, here: Place, seen: dict[str, Place]) -> Siblings:
    """The earlier rows that are known by the same; this row is remembered by its place only."""
    first = [(seen.setdefault(key, here), told) for key, told in known]
    return [told | {"place": _place(place, here[0])} for place, told in first if place != here]


def _place(place: Place, own: str) -> str:
    sheet, row = place
    return f"第 {row} 行" if sheet == own else f"工作表“{sheet}”第 {row} 行"
