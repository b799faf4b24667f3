"""The province's rows over what departments keep: nothing of theirs is lost, and what ends says how and by what it is followed."""

import itertools
from typing import Any

import pytest
from sqlalchemy import update

from services.catalog import store
from services.catalog import tables as t
from services.catalog.domain.received import merge_received
from shared.world import story
from tests.catalog.inout.support import INFORMANT, LINE, rows_of, then
from tests.catalog.inout.test_a_second_directory import listed, month
from tests.catalog.inout.test_done_at_once import sets
from tests.catalog.inout.test_loads import CENTRE
from tests.catalog.inout.test_province import EXCHANGE, down, handing
from tests.platform import Platform
from tools.province.handing import Handing

CODE = "230731100000"
BATCHES = itertools.count()


async def send(hand: Handing, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The receipts of a batch."""
    answer = await hand.post(f"{EXCHANGE}/items", {"cd_batch": f"p-{next(BATCHES)}", "rows": list(rows)})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["receipts"])


def said(version: int, **elements: Any) -> dict[str, Any]:
    """A row that says so much and no more."""
    return down(0, version) | {"elements": elements}


async def held(platform: Platform, code: str = CODE) -> dict[str, Any]:
    return dict((await platform.ask("GET", f"/catalog/v1/catalogue/{code}", LINE)).json()["elements"])


async def kept(platform: Platform, code: str = CODE, **change: Any) -> None:
    """The line department changes its item of the catalogue."""
    now = (await platform.ask("GET", f"/catalog/v1/catalogue/{code}", LINE)).json()
    body, headers = {"elements": now["elements"] | change}, {"If-Match": f'"{now["edition"]}"'}
    answer = await platform.ask("PUT", f"/catalog/v1/catalogue/{code}", LINE, json=body, headers=headers)
    assert answer.status_code == 200, answer.text


async def to_look_at(platform: Platform) -> list[str]:
    """What the department is asked to look at."""
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", LINE)).json()
    return [one["message_zh"] for one in inbox["attentions"]]


@pytest.mark.clause("G25")
@pytest.mark.usefixtures("claimed")
async def test_a_row_changes_what_it_names_and_holders_are_offered_nothing_else(any_platform: Platform) -> None:
    code, hand = story().base.basic_code, handing(any_platform, 0)
    before = await held(any_platform, code)
    told = {key: before[key] for key in ("name", "item_type", "legal_bases", "exercise_levels")}
    row = {"basic_code": code, "elements": told}
    assert [one["action"] for one in await send(hand, down(0, 1) | row)] == ["same"]
    await kept(any_platform, code, guidance_department="省市场监管局")
    own = await held(any_platform, code)
    (taken,) = await send(hand, down(0, 2) | row | {"elements": told | {"name": "市场设立许可登记"}})
    assert (taken["changes"], taken["kept"]) == (["name"], [])
    assert await held(any_platform, code) == own | {"name": "市场设立许可登记"}
    (waits,) = (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert set(waits["taken"]) == {"name", "guidance_department"}
    (note,) = await to_look_at(any_platform)
    assert "省级平台" in note
    assert "事项名称" in note
    await kept(any_platform, code)
    assert await to_look_at(any_platform) == [], "who saves it has looked"
    assert await any_platform.faults_of_trails() == []


async def test_what_both_changed_stays_and_is_told_once_and_null_takes_an_element_out(any_platform: Platform) -> None:
    hand = handing(any_platform, 0)
    await send(hand, down(0, 1))
    await kept(any_platform, name="市场开办登记")
    (taken,) = await send(hand, said(2, name="市场设立许可登记", legal_limit=None))
    assert (taken["state"], taken["changes"], taken["kept"]) == ("accepted", ["legal_limit"], ["name"])
    assert "保留目录的内容：事项名称" in taken["reason"]
    values = await held(any_platform)
    assert (values["name"], "legal_limit" in values) == ("市场开办登记", False)
    newest, _ = await sets(any_platform, "handed_down")
    (row,) = await rows_of(any_platform, newest["set_id"])
    assert [fault["code"] for fault in row["faults"]] == ["kept_own"]
    (note,) = await to_look_at(any_platform)
    assert "保留本单位内容：事项名称" in note
    (again,) = await send(hand, said(3, name="市场设立许可登记"))
    assert (again["action"], again["kept"]) == ("same", []), "it is asked once"


async def test_rows_that_name_only_what_changed_are_held_against_all_that_came_before(any_platform: Platform) -> None:
    hand = handing(any_platform, 0)
    await send(hand, down(0, 1))
    one, other = {"number": 12, "unit": "working_day"}, {"number": 9, "unit": "working_day"}
    changes: list[dict[str, Any]] = [{"name": "乙"}, {"legal_limit": one}, {"name": "丙"}, {"legal_limit": other}]
    for version, change in enumerate(changes, 2):
        any_platform.clock.pass_(minutes=1)
        (taken,) = await send(hand, said(version, **change))
        assert (taken["changes"], taken["kept"]) == ([*change], []), version
    await kept(any_platform, name="部门自改")
    (stays,) = await send(hand, said(6, name="丁", legal_limit=None))
    assert (stays["changes"], stays["kept"]) == (["legal_limit"], ["name"])


async def test_rows_of_the_province_and_directories_of_dumps_know_of_each_other(any_platform: Platform) -> None:
    hand = handing(any_platform, 0)

    async def loaded(version: int, name: str) -> None:
        any_platform.clock.pass_(minutes=1)
        made = await month(any_platform, listed(CODE, task_name=name, task_version=version))
        done = await then(any_platform, made, "application", CENTRE)
        assert ((await held(any_platform))["name"], done["state"]) == (name, "applied")

    await send(hand, down(0, 1))
    await loaded(1, "乙登记")
    any_platform.clock.pass_(minutes=1)
    (taken,) = await send(hand, said(2, name="丙登记"))
    assert (taken["changes"], taken["kept"]) == (["name"], [])
    await loaded(2, "丁登记")


async def test_what_was_taken_back_is_said_of_the_same_version_and_a_newer_one_goes_in(any_platform: Platform) -> None:
    hand = handing(any_platform, 0)
    await send(hand, down(0, 1))
    await send(hand, said(2, name="市场设立许可登记"))
    await send(hand, said(3, name="市场设立许可登记"))
    _, changed, *_ = [None, *await sets(any_platform, "handed_down")]
    undo = await then(any_platform, changed, "undo")
    assert (undo["done"], undo["faults"]) == (1, 0)
    for version in (2, 3):
        (again,) = await send(hand, said(version, name="市场设立许可登记"))
        assert (again["state"], again["repeated"], "撤销" in again["reason"]) == ("rejected", True, True)
    assert (await held(any_platform))["name"] == "市场设立登记0第1版"
    (newer,) = await send(hand, said(4, name="市场设立许可登记"))
    assert (newer["changes"], newer["kept"]) == (["name"], [])


async def test_of_rows_from_before_their_texts_were_kept_the_edition_of_then_counts(platform: Platform) -> None:
    hand = handing(platform, 0)
    await send(hand, down(0, 1))
    await send(hand, said(2, name="市场设立许可登记"))
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.execute(update(t.received).values(item_id="", set_id="", said=""))
    platform.clock.pass_(hours=1)
    await kept(platform, guidance_department="省市场监管局")
    (taken,) = await send(hand, said(3, name="市场开办许可登记"))
    assert (taken["changes"], taken["kept"]) == (["name"], [])
    assert (await held(platform))["guidance_department"] == "省市场监管局"


def test_bases_are_merged_by_what_they_cite_and_levels_have_no_order() -> None:
    one, other, own = ({"kind": "establishing", "title": title, "article": 1} for title in ("甲法", "乙法", "丙法"))
    base = {"legal_bases": [one], "exercise_levels": ["3", "4"]}
    quoted = one | {"text": "应当登记。"}
    mine = {"legal_bases": [quoted, own], "exercise_levels": ["3", "4"]}
    made = merge_received(base, {"legal_bases": [one, other], "exercise_levels": ["4", "3"]}, mine)
    assert made.values == mine | {"legal_bases": [quoted, other, own]}
    assert (made.taken, made.conflicts) == (["legal_bases"], [])
    made = merge_received(base, {"legal_bases": [one | {"text": "可以登记。"}]}, mine)
    assert (made.values, [conflict.path for conflict in made.conflicts]) == (mine, ["legal_bases"])
    assert merge_received(base, {"legal_bases": []}, base).values["legal_bases"] == []


@pytest.mark.clause("G27")
async def test_a_row_that_ends_an_item_says_how_or_is_read_by_what_leads_where_and_comes_after_what_follows(
    any_platform: Platform,
) -> None:
    hand = handing(any_platform, 0)
    codes = {n: f"230731{100 + n}000" for n in range(9)}
    await send(hand, *(down(n, 1) for n in range(5)))
    ends = {0: [5, 6], 1: [7], 2: [8], 3: [8]}
    rows = [down(n, 2, "D", successors=[codes[to] for to in follow]) for n, follow in ends.items()]
    rows.append(down(4, 2, "D", successors=[codes[3]], kind="merge"))
    taken = await send(hand, *rows, *(down(n, 1, "I") for n in range(5, 9)))
    assert {one["state"] for one in taken} == {"accepted"}, "also what leads to what ends in the same batch"
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        ways = await store.steps_from(connection, codes.values())
    found = {(old, step["kind"], step["new_code"]) for old, steps in ways.items() for step in steps}
    kinds = {0: "split", 1: "rename", 2: "merge", 3: "merge"}
    led = {(codes[n], kinds[n], codes[to]) for n, follow in ends.items() for to in follow}
    assert found == led | {(codes[4], "merge", codes[3])}
    (mixed,) = await send(hand, down(5, 2, "D", kind="rename"))
    assert (mixed["state"], "承接编码" in mixed["reason"]) == ("rejected", True)


async def test_a_main_item_ends_after_its_sub_items_in_one_batch_wherever_it_stands(platform: Platform) -> None:
    hand, rows = handing(platform, 0), [{"basic_code": f"230731040{tail}"} for tail in ("00Y", "001", "002")]
    await send(hand, *(down(n, 1) | row for n, row in enumerate(rows)))
    taken = await send(hand, *(down(n, 2, "D") | row for n, row in enumerate(rows)))
    assert [one["state"] for one in taken] == ["accepted"] * 3


async def test_a_whole_item_is_split_into_its_sub_items_and_these_handed_down_in_one_batch(
    any_platform: Platform,
) -> None:
    hand, main = handing(any_platform, 0), "230731100"
    await send(hand, down(0, 1))
    rows = [down(n, 1, "I", hand_down=True) | {"basic_code": f"{main}00{n}"} for n in (1, 2)]
    end = down(0, 2, "D", successors=[f"{main}001", f"{main}002"])
    tried = (await hand.post(f"{EXCHANGE}/items?dry_run=true", {"cd_batch": "t", "rows": [end, *rows]})).json()
    assert {one["state"] for one in tried["receipts"]} == {"accepted"}
    taken = await send(hand, end, *rows)
    waits = [("accepted", True), ("accepted", True), ("accepted", False)]
    assert [(one["state"], "拆分生效时下发" in one["reason"]) for one in taken] == waits
    inbox = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()
    assert {one["code"] for one in inbox["offers"]} == {f"{main}001", f"{main}002"}
    assert await any_platform.faults_of_trails() == []
