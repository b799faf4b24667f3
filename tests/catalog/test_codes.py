"""Basic codes are given once, in order, and never round again."""

import asyncio
from typing import Any

import pytest

from services.catalog import store
from shared.rights import Role
from shared.unit import Actor
from shared.world import story
from tests.catalog.inout.support import base_rows, rows_of, sheet_of, upload
from tests.catalog.test_cancelling import cancel
from tests.platform import Platform

INFORMANT = "jidong-market-informant"
BUSY = 503
LINE, OTHER = "hlj-market-line", "hlj-civil-line"


async def allocate(platform: Platform, who: str = LINE, **wanted: Any) -> tuple[int, dict[str, Any]]:
    answer = await platform.ask("POST", "/catalog/v1/catalogue/codes", who, json=wanted)
    return answer.status_code, answer.json()


async def in_the_end(platform: Platform, **wanted: Any) -> tuple[int, dict[str, Any]]:
    """The same, asked again where the database has no connection free: nothing was changed then."""
    while (answer := await allocate(platform, **wanted))[0] == BUSY:  # noqa: ASYNC110 - there is no bell
        await asyncio.sleep(0.1)
    return answer


async def put(platform: Platform, code: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """Write a catalogue item by hand."""
    elements = story().base.elements | {"item_type": code[2:4]} | more
    answer = await platform.ask("PUT", f"/catalog/v1/catalogue/{code}", LINE, json={"elements": elements})
    return answer.status_code, answer.json()


async def given(platform: Platform, beginning: str, numbers: range) -> None:
    """Codes of main items that were given before."""
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        for n in numbers:
            row = {"code": f"{beginning}{n:03}000", "office": "x" * 18, "by": "test", "at": unit.stamp}
            await store.give_code(unit.connection, row)


async def test_a_code_is_of_the_province_the_type_and_the_department(any_platform: Platform) -> None:
    assert await allocate(any_platform, item_type="01", department="31") == (
        201,
        {"basic_code": "230131001000", "left": 998, "warning": False},
    )


@pytest.mark.clause("A06")
async def test_a_code_that_came_by_import_is_not_given_again(any_platform: Platform) -> None:
    await any_platform.hand_down()  # 230731001001 is in the catalogue now
    _, main = await allocate(any_platform, item_type="07", department="31")
    _, sub = await allocate(any_platform, main="230731001")
    assert (main["basic_code"], sub["basic_code"]) == ("230731002000", "230731001002")


async def test_a_code_that_was_written_by_hand_after_the_first_allocation_is_not_given_again(
    any_platform: Platform,
) -> None:
    assert (await allocate(any_platform, item_type="08", department="31"))[1]["basic_code"] == "230831001000"
    assert (await put(any_platform, "230831002000"))[0] == 200
    assert (await allocate(any_platform, item_type="08", department="31"))[1]["basic_code"] == "230831003000"


async def test_a_code_that_was_given_to_one_department_is_not_taken_by_another(any_platform: Platform) -> None:
    await given(any_platform, "230831", range(1, 2))
    status, body = await put(any_platform, "230831001000")
    assert (status, body["code"]) == (409, "given_away")
    made = await upload(
        any_platform, "catalogue", sheet_of([("230831001000", base_rows(1)[0][1] | {"item_type": "08"})])
    )
    (row,) = await rows_of(any_platform, made["set_id"])
    assert row["faults"][0]["code"] == "given_away"


async def test_a_number_at_the_end_that_came_by_import_leaves_the_others_to_be_given(any_platform: Platform) -> None:
    assert (await put(any_platform, "230931999000"))[0] == 200
    assert await allocate(any_platform, item_type="09", department="31") == (
        201,
        {"basic_code": "230931001000", "left": 997, "warning": False},
    )


async def test_a_cancelled_code_and_one_that_leads_on_are_not_given_again(platform: Platform) -> None:
    for code in ("230831001000", "230831002000"):
        await put(platform, code)
    body = {"reason": "合并", "successors": ["230831002000"], "kind": "merge"}
    cancelled = await platform.ask("POST", "/catalog/v1/catalogue/230831001000/cancellation", LINE, json=body)
    assert cancelled.status_code == 200, cancelled.text
    assert (await allocate(platform, item_type="08", department="31"))[1]["basic_code"] == "230831003000"


@pytest.mark.clause("A06")
async def test_a_main_item_with_sub_items_ends_in_00y_and_is_not_handed_down(any_platform: Platform) -> None:
    _, main = await allocate(any_platform, item_type="07", department="64", divided=True)
    assert main["basic_code"] == "23076400100Y"
    _, sub = await allocate(any_platform, main="230764001")
    assert sub["basic_code"] == "230764001001"
    for code in (main["basic_code"], sub["basic_code"]):
        assert (await put(any_platform, code))[0] == 200
    answer = await any_platform.ask("POST", "/catalog/v1/catalogue/23076400100Y/hand-down", LINE, json={})
    assert (answer.status_code, answer.json()["code"]) == (422, "main_item")


async def test_numbers_below_the_highest_are_left_alone_as_long_as_there_are_others(platform: Platform) -> None:
    assert (await put(platform, "230731016000"))[0] == 200
    assert (await allocate(platform, item_type="07", department="31"))[1]["basic_code"] == "230731017000"


@pytest.mark.clause("A06")
async def test_a_whole_item_is_split_and_its_code_leads_to_its_sub_items(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    _, whole = await allocate(any_platform, item_type="07", department="64")
    main = str(whole["basic_code"])[:9]
    assert (await put(any_platform, f"{main}000"))[0] == 200
    assert (await put(any_platform, f"{main}001", main_item_name="市场登记"))[1]["code"] == "main_item"
    _, sub = await allocate(any_platform, main=main, divided=True)
    assert sub["basic_code"] == f"{main}001"
    for code in (f"{main}00Y", f"{main}001"):
        assert (await put(any_platform, code, main_item_name="市场登记"))[0] == 200
    path = "/catalog/v1/catalogue/{}/hand-down"
    early = await any_platform.ask("POST", path.format(f"{main}001"), LINE, json={})
    assert (early.status_code, early.json()["code"]) == (422, "not_split_yet")
    body = {"kind": "split", "reason": "拆分", "successors": [f"{main}001"]}
    done = await any_platform.ask("POST", f"/catalog/v1/catalogue/{main}000/cancellation", LINE, json=body)
    assert done.status_code == 200, done.text
    assert (await any_platform.ask("POST", path.format(f"{main}001"), LINE, json={})).status_code == 200
    _, more = await allocate(any_platform, main=main)
    assert (more["basic_code"], claimed["state"]) == (f"{main}002", "compiling")


@pytest.mark.clause("A06")
@pytest.mark.clause("G27")
async def test_a_main_item_is_cancelled_after_its_sub_items_and_nothing_comes_under_it_then(
    any_platform: Platform,
) -> None:
    _, given = await allocate(any_platform, item_type="07", department="64", divided=True)
    whole = str(given["basic_code"])
    subs = [str((await allocate(any_platform, main=whole[:9]))[1]["basic_code"]) for _ in "12"]
    for code in (whole, *subs):
        assert (await put(any_platform, code, main_item_name="市场登记"))[0] == 200
    over = await cancel(any_platform, whole)
    assert (over.status_code, over.json()["code"], over.json()["sub_items"]) == (409, "sub_items", subs)
    for code in (*subs, whole):
        assert (await cancel(any_platform, code)).status_code == 200
    assert (await allocate(any_platform, main=whole[:9]))[1]["code"] == "main_cancelled"
    late = whole[:9] + "007"
    assert (await put(any_platform, late, main_item_name="市场登记"))[1]["code"] == "main_cancelled"
    sheet = sheet_of([(late, base_rows(1)[0][1] | {"main_item_name": "市场登记"})])
    made = await upload(any_platform, "catalogue", sheet)
    assert [[f["code"] for f in row["faults"]] for row in await rows_of(any_platform, made["set_id"])] == [
        ["main_cancelled"]
    ]


async def test_sub_items_come_under_a_main_item_that_has_them(platform: Platform) -> None:
    assert (await allocate(platform, main="230731888"))[1]["code"] == "no_main_item"
    _, whole = await allocate(platform, item_type="07", department="64")
    assert (await allocate(platform, main=whole["basic_code"][:9]))[1]["code"] == "not_divided"
    assert (await put(platform, whole["basic_code"]))[0] == 200
    assert (await put(platform, whole["basic_code"][:9] + "001"))[1]["code"] == "main_item"


@pytest.mark.clause("A06")
@pytest.mark.parametrize("entered", [False, True], ids=["only allocated", "in the catalogue"])
async def test_a_whole_item_is_said_to_be_split_once_and_its_further_sub_items_just_come(
    any_platform: Platform,
    entered: bool,  # noqa: FBT001
) -> None:
    _, whole = await allocate(any_platform, item_type="07", department="64")
    main = str(whole["basic_code"])[:9]
    if entered:
        assert (await put(any_platform, f"{main}000"))[0] == 200
    _, refused = await allocate(any_platform, main=main)
    assert (refused["code"], "divided=true" in refused["detail_zh"]) == ("not_divided", True)
    assert ("以拆分方式取消" in refused["detail_zh"], "今后不再使用" in refused["detail_zh"]) == (entered, not entered)
    _, first = await allocate(any_platform, main=main, divided=True)
    _, second = await allocate(any_platform, main=main)
    assert (first["basic_code"], second["basic_code"]) == (f"{main}001", f"{main}002")
    for code in (f"{main}00Y", f"{main}001", f"{main}002"):
        assert (await put(any_platform, code, main_item_name="市场登记"))[0] == 200


async def test_a_sheet_with_a_main_item_both_whole_and_divided_tells_the_row(platform: Platform) -> None:
    values = base_rows(1)[0][1]
    sub = values | {"main_item_name": "市场设立登记"}
    made = await upload(platform, "catalogue", sheet_of([("230764001000", values), ("230764001001", sub)]))
    told = await rows_of(platform, made["set_id"])
    assert [[f["code"] for f in row["faults"]] for row in told] == [[], ["main_item"]]
    assert "拆分该主项" in told[1]["faults"][0]["cure_zh"]


async def test_a_code_of_one_type_is_not_written_with_another(platform: Platform) -> None:
    status, body = await put(platform, "230131001000", item_type="08")
    assert (status, body["faults"][0]["code"], body["faults"][0]["path"]) == (422, "not_of_the_code", "item_type")
    assert (await put(platform, "232131001000", item_type="20"))[0] == 200


async def test_a_group_of_types_and_another_province_have_no_codes_to_give(platform: Platform) -> None:
    status, body = await allocate(platform, item_type="00", department="31")
    assert (status, body["code"]) == (422, "code")
    status, body = await allocate(platform, main="210731001")
    assert (status, body["code"]) == (422, "owner")


async def test_what_is_taken_over_from_the_nation_says_so_in_the_trail(platform: Platform) -> None:
    for code in ("000731001000", "230731009000"):
        assert (await put(platform, code))[0] == 200
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        held = [await store.by_code(connection, code) for code in ("000731001000", "230731009000")]
    said = []
    for item in held:
        assert item
        path = f"/catalog/v1/desk/items/{item.item_id}/trail"
        said.append((await platform.ask("GET", path, LINE)).json()[0]["why"])
    assert said == ["国家基本目录移入（004 第四条）", "004 第十条"]


async def test_the_gap_report_tells_free_numbers_and_codes_of_which_nothing_came(any_platform: Platform) -> None:
    await put(any_platform, "230831003000")
    await allocate(any_platform, item_type="08", department="31")
    found = (await any_platform.ask("GET", "/catalog/v1/catalogue/codes/230831", LINE)).json()
    assert found == {
        "scope": "230831",
        "used": 2,
        "highest": 4,
        "left": 997,
        "nearly_full": False,
        "free_below": [1, 2],
        "given_unused": ["230831004000"],
    }


@pytest.mark.clause("A06")
async def test_the_tree_goes_from_the_main_item_to_sub_items_to_handling_items(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    await any_platform.ask("POST", path, INFORMANT, json={"name": "设立", "variant": "01"})
    main = claimed["basic_code"][:9]
    assert (await allocate(any_platform, main=main))[1]["basic_code"] == f"{main}002"
    assert (await put(any_platform, f"{main}002", main_item_name="市场登记"))[0] == 200
    assert (await put(any_platform, f"{main}00Y", name="市场登记"))[0] == 200
    told = (await any_platform.ask("GET", f"/catalog/v1/desk/tree/{main}", INFORMANT)).json()
    assert (told["name"], told["divided"]) == ("市场登记", True)
    assert [(leaf["code"], leaf["layer"]) for leaf in told["items"]] == [(f"{main}001", "base"), (f"{main}002", "base")]
    (held,) = told["items"][0]["below"]
    assert (held["code"], [leaf["code"] for leaf in held["below"]]) == (claimed["code"], [claimed["code"] + "01"])
    for who, sees in (("jidong-data-inspection", 1), (LINE, 1), ("hulin-market-informant", 0)):
        told = (await any_platform.ask("GET", f"/catalog/v1/desk/tree/{main}", who)).json()
        assert len(told["items"][0]["below"]) == sees
    assert (await any_platform.ask("GET", "/catalog/v1/desk/tree/230799999", INFORMANT)).status_code == 404


@pytest.mark.slow
async def test_a_thousand_allocations_at_once_give_a_thousand_codes(any_platform: Platform) -> None:
    any_platform.sign_in(LINE)
    wanted = [{"item_type": "20", "department": d} for d in ("12", "13") for _ in range(500)]
    answers = await asyncio.gather(*(in_the_end(any_platform, **w) for w in wanted))
    made = sorted(str(body["basic_code"]) for _, body in answers)
    assert made == [f"2320{d}{n:03}000" for d in ("12", "13") for n in range(1, 501)]


async def test_allocations_and_writings_by_hand_at_once_never_meet(any_platform: Platform) -> None:
    for who in (LINE, OTHER):
        any_platform.sign_in(who)
    by_hand = [put(any_platform, f"230831{n:03}000") for n in range(1, 11)]
    wanted = [allocate(any_platform, OTHER, item_type="08", department="31") for _ in range(10)]
    answers = await asyncio.gather(*(one for pair in zip(wanted, by_hand, strict=True) for one in pair))
    made = {str(body["basic_code"]) for status, body in answers if status == 201}
    written = {str(body["basic_code"]) for status, body in answers if status == 200}
    assert len(made) == 10
    assert not (made & written)
    assert {body["code"] for status, body in answers if status not in (200, 201)} <= {"given_away"}


async def test_from_the_ninetieth_of_a_hundred_on_it_warns_and_after_the_last_it_refuses(
    any_platform: Platform,
) -> None:
    await given(any_platform, "232014", range(1, 899))
    _, before = await allocate(any_platform, item_type="20", department="14")
    _, nearly = await allocate(any_platform, item_type="20", department="14")
    await given(any_platform, "232014", range(901, 999))
    status, last = await allocate(any_platform, item_type="20", department="14")
    assert (before["warning"], nearly["warning"]) == (False, True)
    assert (status, last["basic_code"], last["left"]) == (201, "232014999000", 0)
    for _ in range(2):
        status, body = await allocate(any_platform, item_type="20", department="14")
        assert (status, body["code"]) == (422, "exhausted")


async def test_only_a_line_department_allocates(platform: Platform) -> None:
    answer = await platform.ask("POST", "/catalog/v1/catalogue/codes", "jidong-market-informant", json={})
    assert answer.status_code == 403
    assert Role.LINE_DEPARTMENT in answer.json()["detail"]
