"""What holders say of the changes they are asked about is measured; a group that asks in vain mutes itself (U8)."""

from itertools import cycle
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain.labels import Measure
from shared.clock import stamp
from tests.catalog.test_from_above import held, limit, merge, notes, open_merges, policy
from tests.catalog.test_life import CENTRE, CHECKER, INFORMANT, change_base
from tests.platform import Platform

BODIES = ("jidong-market", "hulin-market", "jixi-market")
PROVINCE = "hlj-data-inspection"
REASON = {"reason": "与本单位办理无关"}


async def three(platform: Platform) -> dict[str, str]:
    """The item held by three bodies: each informant with the item's id."""
    base_id = await platform.hand_down()
    found = {}
    for body in BODIES:
        path = f"/catalog/v1/desk/offers/{base_id}/claim"
        found[f"{body}-informant"] = (await platform.ask("POST", path, f"{body}-informant")).json()["item_id"]
    return found


async def pass_over(platform: Platform, item_id: str, who: str = INFORMANT) -> Any:
    edition = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", who)).json()["edition"]
    path, tag = f"/catalog/v1/desk/items/{item_id}/merge/no-change", {"If-Match": f'"{edition}"'}
    return await platform.ask("POST", path, who, headers=tag, json=REASON)


async def in_vain(platform: Platform, holders: dict[str, str], rounds: int = 7, **last: Any) -> None:
    """So many changes above of the audience, each passed over by all three."""
    objects = cycle((["1"], ["2"], ["3"]))
    for _ in range(rounds):
        await change_base(platform, service_objects=next(objects), **last)
        for who, item_id in holders.items():
            answer = await pass_over(platform, item_id, who)
            assert answer.status_code in (200, 404), answer.text
    await platform.settle()


def asked(waiting: dict[str, Any]) -> list[str]:
    """The elements that a person is asked about: what is above stands against one's own text."""
    return [conflict["path"] for conflict in waiting["conflicts"]]


async def measure(platform: Platform, group: str = "audience") -> dict[str, Any]:
    rows = (await platform.ask("GET", "/catalog/v1/desk/merge-precision", CENTRE)).json()
    return next(row for row in rows if row["group"] == group)


def test_a_group_mutes_when_enough_bodies_said_often_enough_that_nothing_had_to_change() -> None:
    assert Measure("x", 20, 3, 3).mutes
    assert not Measure("x", 20, 4, 3).mutes, "a fifth of what is asked is enough to go on asking"
    assert not Measure("x", 19, 0, 3).mutes
    assert not Measure("x", 90, 0, 2).mutes, "two bodies do not silence a province"
    assert (Measure("x", 20, 3, 3).precision, Measure("x", 0, 0, 0).precision) == (0.15, None)


async def test_each_decision_is_a_label_and_the_precision_is_shown_by_group(any_platform: Platform) -> None:
    platform = any_platform
    item = await platform.claimed()
    await change_base(platform, service_objects=["1"])
    before = await held(platform, item["item_id"])
    assert (await pass_over(platform, item["item_id"])).status_code == 200
    after = await held(platform, item["item_id"])
    assert (after["elements"], after["edition"]) == (before["elements"], before["edition"]), "one's own text stays"
    assert await open_merges(platform) == {}
    assert (await pass_over(platform, item["item_id"])).status_code == 404, "it is settled"
    await change_base(platform, service_objects=["2"])
    assert (await merge(platform, item["item_id"], service_objects="upper")).status_code == 200
    told = await measure(platform)
    assert (told["labels"], told["needed"], told["precision"], told["bodies"]) == (2, 1, 0.5, 1)
    assert told["muted_until"] is None
    assert ("merge.needless", "004 第十一条第二款：上级第 2 版无需修改：与本单位办理无关") in await notes(
        platform, item["item_id"]
    )
    assert await platform.faults_of_trails() == []


async def test_what_the_catalogue_governs_is_taken_as_above_though_nothing_had_to_be_asked(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    own = (await held(platform, claimed["item_id"]))["elements"].get("service_objects")
    await change_base(platform, legal_limit=limit(5), service_objects=["1"])
    assert (await pass_over(platform, claimed["item_id"])).status_code == 200
    now = (await held(platform, claimed["item_id"]))["elements"]
    assert (now["legal_limit"], now.get("service_objects")) == (limit(5), own)
    assert [(await measure(platform, group))["needed"] for group in ("limits", "audience")] == [1, 0]
    await change_base(platform, legal_limit=limit(5), service_objects=["2"])
    assert (await pass_over(platform, claimed["item_id"])).status_code == 200
    assert (await measure(platform, "limits"))["labels"] == 1, "what did not change says nothing"


@pytest.mark.parametrize(("given", "counted"), [((18, 1), 9), ((10, 9), 15)])
async def test_a_body_counts_no_more_than_its_share_however_often_it_decides(
    any_platform: Platform, given: tuple[int, int], counted: int
) -> None:
    platform = any_platform
    item = await platform.claimed()
    await labels(platform, dict(zip(("a", "b"), given, strict=True)))
    await change_base(platform, service_objects=["1"])
    assert (await pass_over(platform, item["item_id"])).status_code == 200
    told = await measure(platform)
    assert (told["labels"], told["bodies"], told["muted_until"]) == (counted, 3, None)


async def test_of_a_body_its_newest_labels_count(any_platform: Platform) -> None:
    await labels(any_platform, {"a": 7}, needed=True)
    await labels(any_platform, {"a": 9})
    told = await measure(any_platform)
    assert (told["labels"], told["needed"], told["precision"]) == (7, 0, 0.0)


async def labels(platform: Platform, given: dict[str, int], *, needed: bool = False) -> None:
    """So many labels of the audience by each body, as decisions leave them."""
    platform.clock.pass_(minutes=1)
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        for body, number in given.items():
            for n in range(number):
                row = {"item_id": f"{body}{n}", "base_edition": 1 + needed, "group_key": "audience", "needed": needed}
                row |= {"province": "23", "office": body, "by": body, "at": stamp(platform.clock())}
                await store.keep_label(connection, row)


async def test_a_group_that_asks_in_vain_mutes_itself_and_tells(any_platform: Platform) -> None:
    platform = any_platform
    holders = await three(platform)
    item_id = holders[INFORMANT]
    await in_vain(platform, holders)
    told = await measure(platform)
    assert (told["labels"], told["needed"], told["bodies"]) == (20, 0, 3)
    assert told["muted_until"] is not None
    circulars = (await platform.ask("GET", "/notify/v1/inbox", PROVINCE)).json()
    assert [one["title"] for one in circulars if one["kind"] == "muted"] == ["提醒静默：审批对象"]
    rows = (await platform.ask("GET", "/catalog/v1/desk/merge-policies", INFORMANT)).json()
    assert next(row for row in rows if row["group"] == "audience")["muted_until"] == told["muted_until"]

    own = (await held(platform, item_id))["elements"].get("service_objects")
    await change_base(platform, service_objects=["4"])
    assert await open_merges(platform) == {}, "nobody is asked"
    path = "/catalog/v1/desk/merges?quiet=true"
    assert [one["item_id"] for one in (await platform.ask("GET", path, INFORMANT)).json()] == [item_id]
    assert (await held(platform, item_id))["elements"].get("service_objects") == own, "and nothing is changed"
    taken = await merge(platform, item_id, service_objects="upper")
    assert taken.status_code == 200, "it may be taken all the same"
    assert (await held(platform, item_id))["elements"]["service_objects"] == ["4"]
    assert await platform.faults_of_trails() == []


async def test_a_muted_group_asks_whoever_said_so_and_what_the_catalogue_governs_is_taken(platform: Platform) -> None:
    holders = await three(platform)
    await in_vain(platform, holders)
    for days in range(30, 37):
        await in_vain(platform, holders, 1, promised_limit=limit(days))
    assert (await measure(platform, "limits"))["muted_until"] is not None
    await policy(platform, "audience", "ask")
    await change_base(platform, legal_limit=limit(3), service_objects=["4"])
    assert (await held(platform, holders[INFORMANT]))["elements"]["legal_limit"] == limit(3), "taken and not asked"
    assert asked((await open_merges(platform))[holders[INFORMANT]]) == ["service_objects"]
    hulin = "hulin-market-informant"
    assert (await platform.ask("GET", "/catalog/v1/desk/merges", hulin)).json() == []
    path = f"/catalog/v1/desk/items/{holders[hulin]}"
    edition = (await platform.ask("GET", path, hulin)).json()["edition"]
    body = {"choices": {"service_objects": "upper"}}
    tag = {"If-Match": f'"{edition}"'}
    taken = await platform.ask("POST", f"{path}/merge", hulin, headers=tag, json=body)
    assert taken.json().get("changed") == ["service_objects"], "what lies quiet is not lost by what was taken"


@pytest.mark.parametrize("ends", ["by itself", "by the data centre"])
async def test_a_mute_ends_and_what_it_kept_silent_is_asked_about(platform: Platform, ends: str) -> None:
    holders = await three(platform)
    await in_vain(platform, holders)
    await change_base(platform, service_objects=["4"])
    await platform.run_jobs()
    assert await open_merges(platform) == {}
    if ends == "by itself":
        platform.clock.pass_(days=181)
    else:
        path, reason = "/catalog/v1/desk/merge-mutes/audience", {"reason": "全省核对审批对象"}
        assert (await platform.ask("DELETE", path, CHECKER, params=reason)).status_code == 403
        assert (await platform.ask("DELETE", path, CENTRE, params=reason)).status_code == 403, "a county's"
        assert (await platform.ask("DELETE", path, PROVINCE, params=reason)).status_code == 204
        assert (await platform.ask("DELETE", path, PROVINCE, params=reason)).status_code == 404
    await platform.run_jobs()
    assert asked((await open_merges(platform))[holders[INFORMANT]]) == ["service_objects"]
    assert (await measure(platform))["labels"] == 0, "it is measured anew"
    seen = await notes(platform, holders[INFORMANT])
    await platform.run_jobs()
    assert await notes(platform, holders[INFORMANT]) == seen


async def test_a_group_of_which_a_fifth_had_to_be_asked_goes_on_asking(platform: Platform) -> None:
    holders = await three(platform)
    objects = cycle((["1"], ["2"], ["3"]))
    for _ in range(8):
        await change_base(platform, service_objects=next(objects))
        assert (await merge(platform, holders[INFORMANT])).status_code == 200
        for who, item_id in list(holders.items())[1:]:
            await pass_over(platform, item_id, who)
    told = await measure(platform)
    assert (told["labels"], told["needed"], told["muted_until"]) == (21, 7, None)


async def test_a_decision_that_is_taken_back_is_no_label(platform: Platform, claimed: dict[str, Any]) -> None:
    await change_base(platform, service_objects=["1"])
    await merge(platform, claimed["item_id"])
    assert (await measure(platform))["labels"] == 1
    (made,) = [
        one
        for one in (await platform.ask("GET", "/catalog/v1/desk/change-sets", INFORMANT)).json()
        if one["kind"] == "merge"
    ]
    await platform.ask("POST", f"/catalog/v1/desk/change-sets/{made['set_id']}/undo", INFORMANT)
    await platform.run_jobs()
    assert (await measure(platform))["labels"] == 0
