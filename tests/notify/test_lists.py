"""An item on other lists: who manages a list has a task when the item changes, and a name that differs is found."""

from typing import Any

import pytest

from shared.clock import day
from shared.workdays import Calendar, add_working_days
from tests.platform import Platform

STAFFING, CENTRE, INFORMANT = "jidong-staffing-auditor", "jidong-data-inspection", "jidong-market-informant"
STAGES = ("inspection", "test", "publication", "online")


def code(platform: Platform, office: str) -> str:
    return platform.world.offices[office].credit_code


async def listed(platform: Platform, *lists: dict[str, str]) -> dict[str, Any]:
    """The story's item, on these lists, with all parts passed."""
    item = await platform.filled()
    saved = await platform.save(item["item_id"], item["edition"], {"linked_lists": list(lists)})
    return await platform.approve(await platform.submit(saved["item"]))


async def tasks(platform: Platform, who: str) -> list[Any]:
    mine = (await platform.ask("GET", "/catalog/v1/me", who)).json()["office"]
    duties = (await platform.ask("GET", "/notify/v1/duties", who)).json()
    return [duty for duty in duties if duty["kind"] == "linked_list" and duty["office"] == mine]


@pytest.mark.clause("G31")
async def test_the_manager_of_each_list_has_a_task_when_the_item_goes_online(any_platform: Platform) -> None:
    platform = any_platform
    lists = [
        {"list": "1", "manager": code(platform, "jidong-staffing")},
        {"list": "2", "manager": code(platform, "jidong-staffing")},
        {"list": "3", "manager": code(platform, "jidong-data")},
        {"list": "4", "manager": "91110000600037341L"},
        {"list": "5"},
    ]
    item = await listed(platform, *lists)
    assert await tasks(platform, STAFFING) == []
    await platform.stage(item["item_id"], *STAGES)
    for who, named in ((STAFFING, "权责清单、市场准入负面清单"), (CENTRE, "“互联网+监管”事项")):
        (task,) = await tasks(platform, who)
        assert task["item_id"] == item["item_id"]
        assert task["due_on"] == add_working_days(day(platform.clock()), 5, Calendar.official()).date.isoformat()
        inbox = (await platform.ask("GET", "/notify/v1/inbox", who)).json()
        (circular,) = [one for one in inbox if one["kind"] == "linked_list"]
        assert named in circular["body"]
    duties = (await platform.ask("GET", "/notify/v1/duties", CENTRE)).json()
    assert sum(duty["kind"] == "linked_list" for duty in duties) == 2


@pytest.mark.clause("G31")
async def test_the_manager_says_that_the_list_is_in_line_and_nobody_else(platform: Platform) -> None:
    item = await listed(platform, {"list": "1", "manager": code(platform, "jidong-staffing")})
    await platform.stage(item["item_id"], *STAGES)
    (task,) = await tasks(platform, STAFFING)
    path, done = f"/notify/v1/duties/{task['duty_id']}/completion", {"evidence": "权责清单已同步"}
    assert (await platform.ask("POST", path, INFORMANT, json=done)).status_code == 403
    assert (await platform.ask("POST", path, STAFFING, json=done)).json()["light"] == "closed"


async def test_an_item_on_no_other_list_gives_nobody_a_task(platform: Platform, online: dict[str, Any]) -> None:
    assert await tasks(platform, STAFFING) == []


async def test_a_name_that_differs_in_a_list_is_found_at_inspection(platform: Platform) -> None:
    item = await listed(platform, {"list": "1", "name": "市场设立登记"}, {"list": "3", "name": "市场开办登记"})
    await platform.stage(item["item_id"], "inspection")
    answer = await platform.ask("GET", "/catalog/v1/desk/findings?rule=linked_list_agrees", INFORMANT)
    (finding,) = answer.json()["findings"]
    assert (finding["path"], finding["clause"]) == ("linked_lists[1].name", "G32")
    assert "“互联网+监管”事项中名称为“市场开办登记”" in finding["message_zh"]
