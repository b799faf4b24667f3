"""`python -m tools.bench [--quick | --full] [--write] [--only W1,W4]`."""

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import uvloop

from tools.bench import bulk, ground, measures
from tools.bench.load import Tool
from tools.bench.measures import Bench, Pace
from tools.bench.report import KEPT, WORKLOADS, Report, write
from tools.servers import kafka, postgres
from tools.servers.kafka import Kafka
from tools.servers.postgres import Postgres

USUAL = Pace(
    pairs=5, seconds=0.8, published=1000, cycles=800, events=50, burst=3000,
    rows=10_000, records=10_000, found=20_000, sizes=(5_000, 20_000),
)  # fmt: skip
QUICK = Pace(
    pairs=1, seconds=0.4, published=220, cycles=150, events=20, burst=500,
    rows=500, records=1_500, found=500, sizes=(300, 900),
)  # fmt: skip
FULL = replace(USUAL, rows=100_000, records=1_000_000, found=100_000, sizes=(10_000, 1_000_000))


def main() -> None:
    """Measure what was asked for, and keep it if asked to."""
    asked = argparse.ArgumentParser(prog="python -m tools.bench")
    asked.add_argument("--quick", action="store_true", help="one short pair each, within a minute: shows that it runs")
    asked.add_argument("--full", action="store_true", help="a million items, a hundred thousand rows: takes an hour")
    asked.add_argument("--write", action="store_true", help=f"keep the figures in {KEPT}")
    asked.add_argument("--only", default="", help=f"some of {' '.join(WORKLOADS)}, separated by commas")
    given = asked.parse_args()
    only = set(given.only.split(",")) - {""}
    report, began = Report(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="shixiang-bench-") as folder:
        run(Path(folder), QUICK if given.quick else FULL if given.full else USUAL, only, report)
    print(f"{time.monotonic() - began:.0f} s")
    if given.write:
        write(report)


def run(folder: Path, pace: Pace, only: set[str], report: Report, *, servers: bool = True) -> None:
    """The embedded form first, then the same on PostgreSQL, then Kafka."""
    folder.chmod(0o755)
    tool = Tool()
    try:
        bench = Bench(folder, pace, report, tool, frozenset(only))
        bench.ground = uvloop.run(_ground(bench, ""))
        measures.embedded(bench)
        bulk.inspection(bench)
        if not servers:
            return
        if why := postgres.missing():
            report.skip("everything on PostgreSQL", why)
            return
        with Postgres(folder / "postgres") as server:
            _on_postgres(bench, server)
    finally:
        tool.close()


def _on_postgres(bench: Bench, server: Postgres) -> None:
    for name in ("catalog", "review", "guide", "notify", "bare", "control"):
        server.create_database(name)
    bench.server = server
    bench.ground = uvloop.run(_ground(bench, server.url))
    measures.on_postgres(bench)
    for workload in (bulk.imports, bulk.searching, bulk.growing):
        workload(bench)
    if why := kafka.missing():
        bench.report.skip("events on Kafka", why)
        return
    if bench.wants("W6"):
        with Kafka() as broker:
            uvloop.run(measures.on_kafka(bench, broker.bootstrap))


async def _ground(bench: Bench, database_url: str) -> ground.Ground:
    folder = bench.folder / ("on-postgres" if database_url else "embedded")
    given = ground.settings_of(folder, database_url)
    return await ground.prepare(given, bench.pace.published, bench.pace.cycles, drafts=8)


if __name__ == "__main__":
    main()
