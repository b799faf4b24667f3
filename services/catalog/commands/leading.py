"""Where an old code leads: through every code that is cancelled by now, to what is in force."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Item
from services.catalog.domain.delegating import left_over
from services.catalog.domain.successors import Coming, Contact, Following, Place, Step, contact_in
from shared.codes import covers

BODY, BASIC = slice(0, 18), slice(19, 31)
"""Where an implementation code has its body and its basic code."""


async def way_from(connection: AsyncConnection, code: str) -> list[Step]:
    """Every step from a code on; a step to a catalogue item ends at the body's own item of it, once it has claimed."""
    start = await store.by_code(connection, code)
    ask = [(code, start.office if start and start.layer != "base" else "")]
    seen, found = set(ask), []
    while ask:
        old, office = ask.pop(0)
        for row in await _rows(connection, old):
            lands, onward = await _landing(connection, row["new_code"], office)
            found.append(Step(**row | {"old_code": old}, in_force=lands))
            if onward and onward not in seen:
                seen.add(onward)
                ask.append(onward)
    return found


async def leads_to(connection: AsyncConnection, code: str) -> list[str]:
    """The codes in force that an old code leads to, itself left out where the way comes back to it."""
    return sorted({step.in_force for step in await way_from(connection, code)} - {"", code})


async def following(connection: AsyncConnection, code: str, on: date) -> Following:
    """What follows a code for the public: only what is public is a code, of the rest it is told who makes it."""
    start = await store.by_code(connection, code)
    steps = [step for step in await way_from(connection, code) if step.in_force not in ("", code)]
    found = await store.items_by_code(connection, sorted({step.in_force for step in steps}))
    ends = {at: item for at, item in found.items() if _of_the_place(item, start)}
    steps = [step for step in steps if step.in_force in ends]
    public = await store.live_codes(connection, [code, *ends])
    coming = [await _coming(connection, item, start) for held, item in ends.items() if held not in public]
    left = _left(start, [ends[step.in_force] for step in steps if step.kind == "hand_down"], on) if start else []
    return Following(code, code in public, sorted(public - {code}), coming, left)


def _of_the_place(item: Item, start: Item | None) -> bool:
    """Whether an item is for the place that an old one was for, or for a part of it."""
    if start is None or item.layer == "base":
        return True
    return covers(item.region, start.region) or covers(start.region, item.region)


def _left(start: Item, below: Sequence[Item], on: date) -> list[Place]:
    regions = [item.region for item in below if item.layer != "base"]
    return [Place(one.code, one.name) for one in left_over(start.region, regions, on)] if regions else []


async def _coming(connection: AsyncConnection, item: Item, start: Item | None) -> Coming:
    """Who makes an item that is not public: where its body has not claimed it, who was offered it, else who keeps it."""
    whose = item
    if start and item.layer == "base" and await store.offer_on(connection, item.item_id, start.office):
        whose = start
    where = (whose.office, whose.office_name, whose.region, whose.region_name)
    return Coming(item.basic_code, item.name, *where, await _contact(connection, whose.office, start))


async def _contact(connection: AsyncConnection, office: str, start: Item | None) -> Contact:
    """By what the body says publicly of another item; else by what the old item said, or its body says now."""
    found = await store.newest_record(connection, office)
    if found is None and start:
        found = await store.last_record(connection, start.item_id)
        found = found or await store.newest_record(connection, start.office)
    return contact_in(json.loads(found)) if found else Contact()


async def _rows(connection: AsyncConnection, code: str) -> list[dict[str, str]]:
    """The rows that lead on from a code; a handling item goes the way of the item that it is part of."""
    rows = await store.successions(connection, code)
    item = None if rows else await store.by_code(connection, code)
    if item and item.layer == "handling":
        above = await store.load(connection, str(item.parent_id))
        return await store.successions(connection, above.code)
    return rows


async def _landing(connection: AsyncConnection, code: str, office: str) -> tuple[str, tuple[str, str] | None]:
    """The code in force that a step ends at, or else from where to go on, and for which body."""
    item = await store.by_code(connection, code)
    if item is None and len(code) > BASIC.start:  # a code that was told before the body had claimed
        code, office = code[BASIC], code[BODY]
        item = await store.by_code(connection, code)
    if item is None:
        return "", None
    if item.layer != "base":
        return (item.code, None) if item.state != "cancelled" else ("", (item.code, item.office))
    own = await store.item_held(connection, office, item.code) if office else None
    if own:
        return own.code, None
    return (item.code, None) if item.state != "cancelled" else ("", (item.code, office))
