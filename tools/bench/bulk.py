"""The workloads of a data centre: a catalogue taken in, a dump inspected, search and everything else as the items grow."""

import asyncio
import time
from contextlib import closing
from datetime import date
from pathlib import Path

from services import inspector
from services.catalog.rules import rules
from shared.parallel import cores
from shared.settings import Settings
from tools.bench import growth, province, search
from tools.bench.ground import settings_of
from tools.bench.imports import Imports, embedded
from tools.bench.measures import Bench
from tools.bench.processes import tree_cpu
from tools.bench.ratios import Sample, Spread, compare
from tools.bench.report import Line, Target

TODAY = date(2026, 11, 22)
EMPTY = ("catalog", "review", "guide", "notify")
LONGEST, MANY, FASTER = 15, 100_000, 20
"""Seconds that so many rows may take, and how much faster than a scan a search should be there."""
PART, PAIRED = 10_000, 10_000
"""Records of what is inspected several times; rows of what is taken in several times, each under a code of its own."""


def inspection(bench: Bench) -> None:
    """T8: every rule over a dump, beside reading its lines; the second core beside the first; where nothing repeats."""
    if not bench.wants("T8"):
        return
    paths = {name: bench.folder / f"{name}.jsonl" for name in ("dump", "part", "strange")}
    count, cpus = bench.pace.records, cores()
    part = min(count, PART)
    province.write(paths["dump"], count)
    province.write(paths["part"], part)
    few = province.write(paths["strange"], part // 10, kinds=count)
    taken = compare(lambda: _read(paths["dump"], count), lambda: _inspected(paths["dump"], count, cpus), _rounds(bench))
    times = Spread.of([p.seconds / b.seconds for b, p in zip(taken.limit, taken.product, strict=True)])
    said = f"records of {paths['dump'].stat().st_size / count:,.0f} bytes, {len(rules())} rules; {taken.product[0].seconds:,.0f} s"
    what = f"inspection of {count:,} records, every rule, {cpus} processes / reading the lines"
    bench.report.add(Line("T8", what, times, "×", Target(3, least=False), said))
    if cpus > 1:
        taken = compare(
            lambda: _inspected(paths["part"], part, 1), lambda: _inspected(paths["part"], part, cpus), bench.pace.pairs
        )
        bench.report.add(Line("T8", f"inspection, {cpus} processes / one", taken.ratio(), "×"))
    for told, name, size in (("as a province repeats itself", "part", part), ("nothing repeats", "strange", few)):
        each = Spread.of([_inspected(paths[name], size, 1).cpu_ms * 1e3 / size for _ in range(bench.pace.pairs)])
        bench.report.add(Line("T8", f"inspection, one process, {told}: CPU a record", each, "µs"))


def _rounds(bench: Bench) -> int:
    """A million records are inspected once: that takes minutes."""
    return bench.pace.pairs if bench.pace.records <= MANY else 1


def _read(path: Path, count: int) -> Sample:
    began = time.perf_counter()
    with path.open("rb") as file:
        for _ in file:
            pass
    return Sample(count, time.perf_counter() - began)


def _inspected(path: Path, count: int, processes: int) -> Sample:
    began, spent = time.perf_counter(), time.process_time()
    report = inspector.inspect(path, TODAY, processes)
    if report.items != count:
        raise RuntimeError(f"{report.items} of {count} records were inspected")
    return Sample(count, time.perf_counter() - began, cpu_ms=(time.process_time() - spent) * 1e3)


def imports(bench: Bench) -> None:
    """W5: a catalogue sheet through every check, trail and outbox on, beside COPY and beside the plain control."""
    if not bench.wants("W5") or bench.server is None:
        return
    server, control = bench.server, bench.server.database_url("control")
    cost = lambda: tree_cpu(server.pid() or 0)  # noqa: E731 - said once
    few, rows = bench.pace.rows // 10, bench.pace.rows
    for told in (few, rows):
        seconds, peak = embedded(told)
        said = f"{seconds:.1f} s, {told / seconds:,.0f} rows/s"
        bench.report.add(Line("W5", f"memory while importing {told:,} rows, embedded form: peak", Spread.of([peak]), "MiB", None, said))  # fmt: skip
    with closing(Imports(_fresh(bench, "imports"), server.dsn("imports_catalog"), rows, cost)) as made:
        target = Target(LONGEST, least=False) if rows >= MANY else None
        bench.report.add(Line("W5", f"{_sheet_of(rows)}: time", Spread.of([made.product().seconds]), "s", target))
    paired = min(rows, PAIRED)
    with closing(Imports(_fresh(bench, "pairs"), server.dsn("pairs_catalog"), paired, cost)) as made:
        made.product()
        for limit, name, least in (
            (made.limit, "COPY of what they become, indexed", 0.5),
            (made.cells, "COPY of their bare cells", None),
            (lambda: made.plain(control), "plain control", 15),
        ):
            bench.report.compared("W5", _sheet_of(paired), compare(limit, made.product, bench.pace.pairs), name, least)


def _sheet_of(rows: int) -> str:
    return f"{rows:,} rows from XLSX, every check, trail and change set"


def _fresh(bench: Bench, name: str) -> Settings:
    if bench.server is None:
        raise RuntimeError("PostgreSQL is needed")
    for service in EMPTY:
        bench.server.create_database(f"{name}_{service}")
    return settings_of(bench.folder / name, bench.server.database_url(name + "_{service}"))


def growing(bench: Bench) -> None:
    """G: a read, a page, a search and a save with few items and with many."""
    if not bench.wants("G") or bench.server is None:
        return
    few, many = bench.pace.sizes
    for one in asyncio.run(growth.grow(_fresh(bench, "growth"), few, many)):
        times = Spread.of([one.many / one.few])
        said = f"{one.few:.2f} ms to {one.many:.2f} ms"
        bench.report.add(Line("G", f"{one.what}: {many:,} items / {few:,} items, PostgreSQL", times, "×", None, said))


def searching(bench: Bench) -> None:
    """T3: page, exact total and facets of ten questions, beside a scan of the texts and beside the bare index."""
    if not bench.wants("T3"):
        return
    count = bench.pace.found
    for title, url in _databases(bench):
        lines = asyncio.run(search.figures(url, count))
        scan, index = ([getattr(one, side) / one.ours for one in lines] for side in ("scan", "index"))
        said = f"slowest {max(one.ours for one in lines):.1f} ms"
        what = f"search in {count:,} items, {title}: page, total and facets"
        target = Target(FASTER) if count >= MANY else None
        bench.report.add(Line("T3", f"{what}, faster than a scan by", Spread.of(scan), "×", target, said))
        bench.report.add(Line("T3", f"{what} / the bare index, counting", Spread.of(index), "×"))


def _databases(bench: Bench) -> list[tuple[str, str]]:
    found = [("SQLite", f"sqlite+aiosqlite:///{bench.folder}/search.db")]
    if bench.server:
        bench.server.create_database("search")
        found.append(("PostgreSQL", bench.server.database_url("search")))
    return found
