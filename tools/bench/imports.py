"""W5: a catalogue sheet through a change set, with every check, trail and outbox on, beside COPY of the same rows.

`python -m tools.bench.imports [--rows 10000] [--pairs 3]` runs it alone, on PostgreSQL if there is one, else on SQLite.
There are two limits: COPY of the sheet's cells into a bare table without an index, and COPY of what the rows become
(item, edition, outcome, trail entry) into tables with the same indexes.
"""

import argparse
import asyncio
import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg

from services.catalog import commands, store
from services.catalog.sheets import catalogue
from services.registry import SERVICES
from services.world import principal_of, register
from shared import migrations
from shared.db import Database
from shared.hosting.host import Host
from shared.hosting.runtime import Runtime
from shared.rights import Principal
from shared.settings import Settings
from shared.unit import Actor
from shared.world import world
from shared.xlsx import CellValue, write
from tools.bench.processes import tree_cpu
from tools.bench.ratios import Sample, compare
from tools.servers import postgres
from tools.servers.postgres import Postgres

LINE = "hlj-market-line"
KEPT = {key for key in catalogue.COLUMNS.values() if key} | {"legal_limit"}
MAINS = 999
BECOME = {
    "items": "item_id IN (SELECT item_id FROM change_rows WHERE set_id = $1)",
    "editions": "item_id IN (SELECT item_id FROM change_rows WHERE set_id = $1)",
    "change_rows": "set_id = $1",
    "trail": "subject IN (SELECT item_id FROM change_rows WHERE set_id = $1)",
}
"""What a row becomes, and which rows of each table are those of a change set."""


def rows_of(count: int, first: int) -> Iterator[list[CellValue]]:
    """Rows of the sheet, in turn like every item of the sample catalogue, each with a code of its own, from `first` on."""
    left_out = {"main_item_name", "has_sub_items"}
    told = [{k: v for k, v in b.elements.items() if k in KEPT - left_out} for b in world().base_items.values()]
    alike = [[one for one in told if one["item_type"] == values["item_type"]] for values in told]
    for n in range(first, first + count):
        rest, place = divmod(n, len(told))
        values, same = told[place], alike[place]
        department, main = divmod(rest * len(same) + same.index(values), MAINS)
        code = f"23{values['item_type']}{10 + department:02d}{1 + main:03d}000"
        yield list(catalogue._line(code, values | {"name": f"{values['name']}（第{n}项）"}))  # noqa: SLF001 - the writer's row


def sheet(rows: Iterable[Sequence[CellValue]]) -> bytes:
    """The rows as a workbook."""
    return write(list(catalogue.COLUMNS), rows, sheet="基本目录")


async def copy_cells(dsn: str, rows: Sequence[Sequence[CellValue]]) -> Sample:
    """COPY of the cells into a bare table, committed."""
    connection = await asyncpg.connect(dsn)
    columns = ", ".join(f"c{n} text" for n in range(len(catalogue.COLUMNS)))
    await connection.execute(f"DROP TABLE IF EXISTS bare_rows; CREATE TABLE bare_rows ({columns})")
    texts = [tuple(None if value is None else str(value) for value in row) for row in rows]
    began = time.perf_counter()
    await connection.copy_records_to_table("bare_rows", records=texts)
    took = time.perf_counter() - began
    await connection.close()
    return Sample(len(rows), took)


async def copy_become(dsn: str, set_id: str, count: int) -> Sample:
    """COPY of all that a change set left into tables with the same indexes, committed."""
    connection = await asyncpg.connect(dsn)
    given = {}
    for table, which in BECOME.items():
        twin = f"DROP TABLE IF EXISTS bare_{table}; CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)"
        await connection.execute(twin)
        given[table] = io.BytesIO()
        query = f"SELECT * FROM {table} WHERE {which}"  # noqa: S608 - names of tables
        await connection.copy_from_query(query, set_id, output=given[table], format="binary")
        given[table].seek(0)
    began = time.perf_counter()
    async with connection.transaction():
        for table, rows in given.items():
            await connection.copy_to_table(f"bare_{table}", source=rows, format="binary")
    took = time.perf_counter() - began
    await connection.close()
    return Sample(count, took)


async def take_in(here: Runtime, who: Principal, data: bytes, count: int) -> tuple[str, Sample]:
    """The whole way: upload, read, check, write, note; with the change set that it made."""
    began = time.perf_counter()
    async with here.unit(Actor(who.subject, who.office)) as unit:
        file = commands.File.of(data)
        made = await commands.open_change_set(unit, who, "catalogue", "bench", file, apply=True, good_rows=True)
    while await commands.work_on_change_sets(here):
        pass
    took = time.perf_counter() - began
    async with here.db.reading() as connection:
        done = await store.change_set(connection, made.set_id)
    if (done.state, done.done) != ("applied", count):
        raise RuntimeError(f"the import ended as {done.state} with {done.done} of {count} rows")
    return made.set_id, Sample(count, took)


async def open_catalog(settings: Settings) -> tuple[Host, Principal]:
    """A migrated catalog with the sample world."""
    for service in SERVICES:
        db = Database(settings.database_of(service.name))
        await migrations.upgrade(db, service.name)
        await db.close()
    host = Host(SERVICES, settings)
    async with host.runtimes["catalog"].unit(Actor("bench")) as unit:
        await register(unit, world())
    return host, principal_of(world().accounts[LINE], world())


class Imports:
    """Pairs of a limit and an import on one database; each import has codes that were never there."""

    def __init__(self, settings: Settings, dsn: str, rows: int, cpu: Callable[[], float] = lambda: 0.0) -> None:
        self.loop, self.cpu = asyncio.new_event_loop(), cpu
        self.settings, self.dsn, self.rows, self.first, self.last = settings, dsn, rows, 0, ""
        self.host, self.who = self.loop.run_until_complete(open_catalog(settings))

    def cells(self) -> Sample:
        """COPY of the bare cells."""
        rows = list(rows_of(self.rows, self.first))
        return self._cost(lambda: self.loop.run_until_complete(copy_cells(self.dsn, rows)))

    def limit(self) -> Sample:
        """COPY of what the rows of the last import became."""
        return self._cost(lambda: self.loop.run_until_complete(copy_become(self.dsn, self.last, self.rows)))

    def plain(self, url: str) -> Sample:
        """The plain control takes the same sheet in."""
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(sheet(rows_of(self.rows, self.first)))
            file.flush()
            env = {**os.environ, "BENCH_CONTROL_URL": url}
            words = [sys.executable, "-m", "tools.bench.control", file.name]
            took = subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout
        return Sample(self.rows, float(took))

    def product(self) -> Sample:
        """Ours; writing the workbook is not counted."""
        data = sheet(rows_of(self.rows, self.first))
        self.first += self.rows
        return self._cost(lambda: self._take(data))

    def _take(self, data: bytes) -> Sample:
        here = self.host.runtimes["catalog"]
        self.last, sample = self.loop.run_until_complete(take_in(here, self.who, data, self.rows))
        return sample

    def _cost(self, measure: Callable[[], Sample]) -> Sample:
        """With the CPU of this process, its children and the database; COPY reads its twin's rows in it too."""
        before = tree_cpu(os.getpid()) + self.cpu()
        sample = measure()
        return replace(sample, cpu_ms=tree_cpu(os.getpid()) + self.cpu() - before)

    def close(self) -> None:
        """Close the databases."""
        for runtime in self.host.runtimes.values():
            self.loop.run_until_complete(runtime.db.close())
        self.loop.close()


def peak_mib() -> float:
    """The most memory that this process has held, and the largest of its children with it.

    Not RUSAGE_SELF: that one still knows what the parent held when it started this process.
    """
    own = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (int(own[1]) if own else 0) / 1024 + children / 1024


def embedded(rows: int) -> tuple[float, float]:
    """Seconds, and peak memory (MiB), of one import on SQLite in a process of its own."""
    words = [sys.executable, "-m", "tools.bench.imports", "--rows", str(rows), "--pairs", "0"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"([\d.]+) s, peak (\d+) MiB", said)
    if not found:
        raise RuntimeError(said)
    return float(found[1]), float(found[2])


def _settings(folder: Path, url: str) -> Settings:
    given: dict[str, Any] = {"secrets_dir": folder / "secrets", "log_level": "error", "database_url": url}
    return Settings(**given)


def _alone(folder: Path, rows: int, pairs: int) -> None:
    folder.chmod(0o755)
    if not pairs or postgres.missing():
        made = Imports(_settings(folder, f"sqlite+aiosqlite:///{folder}/{{service}}.db"), "", rows)
        sample = made.product()
        print(f"SQLite: {sample.rate:,.0f} rows/s, {sample.seconds:.1f} s, peak {peak_mib():.0f} MiB")
        made.close()
        return
    with Postgres(folder / "postgres") as server:
        for name in ("catalog", "review", "guide", "notify"):
            server.create_database(name)
        made = Imports(
            _settings(folder, server.database_url("{service}")),
            server.dsn("catalog"),
            rows,
            lambda: tree_cpu(server.pid() or 0),
        )
        made.product()
        before = peak_mib()
        found = compare(made.limit, made.product, pairs)
        made.close()
    ratio, ours, bare = found.ratio(), found.product, found.limit
    print(f"CPU {found.cpu().median * 1000:.0f} µs a row, the database's with it")
    print(
        f"PostgreSQL, {rows} rows: {max(s.rate for s in ours):,.0f} rows/s beside COPY {max(s.rate for s in bare):,.0f}"
    )
    print(f"ratio {ratio.median:.3f} ({ratio.low:.3f} .. {ratio.high:.3f}); peak {before:.0f} -> {peak_mib():.0f} MiB")


def main() -> None:
    """Measure it alone."""
    asked = argparse.ArgumentParser(prog="python -m tools.bench.imports")
    asked.add_argument("--rows", type=int, default=10_000)
    asked.add_argument("--pairs", type=int, default=3, help="0: one import on SQLite")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="shixiang-imports-") as folder:
        _alone(Path(folder), given.rows, given.pairs)


if __name__ == "__main__":
    main()
