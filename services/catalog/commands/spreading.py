"""What the upper level changes reaches its holders after it, in short turns between which others write (ADR 0030).

The change itself is one unit, with a row for each holder that it is still to reach. Who changed it walks on with the
holders before he is answered; what he leaves, because his process dies, is taken up by the clock. A holder is offered
what the catalogue says when his turn comes: the newest, and once, however often it changed meanwhile.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services.catalog import store
from services.catalog.commands.editions import next_base
from services.catalog.commands.following import behind, behind_at, behind_of
from services.catalog.commands.merging import Above, offer
from services.catalog.commands.pushing import push_once
from services.catalog.commands.searching import index_draft
from services.catalog.domain import Item
from shared.clock import stamp
from shared.codes.items import DIVIDED, MAIN
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.problems import Unavailable
from shared.rights import Principal
from shared.unit import Actor, Unit, Units

MAIN_NAME = "main_item_name"
TURN, MOMENT, PAUSE = 50, 0.2, 0.02
"""Holders of a turn at most; after how long it ends before; and what it leaves to others."""
LONGEST, LATER = 25.0, timedelta(hours=1)
"""How long one walks on at a stretch; when a holder who could not be reached is tried again."""


@dataclass
class Walk:
    """What follows a unit: the holders of what it changed, which have it when the door answers."""

    causes: list[str] = field(default_factory=list)

    async def __call__(self, here: Units) -> None:
        """Walk on; the change stands, so what fails here is left to the clock."""
        try:
            await _walk(here, self.causes)
        except Exception as error:  # noqa: BLE001 - the change is committed and is answered as such
            log.warning("spread.left", causes=self.causes[:20], error=repr(error)[:300])


async def spread(unit: Unit, who: Principal, base: Item, ground: str | None = None) -> None:
    """A changed catalogue item is offered to all who hold it; with a ground it is cancelled, and they are to follow."""
    told = _told(who, base.item_id, base.head - (ground is None), ground)
    begun = await store.begin_spread(unit.connection, base.item_id, told)
    if ground is None and base.code.endswith(DIVIDED):
        begun += await store.begin_below(unit.connection, base.code[:MAIN], told)
    if begun:
        _follow(unit, base.item_id)


async def look_anew(unit: Unit, who: Principal) -> None:
    """What is pending at a body is held against what it says now."""
    if await store.begin_anew(unit.connection, who.office, _told(who, who.office, 0, None)):
        _follow(unit, who.office)


def _told(who: Principal, cause: str, since: int, ground: str | None) -> dict[str, Any]:
    return {"cause": cause, "since": since, "ground": ground, "by": who.subject, "office": who.office, "due": ""}


def _follow(unit: Unit, cause: str) -> None:
    """One walk follows a unit, for all that it changed."""
    walk = next((one for one in unit.sequels if isinstance(one, Walk)), None)
    if walk is None:
        unit.sequels.append(walk := Walk())
    walk.causes.append(cause)


async def take_up(here: Runtime) -> int:
    """One round of the job: go on with what was left on its way; returns how many holders were reached."""
    async with here.db.reading() as connection:
        waits = await store.waits_to_be_reached(connection, stamp(here.clock()))
    return await _walk(here, ()) if waits else 0


async def _walk(here: Units, causes: Any) -> int:
    """Turn by turn, until nobody is left or it is time."""
    until, total, left = time.monotonic() + LONGEST, 0, True
    while left and time.monotonic() < until:
        if total:
            await asyncio.sleep(PAUSE)
        count, left = await _turn(here, causes)
        total += count
    return total


async def _turn(here: Units, causes: Any) -> tuple[int, bool]:
    """One unit: the next holders; how many they were, and whether more may be left."""
    async with here.unit(Actor.service("catalog")) as unit:
        rows = await store.next_to_reach(unit.connection, causes, unit.stamp, TURN)
        items = await store.items_by_id(unit.connection, [row.item_id for row in rows])
        known, ended, until = dict[str, Above](), dict[str, bool](), time.monotonic() + MOMENT
        for row in rows:
            unit.actor = Actor(row.by, row.office)
            ended[row.item_id] = await _reached(unit, row, items[row.item_id], known)
            if time.monotonic() > until:
                break
        await store.reached(unit.connection, [item_id for item_id, has_it in ended.items() if has_it])
    return len(ended), len(ended) < len(rows) or len(rows) == TURN


async def _reached(unit: Unit, row: Any, item: Item, known: dict[str, Above]) -> bool:
    """Whether it came to one holder; who cannot be reached keeps nobody else from it, and is tried again later."""
    try:
        async with unit.apart():
            if item.state != "cancelled":
                await _reach(unit, row, item, known)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one item stops no other
        log.error("spread.failed", item=item.item_id, error=repr(error)[:300])
        await store.reach_later(unit.connection, item.item_id, stamp(unit.at + LATER))
        return False
    return True


async def _reach(unit: Unit, row: Any, item: Item, known: dict[str, Above]) -> None:
    who = Principal(row.by, "", row.office, "", frozenset())
    if not row.since:
        await offer(unit, who, item)
        return
    if item.layer == "base":
        await _called_as_main(unit, who, item, row)
        return
    parent = str(item.parent_id)
    above = known.get(parent) or Above(await store.load(unit.connection, parent))
    known[parent] = above
    if row.since < above.base.head:
        await _offer(unit, who, item, above, row.since)
    if row.ground is not None:
        await push_once(unit, item.item_id, above.base, row.ground)


async def _called_as_main(unit: Unit, who: Principal, item: Item, row: Any) -> None:
    """A sub-item that names its main item by the name of before names it by its new one (A06)."""
    main, now = (
        await store.load(unit.connection, row.cause),
        await store.edition(unit.connection, item.item_id, item.head),
    )
    was = (await store.edition(unit.connection, main.item_id, row.since)).elements["name"]
    if was != main.name and now.elements.get(MAIN_NAME) == was:
        why = f"主项 {main.code} 更名为《{main.name}》"
        after, new = next_base(unit, who, item, {**now.elements, MAIN_NAME: main.name}, why)
        await store.add_edition(unit.connection, new)
        await store.replace(unit.connection, item, after)
        await index_draft(unit, after, new.elements)
        unit.note("catalogue.change", item.item_id, why=why[:500], before=now.digest, after=new.digest)
        await spread(unit, who, after)


async def _offer(unit: Unit, who: Principal, item: Item, above: Above, since: int) -> None:
    """To one holder; where the public reads the item, everyone who counts hears whether it is behind now."""
    if item.availability != "online":
        await offer(unit, who, item, above=above)
        return
    shown = (await store.edition(unit.connection, item.item_id, item.online)).elements
    *was, keys = [await behind_at(unit, item, shown, number) for number in range(since, above.base.head + 1)]
    await offer(unit, who, item, above=above)
    if keys or any(was):
        await behind(unit, item.item_id, above.base.code, await behind_of(unit, item, shown))
