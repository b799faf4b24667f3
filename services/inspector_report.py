"""What an inspection has found: the lines that are listed, the counts of all, and a summary in words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from services.catalog.intake import SLIPS, Note
from services.catalog.rules import SEVERITIES, rules

NOT_LISTED = "not_listed"
"""What --json says in place of findings that are not listed."""
WORST, SHOWN = 10, 20
DEGREES = {"block": "不予通过", "warn": "警告", "hint": "提示"}
PASSED_OVER = {"older": "旧版本", "same": "重复", "cancelled": "已取消或删除"}
SHORT = ("row", "id", "element", "rule", "severity", "message")


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
    sheet: str = ""
    at: int = 0
    """The row of the cell, where it is another than the item's."""
    on: str = ""
    """The sheet of the cell, where it is another than the item's."""

    def short(self) -> dict[str, Any]:
        """As --json prints it."""
        return {key: value for key, value in self._asdict().items() if key in SHORT}


@dataclass(slots=True)
class Report:
    """All that was found in a file; `count` and `worst` are of all findings, `more` of them are not in `lines`."""

    path: Path
    shape: str
    sheets: tuple[str, ...] = ()
    items: int = 0
    of_catalogue: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    """Rows that are not judged as items: older versions, repetitions, what is cancelled."""
    lines: list[Line] = field(default_factory=list)
    more: int = 0
    unplaced: list[Note] = field(default_factory=list)
    """The columns and keys that have no element."""
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    count: Counter[tuple[str, str]] = field(default_factory=Counter)
    worst: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def blocked(self) -> bool:
        """Whether anything keeps an item from passing."""
        return any(severity == "block" for _, severity in self.count)

    def keep(self, found: Sequence[Line], most: int) -> None:
        """Count the lines, and list them while there is room."""
        for line in found:
            self.count[line.rule, line.severity] += 1
            if line.severity == "block" and line.row:
                self.worst[line.sheet, line.row] += 1
        room = max(0, most - len(self.lines))
        self.lines += found[:room]
        self.more += len(found[room:])


def summary(report: Report) -> str:
    """What was found, in words: counts by rule, and the worst items."""
    by_degree: Counter[str] = Counter()
    for (_, severity), times in report.count.items():
        by_degree[severity] += times
    said = "，".join(f"{DEGREES[s]} {by_degree[s]}" for s in SEVERITIES)
    above = f"（其中目录事项 {report.of_catalogue}）" if 0 < report.of_catalogue < report.items else ""
    head = [f"{report.path}（{report.shape}）：{report.items} 项{above}；{said}"]
    if told := "，".join(f"{PASSED_OVER[one]} {times}" for one, times in sorted(report.passed.items()) if times):
        head.append(f"  另有不检查的行：{told}")
    for (rule, severity), times in sorted(
        report.count.items(), key=lambda one: (SEVERITIES.index(one[0][1]), -one[1], one[0])
    ):
        head.append(f"  {DEGREES[severity]:　<4} {times:>6}  {rule}  {_title(rule)}")
    head += [f"  {line.message}" for line in report.lines if line.rule in ("sheet_read", "sheet_not_read")]
    if report.unplaced:
        head += ["要素之外的内容（已原样保留）：", *(f"  {note.zh}" for note in report.unplaced[:SHOWN])]
        head += [f"  另有 {len(report.unplaced) - SHOWN} 项，见标注副本"] if len(report.unplaced) > SHOWN else []
    if report.worst:
        head.append("问题最多的事项：")
        for (sheet, row), times in report.worst.most_common(WORST):
            where = f"“{sheet}”第 {row} 行" if sheet and len(report.sheets) > 1 else f"第 {row} 行"
            head.append(f"  {where} {report.names.get((sheet, row), '')}：{times} 个不予通过")
    if report.more:
        head.append(not_listed(report))
    return "\n".join(head)


def _title(rule: str) -> str:
    if rule in rules():
        return rules()[rule].zh
    return re.sub(r"\{\w+\}", "…", SLIPS[rule].zh) if rule in SLIPS else rule


def shorts(report: Report) -> list[dict[str, Any]]:
    """The findings as --json prints them; what is not among them is told as the last one."""
    told = (
        [Line(0, "", "", NOT_LISTED, "block" if report.blocked else "hint", not_listed(report))] if report.more else []
    )
    return [line.short() for line in (*report.lines, *told)]


def not_listed(report: Report) -> str:
    """That more was found than is listed."""
    return f"只列出前 {len(report.lines)} 个问题，另有 {report.more} 个未列出；计数与结论按全部问题。"
