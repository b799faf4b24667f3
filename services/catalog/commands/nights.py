"""By night every item is inspected: a rule is added, a law ends, a waiver ends, and nobody saves the item for it.

Its present texts are looked at: what the public reads, and what the body works on. In small transactions, each with the
place that it came to, so that a restart goes on there.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.catalog import store
from services.catalog.commands.passing import context_of
from services.catalog.commands.quality import standing_of, waived
from services.catalog.domain import Edition, Item
from services.catalog.domain.quality import NOT_PASSING, Night, renewed
from services.catalog.rules import Context, Finding, Inspection
from shared.clock import BEIJING, day
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.problems import Conflict, Unavailable
from shared.unit import Actor, Unit

BATCH, LONGEST, PAUSE = 20, 20.0, 0.02
"""Items of a transaction; how long a round goes on; and what it leaves to others between two transactions."""
SUBJECT = "inspection"
"""The subject under which the trail tells how each night ended."""


@dataclass(frozen=True)
class Looked:
    """One text of an item, and what is beside it."""

    held: Edition
    context: Context
    public: bool


async def inspect_nightly(here: Runtime) -> int:
    """Go on with the inspection of everything, or begin that of this night; returns how many items were looked at.

    Where another process goes on with it, this one leaves it to that.
    """
    until, night = time.monotonic() + LONGEST, await _at_hand(here)
    if night is None:
        return 0
    inspection, size, before = Inspection(day(here.clock())), BATCH, night.items
    while night.ended_at is None:
        try:
            night = await _go_on(here, night, inspection, size)
            size = BATCH
        except Conflict:
            break
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - an item that cannot be looked at stops no other
            size, night = (1, night) if size > 1 else (BATCH, await _pass_over(here, night, error))
        if time.monotonic() > until:
            break
        await asyncio.sleep(PAUSE)
    return night.items - before


async def _at_hand(here: Runtime) -> Night | None:
    """The night that is not at its end, or the one that begins now."""
    at = here.clock()
    async with here.db.reading() as connection:
        last = next(iter(await store.nights(connection, 1)), None)
    if last and last.ended_at is None:
        return last
    today = day(at).isoformat()
    if at.astimezone(BEIJING).hour < here.settings.inspection_hour or (last and last.day >= today):
        return None
    async with here.unit(Actor.service(here.name)) as unit:
        begun = next(iter(await store.nights(unit.connection, 1)), None)
        if begun and begun.day >= today:
            return begun if begun.ended_at is None else None
        night = Night(today, unit.stamp)
        await store.begin_night(unit.connection, night)
    return night


async def _go_on(here: Runtime, was: Night, inspection: Inspection, size: int) -> Night:
    """One transaction: the next items, what is found in them, and how far it came."""
    async with here.unit(Actor.service(here.name)) as unit:
        items = await store.next_items(unit.connection, was.after, size)
        texts = [await _texts(unit, item) for item in items]
        found = await asyncio.to_thread(_found, inspection, texts)
        now = replace(was, items=was.items + len(items)) if items else replace(was, ended_at=unit.stamp)
        for item, looked, each in zip(items, texts, found, strict=True):
            now = await _keep(unit, item, looked, each, now)
        now = replace(now, after=items[-1].code) if items else now
        await store.advance_night(unit.connection, was, now)
        if not items:
            said = f"{now.items} 项，新问题 {now.opened} 个，已解决 {now.closed} 个，公开事项不予通过 {now.told} 处"
            unit.note("inspection.night", SUBJECT, why=said)
            log.info("inspection.night", items=now.items, opened=now.opened, closed=now.closed, told=now.told)
    return now


async def _pass_over(here: Runtime, was: Night, error: Exception) -> Night:
    async with here.unit(Actor.service(here.name)) as unit:
        (item,) = await store.next_items(unit.connection, was.after, 1)
        log.error("inspection.passed_over", item_id=item.item_id, error=repr(error)[:300])
        now = replace(was, after=item.code)
        await store.advance_night(unit.connection, was, now)
    return now


async def _texts(unit: Unit, item: Item) -> list[Looked]:
    """What the public reads, and the newest text where it is another."""
    public = item.online if item.availability == "online" else 0
    context = await context_of(unit, item)
    numbers = dict.fromkeys(number for number in (public, item.head) if number)
    held = [await store.edition(unit.connection, item.item_id, number) for number in numbers]
    return [Looked(one, context, one.number == public) for one in held]


def _found(inspection: Inspection, texts: Sequence[Sequence[Looked]]) -> list[list[list[Finding]]]:
    """What the rules find in each text of each item. Runs in a thread: looking takes time."""
    return [[inspection.of(one.held.elements, one.context)[1] for one in looked] for looked in texts]


async def _keep(
    unit: Unit, item: Item, looked: Sequence[Looked], found: Sequence[Sequence[Finding]], night: Night
) -> Night:
    """Findings are opened and closed; the body hears of what blocks the text that the public reads."""
    known = await store.standing(unit.connection, item.item_id)
    pairs = [(text, one) for text, each in zip(looked, found, strict=True) for one in each]
    changed = renewed(known, [standing_of(unit, item, text.held.number, one) for text, one in pairs], unit.stamp)
    await store.keep_standing(unit.connection, changed)
    told = await _tell(unit, item, [one for text, one in pairs if text.public and one.severity == "block"])
    closed = sum(one.closed_at is not None for one in changed)
    opened = sum(one.opened_at == unit.stamp for one in changed)
    return replace(night, opened=night.opened + opened, closed=night.closed + closed, told=night.told + told)


async def _tell(unit: Unit, item: Item, blocks: Sequence[Finding]) -> int:
    """What blocks today and is not waived is to be looked at again; what no longer does is done."""
    excused = [one for one, _ in await waived(unit, item.item_id, blocks)]
    first = {f"{NOT_PASSING}{one.rule}": one for one in reversed(blocks) if one not in excused}
    there = await store.attended(unit.connection, item.item_id, NOT_PASSING)
    for ground, one in first.items():
        if ground not in there:
            await store.attend(unit.connection, _task(unit, item, ground, one))
            unit.note("item.not_passing", item.item_id, why=f"{one.rule}：{one.zh}"[:500])
    if gone := sorted(there - first.keys()):
        await store.settle_each(unit.connection, item.item_id, gone)
    return len(first.keys() - there)


def _task(unit: Unit, item: Item, ground: str, one: Finding) -> dict[str, str]:
    words = f"公开的第 {item.online} 版今日未通过数据质检：{one.zh}。{one.cure_zh}。"
    row = {"item_id": item.item_id, "ground": ground, "office": item.office, "message_zh": words[:1000]}
    said = f"Edition {item.online}, which is public, does not pass the inspection today: {one.en}; {one.cure_en}."
    return row | {"message": said[:1000], "evidence": one.clause, "opened_at": unit.stamp}


__all__ = ["inspect_nightly"]
