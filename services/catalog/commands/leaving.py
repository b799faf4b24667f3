"""Leaving and coming back: an item is suspended, resumed or cancelled; nothing is deleted.

Its handling items go and come with it, and what others are entrusted with: without the organ's power nothing is left
to entrust (行政许可法 第二十四条).
"""

import json
from typing import Literal

from services.catalog import store
from services.catalog.commands.following import behind_of
from services.catalog.commands.history import comes_into_force, leaves_force
from services.catalog.commands.parts import GROUND, attend, demand_above_online
from services.catalog.commands.passing import demand_passing
from services.catalog.commands.province import report_claim, report_up
from services.catalog.commands.searching import index_draft, index_online, index_withdrawn
from services.catalog.commands.standing import demand_in_catalogue
from services.catalog.domain import Item, demand_own, moved
from services.catalog.domain.gates import case_kinds
from services.catalog.domain.quality import CANCELLED_ABOVE, NOT_PASSING, PLANNED
from shared.clock import day
from shared.events import ItemOnline, ItemWithdrawn
from shared.hosting.runtime import Runtime
from shared.problems import Conflict, Refused
from shared.rights import BODY, Principal
from shared.unit import Actor, Unit

Leaving = Literal["suspend", "resume", "cancel"]


async def withdraw(unit: Unit, who: Principal, item_id: str, does: Leaving, reason: str, here: Runtime) -> Item:
    """Suspend, resume or cancel; nothing is ever deleted (G27).

    Suspending and resuming concern the edition online; the draft of the next one goes on as it stands.
    """
    item = await store.load(unit.connection, item_id)
    who.demand_territory(item.region)
    await store.suspended_with(unit.connection, item_id, "")
    after = await _withdrawn(unit, item, does, reason)
    await with_it(unit, after, does, reason)
    if does == "cancel":
        await end_merge(unit, item_id)
        await _end_claim(unit, item)
    unit.afterwards.append(here.shelf.clear)
    return after


async def _end_claim(unit: Unit, item: Item) -> None:
    """The body has what it claimed no more, and the province hears so; handed down again, it is offered anew."""
    if item.layer == "implementation":
        base = await store.load(unit.connection, str(item.parent_id))
        if await store.end_claim(unit.connection, base.item_id, item.item_id, unit.stamp):
            answer = {"state": "ended", "office_name": item.office_name}
            await report_claim(unit, base, item.office, item.region, answer)


async def end_merge(unit: Unit, item_id: str) -> None:
    """Nothing from above waits for what is cancelled."""
    if await store.close_merge(unit.connection, item_id):
        unit.note("merge.close", item_id, why="事项已取消")


async def supersede(unit: Unit, item_id: str, by: str, ground: str) -> None:
    """End the open case about an item, if there is one, because something else decides the item's fate."""
    case = await store.open_case_of(unit.connection, item_id)
    if case is None:
        return
    content = json.loads(case.content) | {"superseded_by": by}
    await store.set_case(
        unit.connection, case.case_id, "superseded", unit.stamp, json.dumps(content, ensure_ascii=False)
    )
    unit.note(
        "case.superseded", item_id, why=f"004 第十二条：{case_kinds()[case.kind].zh}，由 {by} 取代：{ground[:300]}"
    )


async def keep_down(unit: Unit, who: Principal, item_id: str, reason: str) -> Item:
    """What is suspended with its implementation item, or with the organ's, stays so when that one is resumed."""
    item = await store.load(unit.connection, item_id)
    demand_own(item, who) if who.roles <= BODY else who.demand_territory(item.region)
    if not await store.was_suspended_with(unit.connection, item_id, item.public_with):
        raise Conflict(
            "只有随所属实施事项（或委托机关的事项）一并暂停的，才能改为单独暂停。",
            "Only what was suspended with its implementation item, or the organ's, can be kept down by itself.",
            "not_suspended_with",
        )
    await store.suspended_with(unit.connection, item_id, "")
    await store.settle(unit.connection, item_id, f"{GROUND}suspended")
    unit.note("item.keep_down", item_id, why=f"单独暂停，不随{_above(item)}恢复：{reason}"[:500])
    return item


async def leave_with_above(here: Runtime) -> int:
    """What is public while the item that it is part of is suspended leaves too, each in a transaction of its own.

    It was so before handling items were suspended with their item, and is found by nobody else.
    """
    async with here.db.reading() as connection:
        left = await store.left_behind(connection)
    return sum([await _left(here, part) for part in left])


async def _left(here: Runtime, part: Item) -> bool:
    try:
        async with here.unit(Actor.service(here.name)) as unit:
            item = await store.load(unit.connection, str(part.parent_id))
            if item.availability != "suspended":
                return False
            await _suspended_with_it(unit, part, item, "此前未随之暂停，现予补正")
            unit.afterwards.append(here.shelf.clear)
    except Conflict:
        return False
    return True


async def _withdrawn(unit: Unit, item: Item, does: Leaving, reason: str) -> Item:
    after = moved(item, does, unit.stamp)
    await store.replace(unit.connection, item, after)
    await (_resume(unit, after) if does == "resume" else _leave(unit, after, reason))
    unit.note(f"item.{does}", item.item_id, why=reason[:500])
    return after


async def with_it(unit: Unit, item: Item, does: Leaving, reason: str) -> None:
    """What is public only with an implementation item is suspended with it, and what was so is resumed with it."""
    if item.layer != "implementation":
        return
    for one in [
        *await store.handling_items(unit.connection, item.item_id),
        *await store.entrusted(unit.connection, item),
    ]:
        if does == "suspend" and one.availability == "online":
            await _suspended_with_it(unit, one, item, reason)
        elif does == "resume" and await store.was_suspended_with(unit.connection, one.item_id, item.item_id):
            await _resumed_with_it(unit, one, item, reason)


def _above(one: Item) -> str:
    return "实施事项" if one.layer == "handling" else "委托机关的事项"


async def _suspended_with_it(unit: Unit, one: Item, item: Item, reason: str) -> None:
    await store.suspended_with(unit.connection, one.item_id, item.item_id)
    after = await _withdrawn(unit, one, "suspend", f"随{_above(one)} {item.code} 一并暂停：{reason}")
    if one.organ:
        await store.settle(unit.connection, one.item_id, f"{GROUND}suspended")
        zh = f"委托机关的事项 {item.code} 已暂停，本事项随之暂停，其恢复时一并恢复：{reason}"
        await attend(unit, one, "suspended", zh, f"The organ's item {item.code} is suspended, and this one with it.")
    await with_it(unit, after, "suspend", reason)


async def _resumed_with_it(unit: Unit, one: Item, item: Item, reason: str) -> None:
    """What does not pass today stays suspended, and its body is told why."""
    try:
        await demand_passing(unit, one, await store.edition(unit.connection, one.item_id, one.online))
    except Refused as refused:
        await store.settle(unit.connection, one.item_id, f"{GROUND}suspended")
        zh = f"{_above(one)} {item.code} 已恢复，本项仍暂停：{refused.detail_zh}"
        await attend(unit, one, "suspended", zh, f"{item.code} is resumed, this one is not: {refused.detail}")
        return
    await store.suspended_with(unit.connection, one.item_id, "")
    after = await _withdrawn(unit, one, "resume", f"随{_above(one)} {item.code} 一并恢复：{reason}".rstrip("："))
    await with_it(unit, after, "resume", reason)


async def _resume(unit: Unit, item: Item) -> None:
    """The edition that was online is online again, if it passes the inspection today."""
    held = await store.edition(unit.connection, item.item_id, item.online)
    await demand_in_catalogue(unit, item, held)
    await demand_above_online(unit, item)
    await demand_passing(unit, item, held)
    await store.set_live(unit.connection, item.item_id, item.online, unit.stamp)
    await store.settle(unit.connection, item.item_id, f"{GROUND}suspended")
    await store.add_to_feed(unit.connection, "online", item, item.online, held.digest, unit.stamp)
    await report_up(unit, item, item.online)
    await comes_into_force(unit, item, item.online)
    await index_online(unit, item, item.online, held.elements)
    if item.head != item.online:
        draft = await store.edition(unit.connection, item.item_id, item.head)
        await index_draft(unit, item, draft.elements)
    on = day(unit.at).isoformat()
    lags = await behind_of(unit, item, held.elements)
    unit.record(ItemOnline(item=item.ref(), edition=held.number, digest=held.digest, online_on=on, behind=lags))


async def _leave(unit: Unit, item: Item, reason: str) -> None:
    """The public has the item no more, until it is resumed or its next edition is online, or for good."""
    ground: Literal["suspended", "cancelled"] = "cancelled" if item.state == "cancelled" else "suspended"
    await store.set_live(unit.connection, item.item_id, 0, unit.stamp)
    if ground == "cancelled":
        for of in (CANCELLED_ABOVE, GROUND, PLANNED):
            await store.settle(unit.connection, item.item_id, of)
    else:
        await store.ask_apart(unit.connection, item.item_id, f"{NOT_PASSING}{CANCELLED_ABOVE}", CANCELLED_ABOVE)
    await store.settle(unit.connection, item.item_id, NOT_PASSING)
    if item.online:
        await store.add_to_feed(unit.connection, ground, item, item.online, "", unit.stamp)
        await report_up(unit, item, 0)
        await leaves_force(unit, item)
    await index_withdrawn(unit, item)
    on, known = day(unit.at).isoformat(), bool(item.online)
    unit.record(ItemWithdrawn(item=item.ref(), ground=ground, reason=reason, withdrawn_on=on, was_online=known))
