"""By night every item is inspected: a rule is added, a law ends, a waiver ends, and nobody saves the item for it.

Its present texts are looked at: what the public reads, and what the body works on. In small transactions, each with the
place that it came to, so that a restart goes on there.
"""

import asyncio
import time
from dataclasses import replace

from services.catalog import store
from services.catalog.commands.looking import look
from services.catalog.domain.quality import Night
from services.catalog.rules import Inspection
from shared.clock import BEIJING, day
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.problems import Conflict, Unavailable
from shared.unit import Actor

BATCH, LONGEST, PAUSE = 20, 20.0, 0.02
"""Items of a transaction; how long a round goes on; and what it leaves to others between two transactions."""
SUBJECT = "inspection"
"""The subject under which the trail tells how each night ended."""


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
        found = await look(unit, inspection, items)
        now = replace(was, items=was.items + len(items)) if items else replace(was, ended_at=unit.stamp)
        now = replace(now, **{name: getattr(now, name) + count for name, count in found.items()})
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


__all__ = ["inspect_nightly"]
