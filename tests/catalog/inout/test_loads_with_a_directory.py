"""What a load makes of the catalogue: its own table in the dump says it, or all rows agree; no county's row decides alone."""

from typing import Any

import pytest

from services.catalog.domain.inout import ARISEN
from shared import elements
from tests.catalog.inout.dumped import BASE, JIXI, MARKET, code_of, row, sql
from tests.catalog.inout.support import SETS, progress, then, work
from tests.catalog.inout.test_loads import CENTRE, COUNTY, by_code, faults, load, told
from tests.platform import Platform

OWN, ABOVE = code_of(MARKET, 4), code_of(JIXI, 3)
WRONG = row(OWN, "错名许可", by_law="《城关区内部规定》第一条", anticipate_day=99, anticipate_type="3")
DIRECTORY = {
    "row_guid": "d1",
    "catalog_code": BASE,
    "task_name": "市场设立登记",
    "task_type": "07",
    "by_law": "《宁夏回族自治区市场登记管理办法》第三条",
    "use_level": "3^4",
    "task_state": "1",
    "task_version": 7,
}


async def loaded(
    platform: Platform, *rows: dict[str, Any], directory: dict[str, Any] | None, who: str = CENTRE, **query: Any
) -> Any:
    body = (sql(*rows) if rows else b"") + (sql(directory, table="up_task_directory") if directory else b"")
    query = {"kind": "dump", "name": "省库.sql", **query}
    headers = {"Content-Type": "application/octet-stream"}
    answer = await platform.ask("POST", SETS, who, headers=headers, content=body, params=query)
    await work(platform)
    return await progress(platform, answer.json()["set_id"], who)


def said(one: dict[str, Any]) -> list[str]:
    """What is said of a row, but that its main item has no name."""
    return [fault["code"] for fault in one["faults"] if fault["code"] != "main_unnamed"]


@pytest.mark.clause("G22")
async def test_the_directory_of_a_dump_makes_the_catalogue_whatever_a_countys_row_says(any_platform: Platform) -> None:
    tried = await loaded(any_platform, WRONG, row(ABOVE), directory=DIRECTORY)
    rows = await told(any_platform, tried)
    assert (tried["faults"], said(rows[1])) == (0, ["as_catalogue", "left_open"]), "the dry run says so already"
    assert "第 1 行与第 2 行的法定办结时限不同" in rows[2]["faults"][1]["message_zh"]
    made = await loaded(any_platform, WRONG, row(ABOVE), directory=DIRECTORY, apply=True)
    assert (made["state"], made["done"]) == ("applied", 2)
    assert [said(one) for n, one in sorted((await told(any_platform, made)).items()) if 0 < n < 3] == [
        ["as_catalogue", "left_open"],
        ["left_open"],
    ]
    _, base = await by_code(any_platform, BASE)
    assert (base.elements["name"], base.elements["exercise_levels"]) == ("市场设立登记", ["3", "4"])
    assert [one["title"] for one in base.elements["legal_bases"]] == ["宁夏回族自治区市场登记管理办法"]
    assert "legal_limit" not in base.elements
    assert (await by_code(any_platform, OWN))[0].name == "市场设立登记"


async def test_a_body_at_a_level_that_the_directory_does_not_name_stays_out(platform: Platform) -> None:
    made = await loaded(platform, row(OWN), row(ABOVE), directory=DIRECTORY | {"use_level": "4"})
    rows = await told(platform, made)
    assert (faults(rows[1]), faults(rows[2])) == ([], ["nobody_eligible"])


async def test_a_day_on_which_the_directory_plans_to_cancel_is_told_where_it_has_not_come(platform: Platform) -> None:
    for day, codes in (("2031-12-31", ["planned_day"]), ("2020-12-31", [])):
        made = await loaded(platform, directory=DIRECTORY | {"plan_cancel_date": day})
        one = of_directory(await told(platform, made))
        assert (said(one), day in str(one["faults"])) == (codes, bool(codes))
        assert one["action"] == "new", "it keeps no row out"


async def test_rows_that_disagree_on_the_catalogue_wait_where_no_directory_says_which_is_right(
    any_platform: Platform,
) -> None:
    made = await load(any_platform, WRONG, row(ABOVE), apply=True, good_rows=True)
    rows = await told(any_platform, made)
    assert [(n, faults(one)) for n, one in sorted(rows.items())] == [(1, ["rows_disagree"]), (2, ["rows_disagree"])]
    assert "第 1 行与第 2 行的事项名称不同" in rows[1]["faults"][0]["message_zh"]
    assert await by_code(any_platform, BASE) == (None, None)
    older = row(OWN, "旧名", task_version=0)
    agreed = await load(any_platform, older, row(OWN), row(ABOVE, anticipate_type="自然日"), apply=True)
    assert agreed["done"] == 2, "an older version, and another word for the same, are no disagreement"
    later = await load(any_platform, WRONG | {"task_version": 2}, apply=True)
    assert faults((await told(any_platform, later))[1]) == [], "what the catalogue has is the catalogue's"


CHANGED = DIRECTORY | {"task_name": "目录改名许可", "use_level": "4", "by_law": "《药品管理法》第五十二条"}


def of_directory(rows: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """The one row of the catalogue's own table."""
    (one,) = (row for _, row in rows.items() if row["code"] == BASE and row["row"] > 2 * ARISEN)
    return one


@pytest.mark.clause("G22")
@pytest.mark.parametrize("rows", [[], [row(OWN)]], ids=["alone", "with rows"])
async def test_a_directory_below_the_province_is_told_by_row_where_it_differs_with_who_changes_it(
    any_platform: Platform, rows: list[dict[str, Any]]
) -> None:
    made = await loaded(any_platform, row(OWN), row(ABOVE), directory=DIRECTORY, apply=True)
    assert of_directory(await told(any_platform, made))["faults"] == []
    item, before = await by_code(any_platform, BASE)
    tried = await loaded(any_platform, *rows, directory=CHANGED, who=COUNTY)
    one = of_directory(await told(any_platform, tried, COUNTY))
    (fault,) = one["faults"]
    assert (tried["state"], tried["faults"], one["action"]) == ("ready", 0, "passed")
    assert (fault["code"], fault["severity"]) == ("directory_differs", "note")
    named = [elements.labels(key).zh for key in ("name", "exercise_levels", "legal_bases")]
    assert [word for word in ("第 1 行", *named) if word not in fault["message_zh"]] == []
    assert item.office_name in fault["cure_zh"]
    (name,) = (change for change in one["changes"] if change["path"] == "name")
    assert ("目录改名许可" in str(name), "市场设立登记" in str(name)) == (True, True)
    applied = await then(any_platform, tried, "application", COUNTY)
    assert (applied["state"], applied["done"]) == ("applied", 0)
    (fault,) = of_directory(await told(any_platform, applied, COUNTY))["faults"]
    assert fault["code"] == "directory_differs"
    assert (await by_code(any_platform, BASE))[1] == before, "the catalogue keeps its own"
    same = of_directory(
        await told(any_platform, await loaded(any_platform, *rows, directory=DIRECTORY, who=COUNTY), COUNTY)
    )
    assert (same["action"], same["faults"]) == ("same", [])


async def test_an_item_that_a_directory_below_the_province_cancels_is_named_with_who_cancels_it_here(
    any_platform: Platform,
) -> None:
    await loaded(any_platform, row(OWN), row(ABOVE), directory=DIRECTORY, apply=True)
    made = await loaded(any_platform, row(OWN), directory=DIRECTORY | {"task_state": "3"}, who=COUNTY, apply=True)
    one = of_directory(await told(any_platform, made, COUNTY))
    ended, fault = one["faults"]
    assert ended["code"] == "row_cancelled"
    item, _ = await by_code(any_platform, BASE)
    assert (made["state"], one["action"], fault["code"]) == ("applied", "passed", "directory_cancelled")
    assert (item.state, item.office_name in fault["cure_zh"]) == ("catalogued", True)
