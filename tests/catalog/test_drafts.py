"""Saving and submitting: what is missing is told, what is wrong is refused by path, nothing is lost in a conflict."""

import re
from dataclasses import replace
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain.items import demand_complete
from services.catalog.sheets import confirmation_form
from services.player import XLSX
from shared.clock import day
from shared.elements import ELEMENTS, missing
from shared.problems import Refused
from shared.world import story
from tests.platform import Platform

INFORMANT, CHECKER = "jidong-market-informant", "jidong-market-checker"
FOURTEEN = sorted(key for key, element in ELEMENTS.items() if "jinchang14" in element.profiles)


async def patch(
    platform: Platform, item_id: str, edition: str | None, values: dict[str, Any], who: str = INFORMANT
) -> Any:
    headers = {"If-Match": edition} if edition else {}
    path = f"/catalog/v1/desk/items/{item_id}/elements"
    return await platform.ask("PATCH", path, who, headers=headers, json={"elements": values})


async def submit(platform: Platform, item: dict[str, Any], who: str = CHECKER) -> Any:
    path = f"/catalog/v1/desk/items/{item['item_id']}/submission"
    return await platform.ask("POST", path, who, headers={"If-Match": f'"{item["edition"]}"'})


@pytest.mark.clause("G34")
async def test_a_save_says_which_of_the_fourteen_are_missing(platform: Platform, claimed: dict[str, Any]) -> None:
    saved = await platform.save(claimed["item_id"], 1, {"visits": 0})
    assert saved["changed"] == ["visits"]
    assert sorted(saved["missing"]["jinchang14"]) == sorted(
        missing(story().catalogue | {"visits": 0}, "jinchang14", "07")
    )
    assert "visits" not in saved["missing"]["jinchang14"]


FOREIGN: dict[str, Any] = {
    "name": "食品经营许可",
    "implementing_body": "虎林市民政局",
    "item_number": "77",
    "legal_bases": [{"title": "中华人民共和国食品安全法", "article": 35}],
}


@pytest.mark.clause("C23")
@pytest.mark.clause("C24")
@pytest.mark.clause("C25")
@pytest.mark.clause("C37")
@pytest.mark.parametrize("key", FOREIGN)
async def test_a_form_of_another_item_is_told_by_its_cell_and_nothing_goes_in(
    platform: Platform, filled: dict[str, Any], key: str
) -> None:
    values = (await platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}", INFORMANT)).json()["elements"]
    path = f"/catalog/v1/desk/items/{filled['item_id']}/form"
    headers = {"Content-Type": XLSX, "If-Match": f'"{filled["edition"]}"'}
    body = confirmation_form.write(values | {key: FOREIGN[key], "conditions": "另一事项的条件"})
    answer = await platform.ask("POST", path, INFORMANT, headers=headers, content=body)
    assert answer.status_code == 422, answer.text
    (fault,) = [one for one in answer.json()["faults"] if one["code"] == "not_this_item"]
    assert re.fullmatch(r"[A-Z]\d+", fault["path"])
    assert (await platform.desk(filled["item_id"]))["edition"] == filled["edition"]
    own = confirmation_form.write(values | {"conditions": "本事项的条件"}, edition=filled["edition"])
    saved = await platform.ask("POST", path, INFORMANT, headers=headers, content=own)
    assert "conditions" in saved.json()["changed"], saved.text


@pytest.mark.clause("E38")
async def test_what_a_place_asks_beside_the_fourteen_stops_a_submission_there_only(platform: Platform) -> None:
    claimed = await platform.claimed()
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        item = await store.load(connection, claimed["item_id"])
    whole = {k: v for k, v in story().complete.items() if k != "procedure"}
    demand_complete(item, whole, today := day(platform.clock()))
    with pytest.raises(Refused) as refused:
        demand_complete(replace(item, region="140902"), whole, today)
    assert [fault.path for fault in refused.value.faults] == ["procedure"]


@pytest.mark.clause("G06")
@pytest.mark.clause("G34")
async def test_a_whole_item_lacks_nothing(platform: Platform, filled: dict[str, Any]) -> None:
    draft = (await platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}", INFORMANT)).json()
    assert draft["missing"]["jinchang14"] == []


@pytest.mark.clause("G34")
@pytest.mark.parametrize("key", FOURTEEN)
async def test_without_one_of_the_fourteen_nothing_is_submitted(
    platform: Platform, filled: dict[str, Any], key: str
) -> None:
    if ELEMENTS[key].layer == "catalogue":
        pytest.skip("it comes from above and cannot be taken out")
    saved = (await patch(platform, filled["item_id"], f'"{filled["edition"]}"', {key: None})).json()
    if not saved["missing"]["jinchang14"]:
        pytest.skip("another element answers the same of the fourteen")
    refused = await submit(platform, saved["item"])
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete")
    assert refused.json()["faults"]
    assert (await platform.desk(filled["item_id"]))["state"] == "compiling"


@pytest.mark.clause("G34")
async def test_an_explicit_none_with_its_reason_counts(platform: Platform, filled: dict[str, Any]) -> None:
    saved = (await patch(platform, filled["item_id"], f'"{filled["edition"]}"', {"faqs": {"none": "尚无人问"}})).json()
    assert saved["missing"]["jinchang14"] == []
    assert (await submit(platform, saved["item"])).status_code == 202


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"visits": "两次"}, "visits"),
        ({"item_type_x": "07"}, "item_type_x"),
        ({"promised_limit": {"number": -1, "unit": "working_day"}}, "promised_limit"),
        ({"materials": [{"name": "申请书"}, {"name": 7}]}, "materials[1].name"),
        ({"handling_kind": "九"}, "handling_kind"),
        ({"conditions": "长" * 100_001}, "conditions"),
        ({"no_such": None}, "no_such"),
    ],
    ids=["type", "unknown", "limit", "a cell of a table", "not in the code table", "overlong", "unknown to take out"],
)
async def test_a_wrong_value_is_refused_by_its_path(
    platform: Platform, claimed: dict[str, Any], values: dict[str, Any], path: str
) -> None:
    refused = await patch(platform, claimed["item_id"], '"1"', values | {"plain_name": "好的也不保存"})
    assert refused.status_code == 422
    faults = refused.json()["faults"]
    assert any(fault["path"].startswith(path) for fault in faults)
    assert all(fault["message_zh"] and fault["cure_zh"] for fault in faults)
    assert (await platform.desk(claimed["item_id"]))["edition"] == 1


@pytest.mark.clause("A05")
@pytest.mark.clause("A12")
@pytest.mark.parametrize("key", ["name", "item_type", "legal_bases", "legal_limit", "exercise_levels"])
async def test_what_the_catalogue_gives_cannot_be_changed_below(
    platform: Platform, claimed: dict[str, Any], key: str
) -> None:
    refused = await patch(platform, claimed["item_id"], '"1"', {key: None})
    assert (refused.status_code, refused.json()["code"]) == (422, "locked")
    assert [fault["path"] for fault in refused.json()["faults"]] == [key]


async def test_a_locked_element_may_be_sent_back_unchanged(platform: Platform, claimed: dict[str, Any]) -> None:
    answer = await patch(platform, claimed["item_id"], '"1"', {"name": story().catalogue["name"], "visits": 0})
    assert (answer.status_code, answer.json()["changed"]) == (200, ["visits"])


async def test_a_conflict_answers_with_the_other_text(platform: Platform, claimed: dict[str, Any]) -> None:
    await platform.save(claimed["item_id"], 1, {"plain_name": "甲的写法"})
    refused = await patch(platform, claimed["item_id"], '"1"', {"plain_name": "乙的写法"})
    assert refused.status_code == 412
    current = refused.json()["current"]
    assert (current["edition"], current["based_on"]) == (2, 1)
    assert (current["elements"]["plain_name"], current["saved_by"]) == ("甲的写法", INFORMANT)


async def test_after_a_conflict_the_merge_goes_in(platform: Platform, claimed: dict[str, Any]) -> None:
    await platform.save(claimed["item_id"], 1, {"plain_name": "甲的写法"})
    await patch(platform, claimed["item_id"], '"1"', {"note": "乙的说明"})
    merged = await patch(platform, claimed["item_id"], '"2"', {"note": "乙的说明"})
    assert merged.status_code == 200
    draft = (await platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", INFORMANT)).json()
    assert (draft["elements"]["plain_name"], draft["elements"]["note"]) == ("甲的写法", "乙的说明")


@pytest.mark.parametrize(
    ("tag", "status"), [(None, 428), ("W/1", 422), ("latest", 422), ('"1"', 200), ("1", 200), ('"2"', 412)]
)
async def test_a_change_says_which_edition_it_is_based_on(
    platform: Platform, claimed: dict[str, Any], tag: str | None, status: int
) -> None:
    assert (await patch(platform, claimed["item_id"], tag, {"visits": 0})).status_code == status


async def test_a_save_that_changes_nothing_makes_no_edition(platform: Platform, claimed: dict[str, Any]) -> None:
    await platform.save(claimed["item_id"], 1, {"visits": 0})
    again = await platform.save(claimed["item_id"], 2, {"visits": 0})
    assert (again["edition"], again["changed"]) == (2, [])


async def test_editions_are_numbered_hashed_and_never_change(platform: Platform, claimed: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/editions"
    await platform.save(claimed["item_id"], 1, {"plain_name": "甲"})
    before = (await platform.ask("GET", path, CHECKER)).json()
    await platform.save(claimed["item_id"], 2, {"plain_name": "乙"})
    after = (await platform.ask("GET", path, CHECKER)).json()
    assert [e["number"] for e in after] == [3, 2, 1]
    assert after[1:] == before
    assert len({e["digest"] for e in after}) == 3


async def test_the_same_elements_have_the_same_hash(platform: Platform, claimed: dict[str, Any]) -> None:
    first = await platform.save(claimed["item_id"], 1, {"plain_name": "甲"})
    await platform.save(claimed["item_id"], 2, {"plain_name": "乙"})
    assert (await platform.save(claimed["item_id"], 3, {"plain_name": "甲"}))["digest"] == first["digest"]


async def test_who_wrote_it_cannot_submit_it(platform: Platform, filled: dict[str, Any]) -> None:
    assert (await submit(platform, filled, who=INFORMANT)).status_code == 403


async def test_a_neighbour_neither_sees_nor_saves(platform: Platform, claimed: dict[str, Any]) -> None:
    seen = await platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", "hulin-market-informant")
    assert seen.status_code == 404
    saved = await patch(platform, claimed["item_id"], '"1"', {"visits": 0}, who="hulin-market-informant")
    assert saved.status_code == 403
    assert (await platform.desk(claimed["item_id"]))["edition"] == 1


@pytest.mark.clause("G18")
async def test_an_office_of_the_same_county_cannot_save_another_bodys_item(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    refused = await patch(platform, claimed["item_id"], '"1"', {"visits": 0}, who="jidong-coal-informant")
    assert (refused.status_code, refused.json()["code"]) == (403, "other_office")


@pytest.mark.clause("D09")
async def test_an_earlier_edition_comes_back_as_a_new_one(any_platform: Platform, claimed: dict[str, Any]) -> None:
    await any_platform.save(claimed["item_id"], 1, {"scope": "全县", "conditions": "有固定场所"})
    await any_platform.save(claimed["item_id"], 2, {"scope": "城区", "conditions": None})
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/editions/2/restoration"
    stale = await any_platform.ask("POST", path, INFORMANT, headers={"If-Match": '"2"'}, json={})
    assert stale.status_code == 412
    done = await any_platform.ask("POST", path, INFORMANT, headers={"If-Match": '"3"'}, json={"reason": "改错了"})
    assert (done.status_code, done.json()["edition"]) == (200, 4), done.text
    held = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", INFORMANT)).json()["elements"]
    assert (held["scope"], held["conditions"]) == ("全县", "有固定场所")
    stranger = await any_platform.ask("POST", path, "hulin-market-informant", headers={"If-Match": '"4"'}, json={})
    assert stranger.status_code == 403
