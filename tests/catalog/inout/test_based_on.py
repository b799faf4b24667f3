"""What a body exports, edits and imports goes over nothing that a colleague saved since (D09)."""

import json
from typing import Any

import pytest

from shared.world import story
from shared.xlsx import read, write
from tests.catalog.inout.support import INFORMANT, lines_of, rows_of, then, upload
from tests.platform import Platform

pytestmark = pytest.mark.clause("D09")
LINES, TABLE = "/catalog/v1/desk/exports/items.jsonl", "/catalog/v1/desk/exports/statistics.xlsx"
TOLD = {"on_platform": True, "on_standard_platform": True, "item_number": "7"}


async def exported(platform: Platform) -> tuple[dict[str, Any], dict[str, Any]]:
    """The story's item, and its line as the body exports it."""
    item = await platform.filled()
    (line,) = (await platform.ask("GET", LINES, INFORMANT)).text.splitlines()
    return item, json.loads(line)


async def sent(platform: Platform, line: dict[str, Any], **query: Any) -> dict[str, Any]:
    """The line as a change set that is to go in."""
    body = json.dumps(line, ensure_ascii=False).encode()
    return await upload(platform, "elements", body, INFORMANT, apply=True, **query)


async def held(platform: Platform, item: dict[str, Any]) -> dict[str, Any]:
    shown = await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", INFORMANT)
    return dict(shown.json()["elements"])


async def row_of(platform: Platform, made: dict[str, Any]) -> dict[str, Any]:
    (row,) = [one for one in await rows_of(platform, made["set_id"], INFORMANT) if one["row"]]
    return row


async def test_what_a_colleague_saved_since_the_export_stays_beside_ones_own_edit(any_platform: Platform) -> None:
    item, line = await exported(any_platform)
    first, *rest = line["elements"]["materials"]
    theirs = {"conditions": "同事今天写的", "materials": [first | {"copies": 3}, *rest]}
    await any_platform.save(item["item_id"], item["edition"], theirs)
    line["elements"] |= {"plain_name": "办市场", "materials": [first, *rest, {"name": "我加的"}]}
    made = await sent(any_platform, line)
    assert (made["state"], made["done"], made["faults"]) == ("applied", 1, 0)
    now = await held(any_platform, item)
    assert (now["conditions"], now["plain_name"]) == ("同事今天写的", "办市场")
    assert (now["materials"][0]["copies"], now["materials"][-1]) == (3, {"name": "我加的"})
    changed = {one["path"].split("[")[0] for one in (await row_of(any_platform, made))["changes"]}
    assert changed == {"plain_name", "materials"}, "only what goes in is told as changed"


@pytest.mark.parametrize("good_rows", [False, True])
async def test_what_both_changed_is_asked_with_both_texts_and_stays(
    any_platform: Platform,
    good_rows: bool,  # noqa: FBT001 - a case
) -> None:
    item, line = await exported(any_platform)
    await any_platform.save(item["item_id"], item["edition"], {"conditions": "同事写的"})
    line["elements"] |= {"conditions": "我写的", "plain_name": "办市场"}
    made = await sent(any_platform, line, good_rows=good_rows)
    row = await row_of(any_platform, made)
    assert (made["done"], row["action"], [f["code"] for f in row["faults"]]) == (0, "fault", ["conflict"])
    assert ("同事写的" in row["faults"][0]["message_zh"], "我写的" in row["faults"][0]["message_zh"]) == (True, True)
    assert [(c["path"], c["old"], c["new"]) for c in row["changes"]] == [("conditions", "同事写的", "我写的")]
    assert (await held(any_platform, item))["conditions"] == "同事写的"


async def test_an_edition_that_the_item_never_had_is_told(platform: Platform) -> None:
    _, line = await exported(platform)
    row = await row_of(platform, await sent(platform, line | {"edition": 99}))
    assert [f["code"] for f in row["faults"]] == ["no_edition"]
    for wrong in (True, "2", -1, 2**31):
        row = await row_of(platform, await sent(platform, line | {"edition": wrong}))
        assert [f["code"] for f in row["faults"]] == ["bad_edition"], wrong


async def test_a_line_without_its_edition_goes_over_nothing_that_nobody_looked_at(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    line = lines_of((filled["code"], {"conditions": "我写的", "plain_name": "办市场"}))
    made = await upload(any_platform, "elements", line, INFORMANT, apply=True)
    row = await row_of(any_platform, made)
    assert (made["state"], made["done"], [f["code"] for f in row["faults"]]) == ("ready", 1, ["needs_dry_run"])
    assert (row["action"], row["faults"][0]["severity"]) == ("changed", "note")
    forced = await upload(any_platform, "elements", line, INFORMANT, apply=True, good_rows=True)
    assert (forced["done"], (await row_of(any_platform, forced))["action"]) == (0, "fault")
    assert (await held(any_platform, filled))["conditions"] == story().complete["conditions"]
    made = await then(any_platform, made, "application", INFORMANT)
    assert (made["state"], made["done"]) == ("applied", 1)
    assert (await held(any_platform, filled))["conditions"] == "我写的"


async def test_what_is_still_empty_is_filled_at_once(platform: Platform, claimed: dict[str, Any]) -> None:
    made = await upload(
        platform, "elements", lines_of((claimed["code"], {"conditions": "有场地"})), INFORMANT, apply=True
    )
    assert (made["state"], made["done"]) == ("applied", 1)


async def test_a_line_of_another_bodys_item_says_nothing_of_what_that_body_saved(platform: Platform) -> None:
    item, line = await exported(platform)
    await platform.save(item["item_id"], item["edition"], {"conditions": "同事写的"})
    line["elements"]["conditions"] = "外人写的"
    body = json.dumps(line, ensure_ascii=False).encode()
    made = await upload(platform, "elements", body, "jidong-coal-informant", apply=True)
    (row,) = await rows_of(platform, made["set_id"], "jidong-coal-informant")
    assert ([f["code"] for f in row["faults"]], row["changes"]) == (["other_office"], [])


def edited(table: bytes, **cells: Any) -> bytes:
    """The table with cells of its first row written over, by heading."""
    head, *rows = [list(row.values) for row in read(table).rows]
    for name, value in cells.items():
        rows[0][head.index(name)] = value
    return write([str(name) for name in head], rows)


@pytest.mark.clause("C16")
async def test_a_row_of_the_statistics_table_is_merged_with_what_was_saved_since(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    saved = (await any_platform.save(filled["item_id"], filled["edition"], TOLD))["item"]
    table = (await any_platform.ask("GET", TABLE, INFORMANT)).content
    await any_platform.save(filled["item_id"], saved["edition"], {"on_standard_platform": False})
    made = await upload(any_platform, "statistics", edited(table, 序号="8"), INFORMANT, apply=True)
    assert (made["state"], made["done"], made["faults"]) == ("applied", 1, 0)
    now = await held(any_platform, filled)
    assert (now["item_number"], now["on_standard_platform"]) == ("8", False)
    made = await upload(any_platform, "statistics", edited(table, 序号="9"), INFORMANT, apply=True)
    row = await row_of(any_platform, made)
    assert ([f["code"] for f in row["faults"]], row["faults"][0]["cell"]) == (["conflict"], "A2")
    assert (await held(any_platform, filled))["item_number"] == "8"


@pytest.mark.clause("C16")
async def test_a_table_without_editions_is_tried_first_where_it_goes_over_something(
    platform: Platform, filled: dict[str, Any]
) -> None:
    await platform.save(filled["item_id"], filled["edition"], TOLD)
    table = (await platform.ask("GET", TABLE, INFORMANT)).content
    old = edited(table, 依据版本=None, 序号="9")
    made = await upload(platform, "statistics", old, INFORMANT, apply=True)
    assert (made["state"], (await held(platform, filled))["item_number"]) == ("ready", "7")
    made = await then(platform, made, "application", INFORMANT)
    assert (made["state"], (await held(platform, filled))["item_number"]) == ("applied", "9")
    odd = await upload(platform, "statistics", edited(table, 依据版本="三"), INFORMANT)
    assert [(f["code"], f["cell"]) for f in (await row_of(platform, odd))["faults"]] == [("bad_number", "G2")]


async def test_the_own_workbook_sent_as_a_dump_reverts_no_colleague(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    book = (await any_platform.ask("GET", "/catalog/v1/desk/exports/items.xlsx", INFORMANT)).content
    await any_platform.save(filled["item_id"], filled["edition"], {"conditions": "同事今天写的"})
    made = await upload(any_platform, "dump", book, INFORMANT, apply=True)
    row = await row_of(any_platform, made)
    assert (made["state"], "needs_dry_run" in [f["code"] for f in row["faults"]]) == ("ready", True)
    assert (await held(any_platform, filled))["conditions"] == "同事今天写的"
    forced = await upload(any_platform, "dump", book, INFORMANT, apply=True, good_rows=True)
    assert (forced["done"], (await row_of(any_platform, forced))["action"]) == (0, "fault")
    assert (await held(any_platform, filled))["conditions"] == "同事今天写的"
    made = await then(any_platform, made, "application", INFORMANT)
    assert (made["state"], (await held(any_platform, filled))["conditions"]) == (
        "applied",
        story().complete["conditions"],
    )


async def test_what_the_own_workbook_says_of_the_catalogues_elements_is_told_and_stays(
    platform: Platform, filled: dict[str, Any]
) -> None:
    book = (await platform.ask("GET", "/catalog/v1/desk/exports/items.xlsx", INFORMANT)).content
    same = await upload(platform, "dump", book, INFORMANT)
    assert "as_catalogue" not in [fault["code"] for fault in (await row_of(platform, same))["faults"]]
    made = await upload(platform, "dump", edited(book, 事项名称="另一个名称"), INFORMANT)
    (told,) = [fault for fault in (await row_of(platform, made))["faults"] if fault["code"] == "as_catalogue"]
    assert ("事项名称" in told["message_zh"], (await held(platform, filled))["name"]) == (
        True,
        story().base.elements["name"],
    )


async def test_the_public_lines_sent_as_a_dump_go_over_no_newer_draft(
    platform: Platform, approved: dict[str, Any]
) -> None:
    await platform.stage(approved["item_id"], "inspection", "test", "publication", "online")
    await platform.settle()
    lines = (await platform.ask("GET", "/catalog/v1/exports/items.jsonl")).content
    shown = (await platform.ask("GET", f"/catalog/v1/desk/items/{approved['item_id']}", INFORMANT)).json()
    await platform.save(approved["item_id"], shown["edition"], {"conditions": "同事今天写的新稿"})
    made = await upload(platform, "dump", lines, INFORMANT, apply=True)
    assert (made["state"], (await held(platform, approved))["conditions"]) == ("ready", "同事今天写的新稿")
