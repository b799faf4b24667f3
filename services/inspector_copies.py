"""The copies that an inspection writes: the user's own workbook or lines with what was found in them, and a list."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from services.catalog.intake import Source
from services.catalog.intake.jsonlines import raws
from services.inspector_report import DEGREES, Line, Report
from shared.elements import labels
from shared.xlsx import CellValue, Page, SheetFault, address, annotate_all, read_all, write

HEADER = ("行", "标识", "要素", "规则", "程度", "问题", "处理办法", "Problem", "依据条款")
WIDTHS = (8, 30, 28, 26, 8, 60, 40, 50, 10)
FINDINGS, SHEET = "_findings", "质检问题"
HALF = re.compile("[\ud800-\udfff]")


def save(report: Report, target: Path | None = None) -> Path:
    """Write the user's own workbook with its cells marked, or, where it is none, a workbook that lists the findings.

    Beside the list of JSON Lines stands a copy of the lines, each with its findings.
    """
    target = target or report.path.with_name(f"{report.path.stem}.质检.xlsx")
    if report.shape == "xlsx" or report.sheets:
        pages = [Page(sheet.name, sheet.rows, sheet.state) for sheet in read_all(_file(report.path).read_bytes())]
        own = report.sheets[0] if report.sheets else ""
        target.write_bytes(annotate_all(pages, (_fault(own, line) for line in report.lines), more=report.more))
        return target
    target.write_bytes(write(HEADER, _listed(report), sheet=SHEET, widths=WIDTHS))
    if report.shape == "jsonl":
        with target.with_suffix(".jsonl").open("w", encoding="utf-8", newline="\n") as copy:
            copy.writelines(_lines(report))
    return target


def _file(path: Path) -> Path:
    """The file itself, or the only one of a folder."""
    return next(one for one in path.iterdir() if one.is_file()) if path.is_dir() else path


def _lines(report: Report) -> Iterator[str]:
    """Each object as it was written, with what was found in it; what is no object is kept as `_line`."""
    by_row: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in report.lines:
        told = line._asdict()
        by_row[line.row].append({key: told[key] for key in ("element", "rule", "severity", "message", "cure")})
    path = _file(report.path)
    for row, said, value in raws(Source(path.name, lambda: path.open("rb")), []):
        found = _json(by_row.get(row, []))
        yield f"{_with(said, value, found)}\n"


def _with(said: str | None, value: Any, found: str) -> str:
    if not isinstance(value, dict):
        return f'{{"_line": {_json(said or value)}, "{FINDINGS}": {found}}}'
    kept = said if said and FINDINGS not in value else _json({k: one for k, one in value.items() if k != FINDINGS})
    comma = ", " if kept.strip("{} \t") else ""
    return f'{kept.rstrip()[:-1]}{comma}"{FINDINGS}": {found}}}'


def _json(value: Any) -> str:
    """As it reads; half a character is written in its escape."""
    said = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if HALF.search(said) else said


def _listed(report: Report) -> Iterator[tuple[CellValue, ...]]:
    yield from map(cells, report.lines)
    if report.more:
        yield not_listed(report.more)


def not_listed(more: int) -> tuple[CellValue, ...]:
    """The row that says how many findings have none."""
    return (None, "", "", "", "", f"另有 {more} 个问题未列出", "", f"{more} more are not listed", "")


def cells(line: Line) -> tuple[CellValue, ...]:
    """A finding as a row of the list."""
    where = labels(line.element).zh if line.element else ""
    degree = DEGREES[line.severity]
    return (line.row or None, line.id, where, line.rule, degree, line.message, line.cure, line.message_en, line.clause)


def _fault(first: str, line: Line) -> SheetFault:
    row, column = line.at or line.row or None, line.column or None
    cell = address(row, column) if row and column else None
    kind: Literal["fault", "note"] = "fault" if line.severity == "block" else "note"
    return SheetFault(
        line.on or line.sheet or first, row, column, cell, line.rule, kind, line.message, line.message_en, line.cure, ""
    )
