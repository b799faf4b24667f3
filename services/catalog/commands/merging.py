"""What the upper level changes reaches every holder as a three-way merge; wording alone asks nobody (U8, G25)."""

import json
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands.donesets import keep_done
from services.catalog.commands.editions import edition_of
from services.catalog.commands.searching import index_draft
from services.catalog.domain import Item, Saved, Values, demand_edition, demand_own, demand_sound, moved, shortfalls
from services.catalog.domain.inout import RowOutcome, differences
from services.catalog.domain.merging import Conflict, Merge, decided, only_wording, three_way
from shared.problems import Fault, Refused
from shared.rights import Principal
from shared.unit import Unit

WORDING = "上级仅改动文字"


async def spread(unit: Unit, who: Principal, base: Item, upper: Values) -> int:
    """Offer a changed catalogue item to all who hold it; returns how many were concerned."""
    concerned = 0
    for item in await store.holders(unit.connection, base.item_id):
        before = (await store.edition(unit.connection, base.item_id, item.base_edition or 1)).elements
        own = (await store.edition(unit.connection, item.item_id, item.head)).elements
        merge = three_way(before, upper, own)
        if not merge.taken and not merge.conflicts:
            continue
        concerned += 1
        await store.keep_merge(unit.connection, _row(unit, item, base, merge))
        if only_wording(before, upper) and not merge.conflicts and item.state in ("compiling", "returned"):
            await _apply(unit, who, item, base.head, merge.values, WORDING)
        else:
            unit.note("merge.open", item.item_id, why=f"004 第十一条第二款：上级第 {base.head} 版")
    return concerned


def _row(unit: Unit, item: Item, base: Item, merge: Merge) -> dict[str, Any]:
    conflicts = json.dumps([asdict(c) for c in merge.conflicts], ensure_ascii=False)
    return {
        "item_id": item.item_id,
        "base_edition": base.head,
        "from_edition": item.base_edition or 1,
        "office": item.office,
        "state": "open",
        "taken": json.dumps(merge.taken, ensure_ascii=False),
        "conflicts": conflicts,
        "opened_at": unit.stamp,
    }


async def _apply(unit: Unit, who: Principal, item: Item, base_edition: int, values: Values, reason: str) -> Saved:
    """The merged elements as a new edition, and the merge as a change set of one row."""
    held = await store.edition(unit.connection, item.item_id, item.head)
    new = edition_of(unit, who, item.item_id, item.head + 1, values, reason)
    after = replace(moved(item, "save", unit.stamp), head=new.number, base_edition=base_edition)
    if "name" in values:
        after = replace(after, name=str(values["name"]))
    await store.replace(unit.connection, item, after)
    await store.add_edition(unit.connection, new)
    await store.close_merge(unit.connection, item.item_id, base_edition, unit.stamp)
    await index_draft(unit, after, values)
    unit.note("item.merge", item.item_id, why=reason, before=held.digest, after=new.digest)
    row = RowOutcome(1, item.code, "changed", item.item_id, item.head, new.number, differences(held.elements, values))
    await keep_done(unit, item.office, "merge", f"{reason}：{after.name}", [row])
    changed = sorted(k for k in values.keys() | held.elements.keys() if values.get(k) != held.elements.get(k))
    return Saved(after, new.digest, changed, shortfalls(values, item))


async def _waiting(connection: AsyncConnection, item: Item, own: Values) -> tuple[int, Merge]:
    """The merge that waits on an item, and the edition above that it leads to."""
    waiting = await store.open_merge(connection, item.item_id)
    before, upper = [
        (await store.edition(connection, str(item.parent_id), number)).elements
        for number in (waiting.from_edition, waiting.base_edition)
    ]
    return waiting.base_edition, three_way(before, upper, own)


async def try_merge(
    connection: AsyncConnection, who: Principal, item_id: str, choices: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[Conflict]]:
    """What a merge with these choices would change, typed by meaning, and the conflicts still to be decided."""
    item, held = await store.load_head(connection, item_id)
    demand_own(item, who)
    _, merge = await _waiting(connection, item, held.elements)
    values, left = decided(merge, choices)
    return differences(held.elements, values), [c for c in merge.conflicts if c.path in left]


async def merge_down(unit: Unit, who: Principal, item_id: str, based_on: int, choices: dict[str, Any]) -> Saved:
    """Take over what changed above; each conflict is decided by a person, and nothing of one's own is lost."""
    item, held = await store.load_head(unit.connection, item_id)
    demand_own(item, who)
    demand_edition(item, based_on)
    number, merge = await _waiting(unit.connection, item, held.elements)
    values, left = decided(merge, choices)
    if left:
        texts = {c.path: asdict(c) for c in merge.conflicts if c.path in left}
        faults = [
            Fault(p, "conflict", "两边都改了", "both changed it", "选 own、upper 或给出 value", "choose") for p in left
        ]
        raise Refused(
            "还有冲突没有决定。", "Some conflicts are not decided.", "conflicts", faults, {"conflicts": texts}
        )
    demand_sound(values, {k: v for k, v in values.items() if held.elements.get(k) != v})
    return await _apply(unit, who, item, number, values, f"合并上级第 {number} 版")


async def unmerged(unit: Unit, item: Item, values: Values) -> Item:
    """An item whose merge is taken back: it stands where it stood before, and what changed above waits for it again."""
    merged = await store.merge_into(unit.connection, item.item_id, item.base_edition or 1)
    base = await store.load(unit.connection, str(item.parent_id))
    before, upper = [
        (await store.edition(unit.connection, base.item_id, number)).elements
        for number in (merged.from_edition, base.head)
    ]
    after = replace(item, base_edition=merged.from_edition, name=str(values.get("name", item.name)))
    await store.keep_merge(unit.connection, _row(unit, after, base, three_way(before, upper, values)))
    unit.note("merge.open", item.item_id, why="撤销合并")
    return after
