"""Taking over what changed above: tried, decided by a person, and told beforehand by policies (U8, G25)."""

from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands.adjusting import approved
from services.catalog.commands.claims import inherited
from services.catalog.commands.labelling import label
from services.catalog.commands.merging import CLAUSE, apply, policies_of, settled, texts_of
from services.catalog.commands.spreading import look_anew
from services.catalog.domain import Item, Saved, Values, demand_edition, demand_own, demand_sound
from services.catalog.domain.inout import differences
from services.catalog.domain.labels import labelled, unneeded
from services.catalog.domain.merging import Conflict, decided
from services.catalog.domain.policies import (
    GROUPS,
    POLICIES_ZH,
    Plan,
    Policies,
    Policy,
    demand_governed,
    planned,
    usual,
)
from shared.clock import day
from shared.problems import Fault, Malformed, Refused
from shared.rights import Principal
from shared.unit import Unit


async def _planned(connection: AsyncConnection, item: Item, own: Values, choices: dict[str, Any]) -> tuple[Plan, int]:
    """The merge that waits on an item, with choices that may be made, and the edition above that it leads to."""
    await store.demand_open_merge(connection, item.item_id)
    texts, number = await texts_of(connection, item, own)
    plan = planned(texts, await policies_of(connection, item.office))
    office = await store.office(connection, item.office)
    allowed = await approved(connection, item) | inherited({}, office).keys()
    demand_governed(plan.merge.conflicts, choices, allowed)
    return plan, number


async def try_merge(
    connection: AsyncConnection, who: Principal, item_id: str, choices: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[Conflict]]:
    """What a merge with these choices would change, typed by meaning, and the conflicts still to be decided."""
    item, held = await store.load_head(connection, item_id)
    demand_own(item, who)
    plan, _ = await _planned(connection, item, held.elements, choices)
    values, left = decided(plan.merge, choices)
    return differences(held.elements, values), [c for c in plan.merge.conflicts if c.path in left]


async def merge_down(unit: Unit, who: Principal, item_id: str, based_on: int, choices: dict[str, Any]) -> Saved:
    """Take over what changed above; each conflict is decided by a person, and nothing of one's own is lost."""
    item, held = await store.load_head(unit.connection, item_id)
    demand_own(item, who)
    demand_edition(item, based_on)
    plan, number = await _planned(unit.connection, item, held.elements, choices)
    values, left = decided(plan.merge, choices)
    if left:
        texts = {c.path: asdict(c) for c in plan.merge.conflicts if c.path in left}
        faults = [
            Fault(p, "conflict", "两边都改了", "both changed it", "选 own、upper 或给出 value", "choose") for p in left
        ]
        raise Refused(
            "还有冲突没有决定。", "Some conflicts are not decided.", "conflicts", faults, {"conflicts": texts}
        )
    demand_sound(values, {k: v for k, v in values.items() if held.elements.get(k) != v}, day(unit.at))
    saved = await apply(unit, who, item, number, values, f"合并上级第 {number} 版")
    await label(unit, who, item, number, labelled(plan, values))
    return saved


async def pass_over(unit: Unit, who: Principal, item_id: str, based_on: int, reason: str) -> Item:
    """Say that nothing had to change: one's own text stays, the catalogue's elements are as above, and it is a label.

    A group of which something is taken all the same is labelled as what it is.
    """
    item, held = await store.load_head(unit.connection, item_id)
    demand_own(item, who)
    demand_edition(item, based_on)
    plan, number = await _planned(unit.connection, item, held.elements, {})
    values = unneeded(plan)
    if values != held.elements:
        await apply(unit, who, item, number, values, f"上级第 {number} 版，其余无需修改")
    else:
        await settled(unit, who, item, number)
    unit.note("merge.needless", item_id, why=f"{CLAUSE}：上级第 {number} 版无需修改：{reason}"[:500])
    await label(unit, who, item, number, labelled(plan, values))
    return await store.load(unit.connection, item_id)


async def set_policy(unit: Unit, who: Principal, group: str, policy: Policy, reason: str) -> Policies:
    """Say what the body does with changes from above in a group of elements; what is pending is looked at again."""
    if group not in GROUPS:
        raise Malformed("没有这个要素组。", "There is no such group of elements.", "group")
    before = (await policies_of(unit.connection, who.office)).get(group, usual(group))
    row = {"office": who.office, "group_key": group, "policy": policy, "by": who.subject, "at": unit.stamp}
    await store.keep_policy(unit.connection, row)
    said = f"{CLAUSE}：{GROUPS[group]}由“{POLICIES_ZH[before]}”改为“{POLICIES_ZH[policy]}”：{reason}"
    unit.note("merge.policy", who.office, why=said[:500])
    await look_anew(unit, who)
    return await policies_of(unit.connection, who.office)
