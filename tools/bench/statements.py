"""The limit of a cycle in the database alone: the fewest statements that keep state, editions, trail and outbox."""

import asyncio
import itertools
import time
import uuid

import asyncpg

from tools.bench.ratios import Sample, percentile

TABLES = """
CREATE TABLE item (id uuid PRIMARY KEY, state text NOT NULL, version int NOT NULL, body text NOT NULL);
CREATE TABLE edition (id uuid, version int, body text NOT NULL, PRIMARY KEY (id, version));
CREATE TABLE trail (seq bigserial PRIMARY KEY, id uuid NOT NULL, action text NOT NULL);
CREATE TABLE outbox (seq bigserial PRIMARY KEY, id uuid NOT NULL, body text NOT NULL);
"""
CREATE = """
WITH made AS (INSERT INTO item VALUES ($1, 'draft', 1, $2)), kept AS (INSERT INTO edition VALUES ($1, 1, $2))
INSERT INTO trail (id, action) VALUES ($1, 'create')
"""
STEP = """
WITH moved AS (UPDATE item SET state = $3, version = version + 1 WHERE id = $1 AND state = $2 RETURNING id),
said AS (INSERT INTO outbox (id, body) SELECT id, $3 FROM moved)
INSERT INTO trail (id, action) SELECT id, $3 FROM moved
"""
STATES = ("draft", "submitted", "once", "approved", "published")


async def cycles(dsn: str, body: str, seconds: float, clients: int) -> Sample:
    """Create, submit, two approvals, publish: five commits of one statement each."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def one() -> None:
        connection = await asyncpg.connect(dsn)
        while (start := time.perf_counter()) < end:
            made = uuid.uuid4()
            await connection.execute(CREATE, made, body)
            for before, after in itertools.pairwise(STATES):
                await connection.execute(STEP, made, before, after)
            times.append(time.perf_counter() - start)
        await connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    p50, p99 = (percentile(times, p) * 1000 for p in (50, 99))
    return Sample(len(times), time.perf_counter() - began, p50, p99)


async def prepare(dsn: str) -> None:
    """The tables."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(TABLES)
    await connection.close()
