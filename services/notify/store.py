"""All SQL of the notify service."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import and_, false, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify import tables as t
from services.notify.domain import Circular, Duty
from shared.problems import Conflict, NotFound

Rows = Sequence[Any]


async def has_duty(connection: AsyncConnection, duty_id: str) -> bool:
    """Whether the duty was opened before."""
    return (
        await connection.execute(select(t.duties.c.duty_id).where(t.duties.c.duty_id == duty_id))
    ).first() is not None


async def add_duty(connection: AsyncConnection, duty: Duty) -> None:
    """A new duty."""
    await connection.execute(insert(t.duties).values(asdict(duty)))


async def keep_ending(connection: AsyncConnection, item_id: str, kind: str, turn: int, on: str) -> None:
    """Keep that an item's turn ended a kind of duty, and on which day."""
    e = t.endings.c
    there = select(e.turn).where(e.item_id == item_id, e.kind == kind, e.turn == turn)
    if (await connection.execute(there)).first() is None:
        await connection.execute(insert(t.endings).values(item_id=item_id, kind=kind, turn=turn, ended_on=on))


async def ended_on(connection: AsyncConnection, item_id: str, kind: str, turn: int) -> str | None:
    """The day on which a duty that began at this turn was ended already, if its ending was heard of first."""
    e = t.endings.c
    query = select(e.ended_on).where(e.item_id == item_id, e.kind == kind, e.turn > turn).order_by(e.turn).limit(1)
    return (await connection.execute(query)).scalar()


async def load_duty(connection: AsyncConnection, duty_id: str) -> Duty:
    """One duty."""
    row = (await connection.execute(select(t.duties).where(t.duties.c.duty_id == duty_id))).one_or_none()
    if row is None:
        raise NotFound("没有该时限任务。", "There is no such duty.", "duty")
    return Duty(**row._mapping)


async def open_duties(connection: AsyncConnection, item_id: str, kind: str) -> list[Duty]:
    """The open duties of a kind on an item."""
    d = t.duties.c
    rows = select(t.duties).where(d.item_id == item_id, d.kind == kind, d.closed_on.is_(None))
    return [Duty(**row._mapping) for row in await connection.execute(rows)]


async def close_duty(connection: AsyncConnection, duty_id: str, on: str, by: str) -> None:
    """Close an open duty, once."""
    d = t.duties.c
    this = update(t.duties).where(d.duty_id == duty_id, d.closed_on.is_(None)).values(closed_on=on, closed_by=by)
    if (await connection.execute(this)).rowcount != 1:
        raise Conflict("该任务已办结。", "The duty is closed already.", "closed")


async def duties(
    connection: AsyncConnection, office: str, territory: str | None, after: tuple[str, str], limit: int, *, closed: bool
) -> list[Duty]:
    """Duties of a body or a territory, by due day."""
    d = t.duties.c
    rows = select(t.duties).order_by(d.due_on, d.duty_id).limit(limit)
    rows = rows.where(or_(d.due_on > after[0], and_(d.due_on == after[0], d.duty_id > after[1])))
    if not closed:
        rows = rows.where(d.closed_on.is_(None))
    rows = (
        rows.where(d.region.startswith(territory, autoescape=True))
        if territory is not None
        else rows.where(d.office == office)
    )
    return [Duty(**row._mapping) for row in await connection.execute(rows)]


async def has_circular(connection: AsyncConnection, circular_id: str) -> bool:
    """Whether the circular was made before."""
    c = t.circulars.c.circular_id
    return (await connection.execute(select(c).where(c == circular_id))).first() is not None


async def add_circular(connection: AsyncConnection, circular: Circular, deliveries: Sequence[dict[str, Any]]) -> None:
    """A new circular with its deliveries."""
    await connection.execute(insert(t.circulars).values(asdict(circular)))
    await connection.execute(insert(t.deliveries), list(deliveries))


async def load_circular(connection: AsyncConnection, circular_id: str) -> Circular:
    """One circular."""
    row = (await connection.execute(select(t.circulars).where(t.circulars.c.circular_id == circular_id))).one_or_none()
    if row is None:
        raise NotFound("没有该通报。", "There is no such circular.", "circular")
    return Circular(**row._mapping)


async def inbox(
    connection: AsyncConnection, office: str, roles: Sequence[str], territories: Sequence[str], before: str, limit: int
) -> list[Circular]:
    """Circulars to a body, or to a role whose territory the reader shares; newest first."""
    c = t.circulars.c
    by_role = and_(c.role.in_(roles), or_(false(), *(c.region.startswith(p, autoescape=True) for p in territories)))
    rows = (
        select(t.circulars)
        .where(or_(c.office == office, by_role))
        .order_by(c.made_at.desc(), c.circular_id)
        .limit(limit)
    )
    if before:
        rows = rows.where(c.made_at < before)
    return [Circular(**row._mapping) for row in await connection.execute(rows)]


async def read_by(connection: AsyncConnection, circular_ids: Sequence[str], who: str) -> set[str]:
    """Which of these circulars someone signed for."""
    r = t.reads.c
    return set(
        (await connection.execute(select(r.circular_id).where(r.circular_id.in_(circular_ids), r.who == who))).scalars()
    )


async def sign_for(connection: AsyncConnection, circular_id: str, who: str, at: str) -> None:
    """Note that someone has read a circular; the second time changes nothing."""
    if not await read_by(connection, [circular_id], who):
        await connection.execute(insert(t.reads).values(circular_id=circular_id, who=who, at=at))


async def deliveries_of(connection: AsyncConnection, circular_id: str) -> Rows:
    """How a circular travels."""
    d = t.deliveries.c
    return (
        await connection.execute(
            select(t.deliveries).where(d.circular_id == circular_id).order_by(d.channel, d.recipient)
        )
    ).all()


async def due_deliveries(connection: AsyncConnection, now: str, limit: int) -> Rows:
    """Deliveries to be tried now, with circular and subscription."""
    d, s = t.deliveries, t.subscriptions
    join = d.join(t.circulars, d.c.circular_id == t.circulars.c.circular_id).outerjoin(
        s, d.c.recipient == s.c.subscription_id
    )
    columns = [d.c.delivery_id, d.c.channel, d.c.recipient, d.c.attempts, d.c.circular_id]
    columns += [
        t.circulars.c.title,
        t.circulars.c.body,
        t.circulars.c.item_id,
        t.circulars.c.kind,
        t.circulars.c.made_at,
    ]
    rows = select(*columns, s.c.address, s.c.secret).select_from(join)
    rows = (
        rows.where(d.c.state.in_(("queued", "sending")), d.c.next_at <= now)
        .order_by(d.c.next_at, d.c.delivery_id)
        .limit(limit)
    )
    return (await connection.execute(rows)).all()


async def take_delivery(connection: AsyncConnection, delivery_id: str, attempts: int, until: str) -> bool:
    """Begin a try: True for the one process that gets it. If it dies, the delivery is due again after `until`."""
    d = t.deliveries.c
    this = update(t.deliveries).where(
        d.delivery_id == delivery_id, d.attempts == attempts, d.state.in_(("queued", "sending"))
    )
    return (await connection.execute(this.values(state="sending", attempts=attempts + 1, next_at=until))).rowcount == 1


async def end_delivery(connection: AsyncConnection, delivery_id: str, values: dict[str, Any]) -> None:
    """The result of a try."""
    await connection.execute(update(t.deliveries).where(t.deliveries.c.delivery_id == delivery_id).values(values))


async def resend(connection: AsyncConnection, circular_id: str, now: str) -> int:
    """Put parked deliveries of a circular back in the line."""
    d = t.deliveries.c
    this = update(t.deliveries).where(d.circular_id == circular_id, d.state == "parked")
    return (await connection.execute(this.values(state="queued", attempts=0, next_at=now, reason=""))).rowcount


async def add_subscription(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """A new subscription."""
    await connection.execute(insert(t.subscriptions).values(row))


async def subscriptions(connection: AsyncConnection, office: str) -> Rows:
    """The subscriptions of a body."""
    s = t.subscriptions.c
    return (
        await connection.execute(
            select(t.subscriptions).where(s.office == office, s.ended_at.is_(None)).order_by(s.made_at)
        )
    ).all()


async def subscribers(connection: AsyncConnection) -> Rows:
    """Every live subscription; a province has some dozens."""
    return (await connection.execute(select(t.subscriptions).where(t.subscriptions.c.ended_at.is_(None)))).all()


async def end_subscription(connection: AsyncConnection, subscription_id: str, office: str, at: str) -> None:
    """End one's own subscription."""
    s = t.subscriptions.c
    this = update(t.subscriptions).where(s.subscription_id == subscription_id, s.office == office, s.ended_at.is_(None))
    if (await connection.execute(this.values(ended_at=at))).rowcount != 1:
        raise NotFound("没有该订阅。", "There is no such subscription.", "subscription")
