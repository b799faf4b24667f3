"""What the review hears late, twice or out of order changes nothing; what leaves ends its audit."""

import json
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from services.catalog import commands as catalog
from services.review import commands, store
from shared import ledger
from shared.events import EVENTS, Event, ItemSubmitted, ItemWithdrawn, ReviewDecided
from shared.unit import Actor
from tests.platform import Platform


async def said(platform: Platform, service: str, kind: type[Event]) -> list[Any]:
    """Every event of a kind that a service has said."""
    box = ledger.outbox.c
    rows = select(box.envelope).where(box.type == f"cn.shixiang.{kind.type}").order_by(box.seq)
    async with platform.host.runtimes[service].db.reading() as connection:
        texts = list((await connection.execute(rows)).scalars())

    return [EVENTS[f"cn.shixiang.{kind.type}"].model_validate(json.loads(text)["data"]) for text in texts]


async def tell(platform: Platform, event: ItemSubmitted | ItemWithdrawn) -> None:
    async with platform.host.runtimes["review"].unit(Actor.service("review")) as unit:
        if isinstance(event, ItemSubmitted):
            await commands.open_audit(unit, event)
        else:
            await commands.withdraw(unit, event)


async def state(platform: Platform, item_id: str) -> Any:
    async with platform.host.runtimes["review"].db.reading() as connection:
        audit = await store.of_item(connection, item_id)
        return audit, await store.parts_of(connection, audit.audit_id) if audit else []


async def test_a_submission_heard_twice_changes_nothing(any_platform: Platform, submitted: dict[str, Any]) -> None:
    before = await state(any_platform, submitted["item_id"])
    (event,) = await said(any_platform, "catalog", ItemSubmitted)
    await tell(any_platform, event)
    assert await state(any_platform, submitted["item_id"]) == before


async def test_an_old_submission_heard_late_changes_nothing(any_platform: Platform, online: dict[str, Any]) -> None:
    saved = await any_platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    await any_platform.submit(saved["item"])
    before = await state(any_platform, online["item_id"])
    first, _ = await said(any_platform, "catalog", ItemSubmitted)
    await tell(any_platform, first)
    assert await state(any_platform, online["item_id"]) == before


def withdrawn(event: ItemSubmitted, turn: int) -> ItemWithdrawn:
    item = event.item.model_copy(update={"turn": turn})
    return ItemWithdrawn(item=item, ground="cancelled", reason="依据废止", withdrawn_on="2026-11-22")


async def test_what_is_withdrawn_ends_its_audit(any_platform: Platform, submitted: dict[str, Any]) -> None:
    (event,) = await said(any_platform, "catalog", ItemSubmitted)
    await tell(any_platform, withdrawn(event, event.item.turn + 1))
    audit, _ = await state(any_platform, submitted["item_id"])
    assert audit.state == "withdrawn"
    assert (await any_platform.ask("GET", "/review/v1/work", "jidong-legality-auditor")).json() == []


async def test_on_an_ended_audit_nobody_decides(platform: Platform, submitted: dict[str, Any]) -> None:
    (event,) = await said(platform, "catalog", ItemSubmitted)
    await tell(platform, withdrawn(event, event.item.turn + 1))
    audit, parts = await state(platform, submitted["item_id"])
    seen = next(p.seen for p in parts if p.part == "staffing")
    path = f"/review/v1/audits/{audit.audit_id}/parts/staffing/verdict"
    answer = await platform.ask("POST", path, "jidong-staffing-auditor", json={"verdict": "passed", "seen": seen})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_open")


async def test_a_withdrawal_older_than_the_submission_ends_nothing(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    (event,) = await said(platform, "catalog", ItemSubmitted)
    await tell(platform, withdrawn(event, event.item.turn - 1))
    assert (await state(platform, submitted["item_id"]))[0].state == "open"


async def decided(platform: Platform, **other: Any) -> None:
    """The catalog hears a decision."""
    (event,) = await said(platform, "review", ReviewDecided)
    async with platform.host.runtimes["catalog"].unit(Actor.service("catalog")) as unit:
        await catalog.apply_decision(unit, event.model_copy(update=other))


@pytest.mark.parametrize("other", [{}, {"edition": 1}, {"decision": "returned"}], ids=["again", "older", "another"])
async def test_a_decision_heard_again_or_late_changes_nothing(
    any_platform: Platform, approved: dict[str, Any], other: dict[str, Any]
) -> None:
    await decided(any_platform, **other)
    assert await any_platform.desk(approved["item_id"]) == approved


@pytest.mark.usefixtures("approved")
async def test_a_decision_on_an_item_that_is_not_there_changes_nothing(platform: Platform) -> None:
    (event,) = await said(platform, "review", ReviewDecided)
    await decided(platform, item=event.item.model_copy(update={"item_id": str(uuid.uuid4())}))
