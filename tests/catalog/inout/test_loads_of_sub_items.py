"""A load brings sub-items without their main item: what that is called comes from the dump, or stays open and is said."""

import json
from typing import Any

import pytest

from services.catalog import store
from tests.catalog.inout.dumped import MARKET, code_of, row, sql
from tests.catalog.inout.test_loads import CENTRE, by_code, faults, load, told
from tests.platform import Platform

MAIN = "230731030"
FIRST, SECOND = f"{MAIN}001", f"{MAIN}002"
SUBS = row(code_of(MARKET, 4, FIRST), "甲类设立登记"), row(code_of(MARKET, 4, SECOND), "乙类设立登记")
OF_BODY = row(code_of(MARKET, 4, f"{MAIN}00Y"), "设立登记（机构）")
DIRECTORY = sql({"catalog_code": f"{MAIN}00Y", "task_name": "设立登记", "task_type": "07"}, table="up_task_directory")


async def tree(platform: Platform) -> dict[str, Any]:
    return dict((await platform.ask("GET", f"/catalog/v1/desk/tree/{MAIN}", CENTRE)).json())


def notes(rows: dict[int, dict[str, Any]]) -> dict[int, list[str]]:
    return {n: [one["code"] for one in told["faults"] if one["code"] == "main_unnamed"] for n, told in rows.items()}


@pytest.mark.clause("A06")
async def test_a_main_item_that_nothing_names_stays_without_a_name_and_the_dry_run_says_so(
    any_platform: Platform,
) -> None:
    tried = await load(any_platform, *SUBS)
    rows = await told(any_platform, tried)
    assert [(one["action"], faults(one)) for one in rows.values()] == [("new", []), ("new", [])]
    assert notes(rows) == {1: ["main_unnamed"], 2: ["main_unnamed"]}
    assert f"{MAIN}00Y" in rows[1]["faults"][0]["message_zh"]
    await load(any_platform, *SUBS, apply=True)
    shown = await tree(any_platform)
    assert (shown["name"], shown["divided"], [one["code"] for one in shown["items"]]) == ("", True, [FIRST, SECOND])


@pytest.mark.clause("A06")
@pytest.mark.parametrize(
    ("beside", "more", "name"),
    [(b"", [OF_BODY], "设立登记（机构）"), (DIRECTORY, [OF_BODY], "设立登记"), (DIRECTORY, [], "设立登记")],
)
async def test_a_main_item_is_called_as_the_directory_or_its_own_row_says(
    any_platform: Platform, beside: bytes, more: list[dict[str, Any]], name: str
) -> None:
    made = await load(any_platform, body=sql(*SUBS, *more) + beside, apply=True, good_rows=True)
    rows = await told(any_platform, made)
    assert notes(rows).get(1) == []
    assert [faults(rows[n]) for n in (1, 2)] == [[], []]
    held = (await by_code(any_platform, FIRST))[1]
    assert held.elements["main_item_name"] == name
    assert (await tree(any_platform))["name"] == name


async def test_rows_that_call_the_main_item_differently_name_it_not(platform: Platform) -> None:
    other = row(code_of(MARKET, 4, f"{MAIN}00Y"), "别的名称", rowguid="other", task_version=None)
    jixi = other | {"task_code": code_of(MARKET, 3, f"{MAIN}00Y")}
    rows = await told(platform, await load(platform, *SUBS, OF_BODY, jixi))
    assert (notes(rows)[1], notes(rows)[2]) == (["main_unnamed"], ["main_unnamed"])


async def test_the_catalogues_main_item_names_a_sub_item_that_comes_later(any_platform: Platform) -> None:
    asked = {"elements": {"name": "设立登记（目录）", "item_type": "07", "exercise_levels": ["4"]}}
    base = (await load(any_platform, row(code_of(MARKET, 4)), apply=True))["done"]
    assert base == 1
    laws = (await by_code(any_platform, code_of(MARKET, 4)[19:]))[1].elements["legal_bases"]
    asked["elements"]["legal_bases"] = laws
    put = await any_platform.ask("PUT", f"/catalog/v1/catalogue/{MAIN}00Y", "hlj-market-line", json=asked)
    assert put.status_code == 200, put.text
    made = await load(any_platform, *SUBS, apply=True)
    assert notes(await told(any_platform, made))[1] == []
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        item = await store.by_code(connection, SECOND)
        assert item
        named = (await store.edition(connection, item.item_id, item.head)).elements["main_item_name"]
    assert named == (await tree(any_platform))["name"] == "设立登记（目录）"


async def test_a_sub_item_that_names_its_main_item_itself_is_believed(platform: Platform) -> None:
    await load(platform, row(code_of(MARKET, 4)), apply=True)
    laws = (await by_code(platform, code_of(MARKET, 4)[19:]))[1].elements["legal_bases"]
    own = {"name": "甲类设立登记", "item_type": "07", "legal_bases": laws, "main_item_name": "设立登记（自述）"}
    body = (json.dumps({"code": code_of(MARKET, 4, FIRST), "elements": own}, ensure_ascii=False) + "\n").encode()
    made = await load(platform, body=body, apply=True)
    assert (made["done"], notes(await told(platform, made))[1]) == (1, [])
    assert (await tree(platform))["name"] == "设立登记（自述）"
