"""What the upper level changes reaches every holder as a three-way merge; wording alone asks nobody (U8, G25)."""

import json
from dataclasses import asdict, replace
from typing import Any

from services.catalog import store
from services.catalog.commands.editions import edition_of
from services.catalog.commands.searching import index_draft
from services.catalog.domain import Item, Saved, Values, demand_edition, demand_own, demand_sound, moved, shortfalls
from services.catalog.domain.merging import Merge, decided, only_wording, three_way
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
        if only_wording(before, upper) and not merge.conflicts and item.state in ("compiling", "returned"):
            await _apply(unit, who, item, base.head, merge.values, WORDING)
        else:
            await store.keep_merge(unit.connection, _row(unit, item, base, merge))
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
    held = await store.edition(unit.connection, item.item_id, item.head)
    new = edition_of(unit, who, item.item_id, item.head + 1, values, reason)
    after = replace(moved(item, "save", unit.stamp), head=new.number, base_edition=base_edition)
    if "name" in values:
        after = replace(after, name=str(values["name"]))
    await store.replace(unit.connection, item, after)
    await store.add_edition(unit.connection, new)
    await index_draft(unit, after, values)
    unit.note("item.merge", item.item_id, why=reason, before=held.digest, after=new.digest)
    changed = sorted(k for k in values.keys() | held.elements.keys() if values.get(k) != held.elements.get(k))
    return Saved(after, new.digest, changed, shortfalls(values, item.item_type))


async def merge_down(unit: Unit, who: Principal, item_id: str, based_on: int, choices: dict[str, Any]) -> Saved:
    """Take over what changed above; each conflict is decided by a person, and nothing of one's own is lost."""
    item = await store.load(unit.connection, item_id)
    demand_own(item, who)
    demand_edition(item, based_on)
    waiting = await store.open_merge(unit.connection, item_id)
    base = await store.load(unit.connection, str(item.parent_id))
    before = (await store.edition(unit.connection, base.item_id, waiting.from_edition)).elements
    upper = (await store.edition(unit.connection, base.item_id, waiting.base_edition)).elements
    own = (await store.edition(unit.connection, item_id, item.head)).elements
    merge = three_way(before, upper, own)
    values, left = decided(merge, choices)
    if left:
        texts = {c.path: asdict(c) for c in merge.conflicts if c.path in left}
        faults = [
            Fault(p, "conflict", "两边都改了", "both changed it", "选 own、upper 或给出 value", "choose") for p in left
        ]
        raise Refused(
            "还有冲突没有决定。", "Some conflicts are not decided.", "conflicts", faults, {"conflicts": texts}
        )
    demand_sound(values, {k: v for k, v in values.items() if own.get(k) != v})
    saved = await _apply(unit, who, item, waiting.base_edition, values, f"合并上级第 {waiting.base_edition} 版")
    await store.close_merge(unit.connection, item_id, waiting.base_edition, unit.stamp)
    return saved
