"""An implementation item and its handling items say one thing to the public: what the first one shows, the others show.

What a draft of an implementation item says is for nobody outside, whichever way it would come.
"""

from services.catalog import store
from services.catalog.commands.adjusting import approved
from services.catalog.commands.following import behind
from services.catalog.commands.merging import CLAUSE, offer
from services.catalog.commands.passing import public_above
from services.catalog.commands.sight import Look
from services.catalog.domain import Edition, Item, Values
from services.catalog.domain.policies import differing, otherwise
from services.catalog.domain.states import STATES_ZH
from shared import elements
from shared.problems import Conflict
from shared.rights import Principal
from shared.unit import Unit

GROUND = "above:"
TEXTS = f"{GROUND}texts:"
"""Then the code whose text is to be compared; an edition of before does not settle it."""


async def ahead_of_above(unit: Unit, item: Item, values: Values) -> bool:
    """Whether a handling item would say what its implementation item does not say yet, publicly or with an approval."""
    if item.layer != "handling":
        return False
    above = await store.load(unit.connection, str(item.parent_id))
    if item.state == "approved":
        held = await _edition(unit, above, above.approved)
    else:
        held = await public_above(unit, item)
    return held is None or bool(differing(values, held, await approved(unit.connection, item)))


async def _edition(unit: Look, item: Item, number: int) -> Values | None:
    return (await store.edition(unit.connection, item.item_id, number)).elements if number else None


async def demand_above_online(unit: Unit, item: Item) -> None:
    """Conflict unless the item that a handling item is part of is before the public, and the organ's is not suspended."""
    if not item.public_with:
        return
    above = await store.load(unit.connection, item.public_with)
    if above.availability == "suspended":
        zh, en = (
            ("所属实施事项", "Its implementation item")
            if item.layer == "handling"
            else ("委托机关的事项", "The organ's item")
        )
        raise Conflict(
            f"{zh} {above.code} 已暂停，本项不能单独公开。",
            f"{en} {above.code} is suspended; this one is not public without it.",
            "above_suspended",
        )
    if item.layer == "handling" and above.availability != "online":
        raise Conflict(
            f"所属实施事项 {above.code} 尚未上线（现为“{STATES_ZH[above.state]}”），请先办理其上线，再上线本业务办理项。",
            f"Its implementation item {above.code} is not online yet (it is {above.state}): "
            "put that online first, then this handling item.",
            "above_not_online",
        )


async def followed(unit: Unit, item: Item, held: Edition) -> None:
    """What is shown of an item is offered to its handling items; who shows another meaning is told to look again."""
    await store.settle_seen(unit.connection, item.item_id, GROUND, TEXTS, held.saved_at)
    if item.layer == "implementation":
        for part in await store.handling_items(unit.connection, item.item_id):
            await _offered(unit, part)
            await _look_again(unit, await store.load(unit.connection, part.item_id), item, held)


async def _offered(unit: Unit, part: Item) -> None:
    """What waited for this waits no more; what was never offered is."""
    await store.set_merge(unit.connection, part.item_id, "behind", "waiting")
    if await store.merge_state(unit.connection, part.item_id) is None:
        with unit.by_itself():
            await offer(unit, Principal.platform(unit.service, part.office, part.region), part)


async def _look_again(unit: Unit, part: Item, above: Item, held: Edition) -> None:
    own = await _edition(unit, part, part.online)
    if own is None:
        return
    keys = otherwise(own, held.elements, await approved(unit.connection, part))
    was = await store.settle_seen(unit.connection, part.item_id, GROUND, TEXTS)
    if keys or was:
        await behind(unit, part.item_id, above.code, keys)
    if keys:
        await attend(
            unit,
            part,
            f"{held.number}",
            f"实施事项第 {held.number} 版已上线，本业务办理项公布的{'、'.join(elements.labels(k).zh for k in keys)}与其不一致，"
            "请合并后提交审核。",
            f"Edition {held.number} of its implementation item is online; merge {', '.join(keys)} and submit it.",
        )


async def attend(unit: Unit, part: Item, what: str, zh: str, en: str) -> None:
    """The body is told to look at an item again because of the one above."""
    row = {"item_id": part.item_id, "office": part.office, "message_zh": zh[:1000], "message": en[:1000]}
    row |= {"ground": f"{GROUND}{what}", "evidence": CLAUSE, "opened_at": unit.stamp}
    await store.attend(unit.connection, row)
