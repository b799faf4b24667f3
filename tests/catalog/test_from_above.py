"""What the upper level changes, by the body's policies: down to handling items, taken back above, wording, locks (U8)."""

import asyncio
from typing import Any

import pytest

from shared.clock import day
from shared.world import story
from tests.catalog.inout.support import lines_of, then, upload
from tests.catalog.quality.test_standing import CATCH_ALL, inspected, poor
from tests.catalog.test_life import CENTRE, CHECKER, GATES, INFORMANT, LINE, STAFFING, change_base, gate, open_case
from tests.platform import Platform

NAME = story().base.elements["name"]
DAYS, HALL = "working_day", "jidong-service-clerk"


def limit(number: int) -> dict[str, Any]:
    return {"number": number, "unit": DAYS}


async def held(platform: Platform, item_id: str) -> dict[str, Any]:
    """An item with its elements, as its informant sees it."""
    return dict((await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)).json())


async def open_merges(platform: Platform) -> dict[str, dict[str, Any]]:
    """What waits for the body, by item."""
    return {one["item_id"]: one for one in (await platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()}


async def merge(platform: Platform, item_id: str, **choices: Any) -> Any:
    edition = (await held(platform, item_id))["edition"]
    path, headers = f"/catalog/v1/desk/items/{item_id}/merge", {"If-Match": f'"{edition}"'}
    return await platform.ask("POST", path, INFORMANT, headers=headers, json={"choices": choices})


async def part_of(platform: Platform, item_id: str) -> str:
    """A handling item of an item."""
    path = f"/catalog/v1/desk/items/{item_id}/handling-items"
    answer = await platform.ask("POST", path, INFORMANT, json={"name": "变更登记", "variant": "02"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["item_id"])


async def allowed(platform: Platform, item_id: str, key: str) -> None:
    """The body may make an element of the catalogue its own, with consent and audit."""
    case = await open_case(platform, item_id, "adjust", elements=[key])
    await gate(platform, case["case_id"], "province_consent", LINE)
    await gate(platform, case["case_id"], "reform_approval", STAFFING)


async def adjusted(platform: Platform, item_id: str, key: str, value: Any) -> None:
    """An element of the catalogue that the body made its own."""
    await allowed(platform, item_id, key)
    await platform.save(item_id, (await held(platform, item_id))["edition"], {key: value})


async def policy(platform: Platform, group: str, said: str) -> Any:
    body = {"policy": said, "reason": "本单位研究决定"}
    return await platform.ask("PUT", f"/catalog/v1/desk/merge-policies/{group}", CHECKER, json=body)


async def notes(platform: Platform, item_id: str, who: str = INFORMANT) -> list[tuple[str, str]]:
    """The trail of an item, oldest first: action and reason."""
    rows = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/trail", who)).json()
    return [(row["action"], row["why"]) for row in rows]


async def public(platform: Platform, code: str) -> Any:
    return (await platform.ask("GET", f"/catalog/v1/items/{code}")).json()


# Handling items


@pytest.mark.clause("G25")
async def test_a_handling_item_follows_its_implementation_item_and_no_limit_disagrees(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    part = await part_of(any_platform, filled["item_id"])
    await change_base(any_platform, legal_limit=limit(5))
    assert list(await open_merges(any_platform)) == [filled["item_id"]], "the body decides once"
    assert (await merge(any_platform, filled["item_id"])).status_code == 200
    waiting = await open_merges(any_platform)
    assert (list(waiting), waiting[part]["taken"]) == ([part], ["legal_limit"])
    merged = await merge(any_platform, part)
    assert merged.json()["changed"] == ["legal_limit"], merged.text
    now = [(await held(any_platform, one))["elements"]["legal_limit"] for one in (filled["item_id"], part)]
    assert now == [limit(5), limit(5)]
    assert (await held(any_platform, part))["item"]["name"] == "变更登记", "its own name stays"
    assert await open_merges(any_platform) == {}
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("G25")
async def test_what_is_divided_beside_a_merge_says_the_same_or_is_asked_the_same(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    await change_base(any_platform, legal_limit=limit(16))
    merged, part = await asyncio.gather(
        merge(any_platform, filled["item_id"]), part_of(any_platform, filled["item_id"])
    )
    assert merged.status_code == 200, merged.text
    if (await held(any_platform, part))["elements"]["legal_limit"] != limit(16):
        assert (await open_merges(any_platform))[part]["taken"] == ["legal_limit"]
        assert (await merge(any_platform, part)).status_code == 200
    assert (await held(any_platform, part))["elements"]["legal_limit"] == limit(16)
    assert await open_merges(any_platform) == {}


async def test_what_was_approved_for_the_implementation_item_holds_for_its_handling_items(
    platform: Platform, filled: dict[str, Any]
) -> None:
    part = await part_of(platform, filled["item_id"])
    await adjusted(platform, filled["item_id"], "legal_limit", limit(15))
    assert (await open_merges(platform))[part]["taken"] == ["legal_limit"], "an adjustment is offered too"
    await change_base(platform, legal_limit=limit(18))
    await allowed(platform, filled["item_id"], "legal_limit")
    assert (await merge(platform, filled["item_id"], legal_limit="own")).status_code == 200
    assert (await merge(platform, part)).status_code == 200
    for one in (filled["item_id"], part):
        assert (await held(platform, one))["elements"]["legal_limit"] == limit(15)
    assert await open_merges(platform) == {}


async def test_an_adjustment_that_a_file_brings_in_is_offered_to_the_handling_items_too(
    platform: Platform, filled: dict[str, Any]
) -> None:
    part = await part_of(platform, filled["item_id"])
    await allowed(platform, filled["item_id"], "legal_limit")
    lines = lines_of((filled["code"], {"legal_limit": limit(15)}))
    made = await then(platform, await upload(platform, "elements", lines, INFORMANT), "application", INFORMANT)
    assert made["done"] == 1
    assert (await open_merges(platform))[part]["taken"] == ["legal_limit"]


async def test_an_own_text_of_a_handling_item_stays_and_what_changed_above_reaches_it(
    platform: Platform, filled: dict[str, Any]
) -> None:
    part = await part_of(platform, filled["item_id"])
    await platform.save(part, 1, {"conditions": "仅限变更"})
    await change_base(platform, legal_limit=limit(5), service_objects=["1"])
    await merge(platform, filled["item_id"])
    await merge(platform, part)
    now = (await held(platform, part))["elements"]
    assert (now["conditions"], now["service_objects"], now["legal_limit"]) == ("仅限变更", ["1"], limit(5))


async def test_a_merge_of_an_implementation_item_that_is_taken_back_takes_its_handling_items_back_too(
    platform: Platform,
    filled: dict[str, Any],
) -> None:
    part = await part_of(platform, filled["item_id"])
    before = (await held(platform, part))["elements"]["legal_limit"]
    await change_base(platform, legal_limit=limit(5))
    await merge(platform, filled["item_id"])
    await merge(platform, part)
    sets = (await platform.ask("GET", "/catalog/v1/desk/change-sets", INFORMANT)).json()
    first = [one for one in sets if one["kind"] == "merge"][-1]
    answer = await platform.ask("POST", f"/catalog/v1/desk/change-sets/{first['set_id']}/undo", INFORMANT)
    assert answer.status_code < 300, answer.text
    await platform.run_jobs()
    waiting = await open_merges(platform)
    assert {one: row["taken"] for one, row in waiting.items()} == {
        filled["item_id"]: ["legal_limit"],
        part: ["legal_limit"],
    }
    await merge(platform, part)
    assert (await held(platform, part))["elements"]["legal_limit"] == before


# What goes back above, and what is cancelled


@pytest.mark.clause("G25")
async def test_a_change_that_was_taken_back_above_is_not_offered_any_more(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    await change_base(any_platform, legal_limit=limit(10))
    assert list(await open_merges(any_platform)) == [filled["item_id"]]
    await change_base(any_platform)
    assert await open_merges(any_platform) == {}
    assert (await merge(any_platform, filled["item_id"])).status_code == 404
    assert [why for action, why in await notes(any_platform, filled["item_id"]) if action == "merge.close"] == [
        "上级第 3 版与本事项已无待合并之处"
    ]


async def test_what_is_left_of_a_change_that_went_back_in_part_is_offered_as_it_stands(
    platform: Platform, filled: dict[str, Any]
) -> None:
    await change_base(platform, legal_limit=limit(10), service_objects=["1"])
    await change_base(platform, service_objects=["1"])
    (waiting,) = (await open_merges(platform)).values()
    assert (waiting["taken"], waiting["base_edition"]) == (["service_objects"], 3)
    await merge(platform, filled["item_id"])
    assert (await held(platform, filled["item_id"]))["elements"]["legal_limit"] == story().base.elements["legal_limit"]


async def test_a_cancelled_item_has_nothing_to_merge(platform: Platform, claimed: dict[str, Any]) -> None:
    await change_base(platform, legal_limit=limit(10))
    case = await open_case(platform, claimed["item_id"])
    for name, who in GATES:
        assert (await gate(platform, case["case_id"], name, who)).status_code == 200
    assert await open_merges(platform) == {}
    assert ("merge.close", "事项已取消") in await notes(platform, claimed["item_id"])


# Wording


async def asked(platform: Platform) -> list[Any]:
    """What the body and the service centre are told, the making of guides apart."""
    found = [(await platform.ask("GET", "/notify/v1/inbox", who)).json() for who in (INFORMANT, HALL)]
    return [one for box in found for one in box if one["kind"] != "guide"]


@pytest.mark.clause("G25")
async def test_wording_reaches_what_the_public_reads_and_nobody_is_asked(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    told = await asked(any_platform)
    duties = (await any_platform.ask("GET", "/notify/v1/duties", INFORMANT)).json()
    await change_base(any_platform, name=f"{NAME}。")
    assert await open_merges(any_platform) == {}
    await any_platform.run_jobs()
    await any_platform.settle()
    now = (await held(any_platform, online["item_id"]))["item"]
    assert (now["state"], now["online"], now["approved"]) == ("online", online["edition"] + 1, online["edition"] + 1)
    assert (await public(any_platform, online["code"]))["name"] == f"{NAME}。"
    guide = await any_platform.ask("GET", f"/guide/v1/guides/{online['code']}.html")
    assert f"{NAME}。" in guide.text
    assert [why for action, why in await notes(any_platform, online["item_id"]) if action == "item.reword"] == [
        "004 第十一条第二款：上级仅改动文字，要素含义未变，沿用审核结论更正公布"
    ]
    assert await asked(any_platform) == told, "but that the guide is there anew"
    assert (await any_platform.ask("GET", "/notify/v1/duties", INFORMANT)).json() == duties, "no clock starts"
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("G25")
async def test_an_item_in_audit_is_left_alone_and_takes_the_wording_when_its_audit_ends(
    any_platform: Platform, submitted: dict[str, Any]
) -> None:
    audit = (await any_platform.ask("GET", f"/review/v1/items/{submitted['item_id']}/audit", CHECKER)).json()
    await change_base(any_platform, name=f"{NAME}。")
    await any_platform.run_jobs()
    await any_platform.settle()
    assert (await any_platform.ask("GET", f"/review/v1/items/{submitted['item_id']}/audit", CHECKER)).json() == audit
    assert (await held(any_platform, submitted["item_id"]))["edition"] == submitted["edition"]
    await any_platform.approve(submitted)
    await any_platform.run_jobs()
    now = (await held(any_platform, submitted["item_id"]))["item"]
    assert (now["state"], now["approved"], now["name"]) == ("approved", submitted["edition"] + 1, f"{NAME}。")
    await any_platform.stage(submitted["item_id"], "inspection", "test", "publication", "online")
    assert (await public(any_platform, submitted["code"]))["name"] == f"{NAME}。"
    assert await any_platform.faults_of_trails() == []


async def test_wording_that_comes_between_the_stages_waits_until_the_item_is_online(
    platform: Platform, approved: dict[str, Any]
) -> None:
    await platform.stage(approved["item_id"], "inspection")
    await change_base(platform, name=f"{NAME}。")
    await platform.run_jobs()
    await platform.stage(approved["item_id"], "test", "publication", "online")
    assert (await public(platform, approved["code"]))["name"] == NAME
    await platform.run_jobs()
    await platform.settle()
    assert (await public(platform, approved["code"]))["name"] == f"{NAME}。"


async def test_wording_of_a_draft_over_what_is_online_goes_out_with_it_and_its_editions_say_so(
    platform: Platform,
    online: dict[str, Any],
) -> None:
    await platform.save(online["item_id"], online["edition"], {"plain_name": "集市登记"})
    await change_base(platform, name=f"{NAME}。")
    editions = (await platform.ask("GET", f"/catalog/v1/desk/items/{online['item_id']}/editions", INFORMANT)).json()
    assert editions[0]["reason"] == "上级仅改动文字，随下次发布公开"
    assert (await held(platform, online["item_id"]))["elements"]["name"] == f"{NAME}。"
    assert (await public(platform, online["code"]))["name"] == NAME


async def test_wording_of_an_item_that_passes_the_inspection_no_more_asks_a_person(platform: Platform) -> None:
    item = await poor(platform)
    waived = {"rule": CATCH_ALL, "reason": "省级正在核定", "until": day(platform.clock()).isoformat()}
    await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/waivers", CENTRE, json=waived)
    await inspected(platform, item)
    await platform.stage(item["item_id"], "test", "publication", "online")
    platform.clock.pass_(days=1)
    await change_base(platform, name=f"{NAME}。")
    await platform.run_jobs()
    assert (await held(platform, item["item_id"]))["item"]["state"] == "online"
    assert (await public(platform, item["code"]))["name"] == NAME
    assert (await open_merges(platform))[item["item_id"]]["taken"] == ["name"]


async def test_an_adjustment_that_was_allowed_is_not_used_up_by_wording(
    platform: Platform, online: dict[str, Any]
) -> None:
    await allowed(platform, online["item_id"], "legal_limit")
    await change_base(platform, name=f"{NAME}。")
    await platform.run_jobs()
    now = await held(platform, online["item_id"])
    assert now["item"]["online"] == online["edition"] + 1
    await platform.save(online["item_id"], now["edition"], {"legal_limit": limit(15)})


@pytest.mark.clause("G24")
async def test_an_adjustment_is_used_up_when_it_is_online(platform: Platform, filled: dict[str, Any]) -> None:
    await adjusted(platform, filled["item_id"], "legal_limit", limit(15))
    now = await platform.approve(await platform.submit((await held(platform, filled["item_id"]))["item"]))
    await platform.stage(filled["item_id"], "inspection", "test", "publication", "online")
    path, body = f"/catalog/v1/desk/items/{filled['item_id']}/elements", {"elements": {"legal_limit": limit(90)}}
    answer = await platform.ask("PATCH", path, INFORMANT, headers={"If-Match": f'"{now["edition"]}"'}, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "locked")


# Locks


@pytest.mark.clause("G24")
async def test_a_conflict_in_a_locked_element_is_decided_by_what_is_above_or_what_was_approved(
    platform: Platform,
    filled: dict[str, Any],
) -> None:
    await adjusted(platform, filled["item_id"], "legal_limit", limit(15))
    await change_base(platform, legal_limit=limit(18))
    for choice in ({"value": limit(365)}, {"value": limit(18)}):
        answer = await merge(platform, filled["item_id"], legal_limit=choice)
        assert (answer.status_code, answer.json()["code"]) == (422, "locked")
    path = f"/catalog/v1/desk/items/{filled['item_id']}/merge/trial"
    tried = await platform.ask("POST", path, INFORMANT, json={"choices": {"legal_limit": {"value": limit(365)}}})
    assert tried.json()["code"] == "locked"
    assert (await merge(platform, filled["item_id"], legal_limit="own")).status_code == 422, (
        "approved over another text"
    )
    await allowed(platform, filled["item_id"], "legal_limit")
    assert (await merge(platform, filled["item_id"], legal_limit="own")).status_code == 200
    assert (await held(platform, filled["item_id"]))["elements"]["legal_limit"] == limit(15)


# Policies


@pytest.mark.clause("G25")
async def test_a_body_says_by_group_what_is_taken_asked_or_left_out(any_platform: Platform) -> None:
    platform = any_platform
    item = await platform.filled()
    assert (await policy(platform, "limits", "auto")).status_code == 200
    assert (await policy(platform, "audience", "never")).status_code == 200
    before = (await held(platform, item["item_id"]))["elements"]
    await change_base(platform, legal_limit=limit(5), service_objects=["1"], annual_report=True)
    now = await held(platform, item["item_id"])
    assert now["elements"]["legal_limit"] == limit(5), "taken without asking"
    assert now["elements"].get("annual_report") == before.get("annual_report")
    (waiting,) = (await open_merges(platform)).values()
    assert waiting["taken"] == ["annual_report"], "asked"
    assert (await merge(platform, item["item_id"])).json()["changed"] == ["annual_report"]
    assert (await held(platform, item["item_id"]))["elements"]["service_objects"] == before["service_objects"], "left"
    said = [action for action, _ in await notes(platform, item["item_id"])]
    assert {"merge.declined", "merge.open", "item.merge"} <= set(said)
    assert await platform.faults_of_trails() == []


async def test_an_element_of_the_catalogue_is_never_left_out(platform: Platform, filled: dict[str, Any]) -> None:
    await policy(platform, "limits", "never")
    await change_base(platform, legal_limit=limit(5))
    assert (await open_merges(platform))[filled["item_id"]]["taken"] == ["legal_limit"]


async def test_what_is_pending_is_looked_at_again_when_the_body_says_otherwise(
    platform: Platform, filled: dict[str, Any]
) -> None:
    await change_base(platform, legal_limit=limit(5))
    await policy(platform, "limits", "auto")
    assert await open_merges(platform) == {}
    assert (await held(platform, filled["item_id"]))["elements"]["legal_limit"] == limit(5)


async def test_a_change_that_is_taken_without_asking_opens_the_next_draft_and_not_the_public_text(
    platform: Platform,
    online: dict[str, Any],
) -> None:
    await policy(platform, "limits", "auto")
    await change_base(platform, legal_limit=limit(5))
    now = await held(platform, online["item_id"])
    assert (now["item"]["state"], now["elements"]["legal_limit"]) == ("compiling", limit(5))
    assert (await public(platform, online["code"]))["elements"]["legal_limit"] != limit(5), "it goes through its audit"


@pytest.mark.parametrize(("element", "value"), [("name", f"{NAME}。"), ("legal_limit", limit(25))])
async def test_what_waits_for_its_item_waits_silently_and_is_taken_once(
    platform: Platform, submitted: dict[str, Any], element: str, value: Any
) -> None:
    await policy(platform, "limits", "auto")
    await change_base(platform, **{element: value})
    for end in (False, True):
        before = await notes(platform, submitted["item_id"])
        await platform.run_jobs()
        await platform.run_jobs()
        assert (await notes(platform, submitted["item_id"]))[: len(before)] == before
        assert len(await notes(platform, submitted["item_id"])) == len(before) + 2 * (end and element == "name")
        await platform.approve(submitted)
    await platform.stage(submitted["item_id"], "inspection", "test", "publication", "online")
    await platform.run_jobs()
    now = await held(platform, submitted["item_id"])
    assert now["item"]["state"] == ("online" if element == "name" else "compiling")
    assert now["elements"][element] == value


async def test_wording_asks_where_the_body_wants_to_be_asked(platform: Platform, claimed: dict[str, Any]) -> None:
    await policy(platform, "wording", "ask")
    await change_base(platform, name=f"{NAME}。")
    assert (await open_merges(platform))[claimed["item_id"]]["taken"] == ["name"]


async def test_policies_are_shown_with_their_elements_and_set_by_the_checker_with_a_reason(platform: Platform) -> None:
    path = "/catalog/v1/desk/merge-policies"
    shown = {row["group"]: row for row in (await platform.ask("GET", path, INFORMANT)).json()}
    assert (shown["wording"]["policy"], shown["limits"]["policy"], shown["limits"]["usual"]) == ("auto", "ask", True)
    assert "legal_limit" in shown["limits"]["elements"]
    after = {row["group"]: row for row in (await policy(platform, "limits", "never")).json()}
    assert (after["limits"]["policy"], after["limits"]["usual"]) == ("never", False)
    other = (await platform.ask("GET", path, "hulin-market-informant")).json()
    assert {row["policy"] for row in other if row["group"] == "limits"} == {"ask"}, "each body says its own"
    body = {"policy": "auto", "reason": "x"}
    assert (await platform.ask("PUT", f"{path}/limits", INFORMANT, json=body)).status_code == 403
    assert (await platform.ask("PUT", f"{path}/weather", CHECKER, json=body)).status_code == 422
    assert (await platform.ask("PUT", f"{path}/limits", CHECKER, json={"policy": "auto"})).status_code == 422
    assert (await platform.ask("PUT", f"{path}/limits", CENTRE, json=body)).status_code == 403
