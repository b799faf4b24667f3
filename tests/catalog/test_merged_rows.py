"""Rows, cells and the order of rows, merged over HTTP: between two people, and with what changes above."""

from typing import Any

import pytest

from shared.world import story
from tests.platform import Platform

INFORMANT = "jidong-market-informant"
NAME = "申请书[正本]"
CELL, ROW = f"materials[{NAME}].copies", f"materials[{NAME}]"


async def held(platform: Platform, item_id: str) -> Any:
    return (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)).json()["elements"]


async def between_two(platform: Platform, values: list[dict[str, Any]], choices: dict[str, Any]) -> tuple[str, Any]:
    """One saves the second of three, another merges the third, both from the first."""
    item = await platform.filled()
    based_on = (await platform.save(item["item_id"], item["edition"], values[0]))["item"]["edition"]
    await platform.save(item["item_id"], based_on, values[1])
    path = f"/catalog/v1/desk/items/{item['item_id']}/elements/merge"
    body = {"base_edition": based_on, "elements": values[2], "choices": choices}
    return item["item_id"], await platform.ask("POST", path, INFORMANT, json=body)


async def change_base(platform: Platform, values: dict[str, Any]) -> None:
    base = story().base
    await platform.put_base(base.basic_code, base.elements | values)


async def from_above(platform: Platform, values: list[dict[str, Any]], choices: dict[str, Any]) -> tuple[str, Any]:
    """The catalogue goes from the first of three to the second, the body from the first to the third."""
    item = await platform.claimed()
    path = f"/catalog/v1/desk/items/{item['item_id']}/merge"

    async def merge(edition: int, given: dict[str, Any]) -> Any:
        headers = {"If-Match": f'"{edition}"'}
        return await platform.ask("POST", path, INFORMANT, headers=headers, json={"choices": given})

    await change_base(platform, values[0])
    taken = (await merge(item["edition"], {})).json()["item"]
    mine = (await platform.save(item["item_id"], taken["edition"], values[2]))["item"]
    await change_base(platform, values[1])
    return item["item_id"], await merge(mine["edition"], choices)


MERGES = pytest.mark.parametrize("merged", [between_two, from_above])


def copies(*numbers: int) -> list[dict[str, Any]]:
    return [{"materials": [{"name": NAME, "copies": number}]} for number in numbers]


def steps(order: str, **content: str) -> dict[str, Any]:
    """Steps by their first characters."""
    names = {"受": "受理", "初": "初审", "审": "审核", "批": "审批", "办": "办结"}
    return {"steps": [{"name": names[s], "content": content.get(s, "依法办理")} for s in order]}


@MERGES
async def test_a_cell_both_changed_is_what_was_chosen(platform: Platform, merged: Any) -> None:
    item_id, answer = await merged(platform, copies(1, 2, 3), {CELL: "upper"})
    assert answer.status_code == 200, answer.text
    assert (await held(platform, item_id))["materials"] == [{"name": NAME, "copies": 2}]


@MERGES
async def test_a_row_that_one_dropped_and_the_other_changed_is_what_was_chosen(platform: Platform, merged: Any) -> None:
    rest = {"name": "证明"}
    old, upper = ({"materials": [{"name": NAME, "copies": number}, rest]} for number in (1, 2))
    item_id, answer = await merged(platform, [old, upper, {"materials": [rest]}], {ROW: "upper"})
    assert answer.status_code == 200, answer.text
    assert (await held(platform, item_id))["materials"] == upper["materials"]


@MERGES
async def test_a_choice_where_nothing_is_in_conflict_is_refused_by_name(platform: Platform, merged: Any) -> None:
    item_id, answer = await merged(platform, copies(1, 2, 3), {CELL: "upper", "materials[申请书].copies": "upper"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_choice")
    assert [fault["path"] for fault in answer.json()["faults"]] == ["materials[申请书].copies"]
    assert (await held(platform, item_id))["materials"][0]["copies"] in (2, 3)


@MERGES
async def test_a_step_put_in_the_middle_and_a_swap_stay_where_they_were_put(platform: Platform, merged: Any) -> None:
    upper = steps("受初批审办")
    item_id, answer = await merged(platform, [steps("受审批办"), upper, steps("受审批办", 受="另有内容")], {})
    assert answer.status_code == 200, answer.text
    assert (await held(platform, item_id))["steps"] == steps("受初批审办", 受="另有内容")["steps"]


@MERGES
async def test_steps_that_both_moved_are_asked_for_and_put_as_chosen(platform: Platform, merged: Any) -> None:
    three = [steps("受审批办"), steps("审受批办"), steps("受审办批")]
    item_id, answer = await merged(platform, three, {})
    assert (answer.status_code, answer.json()["code"]) == (422, "conflicts")
    assert answer.json()["conflicts"]["steps.order"]["own"] == ["受理", "审核", "办结", "审批"]
    assert (await held(platform, item_id))["steps"] in (three[1]["steps"], three[2]["steps"]), "nothing is written"


@MERGES
async def test_the_order_that_is_chosen_is_the_order(platform: Platform, merged: Any) -> None:
    three = [steps("受审批办"), steps("审受批办"), steps("受审办批")]
    item_id, answer = await merged(platform, three, {"steps.order": "upper"})
    assert answer.status_code == 200, answer.text
    assert (await held(platform, item_id))["steps"] == three[1]["steps"]


@pytest.mark.clause("G25")
async def test_a_conflict_is_settled_by_no_value_that_its_element_could_not_hold(platform: Platform) -> None:
    item_id, answer = await from_above(platform, copies(1, 2, 3), {CELL: {"value": "三份"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "elements")
    assert [fault["path"] for fault in answer.json()["faults"]] == ["materials[0].copies"]
    assert (await held(platform, item_id))["materials"] == [{"name": NAME, "copies": 3}]
