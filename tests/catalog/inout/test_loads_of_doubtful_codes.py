"""A load takes in items whose code fails only its last check, or is an older one; it says so, and the code stays."""

from typing import Any

import pytest

from tests.catalog.inout.dumped import BASE, CIVIL, JIXI, MARKET, code_of, row
from tests.catalog.inout.support import INFORMANT, then
from tests.catalog.inout.test_loads import CENTRE, by_code, faults, load, told
from tests.platform import Platform

WRONG = MARKET[:-1] + ("X" if MARKET[-1] != "X" else "Y")
DOUBTFUL = code_of(WRONG, 4)
OLDER = "QR0010200023073100000001"


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
    outside = "511A0138000000-511602000000-000-" + MARKET + "-1-00"
    given = {
        "the last character fails, the rest is another body's": row(DOUBTFUL, dept_code=CIVIL),
        "the basic code is none": row(code_of(WRONG, 4, "230731020000")[:-1] + "A"),
        "an older code, and nothing beside it": row("QR0010300023073100000001"),
        "an older code beside one of no body": older("QR0010300123073100000001", dept_code="1"),
        "an older code of another kind": older("XK0010300023073100000001"),
        "an older code that another body has": older(dept_code=CIVIL, task_version=2),
        "a code too long to be held": older(outside),
    }
    for why, one in given.items():
        rows = await told(any_platform, await load(any_platform, one))
        assert [faults(rows[1]), rows[1]["action"]] == [["bad_code"], "fault"], why
    (one,) = (
        await told(any_platform, await load(any_platform, given["an older code, and nothing beside it"]))
    ).values()
    assert "dept_code" in one["faults"][0]["cure_zh"]
