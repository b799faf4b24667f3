"""A data centre loads a dump: what is held changes in its body's name, what is not there yet arises, or it is said why."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.catalog import intake, store
from services.catalog import tables as t
from services.catalog.commands import changesets, reports
from shared.xlsx import read as read_sheet
from tests.catalog.inout.dumped import BASE, CIVIL, JIXI, MARKET, SOCIAL, code_of, row, sql
from tests.catalog.inout.support import INFORMANT, SETS, progress, rows_of, then, work
from tests.cli.test_inspect_copies import book, cells, comments
from tests.platform import Platform

CENTRE, COUNTY = "hlj-data-inspection", "jidong-data-inspection"
CIVIL_BASE = "230732002000"
TYPE = {"Content-Type": "application/octet-stream"}
NOBODY = "112303219900000097"
OWN, ABOVE = code_of(MARKET, 4), code_of(JIXI, 3)


async def load(
    platform: Platform, *rows: dict[str, Any], who: str = CENTRE, body: bytes = b"", **query: Any
) -> dict[str, Any]:
    """A dump of these rows, or another file, that a data centre sends, worked through."""
    headers = {"Content-Type": "application/octet-stream"}
    answer = await platform.ask(
        "POST",
        SETS,
        who,
        headers=headers,
        content=body or sql(*rows),
        params={"kind": "dump", "name": "省库.sql"} | query,
    )
    assert answer.status_code == 202, answer.text
    await work(platform)
    return await progress(platform, answer.json()["set_id"], who)


async def told(platform: Platform, made: dict[str, Any], who: str = CENTRE) -> dict[int, dict[str, Any]]:
    return {one["row"]: one for one in await rows_of(platform, made["set_id"], who)}


def faults(one: dict[str, Any]) -> list[str]:
    return [fault["code"] for fault in one["faults"] if fault["severity"] == "fault"]


async def by_code(platform: Platform, code: str) -> Any:
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        item = await store.by_code(connection, code)
        return (item, await store.edition(connection, item.item_id, item.head)) if item else (None, None)


@pytest.mark.clause("A30")
@pytest.mark.clause("G22")
async def test_a_provincial_load_makes_the_catalogues_item_and_the_bodies_items(any_platform: Platform) -> None:
    rows = row(OWN), row(ABOVE, accept_condition="市级条件")
    tried = await load(any_platform, *rows)
    assert (tried["kind"], tried["state"], tried["rows"], tried["done"], tried["faults"]) == ("load", "ready", 2, 2, 0)
    assert (await by_code(any_platform, BASE), await by_code(any_platform, OWN)) == ((None, None), (None, None))
    done = await then(any_platform, tried, "application", CENTRE)
    assert (done["state"], done["done"]) == ("applied", 2)
    base, above = await by_code(any_platform, BASE)
    owner = any_platform.world.offices["hlj-market"]
    assert (base.layer, base.office, base.state) == ("base", owner.credit_code, "catalogued")
    assert (above.elements["exercise_levels"], above.elements["name"]) == (["3", "4"], "市场设立登记")
    item, held = await by_code(any_platform, OWN)
    assert (item.state, item.office, item.parent_id, item.head) == ("compiling", MARKET, base.item_id, 1)
    assert (held.elements["conditions"], held.elements["implementing_body_code"]) == ("有固定场所", MARKET)
    assert (held.saved_by, held.saved_office) == (CENTRE, MARKET)
    assert done["set_id"] in held.reason
    offers = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["offers"]
    assert [(one["code"], one["state"]) for one in offers if one["state"] == "claimed"] in ([], [(BASE, "claimed")])
    trail = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{item.item_id}/trail", CENTRE)).json()
    assert [(one["action"], one["who"]) for one in trail] == [("item.claim", CENTRE)]
    assert await any_platform.faults_of_trails() == []


async def test_a_load_changes_what_is_held_in_its_bodys_name_and_the_body_sees_its_own_rows(
    any_platform: Platform,
    claimed: dict[str, Any],
) -> None:
    made = await load(any_platform, row(ABOVE), row(OWN, accept_condition="有船"), apply=True)
    assert (made["state"], made["done"]) == ("applied", 2)
    edition = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", INFORMANT)).json()
    assert edition["elements"]["conditions"] == "有船"
    _, held = await by_code(any_platform, OWN)
    assert (held.number, held.saved_by, held.saved_office) == (2, CENTRE, MARKET)
    seen = (await any_platform.ask("GET", SETS, INFORMANT)).json()
    assert [(one["set_id"], one["by"]) for one in seen] == [(made["set_id"], CENTRE)]
    assert (await progress(any_platform, made["set_id"], INFORMANT))["kind"] == "load"
    assert [one["code"] for one in await rows_of(any_platform, made["set_id"], INFORMANT)] == [OWN]
    for who in ("jidong-civil-informant", "gansu-data-inspection"):
        assert (await any_platform.ask("GET", f"{SETS}/{made['set_id']}", who)).status_code == 404
    for does in ("undo", "application"):
        assert (await any_platform.ask("POST", f"{SETS}/{made['set_id']}/{does}", INFORMANT)).status_code == 404


@pytest.mark.clause("G22")
async def test_a_county_load_changes_and_claims_and_says_who_adds_to_the_catalogue(any_platform: Platform) -> None:
    own = row(OWN), row(code_of(CIVIL, 4, CIVIL_BASE), "社团登记"), row(ABOVE)
    made = await load(any_platform, *own, who=COUNTY)
    rows = await told(any_platform, made, COUNTY)
    assert [faults(rows[n]) for n in (1, 2, 3)] == [["no_base"], ["no_base"], ["territory"]]
    assert "省级大数据中心" in rows[1]["faults"][0]["cure_zh"]
    assert "上级大数据中心" in rows[3]["faults"][0]["cure_zh"]
    await load(any_platform, row(ABOVE), row(code_of(JIXI, 3, "230731009000"), "另一登记"), apply=True)
    base, held = await by_code(any_platform, BASE)
    levels = {"elements": held.elements | {"exercise_levels": ["3", "4"]}}
    answer = await any_platform.ask(
        "PUT", f"/catalog/v1/catalogue/{BASE}", "hlj-market-line", json=levels, headers={"If-Match": f'"{base.head}"'}
    )
    assert answer.status_code == 200, answer.text
    made = await load(any_platform, *own, who=COUNTY, apply=True, good_rows=True)
    rows = await told(any_platform, made, COUNTY)
    assert [rows[n]["action"] for n in (1, 2, 3)] == ["new", "fault", "fault"]
    item, _ = await by_code(any_platform, OWN)
    assert (item.state, item.office) == ("compiling", MARKET)


async def test_every_row_that_stays_out_says_who_has_to_do_what(any_platform: Platform) -> None:
    nobody = code_of(NOBODY, 4, "230731011000")
    made = await load(
        any_platform,
        row(nobody, "甲"),
        row(code_of(CIVIL, 4, "230731012000")[:-1] + "A", "乙"),
        row(code_of(SOCIAL, 4, "230734013000"), "丙", by_law=None),
        row(code_of(any_platform.world.offices["jidong-data"].credit_code, 4, "230731014000"), "丁"),
        row(code_of(MARKET, 4, "620731015000"), "戊"),
        row(code_of(MARKET, 4, "230731016000") + "01", "己"),
        row(code_of(MARKET, 4, "230731017000"), "庚", cd_operation="D"),
        row(code_of(MARKET, 4, "230131018000"), "辛"),
    )
    rows = await told(any_platform, made)
    assert [faults(rows[n])[0] if faults(rows[n]) else rows[n]["action"] for n in range(1, 9)] == [
        "unknown_body",
        "bad_code",
        "missing",
        "unknown_body",
        "owner",
        "no_parent",
        "passed",
        "not_of_the_code",
    ]
    assert "shixiang offices load" in rows[1]["faults"][-1]["cure_zh"]
    assert "省级业务部门" in rows[5]["faults"][0]["cure_zh"], "who keeps the catalogue's item, not another import"
    assert (made["state"], made["done"], made["faults"]) == ("ready", 0, 7)


async def test_a_load_names_the_department_that_has_to_be_registered_first(platform: Platform) -> None:
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.exec_driver_sql("delete from offices where line = '民政' and level = '2'")
    made = await load(platform, row(code_of(CIVIL, 4, CIVIL_BASE), "社团登记"))
    (one,) = (await told(platform, made)).values()
    assert faults(one) == ["no_owner"]
    assert ("民政" in one["faults"][0]["message_zh"], "line_department" in one["faults"][0]["cure_zh"]) == (True, True)


async def test_the_newest_version_goes_in_and_an_older_one_never_over_it(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    versions = [row(OWN, accept_condition=f"第{n}版", task_version=n) for n in (1, 3, 2)]
    made = await load(any_platform, *versions, apply=True)
    rows = await told(any_platform, made)
    assert [(rows[n]["action"], rows[n]["faults"][0]["code"] if rows[n]["faults"] else "") for n in (1, 2, 3)] == [
        ("passed", "older_version"),
        ("changed", "as_catalogue"),
        ("passed", "older_version"),
    ]
    assert (made["state"], made["done"], made["faults"]) == ("applied", 1, 0)
    _, held = await by_code(any_platform, claimed["code"])
    assert held.elements["conditions"] == "第3版"


async def test_a_load_of_many_batches_is_one_load(any_platform: Platform) -> None:
    between = [row(code_of(MARKET, 4, f"230731{n}000"), f"登记{n}") for n in range(100, 210)]
    older = row(OWN, accept_condition="旧"), row(ABOVE, accept_condition="市级旧")
    newer = row(ABOVE, accept_condition="市级", task_version=2), row(OWN, accept_condition="新", task_version=2)
    made = await load(any_platform, *older, *between, *newer)
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("ready", 114, 112, 0)
    done = await then(any_platform, made, "application", CENTRE)
    assert (done["state"], done["rows"], done["done"]) == ("applied", 114, 112)
    (item, held), (above, _) = [await by_code(any_platform, code) for code in (OWN, ABOVE)]
    assert (held.elements["conditions"], item.parent_id) == ("新", above.parent_id)
    rows = await rows_of(any_platform, made["set_id"], CENTRE, after=114, limit=1000)
    assert len(rows) == len({one["code"] for one in rows}) == 111, "one of the catalogue's items stands for two rows"
    again = await load(any_platform, *older, *between, *newer, apply=True)
    assert (again["state"], again["done"], again["faults"]) == ("applied", 0, 0)
    undone = await then(any_platform, done, "undo", CENTRE)
    assert (undone["done"], undone["faults"]) == (112 + 111, 0)
    assert (await by_code(any_platform, BASE))[0].state == "cancelled"
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("G28")
async def test_what_is_cancelled_where_it_comes_from_opens_the_pushed_cancellation_and_changes_nothing(
    any_platform: Platform,
    claimed: dict[str, Any],
) -> None:
    _, before = await by_code(any_platform, OWN)
    ended: tuple[dict[str, Any], ...] = (
        {"cd_operation": "D", "task_version": 4},
        {"task_state": "3", "task_version": 4},
    )
    for gone in ended:
        tried = await load(any_platform, row(OWN), row(OWN, accept_condition="已取消", **gone))
        rows = await told(any_platform, tried)
        first = gone.get("cd_operation") == "D"
        assert [rows[n]["action"] for n in (1, 2)] == ["passed", "to_cancel" if first else "passed"]
        assert [one["code"] for one in rows[2]["faults"]] == ["row_cancelled"]
        await then(any_platform, tried, "application", CENTRE)
        cases = (await any_platform.ask("GET", "/catalog/v1/desk/cases", "jidong-market-checker")).json()
        assert [(one["kind"], one["state"], one["item_id"]) for one in cases] == [
            ("cancel_pushed", "open", claimed["item_id"])
        ]
    assert (await by_code(any_platform, OWN))[1] == before


@pytest.mark.usefixtures("claimed")
async def test_a_cancellation_that_a_load_opened_is_not_closed_by_its_undo_and_that_is_said(platform: Platform) -> None:
    made = await load(platform, row(OWN, cd_operation="D"), apply=True)
    undone = await then(platform, made, "undo", CENTRE)
    (one,) = (await told(platform, undone)).values()
    assert (undone["state"], one["action"], one["faults"][0]["code"]) == ("applied", "passed", "case_stays")
    assert (made["done"], undone["done"]) == (1, 0), "a cancellation that opens is an effect"
    cases = (await platform.ask("GET", "/catalog/v1/desk/cases", "jidong-market-checker")).json()
    assert [(one["kind"], one["state"]) for one in cases] == [("cancel_pushed", "open")]


@pytest.mark.usefixtures("claimed")
async def test_a_body_that_sends_a_cancelled_row_itself_is_told_and_nothing_is_changed(platform: Platform) -> None:
    made = await load(platform, row(OWN, accept_condition="已取消", task_state="3"), who=INFORMANT, apply=True)
    (one,) = (await told(platform, made, INFORMANT)).values()
    assert (one["action"], [fault["code"] for fault in one["faults"]]) == ("passed", ["row_cancelled"])
    assert "004 第十二条" in one["faults"][0]["cure_zh"]
    assert (await by_code(platform, OWN))[0].head == 1


async def test_a_suspended_row_goes_in_and_is_told(platform: Platform) -> None:
    made = await load(platform, row(OWN, task_state="2"), apply=True)
    one = (await told(platform, made))[1]
    assert (one["action"], [fault["code"] for fault in one["faults"]]) == ("new", ["row_suspended", "main_unnamed"])


async def test_what_a_dump_says_otherwise_than_the_catalogue_is_told_and_the_catalogue_stays(
    platform: Platform,
) -> None:
    await platform.hand_down()
    made = await load(platform, row(OWN, "另一个名称"), apply=True)
    (one,) = (await told(platform, made)).values()
    assert (one["action"], one["faults"][0]["code"]) == ("new", "as_catalogue")
    assert "事项名称" in one["faults"][0]["message_zh"]
    assert (await by_code(platform, OWN))[0].name == "市场设立登记"


async def test_a_load_taken_back_takes_out_what_it_made_and_restores_what_it_changed(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    _, before = await by_code(any_platform, OWN)
    civil = code_of(CIVIL, 4, CIVIL_BASE)
    made = await load(any_platform, row(OWN, accept_condition="有船"), row(civil, "社团登记"), apply=True)
    assert made["done"] == 2
    undone = await then(any_platform, made, "undo", CENTRE)
    assert (undone["state"], undone["done"], undone["faults"]) == ("applied", 3, 0), "the catalogue's item is a row too"
    kept, held = await by_code(any_platform, OWN)
    assert (kept.item_id, kept.state, held.elements) == (claimed["item_id"], "compiling", before.elements)
    assert [(await by_code(any_platform, code))[0].state for code in (civil, CIVIL_BASE)] == ["cancelled"] * 2
    assert await any_platform.faults_of_trails() == []


async def test_what_its_body_went_on_with_is_not_taken_back(any_platform: Platform) -> None:
    made = await load(any_platform, row(OWN), row(code_of(CIVIL, 4, CIVIL_BASE), "社团登记"), apply=True)
    item, _ = await by_code(any_platform, OWN)
    await any_platform.save(item.item_id, 1, {"conditions": "本单位改过"})
    undone = await then(any_platform, made, "undo", CENTRE)
    rows = await told(any_platform, undone)
    assert {row["code"]: (row["action"], faults(row)) for row in rows.values()} == {
        OWN: ("fault", ["changed_since"]),
        code_of(CIVIL, 4, CIVIL_BASE): ("cancelled", []),
        BASE: ("fault", ["in_use"]),
        CIVIL_BASE: ("cancelled", []),
    }
    cures = {row["code"]: row["faults"][0]["cure_zh"] for row in rows.values() if row["faults"]}
    assert ("恢复导入前的版本" in cures[OWN], "取消程序" in cures[BASE]) == (True, True)
    assert [(await by_code(any_platform, code))[0].state for code in (OWN, BASE)] == ["compiling", "catalogued"]


async def test_a_load_that_was_taken_back_can_be_loaded_again(any_platform: Platform) -> None:
    made = await load(any_platform, row(OWN, accept_condition="错"), apply=True)
    await then(any_platform, made, "undo", CENTRE)
    again = await load(any_platform, row(OWN, accept_condition="对"), apply=True)
    assert (again["state"], again["done"], again["faults"]) == ("applied", 1, 0)
    item, held = await by_code(any_platform, OWN)
    assert (item.state, held.elements["conditions"]) == ("compiling", "对")
    assert (await by_code(any_platform, BASE))[0].state == "catalogued"


async def test_two_loads_of_the_same_at_the_same_time_end_as_one_item_each(any_platform: Platform) -> None:
    headers, rows = {"Content-Type": "application/octet-stream"}, [row(OWN), row(ABOVE)]
    rows += [row(code_of(MARKET, 4, f"230731{n}000"), f"登记{n}") for n in range(100, 110)]
    sets = []
    for _ in range(2):
        query = {"kind": "dump", "apply": True, "good_rows": True}
        made = await any_platform.ask("POST", SETS, CENTRE, headers=headers, content=sql(*rows), params=query)
        sets.append(made.json()["set_id"])
    runtime = any_platform.host.runtimes["catalog"]
    await asyncio.gather(*(changesets._go_on(runtime, one, time.monotonic() + 60) for one in sets))
    await work(any_platform)
    ended = [await progress(any_platform, one, CENTRE) for one in sets]
    assert [(one["state"], one["rows"], one["faults"]) for one in ended] == [("applied", 12, 0)] * 2
    assert sorted(one["done"] for one in ended) == [0, 12]
    assert await any_platform.faults_of_trails() == []


async def test_the_report_of_a_load_is_the_copy_that_an_inspection_writes(platform: Platform) -> None:
    nobody = code_of(NOBODY, 4, "230731011000")
    made = await load(platform, row(OWN, task_version=1), row(OWN, task_version=2), row(nobody, "甲"))
    report = await platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", CENTRE)
    assert report.status_code == 200, report.text
    found = list(read_sheet(report.content).rows)
    rules = {(line.at(1), line.at(4)) for line in found}
    assert {(1, "older_version"), (2, "fourteen_elements"), (3, "unknown_body"), (3, "fourteen_elements")} <= rules
    assert (1, "fourteen_elements") not in rules


async def test_the_report_of_a_load_from_a_workbook_of_tables_marks_its_own_sheets(
    platform: Platform, tmp_path: Path
) -> None:
    told = [row(OWN, link_way="无"), row(code_of(NOBODY, 4, "230731011000"), "甲")]
    head, path = list(told[0]), tmp_path / "省库.xlsx"
    book(path, {"说明": [["随便"]], "up_task_general_basic": [head, *([one.get(c) for c in head] for one in told)]})
    made = await load(platform, body=path.read_bytes())
    report = await report_of(platform, made)
    path.write_bytes(report.content)
    *own, listed = cells(path).items()
    assert [name for name, _ in own] == ["说明", "up_task_general_basic"]
    assert own[1][1][1][1] == OWN
    assert "只写了“无”" in comments(path)["1!O2"]
    places = {(line[0], line[1], line[-1]) for line in listed[1] if "尚未登记" in str(line[3])}
    assert places == {(3, None, "up_task_general_basic")}, "the row of its sheet, which is not the number of the item"


async def report_of(platform: Platform, made: dict[str, Any], who: str = CENTRE) -> Any:
    return await platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", who)


async def stored(platform: Platform, set_id: str) -> set[str]:
    """The files in pieces that are no change set's."""
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        rows = await connection.execute(select(t.change_pieces.c.set_id).where(t.change_pieces.c.set_id != set_id))
        return set(rows.scalars())


async def test_the_report_of_a_load_is_made_once_by_the_clock_and_until_then_it_is_told_how_far_it_is(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = any_platform.host.runtimes["catalog"]
    query = {"kind": "dump"}
    body = sql(row(OWN), row(code_of(NOBODY, 4, "230731011000"), "甲"))
    sent = await any_platform.ask("POST", SETS, CENTRE, headers=TYPE, content=body, params=query)
    while await changesets.work_on_change_sets(runtime):
        pass
    made = await progress(any_platform, sent.json()["set_id"], CENTRE)
    waiting = await report_of(any_platform, made)
    assert (waiting.status_code, waiting.headers["Retry-After"], waiting.json()["of"]) == (202, "2", 2)
    monkeypatch.setattr(intake, "read", None)
    made_by = await asyncio.gather(*(reports.make_reports(runtime) for _ in range(2)))
    assert made_by == [1, 1], "two processes at once; and the file is not read again"
    kept = await stored(any_platform, made["set_id"])
    assert len(kept) == 1, "what the second made is let go"
    first = await report_of(any_platform, made)
    rules = {(line.at(1), line.at(4)) for line in read_sheet(first.content).rows}
    assert {(1, "fourteen_elements"), (2, "fourteen_elements"), (2, "unknown_body")} <= rules
    assert await reports.make_reports(runtime) == 0, "it is kept"
    assert (await report_of(any_platform, made)).content == first.content
    monkeypatch.undo()
    path = f"{SETS}/{made['set_id']}/application"
    await any_platform.ask("POST", path, CENTRE, params={"good_rows": True})
    assert (await report_of(any_platform, made)).status_code == 202, "its rows are to be others"
    await work(any_platform)
    again = await report_of(any_platform, made)
    assert {(1, "fourteen_elements"), (2, "unknown_body")} <= {
        (line.at(1), line.at(4)) for line in read_sheet(again.content).rows
    }, "what was found when it was tried is kept"


async def test_a_body_has_the_report_of_its_own_rows_of_a_centres_load_and_nobody_elses(any_platform: Platform) -> None:
    made = await load(any_platform, row(ABOVE), row(OWN), apply=True)
    own = await report_of(any_platform, made, INFORMANT)
    assert own.status_code == 200, own.text
    lines = [line.values for line in read_sheet(own.content).rows][1:]
    assert {line[0] for line in lines} == {2}
    assert {"fourteen_elements"} <= {line[3] for line in lines}
    whole = {line.at(1) for line in read_sheet((await report_of(any_platform, made)).content).rows}
    assert {1, 2} <= whole
    for who in ("jidong-civil-informant", "gansu-data-inspection"):
        assert (await report_of(any_platform, made, who)).status_code == 404


@pytest.mark.parametrize("who", ["hlj-market-line", "hlj-data-platform", "jidong-market-checker"])
async def test_a_dump_is_sent_by_an_informant_or_a_data_centre_and_nobody_else(platform: Platform, who: str) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    answer = await platform.ask("POST", SETS, who, headers=headers, content=sql(row(OWN)), params={"kind": "dump"})
    assert answer.status_code == 403
