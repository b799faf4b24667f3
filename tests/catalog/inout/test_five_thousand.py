"""A change set of five thousand rows: applied from a workbook, and undone to the byte (U10)."""

import json

import pytest
from sqlalchemy import text

from tests.catalog.inout.support import base_rows, sheet_of, then, upload
from tests.platform import Platform

ROWS = 5_000
PRESENT = (
    "SELECT i.code, i.name, i.state, e.elements, e.digest FROM items i "
    "JOIN editions e ON e.item_id = i.item_id AND e.number = i.head ORDER BY i.code"
)


async def present(platform: Platform) -> str:
    """Everything that every item says now, as bytes would be compared."""
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        return json.dumps([list(row) for row in await connection.execute(text(PRESENT))], ensure_ascii=False)


@pytest.mark.slow
async def test_five_thousand_rows_of_a_workbook_are_undone_to_the_byte_and_the_trail_grows(platform: Platform) -> None:
    rows = base_rows(ROWS)
    made = await upload(platform, "catalogue", sheet_of(rows), apply=True)
    assert made["done"] == ROWS
    before = await present(platform)
    changed = [(code, values | {"name": f"{values['name']}（改）"}) for code, values in rows]
    again = await then(platform, await upload(platform, "catalogue", sheet_of(changed)), "application")
    assert (again["state"], again["done"]) == ("applied", ROWS)
    assert await present(platform) != before
    undo = await then(platform, again, "undo")
    assert (undo["state"], undo["done"]) == ("applied", ROWS)
    assert await present(platform) == before
    assert await platform.faults_of_trails(records=False) == []
