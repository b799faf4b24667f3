"""Search beside a table scan and beside the database's own full-text query (T3): `python -m tools.bench.search [--full]`.

Every question is asked as the service asks it (page, exact total, facets), as a scan of the texts would answer it, and as
the bare index would, without page and facets. The totals of the three must be the same.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog import tables as t
from services.catalog.domain.searching import searchable, ways
from services.catalog.store.search import Wanted
from shared import migrations
from shared.db import Database
from shared.world import world
from tools.servers import postgres
from tools.servers.postgres import Postgres

SMALL, FULL, BATCH, ROUNDS = 20_000, 100_000, 1000, 7
QUESTIONS = (
    "审批",
    "市場登記",
    "摊贩",
    "身份证",
    "第三十二条",
    "scsldj",
    "23030199",
    "许可 变更",
    "办理结果信息反馈",
    "没有这个词",
)
RARE = "摊贩"
Ask = Callable[[AsyncConnection, str], Awaitable[int]]
NEW = "2026-11-22T00:00:00.000000Z"


def _texts() -> list[str]:
    """Sentences of the sample world's items."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str) and len(value) > 4:  # noqa: PLR2004 - codes are no sentences
            found.append(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    for item in world().items.values():
        walk(item.elements)
    return found


def _rows(first: int, count: int, chance: random.Random, texts: list[str]) -> list[list[Any]]:
    items, words, texts_ = [], [], []
    for number in range(first, first + count):
        name = chance.choice(texts)[:12] + chance.choice(("许可", "变更", "注销", "登记", "审批"))
        code = f"1123{chance.randrange(10**14):014}{number:013}"
        place = {"item_id": str(uuid.UUID(int=number)), "code": code, "item_type": chance.choice(("01", "05", "07"))}
        place |= {"region": chance.choice(("230321", "230300", "620300", "210300")), "office": code[:18]}
        note = {"note": "。".join(chance.choices(texts, k=8)) + (RARE if number % 997 == 0 else "")}
        found = vars(searchable(name, (code,), note))
        narrow = {key: found[key] for key in ("title", "name")}
        words.append(place | narrow | {"id": number + 1, "edition": 1, "live": True, "desk": True})
        texts_.append({key: found[key] for key in ("initials", "body", "tokens")} | {"id": number + 1})
        blank = {"layer": "implementation", "basic_code": code[19:31], "office_name": "", "region_name": ""}
        numbers = {"head": 1, "submitted": 0, "approved": 0, "online": 1, "base_edition": 0, "turn": 1}
        blank |= {"name": name, "state": "online", "created_at": NEW, "updated_at": NEW}
        items.append(place | blank | numbers)
    return [items, words, texts_]


async def fill(db: Database, count: int) -> float:
    """Migrate, fill, and return how long an item took to be indexed, in milliseconds."""
    await migrations.upgrade(db, "catalog")
    chance, texts, took = random.Random(4), _texts(), 0.0  # noqa: S311 - the same texts each time
    for first in range(0, count, BATCH):
        rows = _rows(first, min(BATCH, count - first), chance, texts)
        began = time.perf_counter()
        async with db.writing() as connection:
            for table, given in zip((t.items, t.search_words, t.search_texts), rows, strict=True):
                await connection.execute(insert(table), given)
        took += time.perf_counter() - began
    if not db.sqlite:
        async with db.writing() as connection:
            await connection.exec_driver_sql("ANALYZE")
    return took / count * 1000


async def ours(connection: AsyncConnection, q: str) -> int:
    """A page, the exact total and the facets."""
    wanted = Wanted(ways(q), live=True)
    await store.search(connection, wanted, None, 21)
    return sum(row.count for row in await store.facets(connection, wanted))


async def scan(connection: AsyncConnection, q: str) -> int:
    """Every text, looked through."""
    w = t.search_texts.c
    places = {"body": w.body, "initials": w.initials}
    rows = select(func.count()).select_from(t.search_texts)
    for term in ways(q):
        hit = [places[way.where].contains(way.text) for way in term]
        rows = rows.where(hit[0] if len(hit) == 1 else hit[0] | hit[1])
    return int((await connection.execute(rows)).scalar_one())


async def bare(connection: AsyncConnection, q: str) -> int:
    """The index alone, counting: neither page nor facets nor proof by the text."""
    if connection.dialect.name == "postgresql":
        each = [[way.tokens for way in term] for term in ways(q)]
        given: dict[str, Any] = {f"t{i}_{j}": list(v) for i, term in enumerate(each) for j, v in enumerate(term)}
        held = "search_index_split(tokens) @> CAST(:t{}_{} AS text[])"
        asked = " AND ".join(
            "(" + " OR ".join(held.format(i, j) for j in range(len(v))) + ")" for i, v in enumerate(each)
        )
        query = text(f"SELECT count(*) FROM search_texts WHERE {asked}")  # noqa: S608 - numbered names alone
        return int((await connection.execute(query, given)).scalar_one())
    quoted = " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(f'"{one}"' for one in way.tokens) + ")" for way in term) + ")"
        for term in ways(q)
    )
    query = text("SELECT count(*) FROM search_index WHERE search_index MATCH :asked")
    return int((await connection.execute(query, {"asked": quoted})).scalar_one())


async def _timed(connection: AsyncConnection, ask: Ask, q: str, rounds: int) -> tuple[int, float]:
    found, took = 0, []
    for _ in range(rounds):
        began = time.perf_counter()
        found = await ask(connection, q)
        took.append((time.perf_counter() - began) * 1000)
    return found, statistics.median(took)


@dataclass(frozen=True)
class Figure:
    """One question: its total, and milliseconds of ours, of a scan, and of the bare index."""

    q: str
    total: int
    ours: float
    scan: float
    index: float


async def figures(url: str, count: int, rounds: int = ROUNDS) -> list[Figure]:
    """All questions on a fresh database."""
    db = Database(url)
    try:
        await fill(db, count)
        return await measure(db, rounds)
    finally:
        await db.close()


async def measure(db: Database, rounds: int) -> list[Figure]:
    """Each question."""
    lines = []
    async with db.reading() as connection:
        for q in QUESTIONS:
            total, mine = await _timed(connection, ours, q, rounds)
            true, whole = await _timed(connection, scan, q, max(1, rounds // 3))
            if total != true:
                raise SystemExit(f"{q}: {total} found, {true} there")
            _, index = await _timed(connection, bare, q, rounds)
            lines.append(Figure(q, total, mine, whole, index))
    return lines


async def run(title: str, url: str, count: int, rounds: int = ROUNDS) -> None:
    """One database, one table of figures."""
    db = Database(url)
    try:
        each = await fill(db, count)
        print(f"\n{title}, {count:,} items; indexed in {each:.2f} ms an item, all totals equal to the scan's")
        print(f"{'question':<14}{'total':>8}{'ours ms':>10}{'scan ms':>10}{'index ms':>10}{'scan/ours':>11}")
        lines = await measure(db, rounds)
        for one in lines:
            times = f"{one.ours:>10.2f}{one.scan:>10.1f}{one.index:>10.2f}{one.scan / one.ours:>10.1f}×"
            print(f"{one.q:<14}{one.total:>8}{times}")
        print(f"median scan/ours {statistics.median(one.scan / one.ours for one in lines):.1f}×")
    finally:
        await db.close()


def main() -> None:
    """Both databases, 20,000 items; 100,000 with --full."""
    asked = argparse.ArgumentParser(prog="python -m tools.bench.search")
    asked.add_argument("--full", action="store_true", help="100,000 items")
    asked.add_argument("--items", type=int, default=0, help="as many items")
    given = asked.parse_args()
    count = given.items or (FULL if given.full else SMALL)
    with tempfile.TemporaryDirectory(prefix="shixiang-search-") as folder:
        asyncio.run(run("SQLite", f"sqlite+aiosqlite:///{Path(folder)}/catalog.db", count))
    if why := postgres.missing():
        print(f"PostgreSQL skipped: {why[0]}")
        return
    with Postgres() as server:
        server.create_database("catalog")
        asyncio.run(run("PostgreSQL", server.database_url("catalog"), count))


if __name__ == "__main__":
    main()
