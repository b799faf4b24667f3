"""无差别受理、同标准办理: whichever window one goes to, the item is the same (G17)."""

from typing import Any

import pytest

from shared.elements import ELEMENTS, Layer
from tests.platform import Platform

WINDOWS = [
    {"name": "鸡东县政务服务大厅", "window": "3号窗口"},
    {"name": "鸡东县政务服务大厅", "window": "综合窗口"},
    {"name": "永安镇便民服务中心", "window": "1号窗口"},
]
STAGES = ("inspection", "test", "publication", "online")
pytestmark = pytest.mark.clause("G17")


async def test_no_window_has_elements_of_its_own(platform: Platform, filled: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{filled['item_id']}/elements"
    extra: list[dict[str, Any]] = [
        {"materials": []},
        {"promised_limit": {"number": 3, "unit": "working_day"}},
        {"fees": "另收"},
    ]
    for own in extra:
        body = {"elements": {"places": [WINDOWS[0] | own]}}
        headers = {"If-Match": f'"{filled["edition"]}"'}
        answer = await platform.ask("PATCH", path, "jidong-market-informant", headers=headers, json=body)
        assert (answer.status_code, answer.json()["faults"][0]["path"]) == (422, "places[0]")


async def test_a_guide_names_every_window_and_says_everything_else_once(
    platform: Platform, filled: dict[str, Any]
) -> None:
    saved = await platform.save(filled["item_id"], filled["edition"], {"places": WINDOWS})
    approved = await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(approved["item_id"], *STAGES)
    (guide,) = (await platform.ask("GET", "/guide/v1/guides?region=230321")).json()["guides"]
    text = (await platform.ask("GET", guide["links"]["txt"])).text
    assert all(one["name"] in text and one["window"] in text for one in WINDOWS)
    assert [text.count(once) for once in ("【申请材料目录】", "法定办结时限：30日", "办理时限(承诺)：15个工作日")] == [
        1,
        1,
        1,
    ]


async def elements_of(platform: Platform, item: dict[str, Any], who: str) -> dict[str, Any]:
    held = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", who)).json()["elements"]
    return {key: value for key, value in held.items() if ELEMENTS[key].layer is Layer.CATALOGUE}


async def test_two_counties_handle_the_item_by_one_standard(any_platform: Platform, claimed: dict[str, Any]) -> None:
    other = await any_platform.ask(
        "POST", f"/catalog/v1/desk/offers/{claimed['parent_id']}/claim", "hulin-market-informant"
    )
    here = await elements_of(any_platform, claimed, "jidong-market-informant")
    there = await elements_of(any_platform, other.json(), "hulin-market-informant")
    bodies = {"implementing_body", "implementing_body_code"}
    assert {key for key in here if here[key] != there[key]} == bodies
    assert {"name", "item_type", "legal_bases", "legal_limit"} <= here.keys()
