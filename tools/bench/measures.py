"""The workloads: what is asked of which server, and beside what."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import uvloop

from tools.bench import control, events, integrity, statements
from tools.bench.cycle import request
from tools.bench.ground import Ground
from tools.bench.load import CLIENTS, NUMBER, Tool
from tools.bench.processes import Served, served, tree_cpu
from tools.bench.ratios import Comparison, Sample, Spread, compare
from tools.bench.report import Line, Report, Target
from tools.servers.postgres import Postgres

READY = "/healthz/live"
PAGES, PER_PAGE = 50, 20
PAGE = f"/catalog/v1/items?region=210300&limit={PER_PAGE}"
PLAIN_ITEMS = 500
STARTS = 3


@dataclass(frozen=True)
class Pace:
    """How much and how long."""

    pairs: int
    seconds: float
    published: int
    cycles: int
    events: int
    burst: int
    rows: int
    records: int
    found: int
    sizes: tuple[int, int]


@dataclass
class Bench:
    """One run."""

    folder: Path
    pace: Pace
    report: Report
    tool: Tool
    only: frozenset[str]
    ground: Ground = field(init=False)
    server: Postgres | None = None
    plain: dict[str, float] = field(default_factory=dict)
    cycle_cpu: float = 0.0

    def wants(self, name: str) -> bool:
        """Whether a workload was asked for; without asking, all are."""
        return not self.only or name in self.only

    def cpu_of(self, side: Served, *, database: bool = True) -> Callable[[], float]:
        """CPU of a side: its processes, and PostgreSQL's where it has any."""
        pid = self.server.pid() if self.server and database else None
        return lambda: side.cpu_ms() + (tree_cpu(pid) if pid else 0.0)

    def compare(self, limit: Callable[[], Sample], product: Callable[[], Sample]) -> Comparison:
        """Warm both sides, then pair by pair."""
        limit()
        product()
        return compare(limit, product, self.pace.pairs)

    def stream(self, side: Served, queues: list[dict[str, Any]], *, database: bool = True) -> Callable[[], Sample]:
        """A side under a stream of requests."""
        plan = {"ports": side.ports, "queues": queues, "seconds": self.pace.seconds}

        def measure() -> Sample:
            sample, told = self.tool.measure(plan, self.cpu_of(side, database=database))
            for queue, number in zip(queues, told["numbers"], strict=True):
                queue["first"] = number
            return sample

        return measure

    def warm(self, side: Served, requests: list[bytes]) -> None:
        """Every replica answers every request once, as after a morning's first readers."""
        plan = {"queues": queues(requests), "seconds": 60, "most": len(requests) // CLIENTS + 1}
        for port in side.ports:
            self.tool.measure(plan | {"ports": [port]}, side.cpu_ms)

    def cycles(self, side: Served, script: str, **more: Any) -> Callable[[], Sample]:
        """A side under cycles; ours takes offers, which are used up."""

        def measure() -> Sample:
            room = int(self.pace.cycles / (2 * self.pace.pairs + 4))
            given = list(islice(self.ground.offers, room)) if script == "product" else list(range(100_000))
            plan = {"ports": side.ports, "script": script, "given": given, "seconds": self.pace.seconds * 2, **more}
            plan |= {"tokens": self.ground.tokens, "draft": self.ground.change("测")}
            return self.tool.measure(plan, self.cpu_of(side, database=script != "bare"))[0]

        return measure

    @contextlib.contextmanager
    def bare(self, workers: int) -> Iterator[Served]:
        """The limit, with our bytes."""
        folder = self.folder / f"bytes-{workers}"
        folder.mkdir(exist_ok=True)
        record = self.ground.record
        page = b'{"items":[' + b",".join([record] * PER_PAGE) + b'],"next":"' + b"0" * 31 + b'"}'
        for name, body in {
            "item": record,
            "guide": self.ground.guide,
            "page": page,
            "small": b"{" + b" " * 800 + b"}",
        }.items():
            (folder / name).write_bytes(body)
        env = {"BENCH_BYTES": str(folder), "BENCH_WORKERS": str(workers)}
        with served(["-m", "tools.bench.limits"], env, "/small") as side:
            yield side

    @contextlib.contextmanager
    def ours(self, *services: str, count: int = 1) -> Iterator[Served]:
        """The product, as `shixiang serve` runs it."""
        with served(["-m", "services", "serve", *services], self.ground.env, READY, count) as side:
            yield side


@dataclass(frozen=True)
class Sides:
    """A form of the product beside its limit."""

    ours: Served
    form: str
    bare: Served
    limit: str


def queues(requests: list[bytes]) -> list[dict[str, Any]]:
    """The same round of requests for every connection, each beginning elsewhere."""
    told = [r.decode("latin-1") for r in requests]
    return [{"requests": told, "first": n * len(told) // CLIENTS} for n in range(CLIENTS)]


def embedded(bench: Bench) -> None:
    """The embedded form: one process, SQLite, the in-process bus; beside one bare process."""
    with bench.bare(1) as bare:
        with bench.ours() as ours:
            _reads(bench, Sides(ours, "embedded", bare, "bare, 1 process"), targets=False)
            _saves(bench, Sides(ours, "embedded, SQLite", bare, "bare, 1 process"), None)
            _cycle(bench, Sides(ours, "whole platform, SQLite", bare, "bare, 1 process"), None)
        if bench.wants("W4"):
            with bench.ours("catalog", "review") as ours:
                taken = _cycle(bench, Sides(ours, "catalog and review, SQLite", bare, "bare, 1 process"), 0.25)
                bench.cycle_cpu = taken.cpu().median if taken else 0.0
    if bench.wants("W6"):
        uvloop.run(_in_process(bench, "SQLite"))
    if bench.wants("T9"):
        _integrity(bench)
    if bench.wants("S"):
        _start(bench)


def on_postgres(bench: Bench) -> None:
    """On PostgreSQL: two replicas beside two bare workers, and the plain control on the same server."""
    with bench.bare(2) as bare:
        if bench.wants("W1") or bench.wants("W2") or bench.wants("W3"):
            with _control(bench) as plain:
                _measure_plain(bench, plain)
            with bench.ours("catalog", "guide", count=2) as ours:
                _reads(bench, Sides(ours, "2 replicas on PostgreSQL", bare, "bare, 2 workers"), targets=True)
                _saves(bench, Sides(ours, "2 replicas on PostgreSQL", bare, "bare, 2 workers"), 0.10)
        if bench.wants("W4"):
            _cycles_on_postgres(bench, bare)
    if bench.wants("W6"):
        uvloop.run(_in_process(bench, "PostgreSQL"))


def _reads(bench: Bench, sides: Sides, *, targets: bool) -> None:
    ours, form, limit = sides.ours, sides.form, sides.limit
    codes = bench.ground.codes[:200]
    items = [request("GET", f"/catalog/v1/items/{code}") for code in codes]
    known = [request("GET", f"/catalog/v1/items/{code}", if_none_match='"same"') for code in codes]
    guides = [request("GET", f"/guide/v1/guides/{code}.html") for code in codes]
    if bench.wants("W1"):
        taken = _read(bench, sides, items, request("GET", "/item"))
        bench.report.compared("W1", f"published item, {form}", taken, limit, 1.0 if targets else None)
        _beside(bench, "W1", "published item", taken, 40 if targets else None)
        if targets:
            slower = taken.ratio(lambda s: s.p99)
            bench.report.add(
                Line("W1", f"published item, {form}: p99 / that of {limit}", slower, "×", Target(2, least=False))
            )
        etags = [r.replace(b'"same"', _etag(ours, r)) for r in known]
        taken = _read(bench, sides, etags, request("GET", "/item", if_none_match='"same"'))
        bench.report.compared("W1", f"304 by ETag, {form}", taken, limit)
        taken = _read(bench, sides, guides, request("GET", "/guide"))
        bench.report.compared("W1", f"guide in HTML, {form}", taken, limit, 1.0 if targets else None)
    if bench.wants("W2"):
        taken = _read(bench, sides, _pages(ours), request("GET", "/page"))
        bench.report.compared("W2", f"page of 20, {form}", taken, limit, 0.5 if targets else None)
        _beside(bench, "W2", "page of 20", taken, 80 if targets else None)


def _etag(ours: Served, sent: bytes) -> bytes:
    path = sent.split(b" ", 2)[1].decode()
    with urlopen(f"http://127.0.0.1:{ours.ports[0]}{path}") as answer:
        return str(answer.headers["ETag"]).encode()


def _pages(ours: Served) -> list[bytes]:
    """The first pages of a place, as a reader turns them."""
    asked: list[bytes] = []
    path: str | None = PAGE
    while path and len(asked) < PAGES:
        asked.append(request("GET", path))
        with urlopen(f"http://127.0.0.1:{ours.ports[0]}{path}") as answer:
            after = json.load(answer)["next"]
        path = f"{PAGE}&after={quote(after)}" if after else None
    return asked


def _read(bench: Bench, sides: Sides, wanted: list[bytes], limit: bytes) -> Comparison:
    ours, bare = sides.ours, sides.bare
    bench.warm(ours, wanted)
    mine = bench.stream(ours, queues(wanted))
    return bench.compare(bench.stream(bare, queues([limit]), database=False), mine)


def _beside(bench: Bench, name: str, what: str, taken: Comparison, least: float | None) -> None:
    """The same beside the plain control of this run, both as ratios to the same limit."""
    if name in bench.plain:
        times = Spread.of(
            [r / bench.plain[name] for r in (taken.ratio().median, taken.ratio().low, taken.ratio().high)]
        )
        target = Target(least) if least is not None else None
        bench.report.add(Line(name, f"{what} / plain control", times, "×", target))


def _saves(bench: Bench, sides: Sides, least: float | None) -> None:
    if not bench.wants("W3"):
        return
    who, body = bench.ground.tokens["informant"], bench.ground.change(NUMBER.decode()).encode()
    mark = f'"{NUMBER.decode()}"'
    sent = [
        request("PATCH", f"/catalog/v1/desk/items/{d}/elements", who, body, if_match=mark) for d in bench.ground.drafts
    ]
    own = [{"requests": [s.decode("latin-1")], "first": 1} for s in sent]
    plain = [
        {"requests": [request("PATCH", "/small", who, body, if_match=mark).decode("latin-1")], "first": 1}
    ] * CLIENTS
    taken = bench.compare(
        bench.stream(sides.bare, [dict(q) for q in plain], database=False), bench.stream(sides.ours, own)
    )
    bench.report.compared("W3", f"save of a draft, rules and trail, {sides.form}", taken, sides.limit, least)
    _beside(bench, "W3", "save of a draft", taken, 7 if least else None)


def _cycle(bench: Bench, sides: Sides, least: float | None) -> Comparison | None:
    if not bench.wants("W4"):
        return None
    taken = bench.compare(bench.cycles(sides.bare, "bare"), bench.cycles(sides.ours, "product"))
    bench.report.compared("W4", f"cycle, {sides.form}", taken, sides.limit, least)
    return taken


def _cycles_on_postgres(bench: Bench, bare: Served) -> None:
    with _control(bench) as plain:
        limit = bench.cycles(bare, "bare")
        taken = bench.compare(limit, bench.cycles(plain, "plain", item=control_body(), token="bench"))  # noqa: S106
        bench.report.compared("W4", "cycle, plain control", taken, "bare, 2 workers")
        bench.plain["W4"] = taken.ratio().median
    with bench.ours("catalog", "review") as ours:
        form = "catalog and review, PostgreSQL"
        mine = _cycle(bench, Sides(ours, form, bare, "bare, 2 workers"), 0.10)
        if mine:
            _beside(bench, "W4", "cycle", mine, 8)
            bench.report.add(Line("W4", f"cycle, {form}: CPU", mine.cpu(), "ms", Target(4, least=False)))
            slowest = Spread.of([s.p99 for s in mine.product])
            bench.report.add(Line("W4", f"cycle, {form}: p99", slowest, "ms", Target(40, least=False)))
        if bench.server:
            dsn, body = bench.server.dsn("bare"), bench.ground.record.decode()
            uvloop.run(statements.prepare(dsn))
            sql = _now(lambda: statements.cycles(dsn, body, bench.pace.seconds * 2, CLIENTS))
            taken = bench.compare(sql, bench.cycles(ours, "product"))
            bench.report.compared("W4", f"cycle, {form}", taken, "bare SQL, five commits", 0.2)


def _now(measure: Callable[[], Coroutine[Any, Any, Sample]]) -> Callable[[], Sample]:
    return lambda: uvloop.run(measure())


@contextlib.contextmanager
def _control(bench: Bench) -> Iterator[Served]:
    """The plain control on its own database, filled once."""
    if bench.server is None:
        raise RuntimeError("the control needs PostgreSQL")
    env = {"BENCH_CONTROL_URL": bench.server.database_url("control")}
    mark = bench.folder / "control"
    if not mark.exists():
        words = f"import asyncio; from tools.bench import control; print(asyncio.run(control.prepare({PLAIN_ITEMS})))"
        made = subprocess.run(
            [sys.executable, "-c", words], env={**os.environ, **env}, capture_output=True, text=True, check=True
        )
        mark.write_text(made.stdout.strip())
    with served(["-m", "tools.bench.control"], env, "/openapi.json") as side:
        yield side


def control_body() -> str:
    """A record for the control."""
    return control.Given.model_validate(control.sample()).model_dump_json()


def _measure_plain(bench: Bench, plain: Served) -> None:
    ids = (bench.folder / "control").read_text().split()
    body = control_body().encode()
    with bench.bare(2) as bare:
        for name, what, sent, limit in (
            ("W1", "published item", [request("GET", f"/items/{i}") for i in ids], request("GET", "/item")),
            ("W2", "page of 20", [request("GET", "/items?region=210300")], request("GET", "/page")),
            (
                "W3",
                "save",
                [request("PATCH", f"/items/{i}", "bench", body) for i in ids],
                request("PATCH", "/small", "", body),
            ),
        ):
            if bench.wants(name):
                own = (
                    queues(sent)
                    if name != "W3"
                    else [q | {"requests": [q["requests"][n]]} for n, q in enumerate(queues(sent))]
                )
                taken = bench.compare(bench.stream(bare, queues([limit]), database=False), bench.stream(plain, own))
                bench.report.compared(name, f"{what}, plain control", taken, "bare, 2 workers")
                bench.plain[name] = taken.ratio().median


async def _in_process(bench: Bench, database: str) -> None:
    """From the commit to the ear on the in-process bus."""
    async with events.relayed(bench.ground.settings) as (runtime, heard):
        taken = await events.lag(runtime, heard, bench.pace.events, 0.01)
        what = f"commit → consumer, in-process bus, {database}"
        bench.report.add(Line("W6", f"{what}: p50", Spread.of([taken.p50]), "ms"))
        bench.report.add(Line("W6", f"{what}: p99", Spread.of([taken.p99]), "ms"))
        drained = [(await events.drain(runtime, heard, bench.pace.burst)).rate for _ in range(bench.pace.pairs)]
        bench.report.add(Line("W6", f"drain, in-process bus, {database}", Spread.of(drained), "events/s"))


async def on_kafka(bench: Bench, bootstrap: str) -> None:
    """From the commit to the ear on Kafka, beside raw aiokafka on the same broker."""
    given = bench.ground.settings.model_copy(update={"bus_url": f"kafka://{bootstrap}"})
    pace = bench.pace
    async with events.relayed(given) as (runtime, heard), events.raw(bootstrap) as (producer, ear):
        lags, drains = [], []
        for _ in range(pace.pairs + 1):
            alone = await events.raw_lag(producer, ear, pace.events, 0.02)
            lags.append((alone, await events.lag(runtime, heard, pace.events, 0.02)))
            burst = await events.raw_drain(producer, ear, pace.burst)
            drains.append((burst, await events.drain(runtime, heard, pace.burst)))
            await asyncio.sleep(0.1)
    _lags(bench, lags[1:])
    taken = Comparison(*(tuple(side) for side in zip(*drains[1:], strict=True)))
    ratio, rates = taken.ratio(), f"{taken.product[-1].rate:,.0f}/s to {taken.limit[-1].rate:,.0f}/s"
    bench.report.add(Line("W6", "drain of the outbox over Kafka / raw aiokafka", ratio, "×", Target(0.5), rates))


def _lags(bench: Bench, pairs: list[tuple[Sample, Sample]]) -> None:
    more = Spread.of([mine.p50 - alone.p50 for alone, mine in pairs])
    slow = Spread.of([mine.p99 / alone.p99 for alone, mine in pairs])
    alone, mine = pairs[-1]
    said = f"p50 {mine.p50:.1f} ms to {alone.p50:.1f} ms; p99 {mine.p99:.1f} ms to {alone.p99:.1f} ms"
    what = "commit → consumer over PostgreSQL and Kafka"
    bench.report.add(Line("W6", f"{what}: p50 over raw aiokafka", more, "ms", Target(5, least=False), said))
    bench.report.add(Line("W6", f"{what}: p99 / that of raw aiokafka", slow, "×", Target(2, least=False)))


def _integrity(bench: Bench) -> None:
    """The chain beside the CPU of a cycle; nine changes leave nine entries in the catalog and three in the review."""
    entry, values = integrity.entry_ms(), bench.ground.draft
    for name in ("sha256", "sm3"):
        each = integrity.version_ms(values, name)
        if each is None:
            bench.report.skip(f"T9 with {name}", ("this OpenSSL has it not", "an OpenSSL with SM3"))
            continue
        cost = 12 * entry + 2 * each
        said = f"{entry * 1000:.0f} µs an entry, {each * 1000:.0f} µs a version"
        if bench.cycle_cpu:
            share = Spread.of([cost / bench.cycle_cpu * 100])
            bench.report.add(
                Line(
                    "T9",
                    f"trail and version hashes ({name}) of a cycle's CPU",
                    share,
                    "%",
                    Target(2, least=False),
                    said,
                )
            )


def _start(bench: Bench) -> None:
    """From the start to the first answer, and the memory then: the embedded form beside a bare process."""
    times, memory = [], []
    for _ in range(min(bench.pace.pairs, STARTS)):
        with bench.bare(1) as bare:
            alone = (bare.ready_after, bare.memory_mib())
        with bench.ours() as ours:
            times.append((ours.ready_after, ours.ready_after / alone[0]))
            memory.append((ours.memory_mib(), ours.memory_mib() / alone[1]))
    for what, taken, unit in (("start to the first answer", times, "s"), ("resident memory", memory, "MiB")):
        ratio = Spread.of([r for _, r in taken])
        said = f"{ratio.median:.3g} × a bare process"
        bench.report.add(Line("S", f"{what}, embedded form", Spread.of([v for v, _ in taken]), unit, None, said))
