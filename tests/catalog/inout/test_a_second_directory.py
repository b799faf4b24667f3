"""The second month's dump: its table of the catalogue changes what the province keeps, and nobody's text is lost."""

from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain.inout import ARISEN
from tests.catalog.inout.dumped import BASE, JIXI, LAW, MARKET, code_of, row, sql
from tests.catalog.inout.support import INFORMANT, LINE, then
from tests.catalog.inout.test_loads import CENTRE, COUNTY, by_code, faults, load, told
from tests.platform import Platform

OWN, ABOVE = code_of(MARKET, 4), code_of(JIXI, 3)
MAIN = "230731040"


def listed(code: str = BASE, **more: Any) -> dict[str, Any]:
    """A row of the catalogue's own table."""
    said = {"row_guid": f"d-{code}", "catalog_code": code, "task_name": "市场设立登记", "task_type": "07"}
    return said | {"by_law": LAW, "use_level": "4", "task_state": "1", "task_version": 1} | more


async def month(platform: Platform, *rows: dict[str, Any], items: Any = (), **query: Any) -> dict[str, Any]:
    """A dump of the catalogue's own table, with rows of bodies beside it if there are any."""
    body = (sql(*items) if items else b"") + sql(*rows, table="up_task_directory")
    return await load(platform, body=body, **query)


async def first(platform: Platform) -> None:
    """The first month: the catalogue's item, and a body's."""
    made = await month(platform, listed(), items=[row(OWN)], apply=True)
    assert (made["state"], made["done"]) == ("applied", 1)


async def notes(platform: Platform, made: dict[str, Any], who: str = CENTRE) -> list[tuple[str, list[str]]]:
    """What became of each row of the catalogue's own table, and what is said of it."""
    rows = sorted((await told(platform, made, who)).items())
    return [(one["action"], [f["code"] for f in one["faults"]]) for n, one in rows if n > 2 * ARISEN]


async def above(platform: Platform, code: str = BASE) -> dict[str, Any]:
    return dict((await by_code(platform, code))[1].elements)


async def kept(platform: Platform, **change: Any) -> None:
    """The line department changes its item of the catalogue."""
    item, held = await by_code(platform, BASE)
    body, headers = {"elements": held.elements | change}, {"If-Match": f'"{item.head}"'}
    answer = await platform.ask("PUT", f"/catalog/v1/catalogue/{BASE}", LINE, json=body, headers=headers)
    assert answer.status_code == 200, answer.text


NEWER = listed(task_name="市场设立许可登记", use_level="3^4", by_law=f"{LAW}；《行政许可法》第十二条", task_version=2)


@pytest.mark.clause("G25")
async def test_a_newer_version_changes_the_catalogue_after_a_dry_run_reaches_the_holders_and_is_undone(
    any_platform: Platform,
) -> None:
    await first(any_platform)
    item, before = await by_code(any_platform, BASE)
    tried = await month(any_platform, NEWER)
    (one,) = (row for n, row in (await told(any_platform, tried)).items() if n > 2 * ARISEN)
    assert (tried["state"], tried["done"], one["action"], one["before"]) == ("ready", 1, "changed", 1)
    assert {change["path"].split("[")[0] for change in one["changes"]} == {"name", "exercise_levels", "legal_bases"}
    assert (await by_code(any_platform, BASE))[1] == before, "a dry run changes nothing"
    done = await then(any_platform, tried, "application", CENTRE)
    assert (done["state"], done["done"], done["faults"]) == ("applied", 1, 0)
    moved, held = await by_code(any_platform, BASE)
    assert (moved.name, held.number, held.elements["exercise_levels"]) == ("市场设立许可登记", 2, ["3", "4"])
    assert [one["title"] for one in held.elements["legal_bases"]] == ["宁夏回族自治区市场登记管理办法", "行政许可法"]
    assert (held.saved_by, held.saved_office) == (CENTRE, item.office), "in the name of the department that keeps it"
    assert done["set_id"] in held.reason
    trail = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{item.item_id}/trail", CENTRE)).json()
    assert [one["action"] for one in trail] == ["catalogue.add", "catalogue.hand_down", "catalogue.change"]
    waiting = (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert [set(one["taken"]) for one in waiting] == [{"name", "exercise_levels", "legal_bases"}]
    found = (await any_platform.ask("GET", "/catalog/v1/desk/search", LINE, params={"q": "设立许可登记"})).json()
    assert BASE in str(found)
    undone = await then(any_platform, done, "undo", CENTRE)
    assert (undone["done"], undone["faults"]) == (1, 0)
    assert await above(any_platform) == before.elements
    assert (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json() == []
    assert await any_platform.faults_of_trails() == []


async def test_the_catalogue_does_not_change_unseen(any_platform: Platform) -> None:
    await first(any_platform)
    made = await month(any_platform, NEWER, items=[row(OWN, promise_day=9, task_version=2)], apply=True)
    assert (made["state"], await notes(any_platform, made)) == ("ready", [("changed", ["needs_dry_run"])])
    forced = await month(
        any_platform, NEWER, items=[row(OWN, promise_day=9, task_version=2)], apply=True, good_rows=True
    )
    assert (forced["done"], await notes(any_platform, forced)) == (1, [("fault", ["needs_dry_run"])])
    assert (await above(any_platform))["name"] == "市场设立登记"
    done = await then(any_platform, made, "application", CENTRE)
    assert (done["state"], (await above(any_platform))["name"]) == ("applied", "市场设立许可登记")


async def test_what_came_into_the_catalogue_since_the_dry_run_is_not_changed_by_it(any_platform: Platform) -> None:
    tried = await month(any_platform, NEWER)
    assert [action for action, _ in await notes(any_platform, tried)] == ["new"]
    await first(any_platform)
    done = await then(any_platform, tried, "application", CENTRE)
    assert await notes(any_platform, done) == [("fault", ["needs_dry_run"])]
    assert (await above(any_platform))["name"] == "市场设立登记"


async def test_what_the_department_changed_since_stays_and_the_rest_is_taken(any_platform: Platform) -> None:
    await first(any_platform)
    await kept(any_platform, name="市场开办登记", guidance_department="省市场监管局")
    tried = await month(any_platform, NEWER)
    assert await notes(any_platform, tried) == [("changed", ["needs_dry_run", "kept_own"])]
    (one,) = (row for n, row in (await told(any_platform, tried)).items() if n > 2 * ARISEN)
    assert "事项名称" in one["faults"][1]["message_zh"]
    assert (await by_code(any_platform, BASE))[0].office_name in one["faults"][1]["cure_zh"]
    await then(any_platform, tried, "application", CENTRE)
    values = await above(any_platform)
    assert (values["name"], values["exercise_levels"]) == ("市场开办登记", ["3", "4"])
    assert values["guidance_department"] == "省市场监管局"
    again = await month(any_platform, NEWER, apply=True)
    assert (again["state"], await notes(any_platform, again)) == ("applied", [("same", [])]), "it is asked once"


async def test_a_basis_that_the_department_quotes_is_no_other_and_what_implements_it_stays(platform: Platform) -> None:
    await first(platform)
    (basis,) = (await above(platform))["legal_bases"]
    fuller = [basis | {"title": "宁夏回族自治区市场登记管理办法", "text": "设立市场应当登记。"}]
    fuller.append({"kind": "implementing", "title": "市场登记实施细则", "article": 2, "insert": 0})
    await kept(platform, legal_bases=fuller)
    same = await month(platform, listed(task_version=2))
    assert await notes(platform, same) == [("same", [])]
    made = await month(platform, listed(by_law=f"{LAW}、第四条", task_version=3))
    assert await notes(platform, made) == [("changed", ["needs_dry_run"])]
    await then(platform, made, "application", CENTRE)
    bases = (await above(platform))["legal_bases"]
    told_ = [(one["kind"], one["article"], one.get("text")) for one in bases]
    assert told_ == [
        ("establishing", 3, "设立市场应当登记。"),
        ("establishing", 4, None),
        ("implementing", 2, None),
    ]


async def test_an_older_version_or_an_earlier_time_is_passed_and_one_that_cannot_be_compared_waits(
    any_platform: Platform,
) -> None:
    loaded = listed(task_version=3, cd_time="2026-10-01")
    await month(any_platform, loaded, items=[row(OWN)], apply=True)
    for older in (NEWER, NEWER | {"task_version": 3, "cd_time": "2026-09-01"}):
        made = await month(any_platform, older, apply=True)
        assert (made["state"], await notes(any_platform, made)) == ("applied", [("passed", ["older_version"])])
    made = await month(any_platform, NEWER | {"task_version": None}, apply=True)
    assert (made["state"], await notes(any_platform, made)) == ("ready", [("changed", ["no_version", "needs_dry_run"])])
    made = await month(any_platform, listed(task_state="3"), apply=True)
    assert await notes(any_platform, made) == [("passed", ["row_cancelled", "older_version"])]
    assert (await by_code(any_platform, BASE))[0].state == "catalogued"


@pytest.mark.clause("G28")
async def test_what_the_dump_cancels_is_told_and_then_cancelled_with_a_case_for_each_holder(
    any_platform: Platform,
) -> None:
    await first(any_platform)
    gone = listed(task_state="3", task_version=2), row(OWN, cd_operation="D", task_version=2)
    tried = await month(any_platform, gone[0], items=[gone[1]])
    assert await notes(any_platform, tried) == [("to_cancel", ["row_cancelled", "directory_cancels", "needs_dry_run"])]
    assert (await by_code(any_platform, BASE))[0].state == "catalogued"
    unseen = await month(any_platform, gone[0], apply=True, good_rows=True)
    assert await notes(any_platform, unseen) == [("fault", ["row_cancelled", "directory_cancels", "needs_dry_run"])]
    done = await then(any_platform, tried, "application", CENTRE)
    assert (done["state"], done["faults"]) == ("applied", 0)
    assert (await by_code(any_platform, BASE))[0].state == "cancelled"
    item, _ = await by_code(any_platform, OWN)
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        case = await store.open_case_of(connection, item.item_id)
    assert (item.state, case and case.kind) == ("compiling", "cancel_pushed"), "its gates end it"
    for who in (CENTRE, COUNTY):
        newer = await month(any_platform, listed(task_version=3), who=who)
        assert await notes(any_platform, newer, who) == [("passed", ["directory_lives"])]
    older = await month(any_platform, listed())
    assert await notes(any_platform, older) == [("passed", ["older_version"])]
    undone = await then(any_platform, done, "undo", CENTRE)
    assert ("passed", ["stays_cancelled"]) in await notes(any_platform, undone)
    assert await any_platform.faults_of_trails() == []


async def test_a_main_item_ends_with_its_sub_items_in_one_dump_and_not_over_one_that_goes_on(
    any_platform: Platform,
) -> None:
    subs = [listed(f"{MAIN}00{n}", task_name=f"登记{n}") for n in (1, 2)]
    main = listed(f"{MAIN}00Y", task_name="登记")
    await month(any_platform, main, *subs, apply=True)
    ended: dict[str, Any] = {"task_state": "3", "task_version": 2}
    made = await month(any_platform, main | ended, subs[0] | ended)
    assert [action for action, _ in await notes(any_platform, made)] == ["fault", "to_cancel"]
    (one,) = (row for row in (await told(any_platform, made)).values() if row["code"] == f"{MAIN}00Y")
    assert (faults(one), f"{MAIN}002" in one["faults"][-1]["message_zh"]) == (["sub_items"], True)
    made = await month(any_platform, main | ended, *(one | ended for one in subs))
    assert (made["faults"], made["done"]) == (0, 3)
    made = await then(any_platform, made, "application", CENTRE)
    assert (made["faults"], made["done"]) == (0, 3)
    states = [(await by_code(any_platform, f"{MAIN}00{end}"))[0].state for end in "Y12"]
    assert states == ["cancelled"] * 3


async def test_a_body_at_a_level_that_the_same_dump_opens_comes_in_with_it(any_platform: Platform) -> None:
    await first(any_platform)
    alone = await load(any_platform, row(ABOVE))
    assert faults((await told(any_platform, alone))[1]) == ["nobody_eligible"]
    tried = await month(any_platform, NEWER, items=[row(OWN), row(ABOVE)])
    assert (tried["faults"], (await told(any_platform, tried))[2]["action"]) == (0, "new")
    done = await then(any_platform, tried, "application", CENTRE)
    assert (done["faults"], done["done"]) == (0, 2)
    item, held = await by_code(any_platform, ABOVE)
    assert (item.base_edition, held.elements["name"]) == (2, "市场设立许可登记")
    ends = await month(any_platform, listed(task_state="3", task_version=3), items=[row(code_of(MARKET, 4), "x")])
    assert (await notes(any_platform, ends))[0][0] == "to_cancel"


@pytest.mark.clause("G22")
async def test_the_table_alone_brings_new_items_in_main_items_too_for_the_department_of_their_line(
    any_platform: Platform,
) -> None:
    main, sub = listed(f"{MAIN}00Y", task_name="登记"), listed(f"{MAIN}001", task_name="甲类登记")
    nobody = listed("230733001000", task_name="无人管理")
    poor = listed("230731041000", by_law=None)
    wrong = listed("230731000000")
    made = await month(any_platform, main, sub, nobody, poor, wrong, apply=True)
    rows = await notes(any_platform, made)
    assert rows == [("new", []), ("new", []), *[("passed", ["catalogue_rows"])] * 3]
    assert (made["state"], made["done"]) == ("applied", 2)
    said = [row["faults"][0]["message_zh"] for _, row in sorted((await told(any_platform, made)).items())[-3:]]
    assert [word in one for word, one in zip(("尚未登记", "事项依据", "基本编码"), said, strict=True)] == [True] * 3, (
        said
    )
    market = any_platform.world.offices["hlj-market"].credit_code
    item, held = await by_code(any_platform, f"{MAIN}001")
    assert (item.layer, item.office, item.state) == ("base", market, "catalogued")
    assert held.elements["main_item_name"] == "登记"
    assert (await by_code(any_platform, f"{MAIN}00Y"))[0].office == market
    undone = await then(any_platform, made, "undo", CENTRE)
    assert (undone["done"], (await by_code(any_platform, f"{MAIN}00Y"))[0].state) == (2, "cancelled")
    again = await month(any_platform, main, sub, apply=True)
    assert (again["done"], (await by_code(any_platform, f"{MAIN}001"))[0].state) == (2, "catalogued")


async def test_a_code_that_was_given_to_a_department_makes_its_item_that_departments(platform: Platform) -> None:
    asked = {"item_type": "07", "department": "33"}
    given = await platform.ask("POST", "/catalog/v1/catalogue/codes", LINE, json=asked)
    code = given.json()["basic_code"]
    made = await month(platform, listed(code), apply=True)
    assert await notes(platform, made) == [("new", [])]
    assert (await by_code(platform, code))[0].office == platform.world.offices["hlj-market"].credit_code


async def test_rows_that_contradict_each_other_are_told_and_neither_is_taken(platform: Platform) -> None:
    await first(platform)
    made = await month(platform, NEWER, NEWER | {"row_guid": "other", "task_name": "又一名称"}, apply=True)
    assert (made["state"], made["faults"]) == ("applied", 0)
    assert await notes(platform, made) == [("passed", ["duplicate_row"])] * 2
    assert (await above(platform))["name"] == "市场设立登记"
