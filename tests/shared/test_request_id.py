"""A request id follows from the caller through the answer, the trail and the events to what they cause."""

import re

from sqlalchemy import select

from shared import ledger
from tests.platform import Platform


async def ids(platform: Platform, service: str, action: str) -> list[str]:
    runtime = platform.host.runtimes[service]
    rows = select(ledger.trail.c.request_id).where(ledger.trail.c.action == action).order_by(ledger.trail.c.seq)
    async with runtime.db.reading() as connection:
        return list((await connection.execute(rows)).scalars())


async def claim(platform: Platform, office: str, base: str) -> None:
    answer = await platform.ask(
        "POST",
        f"/catalog/v1/desk/offers/{base}/claim",
        f"{office}-informant",
        headers={"X-Request-Id": f"claim-{office}"},
    )
    assert answer.headers["x-request-id"] == f"claim-{office}"


async def test_the_callers_id_is_in_the_trail_and_in_the_event(platform: Platform) -> None:
    await claim(platform, "jidong-market", await platform.hand_down())
    assert await ids(platform, "catalog", "item.claim") == ["claim-jidong-market"]
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        envelope = (await connection.execute(select(ledger.outbox.c.envelope).order_by(ledger.outbox.c.seq))).scalars()
        assert '"correlationid":"claim-jidong-market"' in list(envelope)[-1]


async def test_what_another_service_does_about_it_bears_the_same_id(any_platform: Platform) -> None:
    await claim(any_platform, "jidong-market", await any_platform.hand_down())
    await any_platform.settle()
    assert (await ids(any_platform, "notify", "circular.make"))[-1] == "claim-jidong-market"
    assert await ids(any_platform, "notify", "duty.open") == ["claim-jidong-market"]


async def test_events_taken_together_keep_each_its_own_id(any_platform: Platform) -> None:
    base = await any_platform.hand_down()
    for office in ("jidong-market", "hulin-market"):
        await claim(any_platform, office, base)
    await any_platform.settle()
    assert await ids(any_platform, "notify", "duty.open") == ["claim-jidong-market", "claim-hulin-market"]


async def test_an_id_that_is_not_plain_is_replaced(platform: Platform) -> None:
    answer = await platform.ask("GET", "/catalog/v1/items", headers={"X-Request-Id": 'evil"id\\u000a<script>'})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


async def test_a_problem_names_the_request(platform: Platform) -> None:
    answer = await platform.ask("GET", "/catalog/v1/items/nothing", headers={"X-Request-Id": "seen-by-the-caller"})
    assert answer.json()["instance"] == "urn:request:seen-by-the-caller"
