"""SQL of what holders said of the changes that they were asked about, and of the groups that are muted for a time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Integer, cast, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.store.items import Rows

_L, _Q, _M, _I = t.merge_labels.c, t.merge_mutes.c, t.merges.c, t.items.c


async def keep_label(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """What was said of a group in a merge, in place of what was said before."""
    same = (_L.item_id == row["item_id"]) & (_L.base_edition == row["base_edition"])
    await connection.execute(delete(t.merge_labels).where(same, _L.group_key == row["group_key"]))
    await connection.execute(insert(t.merge_labels).values(**row))


async def drop_labels(connection: AsyncConnection, item_id: str, base_edition: int) -> None:
    """A decision that is taken back says nothing any more."""
    same = (_L.item_id == item_id) & (_L.base_edition == base_edition)
    await connection.execute(delete(t.merge_labels).where(same))


async def measured(connection: AsyncConnection, province: str, since: str, per_body: int) -> Rows:
    """By group: labels since an instant and since the group was last muted, how many say needed, of how many bodies.

    Of each body its newest so many labels of a group count.
    """
    last = select(_Q.group_key, func.max(_Q.until).label("until")).where(_Q.province == province)
    ended = last.group_by(_Q.group_key).subquery("ended")
    newest = (_L.at.desc(), _L.item_id, _L.base_edition.desc())
    place = func.row_number().over(partition_by=(_L.group_key, _L.office), order_by=newest)
    given = select(_L.group_key, _L.office, _L.needed, place.label("place"))
    given = given.outerjoin(ended, ended.c.group_key == _L.group_key)
    given = given.where(_L.province == province, _L.at > since, _L.at > func.coalesce(ended.c.until, ""))
    one = given.subquery("given").c
    rows = select(
        one.group_key,
        func.count().label("labels"),
        func.sum(cast(one.needed, Integer)).label("needed"),
        func.count(one.office.distinct()).label("bodies"),
    )
    rows = rows.where(one.place <= per_body).group_by(one.group_key)
    return (await connection.execute(rows.order_by(one.group_key))).all()


async def mute(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """A group of elements is asked about no more until an instant."""
    await connection.execute(insert(t.merge_mutes).values(**row))


async def mutes(connection: AsyncConnection, province: str, now: str) -> dict[str, Any]:
    """The groups that are muted in a province now, each with its end and what was measured."""
    rows = select(t.merge_mutes).where(_Q.province == province, _Q.at <= now, _Q.until > now)
    return {row.group_key: row for row in await connection.execute(rows)}


async def lift(connection: AsyncConnection, province: str, group: str, now: str) -> bool:
    """End a mute now; whether there was one."""
    this = (_Q.province == province) & (_Q.group_key == group) & (_Q.until > now)
    return bool((await connection.execute(update(t.merge_mutes).where(this).values(until=now))).rowcount)


async def ended_mutes(connection: AsyncConnection, now: str) -> Rows:
    """Mutes that are over and whose silence was not looked at again yet."""
    rows = select(t.merge_mutes).where(_Q.until <= now, _Q.asked_again.is_(False))
    return (await connection.execute(rows.order_by(_Q.until))).all()


async def asked_again(connection: AsyncConnection, province: str, group: str, at: str) -> None:
    """All that a mute kept silent was looked at again."""
    this = (_Q.province == province) & (_Q.group_key == group) & (_Q.at == at)
    await connection.execute(update(t.merge_mutes).where(this).values(asked_again=True))


async def muted_merges(connection: AsyncConnection, province: str, before: str, limit: int) -> list[str]:
    """Items of a province whose merge was kept silent before an instant."""
    join = t.merges.join(t.items, _M.item_id == _I.item_id)
    rows = select(_M.item_id).select_from(join).where(_M.state == "muted", _M.opened_at < before)
    rows = rows.where(_I.region.startswith(province, autoescape=True)).order_by(_M.item_id)
    return list((await connection.execute(rows.limit(limit))).scalars())
