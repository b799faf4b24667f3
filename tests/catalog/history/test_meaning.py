"""Differences by meaning, reasons for the worse, the four cuts, the best elsewhere, two people saving at once."""

import json
from typing import Any

import pytest

from services.catalog.domain.visits import compared
from shared.world import story
from tests.platform import Platform

INFORMANT, CHECKER, CENTRE = "jidong-market-informant", "jidong-market-checker", "jidong-data-inspection"
LAWYER = "jidong-market-lawyer"


async def submission(platform: Platform, item: dict[str, Any], reasons: dict[str, str] | None = None) -> Any:
    body = {} if reasons is None else {"json": {"reasons": reasons}}
    headers = {"If-Match": f'"{item["edition"]}"'}
    path = f"/catalog/v1/desk/items/{item['item_id']}/submission"
    return await platform.ask("POST", path, CHECKER, headers=headers, **body)


async def worsened(platform: Platform, item: dict[str, Any]) -> dict[str, Any]:
    """What is online with one visit and one material more, and a shorter promise."""
    materials = [*story().complete["materials"], {"name": "补充说明书"}]
    change = {"visits": 1, "materials": materials, "promised_limit": {"number": 3, "unit": "working_day"}}
    return dict((await platform.save(item["item_id"], item["edition"], change))["item"])


async def differences(platform: Platform, item: dict[str, Any], who: str = INFORMANT, **given: Any) -> Any:
    answer = await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/differences", who, params=given)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.clause("G35")
async def test_a_change_for_the_worse_needs_a_reason_for_each(any_platform: Platform, online: dict[str, Any]) -> None:
    item = await worsened(any_platform, online)
    new = f"materials[{len(story().complete['materials'])}]"
    refused = await submission(any_platform, item)
    for reasons in ({}, {"visits": " "}):
        assert refused.json()["code"] == "worse_needs_reason"
        refused = await submission(any_platform, item, reasons)
        assert (refused.status_code, refused.json()["code"]) == (422, "worse_needs_reason")
        assert [f["path"] for f in refused.json()["faults"]] == ["visits", new]
    assert refused.json()["worse"][0]["zh"] == "到办事现场次数"
    refused = await submission(any_platform, item, {"visits": "核验原件"})
    assert [f["path"] for f in refused.json()["faults"]] == [new]
    accepted = await submission(any_platform, item, {"visits": "核验原件", "materials": "办法第六条要求"})
    assert accepted.status_code == 202, accepted.text
    shown = await differences(any_platform, item)
    given = {c["path"]: c["reason"] for c in shown["changes"] if c["kind"] == "worse"}
    assert given == {"visits": "核验原件", new: "办法第六条要求"}
    entries = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/trail", CHECKER)).json()
    assert "核验原件" in next(e["why"] for e in entries if e["action"] == "item.submit" and "核验" in e["why"])


@pytest.mark.clause("G35")
async def test_a_material_made_necessary_a_place_less_and_a_note_on_the_promise_need_reasons(
    platform: Platform,
    online: dict[str, Any],
) -> None:
    first, *rest = story().complete["materials"]
    places = [{"name": "县政务大厅"}, {"name": "镇便民服务中心"}]
    before = {"materials": [first | {"necessity": "2"}, *rest], "places": places}
    before["cases"] = [{"name": "企业", "materials": [first["name"]]}]
    eased = (await platform.save(online["item_id"], online["edition"], before))["item"]
    after = {"materials": [first | {"necessity": "1"}, *rest], "places": places[:1]}
    after["cases"] = [{"name": "企业", "materials": [first["name"], rest[0]["name"]]}]
    after["promised_limit"] = story().complete["promised_limit"] | {"note": "不含现场勘验"}
    saved = (await platform.save(online["item_id"], eased["edition"], after))["item"]
    span = {"from": eased["edition"], "to": saved["edition"]}
    shown = await differences(platform, saved, **span)
    assert {c["path"]: c["kind"] for c in shown["changes"]} == dict.fromkeys(
        ("promised_limit", "materials[0].necessity", "places[1]", "cases[0].materials"), "worse"
    )
    refused = await submission(platform, saved)
    assert (refused.status_code, refused.json()["code"]) == (422, "worse_needs_reason")
    assert "promised_limit" in [fault["path"] for fault in refused.json()["faults"]]


@pytest.mark.clause("G35")
async def test_one_reason_may_stand_for_all_and_the_review_gets_it_sealed(
    platform: Platform, online: dict[str, Any]
) -> None:
    item = await worsened(platform, online)
    assert (await submission(platform, item, {"*": "上级统一调整"})).status_code == 202
    catalog = platform.host.runtimes["catalog"]
    async with catalog.db.reading() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT envelope FROM outbox WHERE type LIKE '%item.submitted%' ORDER BY seq"
        )
        envelope = json.loads(list(rows)[-1][0])
    assert "上级统一调整" not in json.dumps(envelope, ensure_ascii=False)
    opened = json.loads(catalog.keys.sealer.open(envelope["data"]["submission"], item["item_id"]))
    assert opened["reasons"]["visits"] == "上级统一调整"
    assert {c["key"]: (c["before"], c["after"], c["kind"]) for c in opened["cuts"]}["visits"] == (0, 1, "worse")
    await platform.settle()


@pytest.mark.clause("G35")
async def test_what_is_better_or_only_worded_otherwise_needs_none(platform: Platform, online: dict[str, Any]) -> None:
    hours = story().complete["office_hours"].replace("，", " , ")
    change = {"promised_limit": {"number": 3, "unit": "working_day"}, "office_hours": hours, "visits": 0}
    saved = (await platform.save(online["item_id"], online["edition"], change))["item"]
    shown = await differences(platform, saved)
    assert {c["path"]: c["kind"] for c in shown["changes"]} == {"promised_limit": "better", "office_hours": "wording"}
    assert (await submission(platform, saved)).status_code == 202


@pytest.mark.clause("G35")
async def test_the_four_cuts_are_shown_as_numbers_before_and_after(platform: Platform, online: dict[str, Any]) -> None:
    item = await worsened(platform, online)
    shown = await differences(platform, item)
    count, steps = len(story().complete["materials"]), len(story().complete["steps"])
    assert {c["key"]: (c["before"], c["after"], c["kind"]) for c in shown["cuts"]} == {
        "steps": (steps, steps, "neutral"),
        "materials": (count, count + 1, "worse"),
        "limit": (15, 3, "better"),
        "visits": (0, 1, "worse"),
    }
    assert [c["zh"] for c in shown["cuts"]] == ["减环节", "减材料", "减时限", "减跑动"]


async def test_the_desk_sees_what_it_may_and_the_public_what_was_online(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    platform, item = any_platform, online
    values = {"own_hall": "新的内部厅堂", "plain_name": "开农贸市场登记"}
    saved = (await platform.save(item["item_id"], item["edition"], values))["item"]
    assert {c["path"] for c in (await differences(platform, saved))["changes"]} == set(values)
    assert {c["path"] for c in (await differences(platform, saved, "jidong-legality-auditor"))["changes"]} == {
        "plain_name"
    }
    path, between = f"/catalog/v1/items/{item['code']}/differences", {"from": item["edition"], "to": saved["edition"]}
    assert (await platform.ask("GET", path, params=between)).status_code == 404, "a draft is nobody's business"
    approved = await platform.approve(await platform.submit(saved))
    await platform.stage(approved["item_id"], "inspection", "test", "publication", "online")
    answer = (await platform.ask("GET", path, params=between)).json()
    assert [(c["path"], c["zh"], c["new"], c["kind"]) for c in answer["changes"]] == [
        ("plain_name", "日常用语", "开农贸市场登记", "neutral")
    ]


@pytest.mark.clause("G36")
async def test_the_best_value_of_the_same_item_elsewhere_is_shown_with_its_place(
    platform: Platform, online: dict[str, Any]
) -> None:
    base_id = online["parent_id"]
    other = next(
        name.removesuffix("-informant")
        for name in platform.world.accounts
        if name.endswith("-market-informant") and not name.startswith("jidong")
    )
    answer = await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", f"{other}-informant")
    assert answer.status_code == 201, answer.text
    mine = answer.json()
    path = f"/catalog/v1/desk/items/{mine['item_id']}/benchmark"
    change = {"visits": 2, "promised_limit": {"number": 20, "unit": "working_day"}}
    await platform.save(mine["item_id"], mine["edition"], change, f"{other}-informant")
    shown = {b["key"]: b for b in (await platform.ask("GET", path, f"{other}-informant")).json()}
    assert (shown["visits"]["own"], shown["visits"]["best"]) == (2, 0)
    assert (shown["limit"]["own"], shown["limit"]["best"]) == (20, 15)
    assert [place["code"] for place in shown["limit"]["at"]] == [online["code"]]
    assert shown["limit"]["at"][0]["region"] == "230321"


async def _rose(platform: Platform, item: dict[str, Any], since: str) -> None:
    """The item and its body stand among those that make applicants come more often."""
    (body,) = (await platform.ask("GET", "/catalog/v1/desk/visits", CENTRE, params={"since": since})).json()
    moved = {"before": 0, "after": 1, "kind": "worse"}
    assert body["office"] == item["office"]
    assert {name: body[name] for name in moved} == moved
    assert body["items"] == [{"code": item["code"], "name": item["name"]} | moved]
    other = await platform.ask("GET", "/catalog/v1/desk/visits", "hulin-service-clerk", params={"since": since})
    assert other.json() == []


@pytest.mark.clause("G40")
@pytest.mark.clause("G37")
async def test_the_six_indicators_move_with_what_is_in_force(any_platform: Platform, online: dict[str, Any]) -> None:
    platform, item = any_platform, online
    since = platform.clock().isoformat()
    count = len(story().complete["materials"])
    change = {"online_depth": ["1"], "visits": 1, "visits_reason": "核验原件"}
    change |= {"materials": story().complete["materials"][:-1]}
    saved = (await platform.save(item["item_id"], item["edition"], change))["item"]
    answer = await submission(platform, saved, {"*": "系统改造期间"})
    assert answer.status_code == 202, answer.text
    await platform.settle()
    approved = await platform.approve(answer.json())
    await platform.stage(approved["item_id"], "inspection", "test", "publication", "online")
    shown = (await platform.ask("GET", "/catalog/v1/desk/indicators", CENTRE, params={"since": since})).json()
    await _rose(platform, item, since)
    assert {one["key"]: (one["before"], one["after"], one["kind"]) for one in shown} == {
        "online": (1, 1, "neutral"),
        "online_throughout": (1, 0, "worse"),
        "visits": (0, 1, "worse"),
        "materials": (count, count - 1, "better"),
        "limit": (15, 15, "neutral"),
        "immediate": (0, 0, "neutral"),
    }


@pytest.mark.clause("G15")
async def test_the_service_centre_watches_the_six_of_its_territory(any_platform: Platform) -> None:
    since = any_platform.clock().isoformat()
    await any_platform.online()
    shown = {}
    for clerk in ("jidong-service-clerk", "hulin-service-clerk"):
        answer = await any_platform.ask("GET", "/catalog/v1/desk/indicators", clerk, params={"since": since})
        shown[clerk] = {one["key"]: one["after"] for one in answer.json()}
    own, neighbour = shown.values()
    assert own == {
        "online": 1,
        "online_throughout": 1,
        "visits": 0,
        "materials": len(story().complete["materials"]),
        "limit": 15,
        "immediate": 0,
    }
    assert set(neighbour) == set(own)
    assert set(neighbour.values()) == {None}


async def merge(platform: Platform, item: dict[str, Any], change: dict[str, Any], **more: Any) -> Any:
    body = {"base_edition": item["edition"], "elements": change, **more}
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/elements/merge", INFORMANT, json=body)


async def test_two_people_saving_at_once_both_keep_what_they_wrote(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    first, *rest = story().complete["materials"]
    await any_platform.save(
        filled["item_id"], filled["edition"], {"note": "甲写的", "materials": [first | {"copies": 2}, *rest]}
    )
    mine = {"plain_name": "乙写的", "materials": [first, *rest, {"name": "乙加的材料"}]}
    merged = await merge(any_platform, filled, mine)
    assert merged.status_code == 200, merged.text
    held = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}", INFORMANT)).json()["elements"]
    assert (held["note"], held["plain_name"]) == ("甲写的", "乙写的")
    assert held["materials"][0]["copies"] == 2
    assert held["materials"][-1] == {"name": "乙加的材料"}


async def test_what_both_changed_is_shown_with_three_texts_and_decided_by_a_person(
    platform: Platform, filled: dict[str, Any]
) -> None:
    before = story().complete["plain_name"]
    await platform.save(filled["item_id"], filled["edition"], {"plain_name": "甲"})
    refused = await merge(platform, filled, {"plain_name": "乙", "note": "也在"})
    assert (refused.status_code, refused.json()["code"]) == (422, "conflicts")
    assert refused.json()["conflicts"] == {"plain_name": {"base": before, "theirs": "甲", "own": "乙"}}
    merged = await merge(platform, filled, {"plain_name": "乙", "note": "也在"}, choices={"plain_name": "upper"})
    assert (merged.status_code, merged.json()["changed"]) == (200, ["note"])
    held = (await platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}", INFORMANT)).json()["elements"]
    assert (held["plain_name"], held["note"]) == ("甲", "也在")


async def test_nobody_merges_into_another_bodys_item(platform: Platform, filled: dict[str, Any]) -> None:
    body = {"base_edition": filled["edition"], "elements": {"note": "外人"}}
    path = f"/catalog/v1/desk/items/{filled['item_id']}/elements/merge"
    other = next(n for n in platform.world.accounts if n.endswith("-informant") and not n.startswith("jidong-market"))
    assert (await platform.ask("POST", path, other, json=body)).status_code == 403
    assert (await platform.ask("POST", path, CHECKER, json=body)).status_code == 403


@pytest.mark.clause("G40")
def test_where_visits_rose_most_stands_first_by_body_and_by_item() -> None:
    def told(**visits: int) -> list[Any]:
        return [({"item_id": k, "code": k, "name": k, "office": k[0]}, {"visits": n}) for k, n in visits.items()]

    found = compared(told(a1=1, a2=0, b1=1, b2=0, c1=2), told(a1=0, a2=0, b1=3, b2=1, b3=0, c1=2))
    assert [(one.place["office"], one.mean.before, one.mean.after) for one in found] == [
        ("b", 0.5, 1.3333), ("c", 2, 2), ("a", 0.5, 0),
    ]  # fmt: skip
    assert [[at["code"] for at, _ in one.items] for one in found] == [["b1", "b2"], [], ["a1"]]
