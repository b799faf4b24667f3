"""Along the business line: those above are told what changed, bodies ask upward, departments guide downward (G08)."""

from typing import Any

import pytest

from services.catalog.domain.conformity import departures
from shared.world import story
from tests.catalog.test_life import change_base
from tests.platform import Platform

INFORMANT, CITY, PROVINCE = "jidong-market-informant", "jixi-market-checker", "hlj-market-line"
pytestmark = pytest.mark.clause("G08")


async def speak(platform: Platform, item: dict[str, Any], who: str, text: str = "请核对受理条件。") -> Any:
    path = f"/catalog/v1/desk/items/{item['item_id']}/line-notes"
    answer = await platform.ask("POST", path, who, json={"text": text})
    await platform.settle()
    return answer


async def told(platform: Platform, who: str, kind: str) -> list[Any]:
    inbox = (await platform.ask("GET", "/notify/v1/inbox", who)).json()
    return [circular for circular in inbox if circular["kind"] == kind]


async def test_what_goes_online_is_told_to_the_city_and_the_province_of_its_line(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    for who in (CITY, PROVINCE):
        (circular,) = await told(any_platform, who, "line_online")
        assert circular["item_id"] == online["item_id"]
        assert "变动要素" in circular["body"]
    for other in (INFORMANT, "jixi-coal-checker", "gansu-market-line"):
        assert await told(any_platform, other, "line_online") == []


async def test_a_body_asks_upward_and_a_department_above_guides_it(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    assert (await speak(any_platform, claimed, INFORMANT, "第五种市场是否也要登记？")).status_code == 201
    for who in (CITY, PROVINCE):
        assert len(await told(any_platform, who, "line_note")) == 1
    assert (await speak(any_platform, claimed, CITY, "要，见办法第四条第五项。")).status_code == 201
    (circular,) = await told(any_platform, INFORMANT, "line_note")
    assert "鸡西市市场监督管理局" in circular["body"]
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/line-notes"
    for who in (INFORMANT, CITY, PROVINCE):
        notes = (await any_platform.ask("GET", path, who)).json()
        assert [note["text"] for note in notes] == ["第五种市场是否也要登记？", "要，见办法第四条第五项。"]


@pytest.mark.parametrize("who", ["jixi-coal-checker", "hulin-market-informant", "gansu-market-line"])
async def test_off_the_line_there_is_no_such_item(platform: Platform, claimed: dict[str, Any], who: str) -> None:
    await speak(platform, claimed, INFORMANT)
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/line-notes"
    assert (await platform.ask("GET", path, who)).status_code == 404
    assert (await speak(platform, claimed, who)).status_code == 404


async def test_the_words_themselves_stay_at_the_desk(platform: Platform, claimed: dict[str, Any]) -> None:
    await speak(platform, claimed, INFORMANT, "只在工作台")
    (circular,) = await told(platform, CITY, "line_note")
    assert "只在工作台" not in circular["body"]


async def test_a_department_sees_the_items_of_the_bodies_below_it(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    for who, sees in ((CITY, True), (PROVINCE, True), (INFORMANT, False), ("jixi-coal-checker", False)):
        below = (await any_platform.ask("GET", "/catalog/v1/desk/line", who)).json()
        assert (claimed["item_id"] in [one["item_id"] for one in below]) == sees


@pytest.mark.clause("A23")
@pytest.mark.clause("A25")
@pytest.mark.clause("A29")
async def test_the_province_reviews_what_city_and_county_hold_and_sends_it_back(any_platform: Platform) -> None:
    platform, line, informant = any_platform, "hlj-market-line", "jidong-market-informant"
    item = await platform.filled()

    async def waiting(who: str = line) -> dict[str, list[str]]:
        rows = (await platform.ask("GET", "/catalog/v1/desk/line-reviews", who)).json()
        return {row["item"]["code"]: row["departs"] for row in rows}

    async def review(who: str = line, **given: Any) -> Any:
        path = f"/catalog/v1/desk/items/{item['item_id']}/line-reviews"
        return await platform.ask("POST", path, who, json={"edition": item["edition"], "verdict": "conforms", **given})

    assert await waiting() == {item["code"]: []}
    assert await waiting("hlj-coal-line") == {}
    assert (await review(informant)).status_code == 403
    assert (await review("hlj-coal-line")).status_code == 404
    assert (await review(verdict="mend")).json()["code"] == "text"
    assert (await review(edition=1)).status_code == 412
    assert (await review(verdict="mend", text="材料多于省级模板")).status_code == 201
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", informant)).json()
    assert ["材料多于省级模板" in one["message_zh"] for one in inbox["attentions"]] == [True]
    assert await waiting() == {}
    item = (await platform.save(item["item_id"], item["edition"], {"scope": "全县"}))["item"]
    assert await waiting() == {item["code"]: []}
    assert (await review()).status_code == 201
    assert (await review()).status_code == 409
    assert (await review(CITY)).status_code == 201, "the city reviews its counties too"
    assert (await platform.ask("GET", "/catalog/v1/desk/inbox", informant)).json()["attentions"] == []
    path = f"/catalog/v1/desk/items/{item['item_id']}/line-reviews"
    told = (await platform.ask("GET", path, informant)).json()
    assert [(one["verdict"], one["edition"] - item["edition"]) for one in told] == [
        ("conforms", 0),
        ("conforms", 0),
        ("mend", -1),
    ]


ROW = {"name": "申请书"}
SEVEN: dict[str, tuple[str, Any, Any]] = {
    "事项名称": ("name", "甲", "乙"),
    "依据": (
        "legal_bases",
        [{"title": "市场登记管理办法", "article": 3}],
        [{"title": "市场登记管理办法", "article": 4}],
    ),
    "类型": ("item_type", "01", "07"),
    "法定时限": ("legal_limit", {"number": 20, "unit": "working_day"}, {"number": 30, "unit": "working_day"}),
    "办理流程": ("procedure", "受理、审查、决定", "受理、决定"),
    "办事要件": ("materials", [ROW], [ROW, {"name": "身份证"}]),
    "办结时限": ("promised_limit", {"number": 5, "unit": "working_day"}, {"number": 9, "unit": "working_day"}),
}


@pytest.mark.clause("A25")
@pytest.mark.parametrize("what", SEVEN)
async def test_each_of_the_seven_elements_is_held_against_the_catalogues(what: str) -> None:
    template = {key: above for key, above, _ in SEVEN.values()}
    key, above, own = SEVEN[what]
    assert departures(template | {key: own}, template) == [what]
    assert departures(template | {key: own}, {k: v for k, v in template.items() if k != key}) == []
    assert departures({key: above}, {key: above}) == []


@pytest.mark.clause("A25")
async def test_a_department_sees_in_which_of_the_seven_an_item_below_departs(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    limit, steps = {"number": 40, "unit": "working_day"}, "受理、审查、决定、办结"
    await change_base(any_platform, legal_limit=limit, procedure=steps)
    rows = (await any_platform.ask("GET", "/catalog/v1/desk/line-reviews", PROVINCE)).json()
    assert {row["item"]["code"]: row["departs"] for row in rows} == {filled["code"]: ["法定时限", "办理流程"]}


LEVELS = {"hlj-market-line": "2", CITY: "3", INFORMANT: "4"}
SHARES = {
    "1": (["2"], ["2"], []),
    "2": (["2"], ["3"], []),
    "3": (["2"], ["3"], []),
    "4": (["3"], ["3", "4"], ["2"]),
    "5": (["3"], ["3"], ["2"]),
    "6": (["3"], ["4"], ["2"]),
}


@pytest.mark.clause("A21")
@pytest.mark.clause("A22")
async def test_by_the_levels_that_share_an_item_each_department_knows_its_part(any_platform: Platform) -> None:
    await any_platform.hand_down()
    for level_set, (leads, does, reviews) in SHARES.items():
        await change_base(any_platform, level_set=level_set)
        for who, level in LEVELS.items():
            rows = (await any_platform.ask("GET", "/catalog/v1/desk/line-parts", who)).json()
            (row,) = [row for row in rows if row["code"] == story().base.basic_code]
            assert (row["level_set"], row["leads"], row["does"], row["reviews"]) == (level_set, leads, does, reviews)
            parts = (("leads", leads), ("does", does), ("reviews", reviews))
            assert row["mine"] == [part for part, levels in parts if level in levels]
    params = {"part": "does"}
    path = "/catalog/v1/desk/line-parts"
    mine = (await any_platform.ask("GET", path, INFORMANT, params=params)).json()
    assert [row["code"] for row in mine] == [story().base.basic_code]
    assert (await any_platform.ask("GET", path, CITY, params=params)).json() == []
    assert (await any_platform.ask("GET", path, "jixi-coal-checker")).json() == []


async def test_the_seven_elements_are_held_against_the_catalogues() -> None:
    template = {"name": "甲", "legal_limit": {"number": 20, "unit": "working_day"}, "materials": [{"name": "申请书"}]}
    own = template | {"materials": [{"name": "申请书"}, {"name": "身份证"}], "procedure": "受理、办结"}
    assert departures(own, template) == ["办事要件"]
    assert departures(template, template) == []
