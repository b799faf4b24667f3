"""What the upper level changes reaches every holder as a three-way merge, by the body's own policies (U8, G25).

An implementation item is held against the catalogue. A handling item is held against the same text as far as its
implementation item has come, and has from that item what belongs to the catalogue: the body decides once, and no limit
of a handling item ever says something else than its implementation item without anyone having approved it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands.adjusting import approved
from services.catalog.commands.donesets import keep_done
from services.catalog.commands.editions import edition_of
from services.catalog.commands.mending import mends
from services.catalog.commands.searching import index_draft
from services.catalog.domain import Edition, Item, Saved, Values, moved, shortfalls
from services.catalog.domain.inout import RowOutcome, differences
from services.catalog.domain.merging import Conflict, Texts
from services.catalog.domain.policies import Chosen, Effective, Plan, Policies, led, planned
from shared import elements
from shared.clock import day
from shared.rights import Principal
from shared.unit import Unit

CLAUSE = "004 第十一条第二款"
WORDING = "上级仅改动文字"
BY_POLICY = "上级变更，按本单位策略采用"
LATER = "，随下次发布公开"
DRAFTS = ("compiling", "returned")
"""States in which a draft lies open."""


@dataclass
class Above:
    """A catalogue item whose editions are read once."""

    base: Item
    editions: dict[int, Values] = field(default_factory=dict)

    async def at(self, connection: AsyncConnection, number: int) -> Values:
        """The elements of an edition."""
        if number not in self.editions:
            self.editions[number] = (await store.edition(connection, self.base.item_id, number)).elements
        return self.editions[number]


async def offer(unit: Unit, who: Principal, item: Item, *, ask: bool = False, above: Above | None = None) -> bool:
    """Hold an item against what stands above it: taken at once, kept for a person or for later, or nothing to do.

    True where there was something. With `ask` a person is asked whatever the policies say.
    """
    await mends(unit, item)
    held = await store.edition(unit.connection, item.item_id, item.head)
    texts, number = await texts_of(unit.connection, item, held.elements, above)
    policies = None if ask else await effective(unit, item)
    plan = planned(texts, policies)
    if plan.declined:
        names = elements.named(plan.declined)
        unit.note("merge.declined", item.item_id, why=f"按本单位策略不采用上级第 {number} 版：{names}"[:500])
    if plan.empty:
        await settled(unit, who, item, number)
        return bool(plan.declined)
    if plan.at_once and _free(item, plan):
        upto = item.base_edition if plan.asks or plan.quiet else number
        saved = await apply(unit, who, item, upto, plan.now(), _reason(item, plan))
        item, plan = saved.item, planned((texts[0], texts[1], plan.now()), policies)
    if not plan.empty:
        await _keep(unit, item, number, plan)
    return True


def _free(item: Item, plan: Plan) -> bool:
    """Whether what is taken without asking can be taken now: wording opens no draft of its own, anything else does."""
    return item.state in DRAFTS or (item.state == "online" and not plan.reworded)


def _reason(item: Item, plan: Plan) -> str:
    if not plan.reworded:
        return BY_POLICY
    return WORDING + (LATER if item.availability != "none" else "")


async def _keep(unit: Unit, item: Item, number: int, plan: Plan) -> None:
    """The merge stays: open for a person, or waiting until the item is free for it."""
    state = "open" if plan.asks else "waiting" if plan.at_once else "muted"
    await store.keep_merge(unit.connection, _row(unit, item, number, state, plan.merge.taken, plan.merge.conflicts))
    if plan.asks:
        unit.note("merge.open", item.item_id, why=f"{CLAUSE}：上级第 {number} 版")
    elif state == "muted":
        names = elements.named(plan.quiet)
        unit.note("merge.quiet", item.item_id, why=f"{CLAUSE}：上级第 {number} 版，{names}已静默，可随时查看采用"[:500])
    else:
        unit.note("merge.wait", item.item_id, why=f"{CLAUSE}：{_reason(item, plan)}，待本轮审核、发布结束后自动采用")


async def settled(unit: Unit, who: Principal, item: Item, number: int) -> None:
    """Nothing is left to merge: what was pending is closed, and the item stands on the newest edition."""
    if await store.close_merge(unit.connection, item.item_id):
        unit.note("merge.close", item.item_id, why=f"上级第 {number} 版与本事项已无待合并之处")
    if number != item.base_edition:
        after = replace(item, base_edition=number)
        await store.replace(unit.connection, item, after)
        await lead(unit, who, after)


def _row(
    unit: Unit, item: Item, number: int, state: str, taken: Sequence[str], conflicts: Sequence[Conflict] = ()
) -> dict[str, Any]:
    return {
        "item_id": item.item_id,
        "base_edition": number,
        "from_edition": item.base_edition or 1,
        "office": item.office,
        "state": state,
        "taken": json.dumps(taken, ensure_ascii=False),
        "conflicts": json.dumps([asdict(c) for c in conflicts], ensure_ascii=False),
        "opened_at": unit.stamp,
        "closed_at": unit.stamp if state == "applied" else None,
    }


async def policies_of(connection: AsyncConnection, office: str) -> Policies:
    """What a body has said, by group of elements."""
    return {row.group_key: row.policy for row in await store.merge_policies(connection, office)}


async def effective(unit: Unit, item: Item) -> Effective:
    """What holds for an item: what its body has said, and mute where it has not and the group is muted."""
    muted = await store.mutes(unit.connection, item.region[:2], unit.stamp)
    found: dict[str, Chosen] = dict.fromkeys(muted, "mute")
    found.update(await policies_of(unit.connection, item.office))
    return found


async def texts_of(
    connection: AsyncConnection, item: Item, own: Values, above: Above | None = None
) -> tuple[Texts, int]:
    """The three texts of an item's merge, and the edition above that it leads to; what is not for its type is not above."""
    if item.layer != "handling":
        above = above or Above(await store.load(connection, str(item.parent_id)))
        number = above.base.head
        upper = elements.suiting(await above.at(connection, number), item.item_type)
        return (await above.at(connection, item.base_edition or 1), upper, own), number
    parent, held = await store.load_head(connection, str(item.parent_id))
    above = Above(await store.load(connection, str(parent.parent_id)))
    number = parent.base_edition or 1
    upper = elements.suiting(await above.at(connection, number), item.item_type)
    texts = await above.at(connection, item.base_edition or 1), upper, own
    return led(texts, held.elements, await approved(connection, item)), number


async def lead(unit: Unit, who: Principal, item: Item) -> None:
    """What an implementation item says now, offered to its handling items."""
    if item.layer == "implementation":
        for part in await store.handling_items(unit.connection, item.item_id):
            await offer(unit, who, part)


async def apply(
    unit: Unit,
    who: Principal,
    item: Item,
    number: int,
    values: Values,
    reason: str,
    does: str = "save",
    pointers: tuple[str, ...] = (),
) -> Saved:
    """The merged elements as a new edition, and the merge as a change set of one row; `pointers` move to it too."""
    held = await store.edition(unit.connection, item.item_id, item.head)
    new = edition_of(unit, who, item.item_id, item.head + 1, values, reason)
    moving: Mapping[str, int] = dict.fromkeys(("head", *pointers), new.number)
    after = replace(moved(item, does, unit.stamp, **moving), base_edition=number)
    if item.layer == "implementation" and "name" in values:
        after = replace(after, name=str(values["name"]))
    await store.replace(unit.connection, item, after)
    await store.add_edition(unit.connection, new)
    was = held.elements
    changed = sorted(key for key in values.keys() | was.keys() if values.get(key) != was.get(key))
    if number != item.base_edition or await store.merge_state(unit.connection, item.item_id):
        await store.keep_merge(unit.connection, _row(unit, item, number, "applied", changed))
    await index_draft(unit, after, values)
    await mends(unit, after)
    unit.note("item.merge", item.item_id, why=reason, before=held.digest, after=new.digest)
    await _told(unit, item, held, new, reason)
    await lead(unit, who, after)
    return Saved(after, new.digest, changed, shortfalls(values, item, day(unit.at)))


async def _told(unit: Unit, item: Item, held: Edition, new: Edition, reason: str) -> None:
    """A merge is a change set: it is looked at, and taken back, as a file's would be."""
    worth = differences(held.elements, new.elements)
    row = RowOutcome(1, item.code, "changed", item.item_id, held.number, new.number, worth)
    await keep_done(unit, item.office, "merge", f"{reason}：{item.name}", [row])


async def unmerged(unit: Unit, who: Principal, item: Item, values: Values) -> None:
    """An item whose merge is taken back: it stands where it stood before, and a person is asked about what changed."""
    merged = await store.came_by(unit.connection, item.item_id, item.base_edition)
    after = replace(item, base_edition=merged.from_edition if merged else item.base_edition)
    if item.layer == "implementation":
        after = replace(after, name=str(values.get("name", item.name)))
    await store.replace(unit.connection, item, after)
    await store.drop_labels(unit.connection, item.item_id, item.base_edition)
    unit.note("merge.undone", item.item_id, why="撤销合并")
    await offer(unit, who, after, ask=True)
    await lead(unit, who, after)
