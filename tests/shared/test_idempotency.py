"""An idempotency key: the same request again gives the same answer, and nothing twice."""

import asyncio
from typing import Any

import httpx

from tests.platform import Platform

CLERK, INFORMANT = "jidong-service-clerk", "jidong-market-informant"
SUBSCRIPTION = {"channel": "email", "address": "hall@example.org", "region": "230321"}


async def subscribe(platform: Platform, key: str, who: str = CLERK, **other: str) -> httpx.Response:
    return await platform.ask(
        "POST", "/notify/v1/subscriptions", who, headers={"Idempotency-Key": key}, json=SUBSCRIPTION | other
    )


async def subscriptions(platform: Platform, who: str = CLERK) -> int:
    return len((await platform.ask("GET", "/notify/v1/subscriptions", who)).json())


async def test_the_same_key_and_body_give_the_same_answer_and_one_effect(any_platform: Platform) -> None:
    first, second = await subscribe(any_platform, "k1"), await subscribe(any_platform, "k1")
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert await subscriptions(any_platform) == 1


async def test_the_same_key_sent_at_once_has_one_effect_and_one_answer(any_platform: Platform) -> None:
    answers = await asyncio.gather(*[subscribe(any_platform, "k2") for _ in range(4)])
    assert {(a.status_code, a.text) for a in answers} == {(201, answers[0].text)}
    assert await subscriptions(any_platform) == 1


async def test_a_claim_sent_twice_at_once_is_answered_twice_and_done_once(any_platform: Platform) -> None:
    base = await any_platform.hand_down()
    path = f"/catalog/v1/desk/offers/{base}/claim"
    headers = {"Idempotency-Key": "claim-1"}
    answers = await asyncio.gather(*[any_platform.ask("POST", path, INFORMANT, headers=headers) for _ in range(4)])
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["item_id"] for a in answers}) == 1


async def test_what_is_answered_again_has_the_place_and_the_edition_of_the_first_answer(any_platform: Platform) -> None:
    base = await any_platform.hand_down()
    claim = f"/catalog/v1/desk/offers/{base}/claim"
    item = (await _twice(any_platform, "POST", claim, {}, None, "Location")).json()
    path, match = f"/catalog/v1/desk/items/{item['item_id']}/elements", {"If-Match": f'"{item["edition"]}"'}
    await _twice(any_platform, "PATCH", path, match, {"elements": {"own_hall": "一楼"}}, "ETag")


async def _twice(
    platform: Platform, method: str, path: str, match: dict[str, str], body: Any, header: str
) -> httpx.Response:
    headers = match | {"Idempotency-Key": f"twice-{header}"}
    first, second = [await platform.ask(method, path, INFORMANT, headers=headers, json=body) for _ in range(2)]
    assert second.headers["idempotency-replayed"] == "true"
    assert first.headers[header]
    assert (second.text, second.headers[header]) == (first.text, first.headers[header])
    return second


async def test_another_body_under_the_same_key_is_refused(any_platform: Platform) -> None:
    assert (await subscribe(any_platform, "k3")).status_code == 201
    refused = await subscribe(any_platform, "k3", address="other@example.org")
    assert (refused.status_code, refused.json()["code"]) == (422, "key_reused")
    assert await subscriptions(any_platform) == 1


async def test_a_failure_is_not_remembered(any_platform: Platform, filled: dict[str, Any]) -> None:
    path, headers = f"/catalog/v1/desk/items/{filled['item_id']}/submission", {"Idempotency-Key": "s1"}
    stale = await any_platform.ask("POST", path, "jidong-market-checker", headers=headers | {"If-Match": '"1"'})
    assert stale.status_code == 412
    match = {"If-Match": f'"{filled["edition"]}"'}
    again = await any_platform.ask("POST", path, "jidong-market-checker", headers=headers | match)
    assert again.status_code == 202


async def test_two_people_may_use_the_same_key(any_platform: Platform) -> None:
    first = await subscribe(any_platform, "k4")
    second = await subscribe(any_platform, "k4", "jidong-data-inspection")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["subscription_id"] != second.json()["subscription_id"]


async def test_an_overlong_key_is_refused(platform: Platform) -> None:
    assert (await subscribe(platform, "k" * 101)).status_code == 422
    assert await subscriptions(platform) == 0
