"""What holders say of the changes they are asked about is measured, and a group that asks in vain mutes itself (U8)."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands.merging import CLAUSE, offer
from services.catalog.domain import Item
from services.catalog.domain.labels import LOOKED_BACK, MUTED, PER_BODY, Measure
from services.catalog.domain.policies import GROUPS, usual
from shared.clock import stamp
from shared.events import MergeGroupMuted
from shared.hosting.runtime import Runtime
from shared.problems import Forbidden, NotFound
from shared.rights import Principal
from shared.unit import Actor, Unit

AT_ONCE = 200


async def measures(connection: AsyncConnection, province: str, since: str) -> dict[str, Measure]:
    """How precise asking was in a province, by group, since an instant or since the group was last muted.

    Of each body its newest labels count, and no more than its share.
    """
    rows = await store.measured(connection, province, since, PER_BODY)
    return {row.group_key: Measure(row.group_key, row.labels, row.needed, row.bodies) for row in rows}


async def label(unit: Unit, who: Principal, item: Item, number: int, said: Mapping[str, bool]) -> None:
    """Keep what a decision says of each group that was asked about; a group that asks in vain is muted."""
    province = item.region[:2]
    for group, needed in said.items():
        row = {"item_id": item.item_id, "base_edition": number, "group_key": group, "needed": needed}
        row |= {"province": province, "office": item.office, "by": who.subject, "at": unit.stamp}
        await store.keep_label(unit.connection, row)
    muted = await store.mutes(unit.connection, province, unit.stamp)
    found = await measures(unit.connection, province, stamp(unit.at - LOOKED_BACK))
    for group in said.keys() & found.keys() - muted.keys():
        if found[group].mutes and usual(group) == "ask":
            await _mute(unit, item, province, found[group])


async def _mute(unit: Unit, item: Item, province: str, found: Measure) -> None:
    until, zh = stamp(unit.at + MUTED), GROUPS[found.group]
    row = {"province": province, "group_key": found.group, "at": unit.stamp, "until": until, "asked_again": False}
    await store.mute(unit.connection, row | {"labels": found.labels, "needed": found.needed, "bodies": found.bodies})
    why = f"U8：“{zh}”最近 {found.labels} 次确认中仅 {found.needed} 次须修改，自动静默至 {until[:10]}"
    unit.note("merge.muted", item.item_id, why=why)
    unit.record(
        MergeGroupMuted(
            item=item.ref(),
            group=found.group,
            group_zh=zh,
            labels=found.labels,
            needed=found.needed,
            until=until[:10],
        )
    )


async def lift_mute(unit: Unit, who: Principal, group: str, reason: str) -> None:
    """The province's data centre has a group asked about again at once."""
    if who.region[2:6] != "0000":
        raise Forbidden("静默由省级大数据中心解除。", "The province's data centre lifts it.", "province")
    if not await store.lift(unit.connection, who.region[:2], group, unit.stamp):
        raise NotFound("该要素组没有静默。", "This group is not muted.", "group")
    unit.note("merge.unmuted", who.office, why=f"{CLAUSE}：{GROUPS.get(group, group)}恢复提醒：{reason}"[:500])


async def ask_again(here: Runtime) -> int:
    """What a mute that is over kept silent is held against the policies of today, an item in a transaction of its own."""
    async with here.db.reading() as connection:
        over = await store.ended_mutes(connection, stamp(here.clock()))
    return sum([await _asked(here, mute.province, mute.group_key, mute.at, mute.until) for mute in over])


async def _asked(here: Runtime, province: str, group: str, at: str, until: str) -> int:
    async with here.db.reading() as connection:
        items = await store.muted_merges(connection, province, until, AT_ONCE)
    for item_id in items:
        async with here.unit(Actor.service("catalog")) as unit:
            item = await store.load(unit.connection, item_id)
            await offer(unit, Principal.platform(unit.service, item.office, item.region), item)
    if not items:
        async with here.unit(Actor.service("catalog")) as unit:
            await store.asked_again(unit.connection, province, group, at)
            unit.note("merge.unmuted", f"{province}:{group}", why=f"U8：“{GROUPS[group]}”静默期满，恢复提醒")
    return len(items)
