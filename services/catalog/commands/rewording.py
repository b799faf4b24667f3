"""What came from above and asks nobody is taken as soon as an item is free for it, also where the public reads it (U8).

004 第十一条第二款 has every body follow in time (及时) what state and province change, and asks for no audit of it, unlike
its first paragraph and 第十二条第二款. So where signs alone differ, and no meaning, the approval that an edition has holds
for its next one: what is approved goes on as approved, and what is online is inspected by the rules, published and put
online again in one step, by the platform and with its trail. An audit is never touched: the item waits for its end.
A handling item never goes ahead of its implementation item: what is only in a draft there waits until it is public.
"""

from dataclasses import replace

from services.catalog import store
from services.catalog.commands.labelling import ask_again
from services.catalog.commands.merging import CLAUSE, DRAFTS, WORDING, apply, effective, offer, texts_of
from services.catalog.commands.parts import ahead_of_above
from services.catalog.commands.passing import demand_passing
from services.catalog.commands.showing import frozen, shown
from services.catalog.domain import Edition, Item
from services.catalog.domain.policies import Plan, planned
from shared.events import ItemPublished
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.problems import Conflict, Problem
from shared.rights import Principal
from shared.unit import Actor, Unit

FREE = (*DRAFTS, "approved", "online")
AT_ONCE = 200


async def take_waiting(here: Runtime) -> int:
    """Each merge that waits for nobody but its item, in a transaction of its own; what a mute that is over kept silent."""
    async with here.db.reading() as connection:
        waiting = await store.waiting_merges(connection, FREE, AT_ONCE)
    return sum([await _taken(here, item_id) for item_id in waiting]) + await ask_again(here)


async def _taken(here: Runtime, item_id: str) -> bool:
    try:
        async with here.unit(Actor.service("catalog")) as unit:
            await _take(unit, item_id, here)
    except Conflict:
        return False
    except Problem as problem:
        log.info("merge.asks", item=item_id, why=problem.detail)
        async with here.unit(Actor.service("catalog")) as unit:
            item = await store.load(unit.connection, item_id)
            await offer(unit, _platform(unit, item), item, ask=True)
    return True


def _platform(unit: Unit, item: Item) -> Principal:
    return Principal.platform(unit.service, item.office, item.region)


async def _take(unit: Unit, item_id: str, here: Runtime) -> None:
    item, held = await store.load_head(unit.connection, item_id)
    texts, number = await texts_of(unit.connection, item, held.elements)
    plan = planned(texts, await effective(unit, item))
    who, alone = _platform(unit, item), plan.reworded and not plan.asks
    upto = item.base_edition if plan.quiet else number
    if alone and item.state in ("approved", "online") and await ahead_of_above(unit, item, plan.now()):
        await store.set_merge(unit.connection, item_id, "waiting", "behind")
        unit.note("merge.wait", item_id, why=f"{CLAUSE}：{WORDING}，待实施事项的该内容审核、公开后采用")
    elif alone and item.state == "online":
        await _shown_again(unit, who, item, held, upto, plan, here)
    elif alone and item.state == "approved":
        await _reworded(unit, who, item, upto, plan, "沿用审核结论")
    elif item.state != "approved":
        await offer(unit, who, item)
    if alone and plan.quiet:
        await offer(unit, who, await store.load(unit.connection, item_id))


async def _reworded(unit: Unit, who: Principal, item: Item, number: int, plan: Plan, why: str) -> tuple[Item, Edition]:
    """The next edition of what is approved; its approval holds, and the trail says on what ground."""
    saved = await apply(unit, who, item, number, plan.now(), f"{WORDING}，{why}", "reword", ("approved",))
    unit.note("item.reword", item.item_id, why=f"{CLAUSE}：{WORDING}，要素含义未变，{why}", after=saved.digest)
    return await store.load_head(unit.connection, item.item_id)


async def _shown_again(
    unit: Unit, who: Principal, item: Item, held: Edition, number: int, plan: Plan, here: Runtime
) -> None:
    """What the public reads takes the wording: inspected today, published, online."""
    first, new = await _reworded(unit, who, item, number, plan, "沿用审核结论更正公布")
    await demand_passing(unit, first, new)
    record = await frozen(unit, first, new)
    unit.record(ItemPublished(item=first.ref(), edition=new.number, digest=new.digest, record=record))
    after = replace(first, online=new.number, turn=first.turn + 1)
    await store.replace(unit.connection, first, after)
    await shown(unit, after, new, held.elements, here, why=f"{CLAUSE}：{WORDING}", wording_only=True)
