"""Merges, pull-downs and imports in one call are change sets too: looked at row by row, taken back as new editions."""

from typing import Any

import pytest

from services.catalog import store
from services.player import XLSX
from shared.world import story
from tests.catalog.inout.support import INFORMANT, LINE, SETS, base_rows, listed, rows_of, sheet_of, then, upload
from tests.catalog.inout.test_province import EXCHANGE, down, handing
from tests.catalog.test_life import change_base
from tests.platform import Platform


async def sets(platform: Platform, kind: str, who: str = LINE) -> list[dict[str, Any]]:
    """The change sets of a kind, newest first."""
    found = (await platform.ask("GET", SETS, who)).json()
    return [one for one in found if one["kind"] == kind]


async def desk(platform: Platform, item_id: str) -> dict[str, Any]:
    """An item with its elements, as the informant sees it."""
    return dict((await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)).json())


async def merged(platform: Platform) -> tuple[dict[str, Any], dict[str, Any]]:
    """An item as it was, and its merge of a longer limit as a change set."""
    item = await platform.filled()
    before = await desk(platform, item["item_id"])
    await change_base(platform, legal_limit={"number": 40, "unit": "working_day"})
    path = f"/catalog/v1/desk/items/{item['item_id']}/merge"
    answer = await platform.ask("POST", path, INFORMANT, headers={"If-Match": f'"{item["edition"]}"'}, json={})
    assert answer.status_code == 200, answer.text
    (made,) = await sets(platform, "merge", INFORMANT)
    return before, made


async def test_a_merge_is_a_change_set_whose_row_is_typed_by_meaning(any_platform: Platform) -> None:
    before, made = await merged(any_platform)
    (row,) = await rows_of(any_platform, made["set_id"], INFORMANT)
    assert (made["state"], made["rows"], made["done"], row["code"]) == ("applied", 1, 1, before["item"]["code"])
    assert [(change["path"], change["kind"]) for change in row["changes"]] == [("legal_limit", "worse")]


async def test_a_merge_taken_back_is_a_new_edition_and_waits_again_for_what_was_chosen(any_platform: Platform) -> None:
    before, made = await merged(any_platform)
    undo = await then(any_platform, made, "undo", INFORMANT)
    assert (undo["kind"], undo["done"], undo["faults"]) == ("undo", 1, 0)
    now = await desk(any_platform, before["item"]["item_id"])
    assert now["elements"] == before["elements"]
    assert now["item"]["edition"] == before["item"]["edition"] + 2
    (waiting,) = (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert (waiting["taken"], waiting["from_edition"], waiting["base_edition"]) == (["legal_limit"], 1, 2)
    path = f"/catalog/v1/desk/items/{now['item']['item_id']}/merge"
    headers = {"If-Match": f'"{now["item"]["edition"]}"'}
    again = await any_platform.ask("POST", path, INFORMANT, headers=headers, json={})
    assert again.json()["changed"] == ["legal_limit"], again.text
    assert await any_platform.faults_of_trails() == []


async def test_what_changed_above_after_a_merge_that_is_taken_back_waits_as_one(platform: Platform) -> None:
    before, made = await merged(platform)
    await change_base(platform, legal_limit={"number": 40, "unit": "working_day"}, scope="丙")
    await then(platform, made, "undo", INFORMANT)
    (waiting,) = (await platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert (waiting["taken"], waiting["from_edition"], waiting["base_edition"]) == (["legal_limit"], 1, 3)
    assert [(c["path"], c["upper"]) for c in waiting["conflicts"]] == [("scope", "丙")]
    assert (await desk(platform, before["item"]["item_id"]))["elements"] == before["elements"]


async def test_a_merge_that_asked_nobody_can_be_taken_back_and_then_asks(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    await change_base(platform, name=story().base.elements["name"] + " ")
    (made,) = await sets(platform, "merge", INFORMANT)
    await then(platform, made, "undo", INFORMANT)
    held = await desk(platform, claimed["item_id"])
    assert (held["elements"]["name"], held["item"]["name"]) == (story().base.elements["name"],) * 2
    (waiting,) = (await platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert waiting["taken"] == ["name"]


async def test_a_merge_is_tried_first_and_says_what_it_would_change_and_what_is_undecided(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    await platform.save(claimed["item_id"], 1, {"scope": "乙"})
    await change_base(platform, scope="丙", legal_limit={"number": 40, "unit": "working_day"})
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/merge/trial"
    tried = (await platform.ask("POST", path, INFORMANT, json={})).json()
    assert [(c["path"], c["kind"]) for c in tried["changes"]] == [("legal_limit", "worse")]
    assert tried["undecided"] == [{"path": "scope", "base": None, "upper": "丙", "own": "乙"}]
    tried = (await platform.ask("POST", path, INFORMANT, json={"choices": {"scope": "upper"}})).json()
    assert (sorted(c["path"] for c in tried["changes"]), tried["undecided"]) == (["legal_limit", "scope"], [])
    assert (await desk(platform, claimed["item_id"]))["elements"]["scope"] == "乙"
    other = await platform.ask("POST", path, "anshan-approval-informant", json={})
    assert other.status_code in (403, 404)


async def test_what_came_down_is_a_change_set_of_the_line_department_and_can_be_taken_back(
    any_platform: Platform,
) -> None:
    hand = handing(any_platform, 0)
    await hand.post(f"{EXCHANGE}/items", {"cd_batch": "a", "rows": [down(0, 1), down(1, 1)]})
    rows = [down(0, 2), down(0, 3), down(1, 1), down(2, 1), down(3, 1, "D")]
    answer = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "b", "rows": rows})).json()["receipts"]
    assert [r["state"] for r in answer] == ["accepted", "accepted", "accepted", "accepted", "rejected"]
    newest, first = await sets(any_platform, "handed_down")
    assert (newest["name"], newest["rows"], first["rows"]) == ("省级下发：b", 2, 2)
    changed, new = await rows_of(any_platform, newest["set_id"])
    assert (changed["action"], changed["before"], changed["after"]) == ("changed", 1, 3)
    assert {c["path"] for c in changed["changes"]} == {"name"}
    assert (new["action"], new["before"], new["after"]) == ("new", 0, 1)
    undo = await then(any_platform, newest, "undo")
    assert (undo["done"], undo["faults"]) == (2, 0)
    assert await listed(any_platform) == ["230731100000", "230731101000"]
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        held = await store.by_code(connection, "230731100000")
    assert held
    assert (held.head, held.name) == (4, "市场设立登记0第1版")
    assert await any_platform.faults_of_trails() == []


async def test_a_batch_that_is_repeated_or_only_tried_leaves_no_change_set(platform: Platform) -> None:
    hand, body = handing(platform, 0), {"cd_batch": "a", "rows": [down(0, 1)]}
    await hand.post(f"{EXCHANGE}/items?dry_run=true", body)
    assert await sets(platform, "handed_down") == []
    for _ in range(2):
        await hand.post(f"{EXCHANGE}/items", body)
    assert len(await sets(platform, "handed_down")) == 1


async def test_what_the_province_cancelled_does_not_come_back_by_an_undo_and_that_is_said(platform: Platform) -> None:
    hand = handing(platform, 0)
    await hand.post(f"{EXCHANGE}/items", {"cd_batch": "a", "rows": [down(0, 1)]})
    await hand.post(f"{EXCHANGE}/items", {"cd_batch": "b", "rows": [down(0, 2, "D")]})
    newest, _ = await sets(platform, "handed_down")
    undo = await then(platform, newest, "undo")
    (row,) = await rows_of(platform, undo["set_id"])
    assert (row["action"], row["faults"][0]["code"]) == ("fault", "cancelled")
    assert await listed(platform) == []


@pytest.mark.parametrize("again", [False, True])
async def test_a_catalogue_imported_in_one_call_can_be_taken_back(platform: Platform, *, again: bool) -> None:
    rows = base_rows(2)
    path, headers = "/catalog/v1/catalogue/imports", {"Content-Type": XLSX}
    for changed in ([rows], [rows, base_rows(2, "改")])[again]:
        data = sheet_of(changed)
        dry = await platform.ask("POST", path, LINE, headers=headers, content=data)
        seen = headers | {"If-Match": dry.headers["ETag"]}
        answer = await platform.ask("POST", path, LINE, headers=seen, content=data, params={"apply": True})
        assert answer.json()["applied"], answer.text
    made = (await sets(platform, "catalogue"))[0]
    undo = await then(platform, made, "undo")
    assert (undo["done"], undo["faults"]) == (2, 0)
    assert await listed(platform) == ([code for code, _ in rows] if again else [])
    report = await platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", LINE)
    assert report.status_code == 200


async def test_a_merge_has_no_sheet_to_mark(platform: Platform) -> None:
    _, made = await merged(platform)
    answer = await platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", INFORMANT)
    assert (answer.status_code, answer.json()["code"]) == (400, "no_sheet")


BAD_ROWS: dict[str, dict[str, Any]] = {
    "a sign that turns the text": {"事项名称": "换\u202e行名"},
    "a control character": {"事项名称": "换\u0085行"},
    "a code of another province": {"基本编码": "620731100000"},
    "a code of another type": {"基本编码": "230131100000"},
    "a wrong cell": {"行使层级": "天级"},
}


@pytest.mark.parametrize("case", BAD_ROWS)
async def test_both_doors_of_the_catalogue_tell_the_same_of_a_sheet_and_take_the_same_rows(
    platform: Platform, case: str
) -> None:
    data = sheet_of(base_rows(3), r3=BAD_ROWS[case])
    query: dict[str, Any] = {"apply": True, "good_rows": True}
    made = await upload(platform, "catalogue", data, **query)
    by_set = [fault for row in await rows_of(platform, made["set_id"]) for fault in row["faults"]]
    taken = await listed(platform)
    undone = await then(platform, made, "undo")
    assert (made["done"], undone["faults"]) == (2, 0)
    answer = await platform.ask(
        "POST", "/catalog/v1/catalogue/imports", LINE, headers={"Content-Type": XLSX}, content=data
    )
    at_once = [fault for fault in answer.json()["faults"] if fault["code"] != "cancelled"]
    assert [(f["row"], f["cell"], f["code"]) for f in at_once] == [(f["row"], f["cell"], f["code"]) for f in by_set]
    assert {fault["row"] for fault in at_once} == {3}
    assert taken == [code for code, _ in (base_rows(3)[0], base_rows(3)[2])]


async def test_a_sheet_in_one_call_takes_the_good_rows_only_when_they_are_asked_for(platform: Platform) -> None:
    data = sheet_of(base_rows(2), r3=BAD_ROWS["a sign that turns the text"])
    for good_rows, rows in ((False, []), (True, [base_rows(2)[0][0]])):
        answer = await platform.ask(
            "POST",
            "/catalog/v1/catalogue/imports",
            LINE,
            headers={"Content-Type": XLSX},
            content=data,
            params={"apply": True, "good_rows": good_rows},
        )
        assert answer.json()["applied"] is good_rows
        assert await listed(platform) == rows
