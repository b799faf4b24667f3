"""A load of a province's dump makes the handling items under their items, keeps their codes, and takes them back first."""

import json
from typing import Any

import pytest

from shared.xlsx import read, write
from tests.catalog.inout.dumped import BASE, MARKET, code_of, row, sql
from tests.catalog.inout.support import INFORMANT, then
from tests.catalog.inout.test_loads import CENTRE, by_code, faults, load, told
from tests.platform import Platform

OWN, OTHER = code_of(MARKET, 4), code_of(MARKET, 4, "230731012000")
FIRST, SECOND = f"{OWN}01", f"{OWN}07"
MATERIALS = "up_task_general_material"


def part(code: str, name: str, **more: Any) -> dict[str, Any]:
    """A sound row of a handling item."""
    return row(code[:31], name, task_handle_item=code, rowguid=f"g-{code}") | more


def material(code: str, name: str) -> dict[str, Any]:
    return {"row_guid": f"m-{code}", "task_code": OWN, "task_handle_item": code, "material_name": name, "order_num": 1}


ROWS = (
    part(SECOND, "注销登记", promise_day=3),
    row(OWN, task_handle_item=""),
    part(FIRST, "变更登记", accept_condition="已经登记"),
)
ITS_MATERIALS = sql(
    material("", "设立申请书"), material(FIRST, "变更申请书"), material(SECOND, "清税证明"), table=MATERIALS
)


async def loaded(platform: Platform, *rows: dict[str, Any], **query: Any) -> dict[str, Any]:
    return await load(platform, body=sql(*(rows or ROWS)) + ITS_MATERIALS, **query)


def materials(held: Any) -> list[str]:
    return [one["name"] for one in held.elements["materials"]]


async def divided(platform: Platform, item_id: str) -> str:
    """The code of a handling item that its body divides off by hand."""
    path, body = f"/catalog/v1/desk/items/{item_id}/handling-items", {"name": "延续", "variant": "02"}
    answer = await platform.ask("POST", path, INFORMANT, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


@pytest.mark.clause("A06")
@pytest.mark.clause("A30")
async def test_a_load_makes_the_handling_items_under_their_item_wherever_in_the_file_it_stands(
    any_platform: Platform,
) -> None:
    tried = await loaded(any_platform)
    rows = await told(any_platform, tried)
    assert [(rows[n]["code"], rows[n]["action"], faults(rows[n])) for n in (1, 2, 3)] == [
        (SECOND, "new", []),
        (OWN, "new", []),
        (FIRST, "new", []),
    ], "the dry run knows that the item comes with the same file"
    assert (tried["rows"], tried["done"], tried["faults"], await by_code(any_platform, FIRST)) == (
        3,
        3,
        0,
        (None, None),
    )
    done = await then(any_platform, tried, "application", CENTRE)
    assert (done["rows"], done["done"], done["faults"]) == (3, 3, 0)
    item, whole = await by_code(any_platform, OWN)
    (first, one), (second, two) = [await by_code(any_platform, code) for code in (FIRST, SECOND)]
    assert [(each.layer, each.parent_id, each.state, each.office) for each in (first, second)] == [
        ("handling", item.item_id, "compiling", MARKET)
    ] * 2
    assert (first.name, one.elements["handling_item_name"], one.elements["name"]) == (
        "变更登记",
        "变更登记",
        "市场设立登记",
    )
    assert [materials(each) for each in (whole, one, two)] == [["设立申请书"], ["变更申请书"], ["清税证明"]]
    assert [each.elements["conditions"] for each in (whole, one, two)] == ["有固定场所", "已经登记", "有固定场所"]
    assert [each.elements["promised_limit"]["number"] for each in (whole, one, two)] == [15, 15, 3]
    assert (one.saved_by, one.saved_office, done["set_id"] in one.reason) == (CENTRE, MARKET, True)
    assert await divided(any_platform, item.item_id) == f"{OWN}08", "a code that the dump gave is not given again"
    trail = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{first.item_id}/trail", CENTRE)).json()
    assert [(entry["action"], entry["who"]) for entry in trail] == [("item.divide", CENTRE)]
    assert await any_platform.faults_of_trails() == []


async def test_a_newer_version_of_a_handling_item_is_merged_and_an_older_one_never_goes_over_it(
    any_platform: Platform,
) -> None:
    await loaded(any_platform, apply=True)
    first, _ = await by_code(any_platform, FIRST)
    await any_platform.save(first.item_id, 1, {"plain_name": "换照"})
    newer = [
        row(OWN, task_handle_item="", accept_condition="有经营场所", task_version=2),
        part(FIRST, "变更与备案", accept_condition="已登记满一年", task_version=2),
        part(f"{OWN}09", "补证", accept_condition=None, task_version=2),
    ]
    made = await loaded(any_platform, *newer, *ROWS, apply=True)
    rows = await told(any_platform, made)
    assert [rows[n]["action"] for n in range(1, 7)] == ["changed", "changed", "new", "same", "passed", "passed"]
    first, held = await by_code(any_platform, FIRST)
    assert (held.elements["conditions"], held.elements["plain_name"]) == ("已登记满一年", "换照")
    assert (first.name, held.elements["handling_item_name"]) == ("变更与备案", "变更与备案")
    _, third = await by_code(any_platform, f"{OWN}09")
    assert third.elements["conditions"] == "有经营场所", (
        "where its row says nothing it begins with what its item says now"
    )
    again = await loaded(any_platform, apply=True)
    assert (again["done"], again["faults"]) == (0, 0)
    assert [one["faults"][0]["code"] for one in (await told(any_platform, again)).values() if one["faults"]] == [
        "older_version",
        "older_version",
    ]
    back = await then(any_platform, made, "undo", CENTRE)
    assert (back["done"], back["faults"]) == (3, 0)
    first, held = await by_code(any_platform, FIRST)
    assert (held.elements["conditions"], held.elements["plain_name"], first.name) == ("已经登记", "换照", "变更登记")
    assert (await by_code(any_platform, f"{OWN}09"))[0].state == "cancelled"
    assert await any_platform.faults_of_trails() == []


async def test_an_undo_takes_handling_items_out_before_their_item_and_loaded_again_they_go_on(
    any_platform: Platform,
) -> None:
    rows = row(OWN, task_handle_item=""), *ROWS[::2]
    made = await loaded(any_platform, *rows, apply=True)
    items = [(await by_code(any_platform, code))[0].item_id for code in (OWN, FIRST, SECOND)]
    undone = await then(any_platform, made, "undo", CENTRE)
    assert (undone["done"], undone["faults"]) == (4, 0), "the catalogue's item is a row too"
    assert {(await by_code(any_platform, code))[0].state for code in (OWN, FIRST, SECOND, BASE)} == {"cancelled"}
    again = await loaded(any_platform, *rows, apply=True)
    assert (again["done"], again["faults"]) == (3, 0)
    held = [await by_code(any_platform, code) for code in (OWN, FIRST, SECOND)]
    assert [(item.item_id, item.state, item.head) for item, _ in held] == [(one, "compiling", 2) for one in items]
    assert materials(held[1][1]) == ["变更申请书"]
    assert await any_platform.faults_of_trails() == []


async def test_an_item_whose_handling_item_its_body_went_on_with_is_not_taken_back_alone(
    any_platform: Platform,
) -> None:
    made = await loaded(any_platform, apply=True)
    first, _ = await by_code(any_platform, FIRST)
    await any_platform.save(first.item_id, 1, {"plain_name": "换照"})
    undone = await then(any_platform, made, "undo", CENTRE)
    rows = {one["code"]: (one["action"], faults(one)) for one in (await told(any_platform, undone)).values()}
    assert rows == {
        SECOND: ("cancelled", []),
        FIRST: ("fault", ["changed_since"]),
        OWN: ("fault", ["divided_since"]),
        BASE: ("fault", ["in_use"]),
    }


@pytest.mark.usefixtures("filled")
async def test_a_handling_item_that_went_to_its_audit_is_not_taken_back(any_platform: Platform) -> None:
    made = await load(any_platform, part(FIRST, "变更登记", accept_condition="已经登记"), apply=True)
    first, _ = await by_code(any_platform, FIRST)
    await any_platform.submit(await any_platform.desk(first.item_id))
    undone = await then(any_platform, made, "undo", CENTRE)
    assert [faults(one) for one in (await told(any_platform, undone)).values()] == [["in_use"]]
    assert (await by_code(any_platform, FIRST))[0].state == "in_audit"


async def test_records_that_another_platform_published_bring_their_handling_items(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    await divided(any_platform, claimed["item_id"])
    lines: list[dict[str, Any]] = [
        {
            "code": f"{OTHER}03",
            "elements": {"name": "社团登记", "handling_item_name": "变更", "conditions": "已经登记"},
        },
        {"code": OTHER, "elements": {"name": "社团登记", "item_type": "07", "conditions": "有住所"}},
        {"code": f"{OWN}01", "elements": {"handling_item_name": "延续", "conditions": "期满前"}},
    ]
    elements = (await any_platform.ask("GET", f"/catalog/v1/catalogue/{BASE}", "hlj-market-line")).json()["elements"]
    lines[1]["elements"] |= {"legal_bases": elements["legal_bases"]}
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    tried = await load(any_platform, body=body)
    rows = await told(any_platform, tried)
    assert [(rows[n]["action"], faults(rows[n])) for n in (1, 2, 3)] == [("new", []), ("new", []), ("changed", [])]
    done = await then(any_platform, tried, "application", CENTRE)
    assert (done["done"], done["faults"]) == (3, 0)
    whole, _ = await by_code(any_platform, OTHER)
    part_, held = await by_code(any_platform, f"{OTHER}03")
    assert (part_.parent_id, part_.name, held.elements["conditions"]) == (whole.item_id, "变更", "已经登记")


async def test_a_handling_item_whose_item_is_nowhere_or_stays_out_waits_and_says_for_what(
    any_platform: Platform,
) -> None:
    made = await load(
        any_platform,
        part(f"{OTHER}01", "变更登记"),
        row(OWN, by_law=None, task_handle_item=""),
        part(FIRST, "变更登记"),
        part(OWN, "注销登记", task_handle_item="A1"),
        part(OWN, "补证", task_handle_item=f"{OTHER}02"),
        part(OWN, "延续", task_handle_item=f"{OWN}00"),
    )
    rows = await told(any_platform, made)
    assert [faults(rows[n]) for n in range(1, 7)] == [
        ["no_parent"],
        ["missing"],
        ["parent_waits"],
        ["bad_code"],
        ["bad_code"],
        ["bad_code"],
    ]
    assert (OTHER in rows[1]["faults"][-1]["message_zh"], "第 2 行" in rows[3]["faults"][-1]["cure_zh"]) == (True, True)
    assert [f"如 {OWN}01" in rows[n]["faults"][-1]["cure_zh"] for n in (4, 5, 6)] == [True] * 3
    done = await then(any_platform, made, "application", CENTRE, good_rows=True)
    assert (done["done"], done["faults"]) == (0, 6)
    mended = await load(any_platform, row(OWN, task_handle_item=""), part(FIRST, "变更登记"), apply=True)
    assert (mended["done"], mended["faults"]) == (2, 0)


async def test_a_handling_item_of_an_item_that_is_held_may_be_told_in_the_catalogues_form(
    any_platform: Platform,
    claimed: dict[str, Any],
) -> None:
    made = await load(any_platform, part(OWN, "变更登记", task_handle_item=f"{BASE}05"), apply=True)
    assert (made["done"], made["faults"]) == (1, 0)
    first, _ = await by_code(any_platform, f"{OWN}05")
    assert (first.parent_id, first.name) == (claimed["item_id"], "变更登记")


async def test_the_last_number_of_a_dump_leaves_those_below_it_to_be_given(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    made = await load(any_platform, part(f"{OWN}99", "变更登记"), part(f"{OWN}01", "注销登记"), apply=True)
    assert made["done"] == 2
    assert await divided(any_platform, claimed["item_id"]) == f"{OWN}02"


async def test_handling_items_of_many_batches_come_after_all_items(platform: Platform) -> None:
    codes = [code_of(MARKET, 4, f"230731{n}000") for n in range(100, 160)]
    rows = [
        one
        for n, code in enumerate(codes)
        for one in (part(f"{code}01", f"变更{n}"), row(code, f"登记{n}", task_handle_item=""))
    ]
    tried = await load(platform, *rows)
    assert (tried["rows"], tried["done"], tried["faults"]) == (120, 120, 0)
    done = await then(platform, tried, "application", CENTRE)
    assert (done["rows"], done["done"], done["faults"]) == (120, 120, 0)
    seen = await told(platform, done)
    assert [seen[n]["action"] for n in range(1, 121)] == ["new"] * 120
    undone = await then(platform, done, "undo", CENTRE)
    assert (undone["done"], undone["faults"]) == (180, 0)


@pytest.mark.clause("A06")
async def test_a_loaded_handling_item_goes_online_after_its_item(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    made = await load(any_platform, part(FIRST, "变更登记", accept_condition="已经登记"), apply=True)
    assert (made["done"], made["faults"]) == (1, 0)
    held, _ = await by_code(any_platform, FIRST)
    await any_platform.approve(await any_platform.submit(filled))
    first = await any_platform.desk(held.item_id)
    await any_platform.approve(await any_platform.submit(first))
    await any_platform.stage(held.item_id, "inspection", "test", "publication")
    early = await any_platform.ask("POST", f"/catalog/v1/desk/items/{held.item_id}/online", "jidong-data-inspection")
    assert (early.status_code, early.json()["code"]) == (409, "above_not_online")
    await any_platform.stage(filled["item_id"], "inspection", "test", "publication", "online")
    await any_platform.stage(held.item_id, "online")
    shown = (await any_platform.ask("GET", f"/catalog/v1/items/{FIRST}")).json()
    assert (shown["code"], shown["elements"]["conditions"]) == (FIRST, "已经登记")


async def test_a_bodys_own_file_renames_its_handling_item(platform: Platform) -> None:
    await loaded(platform, apply=True)
    made = await load(platform, part(FIRST, "变更备案", accept_condition="已经登记"), who=INFORMANT)
    made = await then(platform, made, "application", INFORMANT)
    assert (made["kind"], made["state"], made["faults"]) == ("dump", "applied", 0)
    assert [one["path"] for one in (await told(platform, made, INFORMANT))[1]["changes"]] == ["handling_item_name"]
    values = (await by_code(platform, FIRST))[1].elements
    assert (values["handling_item_name"], values["name"]) == ("变更备案", "市场设立登记")


async def test_the_items_name_in_its_handling_items_row_is_the_catalogues(platform: Platform) -> None:
    await loaded(platform, apply=True)
    book = (await platform.ask("GET", "/catalog/v1/desk/exports/items.xlsx", INFORMANT)).content
    head, *lines = [list(line.values) for line in read(book).rows]
    (line,) = [line for line in lines if FIRST in line]
    for name, codes in ("市场设立登记", []), ("表中改的", ["as_catalogue"]):
        line[head.index("事项名称")] = name
        made = await load(platform, body=write([str(key) for key in head], [line]), who=INFORMANT)
        (one,) = [one for n, one in (await told(platform, made, INFORMANT)).items() if n]
        assert (one["action"], [fault["code"] for fault in one["faults"]]) == ("same", codes)
