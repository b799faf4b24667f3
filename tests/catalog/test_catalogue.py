"""The basic catalogue: imported by its owner, tried first, handed down to those who ought to hold an item."""

from typing import Any

import pytest

from services.catalog.sheets import catalogue
from services.player import XLSX
from shared.world import story
from shared.xlsx import write
from tests.platform import Platform

LINE = "hlj-market-line"
ROWS = [(base.basic_code, base.elements) for base in story().base_items]
CODE = story().base.basic_code


async def send(platform: Platform, data: bytes, who: str = LINE, seen: str = "", **query: Any) -> Any:
    headers = {"Content-Type": XLSX} | ({"If-Match": seen} if seen else {})
    return await platform.ask("POST", "/catalog/v1/catalogue/imports", who, headers=headers, content=data, params=query)


async def listed(platform: Platform) -> list[str]:
    return [i["code"] for i in (await platform.ask("GET", "/catalog/v1/catalogue", LINE)).json()]


def with_a_bad_row() -> bytes:
    """The good rows and one whose code is too short and whose type does not exist."""
    heads = list(catalogue.COLUMNS)
    bad = dict.fromkeys(heads, "") | {"事项名称": "坏行", "基本编码": "23073100", "事项类型": "没有的类型"}
    bad |= {"设定依据": "《市场登记管理办法》第三条", "行使层级": "3"}
    code, elements = ROWS[0]
    good = catalogue._line(code, elements)
    return write(heads, [good, [bad[head] for head in heads]], sheet="基本目录")


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(platform: Platform) -> None:
    report = (await send(platform, catalogue.write(ROWS))).json()
    assert not report["applied"]
    assert [(r["basic_code"], r["action"]) for r in report["rows"]] == [(code, "new") for code, _ in ROWS]
    assert await listed(platform) == []


@pytest.mark.clause("A04")
async def test_applied_the_items_are_in_the_catalogue(platform: Platform) -> None:
    report = (await send(platform, catalogue.write(ROWS), apply=True)).json()
    assert report["applied"]
    assert await listed(platform) == sorted(code for code, _ in ROWS)


async def test_a_second_import_of_the_same_sheet_changes_nothing(platform: Platform) -> None:
    await send(platform, catalogue.write(ROWS), apply=True)
    before = (await platform.ask("GET", "/catalog/v1/catalogue", LINE)).json()
    again = (await send(platform, catalogue.write(ROWS), apply=True)).json()
    assert {r["action"] for r in again["rows"]} == {"same"}
    assert (await platform.ask("GET", "/catalog/v1/catalogue", LINE)).json() == before


async def test_a_changed_row_says_which_elements_change(platform: Platform) -> None:
    await send(platform, catalogue.write(ROWS), apply=True)
    code, elements = ROWS[0]
    changed = (await send(platform, catalogue.write([(code, elements | {"quantity_limited": True})]))).json()
    (row,) = changed["rows"]
    assert (row["row"], row["basic_code"], row["action"], row["changed"]) == (2, code, "changed", ["quantity_limited"])
    assert [(c["path"], c["old"], c["new"]) for c in row["differences"]] == [("quantity_limited", False, True)]


async def test_faults_are_told_by_cell_and_nothing_goes_in(platform: Platform) -> None:
    report = (await send(platform, with_a_bad_row(), apply=True)).json()
    assert not report["applied"]
    assert {"bad_code", "unknown_value"} <= {fault["code"] for fault in report["faults"]}
    assert {fault["cell"] for fault in report["faults"]} == {"B3", "D3"}
    assert all(fault["cure_zh"] and fault["cure_en"] for fault in report["faults"])
    assert await listed(platform) == []


async def test_the_good_rows_go_in_when_asked_for(platform: Platform) -> None:
    report = (await send(platform, with_a_bad_row(), apply=True, good_rows=True)).json()
    assert report["applied"]
    assert await listed(platform) == [ROWS[0][0]]


@pytest.mark.clause("G22")
async def test_another_province_writes_nothing_into_the_catalogue(platform: Platform) -> None:
    report = (await send(platform, catalogue.write(ROWS), who="gansu-market-line", apply=True)).json()
    assert (report["applied"], {fault["code"] for fault in report["faults"]}) == (False, {"owner"})
    assert await listed(platform) == []


@pytest.mark.clause("G22")
async def test_another_department_changes_nothing_of_an_item(platform: Platform) -> None:
    await send(platform, catalogue.write(ROWS), apply=True)
    elements = ROWS[0][1] | {"quantity_limited": True}
    sheet = catalogue.write([(ROWS[0][0], elements)])
    report = (await send(platform, sheet, who="hlj-civil-line", apply=True, good_rows=True)).json()
    assert (report["rows"], [(fault["cell"], fault["code"]) for fault in report["faults"]]) == ([], [("B2", "owner")])
    held = (await platform.ask("GET", f"/catalog/v1/catalogue/{ROWS[0][0]}", LINE)).json()
    assert held["edition"] == 1


@pytest.mark.clause("G22")
@pytest.mark.parametrize("who", ["jidong-market-informant", "jixi-market-checker", "jidong-data-inspection"])
async def test_nobody_below_the_owner_adds_an_item(platform: Platform, who: str) -> None:
    assert (await send(platform, catalogue.write(ROWS), who=who, apply=True)).status_code == 403
    answer = await platform.ask("PUT", f"/catalog/v1/catalogue/{CODE}", who, json={"elements": ROWS[0][1]})
    assert answer.status_code == 403


async def hand_down(platform: Platform, *offices: str, code: str = CODE, who: str = LINE) -> Any:
    codes = [platform.world.offices[o].credit_code for o in offices]
    return await platform.ask("POST", f"/catalog/v1/catalogue/{code}/hand-down", who, json={"offices": codes})


@pytest.fixture
async def stocked(platform: Platform) -> Platform:
    await send(platform, catalogue.write(ROWS), apply=True)
    return platform


@pytest.mark.clause("G04")
@pytest.mark.clause("G20")
async def test_an_item_goes_to_bodies_whose_level_line_and_territory_agree(stocked: Platform) -> None:
    offices = (await hand_down(stocked)).json()["offices"]
    keys = {o.key for o in stocked.world.offices.values() if o.credit_code in offices}
    assert keys == {"jixi-market", "jidong-market", "hulin-market"}


@pytest.mark.clause("G04")
@pytest.mark.parametrize(
    "named",
    ["yongchang-market", "hlj-coal", "jidong-staffing"],
    ids=["another province", "a level that the item is not exercised at", "an office that implements nothing"],
)
async def test_a_body_that_does_not_agree_is_not_offered_the_item(stocked: Platform, named: str) -> None:
    answer = await hand_down(stocked, "jidong-market", named)
    assert (answer.status_code, answer.json()["code"]) == (422, "nobody_eligible")
    inbox = (await stocked.ask("GET", "/catalog/v1/desk/inbox", "jidong-market-informant")).json()
    assert inbox["offers"] == []


async def test_the_second_hand_down_offers_nothing_twice(stocked: Platform) -> None:
    await hand_down(stocked)
    assert (await hand_down(stocked)).json()["offices"] == []


async def test_only_the_owner_hands_down(stocked: Platform) -> None:
    assert (await hand_down(stocked, who="hlj-civil-line")).status_code == 403
    assert (await hand_down(stocked, who="jixi-market-checker")).status_code == 403


async def test_what_is_not_in_the_catalogue_is_not_handed_down(stocked: Platform) -> None:
    assert (await hand_down(stocked, code="230731999999")).status_code == 404


async def test_a_sheet_without_a_required_column_brings_nothing_in_and_says_which(platform: Platform) -> None:
    heads = list(catalogue.COLUMNS)
    place = heads.index("事项名称")
    line = list(catalogue._line(*ROWS[0]))
    data = write(heads[:place] + heads[place + 1 :], [line[:place] + line[place + 1 :]])
    report = (await send(platform, data, apply=True, good_rows=True)).json()
    assert [f["code"] for f in report["faults"]] == ["missing_column"]
    assert (report["rows"], await listed(platform)) == ([], [])


async def test_a_sheet_leaves_alone_what_it_has_no_column_for(platform: Platform) -> None:
    code, values = ROWS[0]
    await platform.put_base(code, values | {"national_catalogue_name": "国家目录中的名称"})
    report = (await send(platform, catalogue.write([(code, values)]), apply=True)).json()
    assert [row["action"] for row in report["rows"]] == ["same"], report
