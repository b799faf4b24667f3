"""A dump of the exchange tables becomes changes of one's own items, row by row, and can be taken back."""

from typing import Any

import pytest

from shared.xlsx import read
from tests.catalog.inout.support import INFORMANT, SETS, progress, rows_of, then, work
from tests.platform import Platform

HEAD = "-- MySQL dump\nINSERT INTO `up_task_general_basic` (`rowguid`,`task_code`,`task_name`,`accept_condition`,`limit_scene_num`) VALUES "  # fmt: skip
MATERIAL = "INSERT INTO `up_task_general_material` (`rowguid`,`task_code`,`material_name`,`page_num`) VALUES "


def dump(code: str) -> bytes:
    """Four rows: the body's own item, one that nobody has, the first once more, and a second of the second's code."""
    first = f"('g1','{code}','改过的名称','有固定场所\\n有消防条件',0)"
    rows = f"{first},('g2','T2','采砂许可','有船',1),{first},('g3','T2','采砂许可','无船',1)"
    return f"{HEAD}{rows};\n{MATERIAL}('m1','{code}','申请书',3),('m2','{code}','营业执照',1);\n".encode("gb18030")


async def upload(platform: Platform, body: bytes, **query: Any) -> dict[str, Any]:
    headers = {"Content-Type": "application/octet-stream"}
    answer = await platform.ask(
        "POST", SETS, INFORMANT, headers=headers, content=body, params={"kind": "dump", "name": "省库.sql", **query}
    )
    assert answer.status_code == 202, answer.text
    await work(platform)
    return await progress(platform, answer.json()["set_id"], INFORMANT)


async def held(platform: Platform, item_id: str) -> dict[str, Any]:
    found = await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)
    return dict(found.json()["elements"])


@pytest.mark.clause("A30")
async def test_a_dump_in_sql_changes_ones_own_items_and_names_the_rows_that_stay_out(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    answers = {"no_legal_basis": False, "unverifiable": False}
    await any_platform.save(claimed["item_id"], 1, {"materials": [{"name": "申请书", "copies": 1, **answers}]})
    before = await held(any_platform, claimed["item_id"])
    made = await upload(any_platform, dump(claimed["code"]))
    assert (made["state"], made["rows"], made["faults"]) == ("ready", 4, 2)
    tried = {row["row"]: row for row in await rows_of(any_platform, made["set_id"], INFORMANT)}
    assert [tried[n]["action"] for n in (1, 2, 3, 4)] == ["changed", "fault", "passed", "fault"]
    assert [tried[n]["faults"][0]["code"] for n in (2, 3, 4)] == ["duplicate_row", "same_row", "duplicate_row"]
    assert await held(any_platform, claimed["item_id"]) == before
    done = await then(any_platform, made, "application", INFORMANT, good_rows=True)
    assert done["state"] == "applied"
    now = await held(any_platform, claimed["item_id"])
    assert now["conditions"] == "有固定场所\n有消防条件"
    assert now["name"] == before["name"], "what is the catalogue's stays the catalogue's"
    assert now["materials"] == [{"name": "申请书", "copies": 3, **answers}, {"name": "营业执照", "copies": 1}]
    await then(any_platform, done, "undo", INFORMANT)
    assert await held(any_platform, claimed["item_id"]) == before


async def test_a_file_that_is_no_dump_fails_and_says_why(platform: Platform) -> None:
    made = await upload(platform, b"hello")
    assert made["state"] == "failed"
    (row,) = await rows_of(platform, made["set_id"], INFORMANT)
    assert row["faults"][0]["code"] == "unreadable"
    report = await platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", INFORMANT)
    assert [line.at(4) for line in read(report.content).rows][1:] == ["unreadable"]


async def test_a_row_of_nobodys_item_says_who_can_bring_it_in(platform: Platform) -> None:
    made = await upload(platform, f"{HEAD}('g2','T2','采砂许可','有船',1);\n".encode())
    (row,) = await rows_of(platform, made["set_id"], INFORMANT)
    assert (row["action"], row["faults"][0]["code"]) == ("fault", "no_item")
    assert "大数据中心" in row["faults"][0]["cure_zh"]


async def test_the_report_of_a_dump_lists_what_the_rules_find_in_it(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    made = await upload(platform, dump(claimed["code"]))
    report = await platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", INFORMANT)
    assert report.status_code == 200, report.text
    found = {(line.at(1), line.at(4)) for line in read(report.content).rows}
    assert {(1, "fourteen_elements"), (2, "duplicate_row"), (3, "same_row"), (4, "duplicate_row")} <= found
