"""The hash of a row says what the row says, and one row that is put in stands for none that is taken away."""

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert

from services.registry import BY_NAME
from shared import rows
from shared.hosting.records import RowChecks
from shared.unit import Actor
from tests.platform import Platform
from tests.shared.test_rows import SERVICE, named, row, same


def table(*, later: bool = False) -> Table:
    """A table; later a migration adds a number and a text by default, and what says nothing."""
    more: list[Column[Any]] = [
        Column("turn", Integer, server_default="0"),
        Column("kind", String(10), server_default="item"),
        Column("note", String(10)),
    ]
    key, name = Column("id", String(36), primary_key=True), Column("name", String(36))
    return Table("things", MetaData(), key, name, *(more if later else ()), info=rows.told())


def test_a_column_that_a_later_migration_adds_by_default_alters_no_row_of_before() -> None:
    before = {"id": "1", "name": "甲"}
    old = rows.row_of(table(), before)
    added = {"turn": 0, "kind": "item", "note": None}
    assert rows.row_of(table(later=True), before | added) == old
    for name, said in (("turn", 1), ("kind", "claim"), ("note", ""), ("kind", None)):
        altered = rows.row_of(table(later=True), before | added | {name: said})
        assert (altered.hash != old.hash) is (said is not None), (name, said)


@pytest.mark.parametrize("name", SERVICE)
async def test_a_row_that_is_put_in_hides_none_that_is_taken_away(platform: Platform, name: str) -> None:
    runtime, tables = platform.host.runtimes[name], rows.told_tables(BY_NAME[name].metadata)
    for one in tables:
        async with runtime.unit(Actor("test")) as unit:
            await unit.connection.execute(insert(one).values(row(one, 1)))
            unit.note("test", "test")
        forged = delete(one).where(*same(one, 1)), insert(one).values(row(one, 7))
        found = await named(runtime, RowChecks([one]), *forged)
        assert {fault.fault for fault in found} == {"row_gone", "row_untold"}, one.name
    assert tables
