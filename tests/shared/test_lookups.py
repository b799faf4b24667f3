"""Many rows are asked for by their keys at once, and no more of them are read than that, whatever a database expects."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from shared import ledger, lookups
from shared.db import Database
from shared.settings import Settings
from shared.trail.chain import ROWS
from tests.platform import Platform

ROW = ledger.trail_rows
KEYS = [ROW.c.name, ROW.c.seq]
"""A text and a number."""
INDEX = [ROW.c.name, ROW.c.key]


def put(connection: Connection, seqs: range, name: str = ROWS) -> None:
    rows = [{"seq": seq, "name": name, "key": f"{name}/{seq}", "of": "", "hash": "0" * 64} for seq in seqs]
    connection.execute(insert(ROW), rows)


def found(connection: Connection, *keys: tuple[str, int]) -> list[tuple[str, int, str]]:
    dialect = connection.dialect.name
    rows = connection.execute(lookups.each(dialect, select(ROW), KEYS), lookups.given(dialect, keys))
    return sorted((row.name, row.seq, row.key) for row in rows)


async def test_each_key_has_its_row_once_and_one_that_is_not_there_has_none(any_platform: Platform) -> None:
    odd = "名/'称\"\\[0]"
    long = "n" * 40
    async with any_platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.run_sync(put, range(10_000, 10_100))
        await connection.run_sync(put, range(10_000, 10_002), odd)
        await connection.run_sync(put, range(10_000, 10_002), long)
        asked = [(ROWS, 10_050), (odd, 10_001), (odd, 10_050), (long, 10_000), (f"{long}n", 10_000), (ROWS, 10_099)]
        rows = await connection.run_sync(found, *asked)
    there = [(ROWS, 10_050), (odd, 10_001), (long, 10_000), (ROWS, 10_099)]
    assert rows == sorted((name, seq, f"{name}/{seq}") for name, seq in there)


def _plan(connection: Connection, *keys: tuple[str, str]) -> Any:
    compiled = lookups.each("postgresql", select(ROW), INDEX).compile(dialect=connection.dialect)
    told = compiled.construct_params(lookups.given("postgresql", keys))
    given = tuple(told[name] for name in compiled.positiontup or ())
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {compiled}", given).scalar_one()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def _nodes(plan: Any) -> list[Any]:
    return [plan, *(node for part in plan.get("Plans", ()) for node in _nodes(part))]


@pytest.mark.postgres
async def test_no_more_rows_are_read_than_are_asked_for_where_a_database_does_not_know_how_many_there_are(
    postgres_settings: Settings,
) -> None:
    db = Database(postgres_settings.database_of("catalog"))
    async with db.writing() as connection:
        await connection.run_sync(put, range(10_000, 12_000))
        plan = await connection.run_sync(_plan, *((ROWS, f"{ROWS}/{seq}") for seq in range(10_000, 10_200)))
    await db.close()
    looked = [node for node in _nodes(plan) if node.get("Relation Name") == ROW.name]
    read = [node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) for node in looked]
    assert read == [200], plan
