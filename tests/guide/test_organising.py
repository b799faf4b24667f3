"""The service centre has guides drafted and published: it sees how far each is, and calls for what is late (G16)."""

from typing import Any

import pytest

from tests.platform import Platform

CLERK, NEIGHBOUR, INFORMANT = "jidong-service-clerk", "hulin-service-clerk", "jidong-market-informant"
DESK = "/guide/v1/desk/guides"
pytestmark = pytest.mark.clause("G16")


async def desk(platform: Platform, who: str = CLERK, **wanted: str) -> Any:
    return (await platform.ask("GET", DESK, who, params=wanted)).json()


async def call(platform: Platform, item: dict[str, Any], until: str, who: str = CLERK) -> Any:
    body = {"until": until, "note": "请先做窗口常办事项。"}
    answer = await platform.ask("POST", f"{DESK}/{item['item_id']}/call", who, json=body)
    await platform.settle()
    return answer


def later(platform: Platform, days: int) -> str:
    platform.clock.pass_(days=days)
    day = platform.clock().date().isoformat()
    platform.clock.pass_(days=-days)
    return day


async def told(platform: Platform, who: str = INFORMANT) -> list[str]:
    inbox = (await platform.ask("GET", "/notify/v1/inbox", who)).json()
    return [circular["body"] for circular in inbox if circular["kind"] == "guide_called"]


async def test_the_service_centre_sees_how_far_each_guide_is(any_platform: Platform, claimed: dict[str, Any]) -> None:
    await any_platform.settle()
    assert (await desk(any_platform))["counts"] == {"drafting": 1}
    (row,) = (await desk(any_platform))["guides"]
    assert (row["item_id"], row["office_name"]) == (claimed["item_id"], "鸡东县市场监督管理局")
    assert await desk(any_platform, NEIGHBOUR) == {"counts": {}, "guides": []}


async def test_a_guide_goes_from_drafting_to_rendered_to_online(platform: Platform, approved: dict[str, Any]) -> None:
    for stage, stand in (
        ("inspection", "drafting"),
        ("test", "drafting"),
        ("publication", "rendered"),
        ("online", "online"),
    ):
        await platform.stage(approved["item_id"], stage)
        assert [row["stand"] for row in (await desk(platform))["guides"]] == [stand]
    assert (await desk(platform, stand="drafting"))["guides"] == []


async def test_it_calls_for_a_guide_until_a_day_and_sees_when_it_is_late(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    await any_platform.settle()
    until = later(any_platform, 5)
    assert (await call(any_platform, claimed, until)).status_code == 200
    (body,) = await told(any_platform)
    assert until in body
    assert "请先做窗口常办事项。" in body
    (row,) = (await desk(any_platform))["guides"]
    assert (row["until"], row["late"]) == (until, False)
    any_platform.clock.pass_(days=7)
    (row,) = (await desk(any_platform))["guides"]
    assert row["late"]


async def test_a_guide_that_is_there_is_not_called_for(platform: Platform, online: dict[str, Any]) -> None:
    answer = await call(platform, online, later(platform, 5))
    assert (answer.status_code, answer.json()["code"]) == (409, "online")
    assert await told(platform) == []


@pytest.mark.parametrize(
    ("who", "until", "status"),
    [(NEIGHBOUR, "2099-01-04", 403), (INFORMANT, "2099-01-04", 403), (CLERK, "2020-01-06", 422), (CLERK, "2099-02-30", 422)],
    ids=["a neighbour", "the body", "a day that is past", "a day that is none"],
)  # fmt: skip
async def test_only_the_service_centre_of_the_place_calls_and_for_a_day_to_come(
    platform: Platform, claimed: dict[str, Any], who: str, until: str, status: int
) -> None:
    await platform.settle()
    assert (await call(platform, claimed, until, who)).status_code == status
    assert await told(platform) == []
