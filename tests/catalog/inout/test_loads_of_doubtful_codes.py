"""A load takes in items whose code fails only its last check, or is an older one; it says so, and the code stays."""

from typing import Any

import pytest

from shared.codes import explain
from tests.catalog.inout.dumped import BASE, CIVIL, JIXI, MARKET, code_of, row
from tests.catalog.inout.support import INFORMANT, then
from tests.catalog.inout.test_loads import CENTRE, by_code, faults, load, told
from tests.platform import Platform

WRONG = MARKET[:-1] + ("X" if MARKET[-1] != "X" else "Y")
DOUBTFUL = code_of(WRONG, 4)
OLDER = "QR0010200023073100000001"
SICHUAN = f"511A0138000000-511602000000-000-{MARKET}-1-00"


def older(code: str = OLDER, **more: Any) -> dict[str, Any]:
    """A row under an older code, which says beside it whose item it is."""
    return row(code, dept_code=MARKET, catalog_code=BASE) | more


def notes(one: dict[str, Any]) -> list[str]:
    return [fault["code"] for fault in one["faults"] if fault["severity"] == "note" and "code_" in fault["code"]]


@pytest.mark.parametrize(
    ("given", "code", "hint"),
    [
        (row(DOUBTFUL), DOUBTFUL, "code_doubtful"),
        (row(DOUBTFUL, dept_code=MARKET), DOUBTFUL, "code_doubtful"),
        (older(), OLDER, "code_legacy"),
        (older("QR00102000"), "QR00102000", "code_legacy"),
    ],
)
async def test_a_doubtful_or_older_code_is_told_and_its_item_is_loaded_under_it(
    any_platform: Platform, given: dict[str, Any], code: str, hint: str
) -> None:
    tried = await load(any_platform, given)
    (one,) = (await told(any_platform, tried)).values()
    assert (one["action"], faults(one), notes(one)) == ("new", [], [hint])
    done = await then(any_platform, tried, "application", CENTRE)
    assert (done["state"], done["done"], done["faults"]) == ("applied", 1, 0)
    item, held = await by_code(any_platform, code)
    base, _ = await by_code(any_platform, BASE)
    assert (item.office, item.parent_id, item.basic_code) == (MARKET, base.item_id, BASE)
    assert held.elements["implementing_body_code"] == MARKET
    again = await load(any_platform, given | {"accept_condition": "有船", "task_version": 2}, apply=True)
    assert (again["done"], again["faults"]) == (1, 0)
    assert (await by_code(any_platform, code))[1].elements["conditions"] == "有船"
    desk = f"/catalog/v1/desk/items/{item.item_id}"
    for serial, name in (("01", "变更登记"), ("02", "注销登记")):
        asked = {"variant": "01", "name": name}
        divided = await any_platform.ask("POST", f"{desk}/handling-items", INFORMANT, json=asked)
        assert divided.json()["code"] == code + serial, divided.text
    assert await any_platform.faults_of_trails() == []


async def test_what_a_code_says_of_another_body_or_item_keeps_its_row_out(any_platform: Platform) -> None:
    await load(any_platform, older(), row(code_of(JIXI, 3)), apply=True)
    given = {
        "the last character fails, the rest is another body's": row(DOUBTFUL, dept_code=CIVIL),
        "the basic code is none": row(code_of(WRONG, 4, "230731020000")[:-1] + "A"),
        "an older code, and nothing beside it": row("QR0010300023073100000001"),
        "an older code beside one of no body": older("QR0010300123073100000001", dept_code="1"),
        "an older code of another kind": older("XK0010300023073100000001"),
        "an older code that another body has": older(dept_code=CIVIL, task_version=2),
        "an older code that says another body within": older(SICHUAN, dept_code=CIVIL),
        "an older code with a body within, and no basic code beside": row(SICHUAN),
    }
    for why, one in given.items():
        rows = await told(any_platform, await load(any_platform, one))
        assert [faults(rows[1]), rows[1]["action"]] == [["bad_code"], "fault"], why
    (one,) = (
        await told(any_platform, await load(any_platform, given["an older code, and nothing beside it"]))
    ).values()
    assert "dept_code" in one["faults"][0]["cure_zh"]


@pytest.mark.parametrize("named", [{"dept_code": MARKET}, {"dept_code": None}], ids=["beside", "within"])
async def test_an_older_code_that_no_item_can_have_is_kept_beside_the_items_own_and_found_by(
    any_platform: Platform, named: dict[str, Any]
) -> None:
    given, own = older(SICHUAN, **named), code_of(MARKET, 4)
    tried = await load(any_platform, given)
    (one,) = (await told(any_platform, tried)).values()
    assert (one["action"], one["code"], faults(one), notes(one)) == ("new", own, [], ["code_legacy"])
    assert SICHUAN in one["faults"][0]["message_zh"]
    made = await then(any_platform, tried, "application", CENTRE)
    assert (made["state"], made["done"], made["faults"]) == ("applied", 1, 0)
    item, held = await by_code(any_platform, own)
    assert (item.office, item.basic_code, held.elements["legacy_code"]) == (MARKET, BASE, SICHUAN)
    assert (explain(SICHUAN)["kind"], explain(SICHUAN)["valid"]) == ("legacy", True)
    found = await any_platform.ask("GET", "/catalog/v1/desk/search", INFORMANT, params={"q": SICHUAN})
    assert own in found.text
    told_out = await any_platform.ask("GET", "/catalog/v1/desk/exports/items.jsonl", INFORMANT)
    assert SICHUAN in told_out.text
    newer = given | {"accept_condition": "有船", "task_version": 2}
    again = await load(any_platform, newer, apply=True)
    assert (again["done"], again["faults"], (await by_code(any_platform, own))[0].head) == (1, 0, 2)
    other = newer | {"task_code": SICHUAN[:-2] + "01", "task_version": 3}
    (one,) = (await told(any_platform, await load(any_platform, other))).values()
    assert (faults(one), SICHUAN in one["faults"][-1]["message_zh"]) == (["bad_code"], True)
    assert await any_platform.faults_of_trails() == []


async def test_what_came_under_an_older_code_is_taken_out_and_comes_again(platform: Platform) -> None:
    made = await load(platform, older(SICHUAN), apply=True)
    await then(platform, made, "undo", CENTRE)
    assert (await by_code(platform, code_of(MARKET, 4)))[0].state == "cancelled"
    again = await load(platform, older(SICHUAN), apply=True)
    assert (again["done"], again["faults"]) == (1, 0)
    item, held = await by_code(platform, code_of(MARKET, 4))
    assert (item.state, held.elements["legacy_code"]) == ("compiling", SICHUAN)


async def test_an_older_code_comes_to_the_item_that_its_body_has_already(platform: Platform) -> None:
    await load(platform, row(code_of(MARKET, 4)), apply=True)
    made = await load(platform, older(SICHUAN, accept_condition="有船", task_version=2), apply=True)
    assert (made["done"], made["faults"]) == (1, 0)
    values = (await by_code(platform, code_of(MARKET, 4)))[1].elements
    assert (values["legacy_code"], values["conditions"]) == (SICHUAN, "有船")
