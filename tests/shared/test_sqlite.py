"""SQLite in the loop's own thread: nobody waits in it, and what was begun in the other thread is not disturbed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from shared.db import Database

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000) SELECT count(*) FROM n"


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    async with made.writing() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER)"))
    yield made
    await made.close()


async def write(db: Database) -> None:
    async with db.writing() as connection:
        await connection.execute(text("INSERT INTO t VALUES (1)"))


async def count(db: Database) -> int:
    async with db.reading() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM t"))).scalar_one())


async def test_a_writer_waits_for_another_process_and_the_loop_does_not(db: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(write(db))
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not waiting.done()
    assert await count(db) == 0
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await count(db) == 1


async def test_a_reader_who_leaves_while_his_statement_runs_harms_no_other(db: Database) -> None:
    async def scan() -> None:
        async with db.reading() as connection:
            await connection.execute(text(SLOW))

    for _ in range(4):
        leaving = asyncio.create_task(scan())
        await asyncio.sleep(0.01)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
    await write(db)
    assert await asyncio.gather(*(count(db) for _ in range(4))) == [1] * 4


async def test_what_a_writer_has_asked_for_stays_as_it_was_while_he_writes(db: Database) -> None:
    async with db.writing() as connection:
        await connection.execute(text("INSERT INTO t VALUES (1), (2), (3)"))
        rows = await connection.execute(text("SELECT n FROM t"))
        assert rows.fetchone() == (1,)
        await connection.execute(text("DELETE FROM t"))
        assert rows.fetchmany(1) == [(2,)]
        assert rows.fetchall() == [(3,)]
