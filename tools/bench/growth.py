"""Growth: the same questions and the same save with few items and with many; a figure that grows with the items is told.

`python -m tools.bench.growth [--few 10000] [--many 1000000]` runs it alone, on PostgreSQL.
"""

import argparse
import asyncio
import contextlib
import json
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import text

from services.catalog import commands, store
from services.catalog import tables as t
from services.catalog.commands.passing import demand_passing
from services.catalog.domain.searching import ways
from services.catalog.store.search import Wanted
from services.world import principal_of
from shared import elements
from shared.hosting.runtime import Runtime
from shared.problems import Refused
from shared.rights import Principal
from shared.unit import Actor
from shared.world import world
from tools.bench import ground, search
from tools.bench.imports import open_catalog
from tools.servers import postgres
from tools.servers.postgres import Postgres

FEW, MANY, SEED, ROUNDS = 10_000, 1_000_000, 10_000, 40
ELEMENTS = world().items[ground.ITEM].elements
CODE = "left(code, 18) || lpad((right(code, 13)::bigint + :k)::text, 13, '0')"
NAME = "name || '（' || :k || '）'"
ITEM, BODY = "md5(item_id || :k)", "left(office, 9) || lpad(:k, 9, '0')"
MORE = {
    "items": {"item_id": ITEM, "code": CODE, "office": BODY, "name": NAME},
    "editions": {"item_id": ITEM},
    "publications": {"item_id": ITEM, "code": CODE, "office": BODY, "name": NAME},
    "search_words": {"id": "id + :k", "item_id": ITEM, "code": CODE, "office": BODY},
    "search_texts": {"id": "id + :k"},
}
"""What is another in a copy of the first items, which belongs to another body and has a name of its own; the rest is the same."""
Ask = Callable[[Any], Awaitable[object]]


@dataclass(frozen=True)
class Figure:
    """Milliseconds of one operation, the median of its rounds, with few items and with many."""

    what: str
    few: float
    many: float


async def fill(here: Runtime, who: Principal, there: int, wanted: int) -> None:
    """Items of one body, published and searchable, up to so many: the first ones made, the others copied by SQL."""
    chance, texts = random.Random(4), search._texts()  # noqa: S311, SLF001 - the same texts each time
    for first in range(there, min(wanted, SEED), search.BATCH):
        size = min(search.BATCH, wanted - first)
        rows = search._rows(first, size, chance, texts)  # noqa: SLF001 - the bench's own rows
        async with here.unit(Actor("bench")) as unit:
            for table, given in zip(TABLES, _whole(rows, who), strict=True):
                await store.insert_many(unit.connection, table, given)
    for first in range(max(there, SEED), wanted, SEED):
        async with here.db.writing() as connection:
            for table in TABLES:
                names = [column.name for column in table.columns]
                told = ", ".join(MORE[table.name].get(name, f'"{name}"') for name in names)
                listed = ", ".join(f'"{name}"' for name in names)
                first_ones = f"SELECT {told} FROM {table.name} WHERE {_first(table.name)}"  # noqa: S608 - names of tables
                await connection.execute(text(f"INSERT INTO {table.name} ({listed}) {first_ones}".replace(":k,", f"'{first}',").replace(":k", str(first))))  # fmt: skip
    url = here.db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    driver = await asyncpg.connect(url)
    if not there:
        await driver.execute("SELECT setval(pg_get_serial_sequence('search_words', 'id'), 1000000000)")
    await driver.execute("VACUUM ANALYZE")
    await driver.close()


TABLES = (t.items, t.editions, t.publications, t.search_words, t.search_texts)


def _first(table: str) -> str:
    """Which rows are those that were made; an edition's item has the id of a number."""
    return f"id <= {SEED}" if table.startswith("search") else "item_id LIKE '00000000-%'"


def _whole(rows: list[list[dict[str, Any]]], who: Principal) -> Sequence[list[dict[str, Any]]]:
    """The same items for every table."""
    items, words, texts = rows
    body = {"office": who.office, "office_name": "鞍山市行政审批局", "state": "compiling", "parent_id": None}
    items = [one | body | {"region": who.region} for one in items]
    told, digest = json.dumps(ELEMENTS, ensure_ascii=False), elements.digest(ELEMENTS)
    saved = {"saved_by": "bench", "saved_office": who.office, "saved_at": search.NEW, "reason": ""}
    editions = [{"item_id": i["item_id"], "number": 1, "elements": told, "digest": digest} | saved for i in items]
    dated = dict.fromkeys(("published_at", "online_at"), search.NEW) | {"offline_at": None, "live": True}
    same = {"edition": 1, "digest": digest, "record": told} | dated
    keys = ("item_id", "code", "region", "office", "item_type")
    shown = [{k: one[k] for k in keys} | {"name": one["title"]} | same for one in words]
    return items, editions, shown, words, texts


async def measure(here: Runtime, who: Principal, rounds: int) -> dict[str, float]:
    """Each operation, as the service does it."""
    async with here.db.reading() as connection:
        known = (await connection.execute(text("SELECT item_id, code FROM items WHERE office = :o LIMIT 500"), {"o": who.office})).all()  # fmt: skip
    chance, number = random.Random(5), count()  # noqa: S311 - the same items each time
    codes = [row.code for row in known]

    async def save() -> None:
        async with here.unit(Actor(who.subject, who.office)) as unit:
            item_id = chance.choice(known).item_id
            item = await store.load(unit.connection, item_id)
            change = {"office_hours": f"工作日 8:30—11:30（{next(number)}）"}
            await commands.save(unit, who, item_id, item.head, change, "")

    async def inspect() -> None:
        async with here.unit(Actor(who.subject, who.office)) as unit:
            item, held = await store.load_head(unit.connection, chance.choice(known).item_id)
            with contextlib.suppress(Refused):
                await demand_passing(unit, item, held)

    place = {"region": "2303", "office": "", "item_type": ""}
    asked: dict[str, Ask] = {
        "read by code": lambda c: store.live(c, chance.choice(codes)),
        "page of 20": lambda c: store.live_page(c, place, "", "code", None, 20),
        "page of 20, deep": lambda c: store.live_page(c, place, "", "code", (chance.choice(codes),) * 2, 20),
        "search, first page": lambda c: store.search(c, Wanted(ways("摊贩"), live=True), None, 21),
    }
    found = {}
    async with here.db.reading() as connection:
        for what, ask in asked.items():
            found[what] = await _median(lambda ask=ask: ask(connection), rounds)  # type: ignore[misc]
    found["save"] = await _median(save, rounds)
    found["inspection"] = await _median(inspect, rounds)
    return found


async def _median(once: Callable[[], Awaitable[object]], rounds: int) -> float:
    await once()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await once()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def grow(settings: Any, few: int, many: int, rounds: int = ROUNDS) -> list[Figure]:
    """The figures on a fresh database."""
    host, _ = await open_catalog(settings)
    here, who = host.runtimes["catalog"], principal_of(world().accounts[ground.PEOPLE["informant"]], world())
    try:
        await fill(here, who, 0, few)
        before = await measure(here, who, rounds)
        await fill(here, who, few, many)
        after = await measure(here, who, rounds)
    finally:
        for runtime in host.runtimes.values():
            await runtime.db.close()
    return [Figure(what, took, after[what]) for what, took in before.items()]


def main() -> None:
    """Measure it alone."""
    asked = argparse.ArgumentParser(prog="python -m tools.bench.growth")
    asked.add_argument("--few", type=int, default=FEW)
    asked.add_argument("--many", type=int, default=MANY)
    given = asked.parse_args()
    if why := postgres.missing():
        print(f"PostgreSQL skipped: {why[0]}")
        return
    with tempfile.TemporaryDirectory(prefix="shixiang-growth-") as folder, Postgres() as server:
        for name in ("catalog", "review", "guide", "notify"):
            server.create_database(name)
        figures = asyncio.run(grow(ground.settings_of(Path(folder), server.url), given.few, given.many))
    for one in figures:
        print(f"{one.what:<20} {one.few:8.2f} ms -> {one.many:8.2f} ms  {one.many / one.few:5.2f}×")


if __name__ == "__main__":
    main()
