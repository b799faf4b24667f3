"""Laws 2, 3 and 4 on real databases: the commit before the answer, one winner, numbers without gaps, nothing twice."""

import asyncio
import contextlib
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import event, select

from services.registry import BY_NAME
from shared import ledger
from shared.db import Database
from shared.events import Envelope
from shared.world import story
from tests.platform import Platform

EDITORS = 8
ROUNDS = 10
DESK = "/catalog/v1/desk"
INFORMANT = "jidong-market-informant"


@contextlib.contextmanager
def failing_commits(db: Database) -> Iterator[None]:
    """Every commit of a service fails while this lasts."""

    def fail(_connection: Any) -> None:
        raise RuntimeError("the commit fails")

    event.listen(db._writer.sync_engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(db._writer.sync_engine, "commit", fail)


async def rows(platform: Platform, name: str, *, own: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Everything in a service's own tables, or in its ledger."""
    metadata = BY_NAME[name].metadata if own else ledger.LEDGER
    async with platform.host.runtimes[name].db.reading() as connection:
        found = {t.name: (await connection.execute(select(t))).mappings().all() for t in metadata.sorted_tables}
    return {table: sorted((dict(row) for row in held), key=repr) for table, held in found.items()}


async def outbox_of(platform: Platform, name: str) -> list[Envelope]:
    async with platform.host.runtimes[name].db.reading() as connection:
        texts = (await connection.execute(select(ledger.outbox.c.envelope).order_by(ledger.outbox.c.seq))).scalars()
        return [Envelope.model_validate_json(text) for text in texts]


async def save(platform: Platform, item: dict[str, Any], text: str, who: str = INFORMANT) -> int:
    answer = await platform.ask(
        "PATCH",
        f"{DESK}/items/{item['item_id']}/elements",
        who,
        headers={"If-Match": f'"{item["edition"]}"'},
        json={"elements": {"plain_name": text}},
    )
    return answer.status_code


async def test_a_commit_that_fails_is_no_success_and_leaves_nothing(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    before = [await rows(any_platform, "catalog", own=own) for own in (True, False)]
    with failing_commits(any_platform.host.runtimes["catalog"].db):
        assert await save(any_platform, claimed, "不应留下") == 500
    assert [await rows(any_platform, "catalog", own=own) for own in (True, False)] == before
    assert await save(any_platform, claimed, "应当留下") == 200


async def test_of_eight_editors_of_one_edition_one_wins(any_platform: Platform, claimed: dict[str, Any]) -> None:
    answers = await asyncio.gather(*(save(any_platform, claimed, f"第{n}位") for n in range(EDITORS)))
    assert answers.count(200) == 1
    assert set(answers) <= {200, 409, 412}
    held = await any_platform.desk(claimed["item_id"])
    assert held["edition"] == claimed["edition"] + 1


async def test_of_eight_claims_of_one_offer_one_wins(any_platform: Platform) -> None:
    base_id = await any_platform.hand_down()
    any_platform.sign_in(INFORMANT)
    path = f"{DESK}/offers/{base_id}/claim"
    answers = await asyncio.gather(*(any_platform.ask("POST", path, INFORMANT) for _ in range(EDITORS)))
    codes = [answer.status_code for answer in answers]
    assert codes.count(201) == 1
    assert set(codes) <= {201, 409}
    own = [row for row in (await rows(any_platform, "catalog"))["items"] if row["layer"] == "implementation"]
    assert len(own) == 1


async def test_numbers_have_no_gaps_whoever_comes_at_once(any_platform: Platform) -> None:
    """Two bodies at work on items of their own: nobody is refused for the other's sake, and no number is left out."""
    base_id, items = await any_platform.hand_down(), {}
    for office in ("jidong-market", "hulin-market"):
        items[office] = (await any_platform.ask("POST", f"{DESK}/offers/{base_id}/claim", f"{office}-informant")).json()
    for n in range(ROUNDS):
        saves = [
            save(any_platform, item | {"edition": n + 1}, f"{n}", f"{office}-informant")
            for office, item in items.items()
        ]
        assert await asyncio.gather(*saves) == [200] * len(items)
    assert await save(any_platform, items["jidong-market"], "too late") == 412
    await any_platform.settle()
    for name in BY_NAME:
        held = await rows(any_platform, name, own=False)
        head = held["ledger_head"][0]
        for table, column in (("outbox", "outbox_seq"), ("trail", "trail_seq")):
            assert sorted(row["seq"] for row in held[table]) == list(range(1, head[column] + 1)), (name, table)
        told = await outbox_of(any_platform, name)
        assert [one.sequence for one in told] == list(range(1, len(told) + 1))
    assert await any_platform.faults_of_trails() == []


async def test_every_event_may_come_again_late_and_in_the_wrong_order(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    """All events of an item's life come once more, the last first: by their ids, and as if never seen."""
    told = [one for name in BY_NAME for one in await outbox_of(any_platform, name)]
    assert len(told) > 10
    before = {name: await rows(any_platform, name) for name in BY_NAME}
    for envelope in reversed(told):
        unseen = envelope.model_copy(update={"id": str(uuid.uuid4())})
        for hearing in any_platform.host.hearings.values():
            await hearing.take([envelope])
            await hearing.take([unseen])
    await any_platform.settle()
    assert {name: await rows(any_platform, name) for name in BY_NAME} == before
    assert [one for name in BY_NAME for one in await outbox_of(any_platform, name)] == told
    for name in BY_NAME:
        assert (await rows(any_platform, name, own=False))["dead_letters"] == []
    code = story().code
    assert (await any_platform.ask("GET", f"/catalog/v1/items/{code}")).status_code == 200
    assert (await any_platform.ask("GET", f"/guide/v1/guides/{code}")).status_code == 200
