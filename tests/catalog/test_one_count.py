"""What counts as an item is the same everywhere: in the table that goes out and comes in, the 情况说明, the figures."""

from typing import Any

import pytest
from sqlalchemy import text

from services.catalog.api import figures
from shared.world import story
from shared.xlsx import read
from tests.catalog.inout.support import INFORMANT, rows_of, upload
from tests.catalog.test_from_above import part_of
from tests.catalog.test_parts import shown
from tests.catalog.test_tallies import statement
from tests.platform import Platform

TABLE = "/catalog/v1/desk/exports/statistics.xlsx"
SAID = {"on_platform": True, "on_standard_platform": True}


async def ask(platform: Platform, path: str, **query: Any) -> Any:
    answer = await platform.ask("GET", path, INFORMANT, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.clause("C07")
@pytest.mark.clause("C16")
@pytest.mark.clause("C20")
async def test_the_bodys_own_table_comes_in_without_a_fault_and_counts_what_the_statement_counts(
    any_platform: Platform,
    filled: dict[str, Any],
) -> None:
    await any_platform.save(filled["item_id"], filled["edition"], SAID)
    for variant in ("02", "03"):
        body = {"name": f"市场登记{variant}", "variant": variant}
        path = f"/catalog/v1/desk/items/{filled['item_id']}/handling-items"
        assert (await any_platform.ask("POST", path, INFORMANT, json=body)).status_code == 201
    table = (await any_platform.ask("GET", TABLE, INFORMANT)).content
    assert [row.at(2) for row in read(table).rows] == ["事项名称", filled["name"]]
    made = await upload(any_platform, "statistics", table, INFORMANT, apply=True)
    assert (made["state"], made["rows"], made["faults"]) == ("applied", 1, 0)
    (whole, row) = await rows_of(any_platform, made["set_id"], INFORMANT)
    assert [fault["message_zh"] for fault in whole["faults"]] == ["可纳入网上审批 1 个，不能纳入 0 个"]
    told = await statement(any_platform)
    assert (told["total"], told["inside"], told["outside"], told["mistakes"]) == (1, 1, 0, [])
    assert row["code"] == filled["code"]


@pytest.mark.clause("C19")
async def test_the_table_leaves_out_what_is_cancelled_unless_it_is_asked_for(
    platform: Platform, filled: dict[str, Any]
) -> None:
    path = f"/catalog/v1/desk/items/{filled['item_id']}/handling-items"
    await platform.ask("POST", path, INFORMANT, json={"name": "市场变更登记", "variant": "02"})
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.execute(text("UPDATE items SET state = 'cancelled' WHERE layer = 'implementation'"))
    for state, names in (("", []), ("cancelled", [filled["name"]])):
        table = (await platform.ask("GET", TABLE, INFORMANT, params={"state": state})).content
        assert [row.at(2) for row in read(table).rows][1:] == names


@pytest.mark.clause("G37")
async def test_indicators_count_items_and_not_their_handling_items_besides(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "PAGE", 1)
    item = await shown(any_platform, (await any_platform.filled())["item_id"])
    part = await part_of(any_platform, item["item_id"])
    materials = story().complete["materials"]
    await any_platform.save(part, 1, {"materials": materials[:-1]})
    assert (await shown(any_platform, part))["state"] == "online"
    since = "2026-01-01"
    count = {one["key"]: one["after"] for one in await ask(any_platform, "/catalog/v1/desk/indicators", since=since)}
    assert count["materials"] == float(len(materials))
