"""Figures of a body and a territory; what has to be filed again; bodies down to the village."""

from typing import Any

import pytest

from services.catalog.domain.figures import Cancelled, Tally
from shared.codes import credit
from shared.world import story
from tests.catalog.test_life import change_base
from tests.platform import Platform

CENTRE, INFORMANT, LINE = "jidong-data-inspection", "jidong-market-informant", "hlj-market-line"


async def figures(platform: Platform, who: str = CENTRE, **params: str) -> dict[str, tuple[int, int]]:
    answer = await platform.ask("GET", "/catalog/v1/desk/figures", who, params=params)
    assert answer.status_code == 200, answer.text
    return {one["key"]: (one["count"], one["of"]) for one in answer.json()}


SAID: dict[str, Any] = {
    "labels": ["1", "4"],
    "visits": 0,
    "comprehensive_window": True,
    "stationed": True,
    "window_empowered": False,
    "platform": "2",
    "trade_kind": "3",
}


@pytest.mark.clause("A07")
@pytest.mark.clause("A11")
@pytest.mark.clause("B02")
@pytest.mark.clause("B05")
@pytest.mark.clause("B08")
@pytest.mark.clause("E20")
@pytest.mark.clause("E23")
@pytest.mark.clause("E24")
@pytest.mark.clause("E35")
async def test_what_an_item_says_of_itself_is_counted(any_platform: Platform, claimed: dict[str, Any]) -> None:
    empty = await figures(any_platform)
    assert empty["on_platform"] == (1, 1), "in the platform unless it says no"
    assert (empty["no_visit"], empty["stationed"], empty["empowered"]) == ((0, 1), (0, 1), (0, 0))
    await any_platform.save(claimed["item_id"], 1, SAID)
    told = await figures(any_platform)
    ones = ("labels_1", "labels_4", "no_visit", "comprehensive_window", "stationed", "platform_2", "trade_kind_3")
    assert {key: told[key] for key in (*ones, "powers")} == dict.fromkeys((*ones, "powers"), (1, 1))
    assert (told["services"], told["empowered"]) == ((0, 1), (0, 1))
    assert (told["inventory_other"], told["charted_other"], told["charted_penalty"]) == ((1, 1), (0, 1), (0, 0))
    edition = (await any_platform.desk(claimed["item_id"]))["edition"]
    out = {"on_platform": False, "exclusion_reason": "涉密"}
    await any_platform.save(claimed["item_id"], edition, out | {"platform": "3", "public_service_kind": "1"})
    assert (await figures(any_platform))["on_platform"] == (0, 1)
    assert (await figures(any_platform, INFORMANT)) == await figures(any_platform)
    assert (await figures(any_platform, "hulin-data-inspection"))["on_platform"] == (0, 0)


@pytest.mark.clause("E21")
@pytest.mark.clause("E25")
async def test_the_citys_items_stand_in_its_centre_and_services_have_their_kind(platform: Platform) -> None:
    await platform.hand_down()
    for office in ("jixi-market", "jidong-market"):
        inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", f"{office}-informant")).json()
        base_id = next(o["base_id"] for o in inbox["offers"] if o["code"] == story().base.basic_code)
        item = (await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", f"{office}-informant")).json()
        said = {"stationed": office == "jixi-market", "platform": "3", "public_service_kind": "2"}
        await platform.save(item["item_id"], 1, said, f"{office}-informant")
    told = await figures(platform, "jixi-data-inspection")
    assert (told["city_stationed"], told["stationed"], told["public_service_kind_2"]) == ((1, 1), (1, 2), (2, 2))
    county = platform.world.offices["jidong-market"].credit_code
    assert (await figures(platform, "jixi-data-inspection", office=county))["stationed"] == (0, 1)
    path = f"/catalog/v1/desk/figures?office={county}"
    assert (await platform.ask("GET", path, "hulin-data-inspection")).status_code == 403
    assert (await platform.ask("GET", path, "jidong-coal-informant")).status_code == 404


@pytest.mark.clause("E21")
async def test_who_keeps_a_figure_down_is_told_by_body_and_item(any_platform: Platform) -> None:
    item = await any_platform.claimed("jixi-market")
    body = any_platform.world.offices["jixi-market"].credit_code
    path, who = "/catalog/v1/desk/figures/city_stationed/short", "jixi-data-inspection"
    told = (await any_platform.ask("GET", path, who)).json()
    assert (told["figure"]["count"], told["figure"]["of"]) == (0, 1)
    assert [(one["office"], one["rate"]) for one in told["bodies"]] == [(body, 0)]
    assert [(one["code"], one["office"]) for one in told["items"]] == [(item["code"], body)]
    await any_platform.save(item["item_id"], 1, {"stationed": True}, "jixi-market-informant")
    told = (await any_platform.ask("GET", path, who)).json()
    assert (told["figure"]["rate"], told["bodies"], told["items"]) == (1, [], [])
    assert (await any_platform.ask("GET", path.replace("city_stationed", "nobody"), who)).status_code == 404
    foreign = await any_platform.ask("GET", path, "hulin-data-inspection")
    assert foreign.json()["items"] == []


async def filing(platform: Platform) -> list[tuple[str, bool]]:
    rows = (await platform.ask("GET", "/catalog/v1/desk/filing", INFORMANT)).json()
    return [(row["why"], row["must_file"]) for row in rows]


@pytest.mark.clause("G47")
async def test_cancelled_materials_are_counted_by_their_ground(any_platform: Platform, claimed: dict[str, Any]) -> None:
    cut = [{"name": name, "ground": ground} for name, ground in (("甲证明", "4"), ("乙证明", "4"), ("丙证明", "6"))]
    await any_platform.save(claimed["item_id"], 1, {"cancelled_materials": cut})
    told = await figures(any_platform)
    assert [told[f"cancelled_{ground}"] for ground in range(1, 7)] == [(0, 3), (0, 3), (0, 3), (2, 3), (0, 3), (1, 3)]


@pytest.mark.clause("E04")
async def test_the_focus_fields_are_counted(platform: Platform, claimed: dict[str, Any]) -> None:
    await platform.save(claimed["item_id"], 1, {"focus_fields": ["1", "3"]})
    told = await figures(platform)
    assert [told[f"focus_fields_{code}"] for code in "123"] == [(1, 1), (0, 1), (1, 1)]


@pytest.mark.clause("C50")
async def test_what_is_no_permit_is_filed_whether_or_not_it_changed(platform: Platform, online: dict[str, Any]) -> None:
    assert await filing(platform) == [("unchanged", True)]


GROUPS = {"approval": "01", "service": "20", "charge": "04", "penalty": "02", "other": "07"}


@pytest.mark.clause("E35")
@pytest.mark.parametrize("group", GROUPS)
def test_the_inventory_counts_each_group_and_those_of_it_with_a_flow_chart(group: str) -> None:
    tally = Tally()
    for other in GROUPS.values():
        tally.add({"item_type": other})
    chart = {"name": "流程图.png", "sha256": "0" * 64, "size": 1, "media_type": "image/png"}
    for flow_chart in (chart, {"none": "即办"}, None):
        tally.add({"item_type": GROUPS[group], "flow_chart": flow_chart})
    told = {one.figure.key: (one.count, one.of) for one in tally.told()}
    assert told[f"inventory_{group}"] == (4, 8)
    assert told[f"charted_{group}"] == (1, 4)
    assert [told[f"inventory_{other}"][0] for other in GROUPS if other != group] == [1, 1, 1, 1]


@pytest.mark.clause("E35")
@pytest.mark.parametrize("group", GROUPS)
def test_the_inventory_counts_those_of_each_group_whose_flow_is_written_down(group: str) -> None:
    tally = Tally()
    flows: list[dict[str, Any]] = [
        {"steps": [{"name": "受理"}, {"name": "决定"}]},
        {"internal_flow": [{"step": "审核"}]},
        {"steps": [{}], "internal_flow": [], "flow_chart": {"name": "流程图.png"}},
        {"steps": {"none": "即办"}},
    ]
    for flow in flows:
        tally.add({"item_type": GROUPS[group]} | flow)
    told = {one.figure.key: (one.count, one.of) for one in tally.told()}
    assert {key: told[f"flow_{key}"] for key in GROUPS} == dict.fromkeys(GROUPS, (0, 0)) | {group: (2, 4)}


@pytest.mark.clause("E20")
def test_of_the_items_in_the_centre_those_with_an_empowered_window_are_counted() -> None:
    tally = Tally()
    for said in ({"stationed": True}, {}, {"window_empowered": False}, {"stationed": False, "window_empowered": True}):
        tally.add({"stationed": True, "window_empowered": True} | said)
    tally.add({"stationed": True, "window_empowered": "是"})
    told = {one.figure.key: (one.count, one.of) for one in tally.told()}
    assert (told["stationed"], told["empowered"]) == ((4, 5), (2, 4))


@pytest.mark.clause("A15")
@pytest.mark.parametrize(("visits", "counts"), [(0, 1), (1, 1), (2, 0), (None, 0), (True, 0)])
def test_items_with_one_visit_at_most_are_counted(visits: int | None, counts: int) -> None:
    tally = Tally()
    tally.add({"visits": visits})
    told = {one.figure.key: (one.count, one.of) for one in tally.told()}
    assert told["one_visit"] == (counts, 1)


@pytest.mark.clause("A15")
async def test_items_handled_online_are_counted(platform: Platform, claimed: dict[str, Any]) -> None:
    assert (await figures(platform))["online"] == (0, 1)
    await platform.save(claimed["item_id"], 1, {"online": True, "visits": 1})
    told = await figures(platform)
    assert (told["online"], told["one_visit"]) == ((1, 1), (1, 1))


@pytest.mark.clause("C50")
async def test_a_permit_that_is_online_and_unchanged_need_not_be_filed_again(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    assert await filing(any_platform) == [("new", True)]
    catalog = any_platform.host.runtimes["catalog"]
    async with catalog.db.writing() as connection:
        await connection.exec_driver_sql(
            "UPDATE items SET online = 1, state = 'online', item_type = '01' WHERE layer = 'implementation'"
        )
    assert await filing(any_platform) == [("unchanged", False)]
    await any_platform.save(claimed["item_id"], 1, {"scope": "全县"})
    assert await filing(any_platform) == [("changed", True)]
    await any_platform.save(claimed["item_id"], 2, {"scope": None})
    assert await filing(any_platform) == [("unchanged", False)]


def body(region: str, name: str, **more: Any) -> dict[str, Any]:
    code = credit.make("11230321", f"99009{len(region):02d}{region[-1]}")
    return {"credit_code": code, "name": name, "region": region, "kinds": ["implementing"], **more}


@pytest.mark.clause("B07")
@pytest.mark.clause("E01")
@pytest.mark.clause("E34")
async def test_towns_and_villages_are_registered_and_take_what_is_theirs(any_platform: Platform) -> None:
    county = any_platform.world.offices["jidong-market"].credit_code
    made = []
    for region, name in (("230321100", "鸡东镇便民服务中心"), ("230321100201", "某村便民服务点")):
        given = body(region, name, line="市场监管", parent=county)
        answer = await any_platform.ask("POST", "/catalog/v1/offices", CENTRE, json=given)
        assert answer.status_code == 201, answer.text
        made.append(answer.json())
    assert [one["level"] for one in made] == ["5", "6"]
    again = await any_platform.ask("POST", "/catalog/v1/offices", CENTRE, json=body("230321100", "鸡东镇便民服务中心"))
    assert again.status_code == 409
    account = {"username": "jidong-town-informant", "name": "信息员", "office": made[0]["credit_code"]}
    account |= {"roles": ["informant"], "password": "a long password"}
    assert (await any_platform.ask("POST", "/catalog/v1/accounts", CENTRE, json=account)).status_code == 201
    await change_base(any_platform, exercise_levels=["5"])
    path = f"/catalog/v1/catalogue/{story().base.basic_code}/hand-down"
    offered = await any_platform.ask("POST", path, LINE, json={"offices": []})
    assert offered.json() == {"offices": [made[0]["credit_code"]]}
    who = {"username": account["username"], "password": account["password"]}
    token = (await any_platform.ask("POST", "/catalog/v1/auth/token", json=who)).json()["access_token"]
    any_platform.player.tokens[account["username"]] = token
    inbox = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", account["username"])).json()
    claim = f"/catalog/v1/desk/offers/{inbox['offers'][0]['base_id']}/claim"
    item = (await any_platform.ask("POST", claim, account["username"])).json()
    assert item["code"] == f"{made[0]['credit_code']}5{story().base.basic_code}"
    assert (await figures(any_platform))["powers"] == (1, 1), "the county counts its towns"


@pytest.mark.parametrize(
    ("who", "wrong", "status"),
    [
        ("hulin-data-inspection", {}, 403),
        (INFORMANT, {}, 403),
        (CENTRE, {"credit_code": "112303219900012201"}, 422),
        (CENTRE, {"region": "230321999999999"}, 422),
        (CENTRE, {"parent": "91230000990001333X"}, 404),
        (CENTRE, {"kinds": ["emperor"]}, 422),
    ],
)
async def test_a_body_is_registered_by_its_own_data_centre_and_soundly(
    platform: Platform, who: str, wrong: dict[str, Any], status: int
) -> None:
    given = body("230321100", "鸡东镇便民服务中心") | wrong
    assert (await platform.ask("POST", "/catalog/v1/offices", who, json=given)).status_code == status


@pytest.mark.clause("A22")
async def test_an_item_of_the_province_alone_is_entered_by_the_province_itself(any_platform: Platform) -> None:
    values = {**story().base.elements, "exercise_levels": ["2"], "level_set": "1"}
    code = "230731990000"
    path = f"/catalog/v1/catalogue/{code}"
    assert (await any_platform.ask("PUT", path, "hlj-coal-line", json={"elements": values})).status_code == 200
    offered = await any_platform.ask("POST", f"{path}/hand-down", "hlj-coal-line", json={"offices": []})
    province = any_platform.world.offices["hlj-coal"]
    assert offered.json() == {"offices": [province.credit_code]}
    below = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", "jixi-coal-informant")).json()
    assert below["offers"] == []
    own = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", "hlj-coal-informant")).json()
    claim = f"/catalog/v1/desk/offers/{own['offers'][0]['base_id']}/claim"
    item = (await any_platform.ask("POST", claim, "hlj-coal-informant")).json()
    assert item["code"] == f"{province.credit_code}2{code}"
    saved = await any_platform.save(item["item_id"], 1, {"scope": "全省"}, "hlj-coal-informant")
    assert saved["edition"] == 2


@pytest.mark.clause("A24")
async def test_city_and_county_begin_from_the_provinces_template_and_follow_it(any_platform: Platform) -> None:
    template = {"procedure": "受理、审核、审批、办结", "steps": [{"name": "受理", "stage": "1"}]}
    await change_base(any_platform, **template)
    hand = f"/catalog/v1/catalogue/{story().base.basic_code}/hand-down"
    assert (await any_platform.ask("POST", hand, LINE, json={"offices": []})).status_code == 200
    held = {}
    for office in ("jixi-market", "jidong-market"):
        inbox = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", f"{office}-informant")).json()
        path = f"/catalog/v1/desk/offers/{inbox['offers'][0]['base_id']}/claim"
        held[office] = (await any_platform.ask("POST", path, f"{office}-informant")).json()
        shown = await any_platform.ask(
            "GET", f"/catalog/v1/desk/items/{held[office]['item_id']}", f"{office}-informant"
        )
        assert {key: shown.json()["elements"][key] for key in template} == template
    await change_base(any_platform, **template | {"procedure": "受理、审批、办结"})
    for office in held:
        (waiting,) = (await any_platform.ask("GET", "/catalog/v1/desk/merges", f"{office}-informant")).json()
        assert (waiting["taken"], waiting["conflicts"]) == (["procedure"], [])


@pytest.mark.clause("A07")
async def test_an_item_with_all_four_labels_reaches_the_target(platform: Platform, claimed: dict[str, Any]) -> None:
    await platform.save(claimed["item_id"], 1, {"labels": ["1", "2", "3"]})
    assert (await figures(platform))["labels_all"] == (0, 1)
    await platform.save(claimed["item_id"], 2, {"labels": ["1", "2", "3", "4"]})
    assert (await figures(platform))["labels_all"] == (1, 1)


@pytest.mark.clause("A19")
@pytest.mark.clause("G47")
async def test_what_is_not_asked_any_more_is_listed_over_the_items_with_its_ground(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    gone = [{"name": "居住证明", "ground": "4"}, {"name": "无犯罪记录证明", "ground": "6"}]
    await any_platform.save(claimed["item_id"], 1, {"cancelled_materials": gone})
    for who in (CENTRE, INFORMANT):
        listed = (await any_platform.ask("GET", "/catalog/v1/desk/cancelled-materials", who)).json()
        assert [(one["name"], one["ground_zh"], one["items"]) for one in listed] == [
            ("居住证明", "能通过网络核验", 1),
            ("无犯罪记录证明", "开具单位无法调查核实", 1),
        ]
    away = await any_platform.ask("GET", "/catalog/v1/desk/cancelled-materials", "hulin-data-inspection")
    assert away.json() == []


def test_the_list_of_what_was_cancelled_counts_items_and_names_the_commonest_first() -> None:
    tally = Cancelled()
    twice = {"cancelled_materials": [{"name": "居住证明", "ground": "4"}, {"name": "居住证明", "ground": "4"}]}
    for values in (twice, twice, {"cancelled_materials": [{"name": "健在证明", "ground": "4"}]}, {}):
        tally.add(values)
    assert tally.told() == [(("居住证明", "4"), 2), (("健在证明", "4"), 1)]
