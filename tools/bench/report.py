"""What was measured, beside its targets: on the terminal, and kept in docs/benchmarks.md.

Figures are kept by workload: a run that measures some leaves the others as they were, each with its day and load.
"""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.bench.ratios import Comparison, Spread

KEPT = Path("docs/benchmarks.md")
FIGURES = Path("docs/data/benchmarks.json")
WORKLOADS = {
    "W1": "read a published item (T1)",
    "W2": "a page of items (T2)",
    "T3": "search in Chinese",
    "W3": "save a draft (T4)",
    "W4": "the full cycle (T5)",
    "W5": "import from XLSX (T6)",
    "W6": "from commit to consumer (T7)",
    "T8": "inspection",
    "T9": "the trail's hashes",
    "G": "growth of the items",
    "S": "start and memory",
}
"""Every workload, in the order of the page, with its target's number in the performance targets."""
Told = dict[str, Any]
Kept = dict[str, Told]


@dataclass(frozen=True)
class Target:
    """A bound that a figure should keep; `least` says on which side."""

    value: float
    least: bool = True

    def kept(self, figure: float) -> bool:
        return figure >= self.value if self.least else figure <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.value:g}"


@dataclass(frozen=True)
class Line:
    """One figure: what it is of, the figure with its spread, and the target if it has one."""

    id: str
    what: str
    figure: Spread
    unit: str = "×"
    target: Target | None = None
    beside: str = ""

    @property
    def verdict(self) -> str:
        """Kept, short, or nothing to keep."""
        if self.target is None:
            return ""
        return "met" if self.target.kept(self.figure.median) else "SHORT"

    def cells(self) -> list[str]:
        f = self.figure
        spread = f"{_short(f.low)} .. {_short(f.high)}" if f.low != f.high else ""
        target = str(self.target or "")
        return [self.id, self.what, f"{_short(f.median)} {self.unit}", spread, target, self.verdict, self.beside]


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three figures are enough


@dataclass
class Report:
    """All lines of a run, and what was skipped with its reason."""

    lines: list[Line] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Keep a line, and show it at once."""
        self.lines.append(line)
        print("  ".join(part for part in line.cells() if part), flush=True)

    def compared(self, name: str, what: str, taken: Comparison, limit: str, least: float | None = None) -> None:
        """Throughput of the product to that of its limit, with rates, latency and CPU beside it."""
        target = Target(least) if least is not None else None
        self.add(Line(name, f"{what} / {limit}", taken.ratio(), "×", target, _beside(taken)))

    def skip(self, what: str, why: tuple[str, str]) -> None:
        """Something cannot be measured here."""
        self.skipped.append(f"{what}: {why[0]}. Cure: {why[1]}")
        print(f"skipped {self.skipped[-1]}", flush=True)

    def kept(self, before: Kept) -> Kept:
        """The figures kept so far, with those of this run in the place of older ones of the same workloads."""
        measured = machine()
        run: Kept = {}
        for line in self.lines:
            told = run.setdefault(line.id, {"measured": measured, "lines": []})
            told["lines"].append(line.cells()[1:])
        return before | run


def write(report: Report) -> None:
    """Keep the figures of a run, and write the page anew."""
    kept = report.kept(json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {})
    FIGURES.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    KEPT.write_text(page(kept, report.skipped), "utf-8")


def page(kept: Kept, skipped: Sequence[str] = ()) -> str:
    """The kept document: a table a workload."""
    parts = [INTRODUCTION, *(_section(name, kept[name]) for name in WORKLOADS if name in kept)]
    if skipped:
        parts.append("\n".join(f"- skipped {text}" for text in skipped))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _section(name: str, told: Told) -> str:
    head = ["what", "figure", "min .. max", "target", "verdict", "beside it"]
    rows = [head, ["---"] * len(head), *told["lines"]]
    table = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
    return f"## {name}: {WORKLOADS[name]}\n\n{told['measured']}\n\n{table}"


def _beside(taken: Comparison) -> str:
    limit, mine = (Spread.of([s.rate for s in side]).median for side in (taken.limit, taken.product))
    latency = [Spread.of([getattr(s, name) for s in taken.product]).median for name in ("p50", "p99")]
    said = f"{_short(mine)}/s to {_short(limit)}/s"
    said += f"; p50 {_short(latency[0])} ms, p99 {_short(latency[1])} ms" if latency[1] else ""
    cpu = [Spread.of([s.cpu_each for s in side]).median for side in (taken.product, taken.limit)]
    return said + (f"; CPU {_short(cpu[0])} ms to {_short(cpu[1])} ms" if cpu[0] else "")


def machine() -> str:
    """Which machine, and when."""
    info = Path("/proc/cpuinfo")
    named = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    model = named[0].partition(":")[2].strip() if named else platform.machine()
    when = datetime.now(UTC).date().isoformat()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{when}, {os.cpu_count()} × {model}, {system}, load average {os.getloadavg()[1]:.1f}"


INTRODUCTION = """\
# Benchmarks

`make bench` measures; `python -m tools.bench --write` keeps the figures here, `--only` those of some workloads: each says on
which day, on which machine and at which load it was measured.

A figure is a ratio to its limit **in the same run**: limit and product take turns, each pair gives one ratio, shown is
the median between the smallest and the largest. Rates move with what else the machine does; ratios and CPU milliseconds
move little. Where the load average is above the number of cores, others took part: compare CPU there. A figure short of its target says SHORT. CPU is of the servers and, on PostgreSQL, of its processes.

- The load tool (`tools/bench/load.py`) is a process of its own with eight keep-alive connections on uvloop; both sides
  of a pair are asked by it, and it takes part of the two cores on both sides alike.
- *Bare* is a Starlette application that answers the same bytes from memory, or reads the body and answers, under the
  same uvicorn. The embedded form is one process, so its bare is one process; two replicas stand beside two workers.
- Reads go round 200 published items of 1,000, so that no single answer is measured.
- A *cycle* is nine changes over HTTP: claim, save (all the body's elements), submit, two verdicts (legality, staffing),
  inspection, test, publication, online; between them the client looks until the event has come through. *Catalog and
  review* is what the named peers do; *whole platform* also renders the guide in all forms and makes the circulars and
  duties of each item, in the same process. PostgreSQL commits durably (fsync on).
- The plain control (`tools/bench/control.py`) is FastAPI + SQLAlchemy's ORM + pydantic on PostgreSQL, two workers. Its
  cycle has six changes, no parts, no field rules, no guides and no events to wait for.
- An *import* (W5) is a catalogue sheet of sixteen columns, a change set with every check that a save by hand has, trail
  and outcome by row. Its limits are COPY of what the rows become (item, edition, outcome, trail entry) into tables with
  the same indexes, and COPY of the bare cells. The control reads the same sheet with calamine and keeps no rules.
- An *inspection* (T8) holds every rule, in Python, against published records of about 8 KB; the target was set for
  sixteen rules over columns. An inspection remembers: the records repeat as a province's may (`tools/bench/province.py`
  says how), and stand beside records of which no two are alike. Growth (G) copies generated items by SQL; one process asks, without HTTP.
"""
