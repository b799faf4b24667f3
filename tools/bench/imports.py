"""W5: a catalogue sheet through a change set, with every check, trail and outbox on, beside COPY of the same rows.

`python -m tools.bench.imports [--rows 10000] [--pairs 3]` runs it alone, on PostgreSQL if there is one, else on SQLite.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
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
from tools.bench.ratios import Sample, compare
from tools.servers import postgres
from tools.servers.postgres import Postgres

LINE = "hlj-market-line"
KEPT = {key for key in catalogue.COLUMNS.values() if key} | {"legal_limit"}
MAINS, DEPARTMENTS = 999, 90


def rows_of(count: int, first: int) -> Iterator[list[CellValue]]:
    """Rows of the sheet, each with a code of its own, counted from `first`."""
    base = next(iter(world().base_items.values()))
    values = {k: v for k, v in base.elements.items() if k in KEPT and k != "main_item_name"}
    for n in range(first, first + count):
        main, sub = divmod(n, MAINS)
        code = f"2307{10 + main % DEPARTMENTS:02d}{1 + sub:03d}000"
        yield list(catalogue._line(code, values | {"name": f"市场设立登记（第{n}项）"}))  # noqa: SLF001 - the writer's row


def sheet(rows: Sequence[Sequence[CellValue]]) -> bytes:
    """The rows as a workbook."""
    return write(list(catalogue.COLUMNS), rows, sheet="基本目录")


async def copy(dsn: str, rows: Sequence[Sequence[CellValue]]) -> Sample:
    """COPY of the same cells into a bare table, committed."""
    connection = await asyncpg.connect(dsn)
    columns = ", ".join(f"c{n} text" for n in range(len(catalogue.COLUMNS)))
    await connection.execute(f"DROP TABLE IF EXISTS bare_rows; CREATE TABLE bare_rows ({columns})")
    texts = [tuple(None if value is None else str(value) for value in row) for row in rows]
    began = time.perf_counter()
    await connection.copy_records_to_table("bare_rows", records=texts)
    took = time.perf_counter() - began
    await connection.close()
    return Sample(len(rows), took)


async def take_in(here: Runtime, who: Principal, data: bytes, count: int) -> Sample:
    """The whole way: upload, read, check, write, note."""
    began = time.perf_counter()
    async with here.unit(Actor(who.subject, who.office)) as unit:
        made = await commands.open_change_set(unit, who, "catalogue", "bench", data, apply=True, good_rows=True)
    while await commands.work_on_change_sets(here):
        pass
    took = time.perf_counter() - began
    async with here.db.reading() as connection:
        done = await store.change_set(connection, made.set_id)
    if (done.state, done.done) != ("applied", count):
        raise RuntimeError(f"the import ended as {done.state} with {done.done} of {count} rows")
    return Sample(count, took)


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
    """Pairs of COPY and import on one database; each import has codes that were never there."""

    def __init__(self, settings: Settings, dsn: str, rows: int) -> None:
        self.loop = asyncio.new_event_loop()
        self.settings, self.dsn, self.rows, self.first = settings, dsn, rows, 0
        self.host, self.who = self.loop.run_until_complete(open_catalog(settings))

    def limit(self) -> Sample:
        """COPY."""
        return self.loop.run_until_complete(copy(self.dsn, list(rows_of(self.rows, self.first))))

    def product(self) -> Sample:
        """Ours; writing the workbook is not counted."""
        data = sheet(list(rows_of(self.rows, self.first)))
        self.first += self.rows
        here = self.host.runtimes["catalog"]
        return self.loop.run_until_complete(take_in(here, self.who, data, self.rows))

    def close(self) -> None:
        """Close the databases."""
        for runtime in self.host.runtimes.values():
            self.loop.run_until_complete(runtime.db.close())
        self.loop.close()


def peak_mib() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _settings(folder: Path, url: str) -> Settings:
    given: dict[str, Any] = {"secrets_dir": folder / "secrets", "log_level": "error", "database_url": url}
    return Settings(**given)


def _alone(folder: Path, rows: int, pairs: int) -> None:
    folder.chmod(0o755)
    if postgres.missing():
        made = Imports(_settings(folder, f"sqlite+aiosqlite:///{folder}/{{service}}.db"), "", rows)
        sample = made.product()
        print(f"SQLite: {sample.rate:,.0f} rows/s, {sample.seconds:.1f} s, peak {peak_mib():.0f} MiB")
        made.close()
        return
    with Postgres(folder / "postgres") as server:
        for name in ("catalog", "review", "guide", "notify", "bare"):
            server.create_database(name)
        made = Imports(_settings(folder, server.database_url("{service}")), server.dsn("bare"), rows)
        before = peak_mib()
        found = compare(made.limit, made.product, pairs)
        made.close()
    ratio, ours, bare = found.ratio(), found.product, found.limit
    print(
        f"PostgreSQL, {rows} rows: {max(s.rate for s in ours):,.0f} rows/s beside COPY {max(s.rate for s in bare):,.0f}"
    )
    print(f"ratio {ratio.median:.3f} ({ratio.low:.3f} .. {ratio.high:.3f}); peak {before:.0f} -> {peak_mib():.0f} MiB")


def main() -> None:
    """Measure it alone."""
    asked = argparse.ArgumentParser(prog="python -m tools.bench.imports")
    asked.add_argument("--rows", type=int, default=10_000)
    asked.add_argument("--pairs", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="shixiang-imports-") as folder:
        _alone(Path(folder), given.rows, given.pairs)


if __name__ == "__main__":
    main()
