"""A row that was altered, taken away or put in past the verbs stays named when a verb writes it again; else nothing is."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Table, delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from services.registry import BY_NAME
from shared import ledger, rows, trail
from shared.db import MANY, insert_many, inserting
from shared.hosting.records import RowChecks, begin_rows
from shared.hosting.runtime import Runtime
from shared.trail.found import FOUND
from shared.unit import Actor, Unit
from tests.catalog.test_life import LINE, STAFFING, gate, open_case
from tests.platform import Platform
from tests.shared.test_rows import SERVICE, _forge, row, same, value
from tests.shared.test_trail_proofs import pem, proved


async def faults(runtime: Runtime, *tables: Table, subject: str = "") -> list[Any]:
    """What the check names of these tables, or of all that the service keeps."""
    checks = RowChecks(tables) if tables else BY_NAME[runtime.name].checks
    assert checks is not None
    async with runtime.db.snapshot() as connection:
        return list((await checks(connection, subject)).faults)


async def wrote(runtime: Runtime, *statements: Any) -> None:
    """A verb writes."""
    async with runtime.unit(Actor("test")) as unit:
        for statement in statements:
            await unit.connection.execute(statement)
        unit.note("test", "test")


async def apart(unit: Unit, *statements: Any) -> None:
    """A part that fails by itself."""
    async with unit.apart():
        for statement in statements:
            await unit.connection.execute(statement)


def put(table: Table, number: int) -> Any:
    return insert(table).values(row(table, number))


def gone(table: Table, number: int) -> Any:
    return delete(table).where(*same(table, number))


def changed(table: Table, number: int, to: int) -> Any:
    """Every column that is told is another."""
    how = rows.tells(table)
    assert how is not None
    own = {column.name for column in table.primary_key} | (how.apart - set(how.bodies))
    values = {column.name: value(column, to) for column in table.columns if column.name not in own}
    return update(table).where(*same(table, number)).values(values)


def forged(table: Table) -> Iterable[Any]:
    """Past the verbs row 1 is altered, 2 and 3 are taken away, 4 is put in; 5 is left alone."""
    return (changed(table, 1, 6), gone(table, 2), gone(table, 3), put(table, 4))


def written_again(table: Table) -> Iterable[Any]:
    return (changed(table, 1, 7), put(table, 2), changed(table, 3, 8), gone(table, 4), changed(table, 5, 9))


def named(table: Table) -> set[tuple[str, str, str]]:
    done = (("row_altered", 1), ("row_gone", 2), ("row_gone", 3), ("row_untold", 4))
    return {(fault, table.name, f"{rows.key_of(table, row(table, number))}:") for fault, number in done}


@pytest.mark.parametrize("name", SERVICE)
async def test_what_was_done_to_a_row_of_any_table_stays_named_when_it_is_written_again(
    any_platform: Platform, name: str
) -> None:
    runtime, tables = any_platform.host.runtimes[name], rows.told_tables(BY_NAME[name].metadata)
    await wrote(runtime, *(put(one, number) for one in tables for number in (1, 2, 3, 5)))
    await _forge(runtime, *(statement for one in tables for statement in forged(one)))
    await wrote(runtime, *(statement for one in tables for statement in written_again(one)))
    found = await faults(runtime, *tables)
    assert {(one.fault, *one.detail.split()[:2]) for one in found} == {what for one in tables for what in named(one)}
    await wrote(runtime, *(gone(one, number) for one in tables for number in (1, 2, 5)))
    assert await faults(runtime, *tables) == found, "each is told once, and stays"


async def test_a_forged_row_is_found_however_it_is_written_again(any_platform: Platform) -> None:
    """By an upsert, by many at once, under another key, in a part that fails and is tried again."""
    runtime = any_platform.host.runtimes["review"]
    tables = {one.name: one for one in rows.told_tables(BY_NAME["review"].metadata)}
    filed, times = tables["filed"], tables["timetables"]
    dialect = "sqlite" if runtime.db.sqlite else "postgresql"
    upsert = inserting(dialect, times).values(row(times, 2))
    upsert = upsert.on_conflict_do_update(index_elements=[*times.primary_key], set_={"due_on": "8"})
    many = [row(filed, number) for number in range(1, MANY + 1)]
    await wrote(runtime, *(put(times, number) for number in (1, 2, 3)), *map(insert(filed).values, many))
    await _forge(runtime, *(update(times).values(due_on="x"), delete(filed)))
    moved = update(times).where(*same(times, 1)).values(region="9")
    async with runtime.unit(Actor("test")) as unit:
        await unit.connection.execute(upsert)
        await unit.connection.run_sync(insert_many, filed, many)
        with pytest.raises(IntegrityError):
            await apart(unit, changed(times, 3, 8), put(times, 1))
        for statement in (changed(times, 3, 9), moved):
            await unit.connection.execute(statement)
    found = await faults(runtime, filed, times)
    assert sorted((one.fault, one.detail.split()[0]) for one in found) == [
        *[("row_altered", "timetables")] * 3,
        *[("row_gone", "filed")] * MANY,
    ]


async def test_what_a_unit_tried_and_what_it_moved_is_no_forgery(any_platform: Platform) -> None:
    runtime = any_platform.host.runtimes["review"]
    (times,) = (one for one in rows.told_tables(BY_NAME["review"].metadata) if one.name == "timetables")
    moved = update(times).where(*same(times, 1)).values(region="9")
    back = update(times).where(times.c.region == "9").values(region="1")
    async with runtime.unit(Actor("test")) as unit:
        await unit.connection.execute(put(times, 1))
        await unit.connection.execute(put(times, 2))
    async with runtime.unit(Actor("test")) as unit:
        for tried in (put(times, 1), put(times, 2)):
            with pytest.raises(IntegrityError):
                await apart(unit, put(times, 3), tried)
        for statement in (gone(times, 2), moved, put(times, 3)):
            await unit.connection.execute(statement)
        await unit.connection.run_sync(insert_many, times, [row(times, 2)])
    await wrote(runtime, back, gone(times, 3), gone(times, 7), changed(times, 7, 8))
    await wrote(runtime, put(times, 3), changed(times, 1, 8))
    assert await faults(runtime, times) == []


async def test_a_case_that_was_rewritten_in_the_database_stays_named_after_its_next_gate(
    any_platform: Platform, filled: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """At once in the log, in the check, in readiness after the night, in the proof, and offline by its entry alone."""
    runtime = any_platform.host.runtimes["catalog"]
    case = await open_case(any_platform, filled["item_id"], "adjust", elements=["legal_limit"])
    await gate(any_platform, case["case_id"], "province_consent", LINE)
    await _forge(runtime, text("UPDATE cases SET content = replace(content, 'legal_limit', 'exercise_levels')"))
    (forgery,) = await faults(runtime)
    await gate(any_platform, case["case_id"], "reform_approval", STAFFING)
    (found,) = await faults(runtime)
    assert (found.fault, found.item_id, found.code) == ("row_altered", filled["item_id"], filled["code"])
    since, at = (f"entry {one.seq} " for one in (forgery, found))
    assert all(said in found.detail for said in (f"cases {case['case_id']}", since, f"found at {at}"))
    for subject, names in ((filled["item_id"], [found]), (case["case_id"], []), ("another", [])):
        assert await faults(runtime, subject=subject) == names
    log = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "records.altered" in line]
    assert [(one["fault"], one["item_id"]) for one in log] == [("row_altered", filled["item_id"])]
    proof = await proved(any_platform, filled["item_id"])
    assert [(one.seq, one.fault) for one in trail.verify(proof, pem(any_platform))] == [(found.seq, "row_altered")]
    async with runtime.db.snapshot() as connection:
        lines = await trail.export(connection, "catalog", runtime.keys, "2026-01-01T00:00:00.000000Z")
    assert [(one.seq, one.fault) for one in trail.verify(lines, pem(any_platform))] == [(found.seq, "row_altered")]
    any_platform.clock.at = any_platform.clock.at.replace(hour=20)
    await any_platform.run_jobs()
    assert (await any_platform.ask("GET", "/catalog/v1/readiness")).json()["records"] == "altered"


async def test_a_list_that_was_forged_with_its_row_stays_named_when_the_row_is_written_again(
    any_platform: Platform,
    filled: dict[str, Any],
) -> None:
    """Whoever makes the trail's list fit the row has the list's own entry against him, before and after."""
    runtime, told = any_platform.host.runtimes["catalog"], ledger.trail_rows.c
    items = BY_NAME["catalog"].metadata.tables["items"]
    await _forge(runtime, update(items).where(items.c.item_id == filled["item_id"]).values(base_edition=77))
    async with runtime.db.reading() as connection:
        lies = (await connection.execute(rows.read(items).where(items.c.item_id == filled["item_id"]))).mappings().one()
        this = (told.name == "items", told.key == filled["item_id"])
        (last,) = (await connection.execute(select(told.seq).where(*this).order_by(told.seq.desc()).limit(1))).one()
    fits = update(ledger.trail_rows).where(*this, told.seq == last).values(hash=rows.row_of(items, lies).hash)
    await _forge(runtime, fits)
    before = await faults(runtime)
    assert [(one.seq, one.fault) for one in before] == [(last, "row_list_altered")]
    await any_platform.submit(filled)
    assert await faults(runtime) == before


async def test_a_trail_that_does_not_hold_all_rows_yet_finds_none_till_it_began_to(any_platform: Platform) -> None:
    """While replicas of an edition from before rows were told still write beside this one, nothing is taken for forged."""
    runtime = any_platform.host.runtimes["review"]
    checks = BY_NAME["review"].checks
    assert isinstance(checks, RowChecks)
    (times,) = (one for one in checks.tables if one.name == "timetables")
    await any_platform.hand_down()
    await wrote(runtime, put(times, 1))
    await _forge(runtime, update(ledger.trail).where(ledger.trail.c.seq == 1).values(rows=""), put(times, 2))
    old = changed(times, 1, 6)
    await _forge(runtime, old)
    await wrote(runtime, changed(times, 1, 7), changed(times, 2, 7))
    async with runtime.db.reading() as connection:
        found = (await connection.execute(select(ledger.trail.c.seq).where(ledger.trail.c.action == FOUND))).all()
    assert found == []
    await begin_rows(runtime, checks.tables)
    await _forge(runtime, old)
    await wrote(runtime, changed(times, 1, 8))
    assert [one.fault for one in await faults(runtime, times) if one.detail.startswith("timetables")] == ["row_altered"]


async def test_saving_a_draft_looks_nothing_up_in_the_trail(any_platform: Platform, filled: dict[str, Any]) -> None:
    """What changes nothing that is told pays for nothing."""
    asked: list[str] = []

    def asks(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    writer = any_platform.host.runtimes["catalog"].db._writer.sync_engine
    event.listen(writer, "before_cursor_execute", asks)
    await any_platform.save(filled["item_id"], filled["edition"], {"plain_name": "新写法"})
    assert asked
    assert not [one for one in asked if "trail_rows" in one]
