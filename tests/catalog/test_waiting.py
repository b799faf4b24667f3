"""Lists of open work: filtered before they are cut, gone on with by a cursor, and each gate at whoever passes it."""

from typing import Any

import pytest

from services.catalog.commands.cases import request_item
from services.world import principal_of
from shared.unit import Actor
from shared.world import story
from tests.catalog.test_delegation import CITY, COUNTY, GATES, asked, gate, held_by_the_city
from tests.catalog.test_requests import WANTED
from tests.platform import Platform

LINE, COAL = "hlj-market-line", "hlj-coal-line"
REQUESTS, CASES, WAITING = "/catalog/v1/desk/requests", "/catalog/v1/desk/cases", "/catalog/v1/desk/waiting"


async def read(platform: Platform, path: str, who: str, **params: Any) -> Any:
    answer = await platform.ask("GET", path, who, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.clause("G21")
async def test_the_requests_of_other_lines_hide_none_from_a_department(any_platform: Platform) -> None:
    """However many they are and however late they come."""
    mine = (await any_platform.ask("POST", REQUESTS, "jidong-market-informant", json=WANTED)).json()["case_id"]
    coal = principal_of(any_platform.world.accounts["jixi-coal-checker"], any_platform.world)
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        for n in range(203):
            await request_item(unit, coal, WANTED | {"name": f"煤炭 {n}"})
    assert [one["case_id"] for one in await read(any_platform, REQUESTS, LINE)] == [mine]
    waiting = await read(any_platform, WAITING, LINE)
    assert (waiting["requests"], [one["case_id"] for one in waiting["newest_requests"]]) == (1, [mine])
    first = await read(any_platform, REQUESTS, COAL, state="open")
    after = f"{first[-1]['opened_at']}/{first[-1]['case_id']}"
    rest = await read(any_platform, REQUESTS, COAL, state="open", after=after)
    assert len({one["case_id"] for one in first + rest}) == 203
    counted = await read(any_platform, WAITING, COAL)
    assert (counted["requests"], len(counted["newest_requests"])) == (203, 50)
    refusal = {"verdict": "refused", "note": "已有同类事项"}
    assert (await any_platform.ask("POST", f"{REQUESTS}/{mine}/answer", LINE, json=refusal)).is_success
    assert (await read(any_platform, WAITING, LINE))["requests"] == 0
    assert await read(any_platform, REQUESTS, LINE, state="open") == []
    assert [one["state"] for one in await read(any_platform, REQUESTS, LINE)] == ["refused"]


@pytest.mark.clause("G26")
async def test_a_case_waits_for_whoever_passes_its_next_gate_and_for_nobody_else(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    case = (await asked(any_platform, item, COUNTY, rest="ends")).json()["case_id"]
    keepers = [who for _, who in GATES]
    others = {*keepers, COAL, "gansu-market-line", f"{COUNTY}-checker", "jixi-coal-checker", f"{CITY}-informant"}
    for n, (name, keeper) in enumerate(GATES):
        for who in sorted(others):
            found = [one["case_id"] for one in await read(any_platform, CASES, who, mine=True)]
            assert found == ([case] if who == keeper else []), (n, who)
            assert (await read(any_platform, WAITING, who))["cases"] == len(found)
        assert (await gate(any_platform, case, name, keeper)).status_code == 200
    assert [await read(any_platform, CASES, who, mine=True) for who in keepers] == [[]] * len(keepers)


async def test_the_cases_of_a_territory_go_on_after_a_page(any_platform: Platform) -> None:
    item = await held_by_the_city(any_platform)
    made = [(await asked(any_platform, item, COUNTY)).json()]
    path = f"/catalog/v1/desk/items/{item['item_id']}/handling-items"
    for variant in ("01", "02"):
        part = await any_platform.ask("POST", path, f"{CITY}-informant", json={"name": variant * 2, "variant": variant})
        adjust = {"kind": "adjust", "ground": "调整", "elements": ["legal_limit"]}
        cases = f"/catalog/v1/desk/items/{part.json()['item_id']}/cases"
        made.append((await any_platform.ask("POST", cases, f"{CITY}-informant", json=adjust)).json())
    seen, after = [], ""
    while page := await read(any_platform, CASES, "jixi-staffing-auditor", limit=1, after=after):
        seen += [one["case_id"] for one in page]
        after = f"{page[-1]['opened_at']}/{page[-1]['case_id']}"
    assert sorted(seen) == sorted(one["case_id"] for one in made)
    assert len(seen) == 3


@pytest.mark.clause("A23")
async def test_a_page_of_line_parts_is_of_the_part_asked_for(any_platform: Platform) -> None:
    base = story().base
    for number, level_set in (("001", "2"), ("002", "4"), ("003", "2"), ("004", "4")):
        values = base.elements | {"name": f"事项 {number}", "level_set": level_set}
        await any_platform.put_base(f"{base.basic_code[:9]}{number}", values)
    path = "/catalog/v1/desk/line-parts"
    first = await read(any_platform, path, LINE, part="reviews", limit=1)
    rest = await read(any_platform, path, LINE, part="reviews", limit=1, after=first[0]["code"])
    end = await read(any_platform, path, LINE, part="reviews", limit=1, after=rest[0]["code"])
    assert [one["code"][-3:] for one in first + rest + end] == ["002", "004"]
