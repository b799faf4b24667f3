"""What items of a type do not have is refused on the way in, does not go along, and stops a draft that says it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.catalog import store
from services.catalog.commands.editions import edition_of
from services.catalog.domain import demand_sound
from services.world import principal_of
from shared import elements
from shared.problems import Malformed
from shared.unit import Actor
from shared.world import story
from tests.catalog.inout.support import lines_of, rows_of, upload
from tests.catalog.test_cancelling import HEIR, OLD, add, cancel, claim
from tests.catalog.test_heirs import elements_of, notes, part, parts_of
from tests.catalog.test_life import INFORMANT, LINE
from tests.platform import Platform
from tests.shared.elements.records import sample

pytestmark = pytest.mark.clause("G03")
TYPES = list(elements.TABLES["item_type"].schemes["gb39046"].codes)
TYPED = [key for key, element in elements.ELEMENTS.items() if element.types]
PERMITS = {"approval_conditions": "（一）有固定的经营场所。", "permit_validity": "五年"}
PERMIT = "230131001004"


@pytest.mark.parametrize("item_type", TYPES)
def test_of_each_type_exactly_the_elements_that_it_has_may_be_written_and_go_along(item_type: str) -> None:
    change = {key: sample(elements.ELEMENTS[key]) for key in TYPED}
    allowed = {key for key in TYPED if elements.ELEMENTS[key].applies_to(item_type)}
    held = {"item_type": item_type}
    refused: set[str] = set()
    try:
        demand_sound(held | change, change, date(2026, 11, 23))
    except Malformed as problem:
        refused = {fault.path for fault in problem.faults if fault.code == "not_for_type"}
    assert refused == set(TYPED) - allowed
    assert elements.suiting(held | change, item_type).keys() == {"item_type"} | allowed


async def write_past(platform: Platform, item_id: str, values: dict[str, Any]) -> None:
    """An edition as older ones may be: nothing looked at it."""
    who = principal_of(platform.world.accounts[INFORMANT], platform.world)
    async with platform.host.runtimes["catalog"].unit(Actor(INFORMANT, who.office)) as unit:
        item, held = await store.load_head(unit.connection, item_id)
        new = edition_of(unit, who, item_id, item.head + 1, held.elements | values, "")
        await store.add_edition(unit.connection, new)
        await store.replace(unit.connection, item, replace(item, head=new.number))


async def test_an_element_of_another_type_is_refused_on_the_way_in_and_an_older_one_is_told_and_not_submitted(
    platform: Platform,
    filled: dict[str, Any],
) -> None:
    path = f"/catalog/v1/desk/items/{filled['item_id']}"
    headers = {"If-Match": f'"{filled["edition"]}"'}
    answer = await platform.ask(
        "PATCH", f"{path}/elements", INFORMANT, headers=headers, json={"elements": {"penalties": [{"act": "无证经营"}]}}
    )
    assert (answer.status_code, [(f["path"], f["code"]) for f in answer.json()["faults"]]) == (
        422,
        [("penalties", "not_for_type")],
    )
    tried = await upload(
        platform, "elements", lines_of((filled["code"], {"penalties": [{"act": "无证经营"}]})), INFORMANT
    )
    (row,) = await rows_of(platform, tried["set_id"], INFORMANT)
    assert [fault["code"] for fault in row["faults"]] == ["not_for_type"], "a file is told so in its dry run"
    await write_past(platform, filled["item_id"], {"penalties": [{"act": "无证经营"}]})
    item = await platform.desk(filled["item_id"])
    told = (await platform.ask("GET", f"{path}/check", INFORMANT)).json()
    assert not told["passed"]
    assert [one["path"] for one in told["findings"] if one["rule"] == "elements_of_type"] == ["penalties"]
    headers = {"If-Match": f'"{item["edition"]}"'}
    answer = await platform.ask("POST", f"{path}/submission", "jidong-market-checker", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_for_type")
    item = (await platform.save(item["item_id"], item["edition"], {"penalties": None}))["item"]
    await platform.submit(item)


async def test_what_a_permit_says_does_not_go_into_the_confirmation_that_follows_it_and_its_body_is_told_what(
    platform: Platform,
) -> None:
    await add(platform, PERMIT, item_type="01")
    await platform.ask("POST", f"/catalog/v1/catalogue/{PERMIT}/hand-down", LINE, json={"offices": []})
    item = (await claim(platform, PERMIT)).json()
    item = (await platform.save(item["item_id"], 1, PERMITS | {"conditions": "已设立的。"}))["item"]
    await part(platform, item, "变更登记", **PERMITS)
    await add(platform)
    await cancel(platform, PERMIT, "rename", HEIR)
    heir = (await claim(platform, HEIR)).json()
    (there,) = await parts_of(platform, heir["item_id"])
    for one in (heir, there):
        now = await elements_of(platform, one["item_id"])
        assert (now["item_type"], now["conditions"], PERMITS.keys() & now.keys()) == ("07", "已设立的。", set())
        assert any("准予许可条件、" in said and "未带入" in said for said in await notes(platform, one["item_id"]))


async def test_the_catalogue_takes_no_element_of_another_type_either_where_only_that_is_new(platform: Platform) -> None:
    await add(platform)
    values = {**story().base.elements, "name": f"承接 {HEIR}", **PERMITS}
    answer = await platform.ask(
        "PUT", f"/catalog/v1/catalogue/{HEIR}", LINE, headers={"If-Match": '"1"'}, json={"elements": values}
    )
    assert (answer.status_code, {f["path"] for f in answer.json()["faults"]}) == (422, set(PERMITS))


async def test_what_its_type_does_not_have_is_no_more_said_above_and_leaves_with_the_next_merge(
    platform: Platform,
) -> None:
    base_id = await platform.hand_down()
    await write_past(platform, base_id, PERMITS)
    item = (await claim(platform, OLD)).json()
    assert PERMITS.keys() & (await elements_of(platform, item["item_id"])).keys() == set(), "inherited without"
    await write_past(platform, item["item_id"], PERMITS)
    held = await elements_of(platform, item["item_id"])
    await platform.put_base(OLD, {**story().base.elements, **PERMITS, "scope": "丙"})
    (waiting,) = (await platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert set(waiting["taken"]) == {"scope", *PERMITS}
    path = f"/catalog/v1/desk/items/{item['item_id']}/merge"
    done = await platform.ask("POST", path, INFORMANT, headers={"If-Match": '"2"'}, json={"choices": {}})
    assert done.status_code == 200, done.text
    now = await elements_of(platform, item["item_id"])
    assert now == {key: value for key, value in held.items() if key not in PERMITS} | {"scope": "丙"}
