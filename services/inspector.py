"""The inspection that needs no server: reads a file of any known shape and holds every rule against every item in it."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from services.catalog import intake
from services.catalog.intake import SLIPS, Record, Source, Unreadable
from services.catalog.rules import SEVERITIES, Context, findings, rules
from shared import elements
from shared.elements import labels
from shared.parallel import in_chunks, over
from shared.xlsx import CellValue, SheetFault, address, annotate, write
from shared.xlsx import read as read_sheet

__all__ = ["Line", "Report", "Unreadable", "inspect", "save", "summary"]

SHAPE = "element_shape"
"""What the definitions of elements find: a wrong type, an unknown code, a text too long."""
WORST, LISTED = 10, 200_000
CHUNK, ALONE, TOLD = 50, 20, 1_000
Tell = Callable[[int], None]
Siblings = Sequence[dict[str, Any]]
HEADER = ("行", "标识", "要素", "规则", "程度", "问题", "处理办法", "Problem", "依据条款")
WIDTHS = (8, 30, 28, 26, 8, 60, 40, 50, 10)
DEGREES = {"block": "不予通过", "warn": "警告", "hint": "提示"}


class Line(NamedTuple):
    """One finding, and where in the file it is."""

    row: int
    id: str
    element: str
    rule: str
    severity: str
    message: str
    message_en: str = ""
    cure: str = ""
    clause: str = ""
    column: int = 0

    def short(self) -> dict[str, Any]:
        """As --json prints it."""
        return {key: value for key, value in self._asdict().items() if key in SHORT}


CODES = ("handling_code", "code", "basic_code")
NAMES = ("name", "sub_item_name", "handling_item_name")
SHORT = ("row", "id", "element", "rule", "severity", "message")


@dataclass(slots=True)
class Report:
    """All that was found in a file."""

    path: Path
    shape: str
    items: int = 0
    lines: list[Line] = field(default_factory=list)
    more: int = 0
    names: dict[int, str] = field(default_factory=dict)

    @property
    def blocked(self) -> bool:
        """Whether anything keeps an item from passing."""
        return any(line.severity == "block" for line in self.lines)


def inspect(path: Path, today: date, processes: int | None = None, tell: Tell = lambda _: None) -> Report:
    """Inspect every item of a file or a folder; raises Unreadable where it is no known shape.

    A long file is looked at by a process for each core; what is found is the same, in the same order. `tell` hears
    after each thousand how many were looked at.
    """
    try:
        taken = intake.read(_sources(path))
        report = Report(path, taken.shape)
        _all(taken.records, report, today, processes, tell)
    except OSError as error:
        raise Unreadable(f"文件打不开：{error.strerror or error}", f"cannot be opened: {error}") from error
    for note in taken.notes:
        slip = SLIPS[note.slip]
        _keep(report, [Line(0, "", note.path, note.slip, slip.severity, note.zh, note.en, slip.cure_zh)])
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


def _all(records: Iterable[Record], report: Report, today: date, processes: int | None, tell: Tell) -> None:
    seen: dict[str, int] = {}
    beside = ((record, () if _broken(record) else _siblings(record, seen)) for record in records)
    told = over(partial(_inspected, today), in_chunks(beside, CHUNK), alone=ALONE, processes=processes)
    for row, name, lines in chain.from_iterable(told):
        report.items += 1
        if report.items % TOLD == 0:
            tell(report.items)
        if any(line.severity == "block" for line in _keep(report, lines)):
            report.names[row] = name[:60]


def _inspected(today: date, chunk: Sequence[tuple[Record, Siblings]]) -> list[tuple[int, str, list[Line]]]:
    """Row, name and findings of each record; runs in any process."""
    return [
        (record.row, str(record.values.get("name") or record.id), list(_lines(record, today, siblings)))
        for record, siblings in chunk
    ]


def _keep(report: Report, lines: Iterable[Line]) -> list[Line]:
    """Keep the lines while there is room; a file that is wrong throughout must not fill the memory."""
    found = list(lines)
    room = max(0, LISTED - len(report.lines))
    report.lines += found[:room]
    report.more += len(found[room:])
    return found


def of_record(record: Record, today: date, seen: dict[str, int]) -> Iterator[Line]:
    """What the reading, the definitions and the rules find in one item."""
    return _lines(record, today, () if _broken(record) else _siblings(record, seen))


def _broken(record: Record) -> bool:
    """Whether there is nothing to look at."""
    return not record.values and any(SLIPS[note.slip].severity == "block" for note in record.notes)


def _lines(record: Record, today: date, siblings: Siblings) -> Iterator[Line]:
    for note in record.notes:
        slip = SLIPS[note.slip]
        yield _line(record, note.path, note.slip, slip.severity, note.zh, note.en, slip.cure_zh)
    if _broken(record):
        return
    for fault in elements.faults(record.values):
        yield _line(record, fault.path, SHAPE, "block", fault.message_zh, fault.message_en, fault.cure_zh)
    context = Context(siblings=siblings, today=today, item=record.item)
    for one in findings(record.values, context):
        root = one.path.partition("[")[0].partition(".")[0]
        if record.expressible is None or root in record.expressible or root in record.columns:
            yield _line(record, one.path, one.rule, one.severity, one.zh, one.en, one.cure_zh, one.clause)


def _line(record: Record, path: str, rule: str, severity: str, *words: str) -> Line:
    root = path.partition("[")[0].partition(".")[0]
    message, message_en, cure, clause = (*words, "")[:4]
    column = record.columns.get(root, 0)
    return Line(record.row, record.id, path, rule, severity, message, message_en, cure, clause, column)


def _siblings(record: Record, seen: dict[str, int]) -> Siblings:
    """The earlier row of the same code, and that of the same body and name; this row is remembered by its number only."""
    item, values = record.item, record.values
    codes = {key: item[key] for key in CODES if item.get(key)}
    names = {key: str(values.get(key) or "") for key in NAMES}
    layer, office = str(item.get("layer", "")), str(item.get("office") or values.get("implementing_body") or "")
    record.item = item | {"office": office}
    found = []
    if codes:
        found.append((f"code {layer} {next(iter(codes.values()))}", codes | {"layer": layer}))
    if names["name"] and office:
        found.append(("\n".join((layer, office, *names.values())), names | {"layer": layer, "office": office}))
    first = [(seen.setdefault(key, record.row), told) for key, told in found]
    return [told | {"place": f"第 {row} 行"} for row, told in first if row != record.row]


def summary(report: Report) -> str:
    """What was found, in words: counts by rule, and the worst items."""
    count = Counter((line.rule, line.severity) for line in report.lines)
    by_degree = Counter(line.severity for line in report.lines)
    said = "，".join(f"{DEGREES[s]} {by_degree[s]}" for s in SEVERITIES)
    head = [f"{report.path}（{report.shape}）：{report.items} 项；{said}"]
    for (rule, severity), times in sorted(
        count.items(), key=lambda one: (SEVERITIES.index(one[0][1]), -one[1], one[0])
    ):
        head.append(f"  {DEGREES[severity]:　<4} {times:>6}  {rule}  {_title(rule)}")
    worst = Counter(line.row for line in report.lines if line.severity == "block" and line.row).most_common(WORST)
    if worst:
        head.append("问题最多的事项：")
        head += [f"  第 {row} 行 {report.names.get(row, '')}：{times} 个不予通过" for row, times in worst]
    if report.more:
        head.append(f"另有 {report.more} 个问题未列出。")
    return "\n".join(head)


def _title(rule: str) -> str:
    if rule in rules():
        return rules()[rule].zh
    if rule == SHAPE:
        return "要素的类型、代码和长度正确"
    return re.sub(r"\{\w+\}", "…", SLIPS[rule].zh) if rule in SLIPS else rule


def save(report: Report, target: Path | None = None) -> Path:
    """Write the user's own workbook with its cells marked, or, for other shapes, a workbook that lists the findings."""
    if report.shape == "xlsx":
        data = report.path.read_bytes()
        sheet = read_sheet(data)
        written = annotate(sheet.rows, (_fault(sheet.name, line) for line in report.lines), sheet=sheet.name)
    else:
        written = write(HEADER, map(_cells, report.lines), sheet="质检问题", widths=WIDTHS)
    target = target or report.path.with_name(f"{report.path.stem}.质检.xlsx")
    target.write_bytes(written)
    return target


def _cells(line: Line) -> tuple[CellValue, ...]:
    where = labels(line.element).zh if line.element else ""
    degree = DEGREES[line.severity]
    return (line.row or None, line.id, where, line.rule, degree, line.message, line.cure, line.message_en, line.clause)


def _fault(sheet: str, line: Line) -> SheetFault:
    row, column = line.row or None, line.column or None
    cell = address(row, column) if row and column else None
    kind: Literal["fault", "note"] = "fault" if line.severity == "block" else "note"
    return SheetFault(sheet, row, column, cell, line.rule, kind, line.message, line.message_en, line.cure, "")
