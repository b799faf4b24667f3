"""What the notify service does: opens and closes duties, makes circulars, and delivers them."""

import base64
import json
import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.notify import store
from services.notify.channels import Channel, Message, RejectedError, UnreachableError, channels
from services.notify.domain import Circular, Duty, duty, duty_kinds, made_id, next_pause
from shared.clock import day, stamp
from shared.codes import covers, divisions
from shared.events import CircularParked, CircularSent, DutyClosed, DutyOpened, Event, ItemRef
from shared.hosting.runtime import Runtime
from shared.problems import Fault, Forbidden, Malformed
from shared.rights import Principal, Role
from shared.unit import Actor, Unit
from shared.workdays import Calendar

GRACE = timedelta(minutes=2)


async def open_duties(unit: Unit, event: type[Event], item: ItemRef, *, manager: bool = False) -> list[Duty]:
    """Start every clock that this event starts, from the day it happened; the same event starts none twice."""
    opened, today = [], day(unit.since)
    for kind in duty_kinds().values():
        if kind.starts == event.type and kind.manager == manager and kind.force.on(today):
            new = duty(kind, item, today, Calendar.official())
            if not await store.has_duty(unit.connection, new.duty_id):
                await store.add_duty(unit.connection, new)
                unit.record(DutyOpened(**_about(new), due_on=new.due_on, provisional=new.provisional))
                unit.note("duty.open", new.item_id, why=f"{kind.clause} {kind.zh}，至 {new.due_on}")
                opened.append(new)
                if on := await store.ended_on(unit.connection, item.item_id, kind.id, item.turn):
                    await _close(unit, new, "自动", on)
    return opened


def _about(held: Duty) -> dict[str, str]:
    return {
        "duty_id": held.duty_id,
        "item_id": held.item_id,
        "kind": held.kind,
        "office": held.office,
        "clause": held.clause,
        "item_name": held.item_name,
        "item_code": held.item_code,
        "office_name": held.office_name,
    }


async def runs(unit: Unit, event: type[Event], item: ItemRef) -> bool:
    """Whether a clock that this event starts runs for an item already."""
    kinds = [kind.id for kind in duty_kinds().values() if kind.starts == event.type]
    return any([await store.open_duties(unit.connection, item.item_id, kind) for kind in kinds])


async def end_duties(unit: Unit, item: ItemRef, *events: type[Event]) -> None:
    """Close every clock that these events end, and keep that they did: the event that starts one may come later."""
    for kind in duty_kinds().values():
        if kind.ends in [event.type for event in events]:
            await store.keep_ending(unit.connection, item.item_id, kind.id, item.turn, day(unit.since).isoformat())
            for held in await store.open_duties(unit.connection, item.item_id, kind.id):
                await _close(unit, held, "自动")


async def complete(unit: Unit, who: Principal, duty_id: str, evidence: str) -> Duty:
    """A person says that a duty is done, with the evidence."""
    held = await store.load_duty(unit.connection, duty_id)
    own = held.office == who.office
    centre = Role.SERVICE_CENTRE in who.roles and covers(who.region, held.region)
    if not (own or centre):
        raise Forbidden(
            "只有责任单位或所属政务服务中心可以办结。",
            "Only the body itself or its service centre can close it.",
            "other_office",
        )
    await _close(unit, held, evidence)
    return await store.load_duty(unit.connection, duty_id)


async def _close(unit: Unit, held: Duty, evidence: str, on: str = "") -> None:
    on = on or day(unit.since).isoformat()
    await store.close_duty(unit.connection, held.duty_id, on, unit.actor.who)
    unit.record(DutyClosed(**_about(held), closed_on=on, late=on > held.due_on))
    unit.note("duty.close", held.item_id, why=f"{held.clause}：{evidence[:300]}")


async def tell(
    unit: Unit,
    key: str,
    kind: str,
    item: ItemRef,
    title: str,
    body: str,
    *,
    office: str = "",
    role: str = "",
    outside: bool = False,
) -> None:
    """Make a circular to a body or a role, into inboxes and, if meant for outside, to every subscriber of the place."""
    circular = Circular(
        made_id("circular", key, kind, office, role),
        kind,
        item.item_id,
        title,
        body,
        office,
        role,
        item.region,
        unit.stamp,
    )
    if await store.has_circular(unit.connection, circular.circular_id):
        return
    to: list[tuple[str, str]] = [("inbox", office or f"{role}@{item.region}")]
    if outside:
        to += [
            (s.channel, s.subscription_id)
            for s in await store.subscribers(unit.connection)
            if covers(s.region, item.region)
        ]
    await store.add_circular(unit.connection, circular, [_delivery(unit, circular, *one) for one in to])
    unit.record(_sent(circular, "inbox", to[0][1]))
    unit.note("circular.make", item.item_id, why=f"{title[:200]}；{len(to)} 处")


def _delivery(unit: Unit, circular: Circular, channel: str, recipient: str) -> dict[str, Any]:
    done = channel == "inbox"
    return {
        "delivery_id": made_id("delivery", circular.circular_id, channel, recipient),
        "circular_id": circular.circular_id,
        "channel": channel,
        "recipient": recipient,
        "state": "sent" if done else "queued",
        "attempts": 1 if done else 0,
        "next_at": unit.stamp,
        "reason": "",
        "sent_at": unit.stamp if done else None,
    }


def _sent(circular: Circular, channel: str, recipient: str) -> CircularSent:
    return CircularSent(
        circular_id=circular.circular_id,
        item_id=circular.item_id,
        title=circular.title,
        channel=channel,
        recipient=recipient,
    )


async def send_due(here: Runtime) -> int:
    """Try every delivery that is due: take it, close the database, send, note the result."""
    async with here.db.reading() as connection:
        rows = await store.due_deliveries(connection, stamp(here.clock()), 100)
    sent = 0
    for row in rows:
        async with here.db.writing() as connection:
            mine = await store.take_delivery(connection, row.delivery_id, row.attempts, stamp(here.clock() + GRACE))
        if mine:
            sent += await _send_one(here, row)
    return sent


async def _send_one(here: Runtime, row: Any) -> bool:
    channel = channels()[row.channel]
    message = Message(
        row.delivery_id, row.title, row.body, row.kind, row.item_id, row.made_at, row.address or "", row.secret or ""
    )
    try:
        await _deliver(channel, message, here)
    except UnreachableError as error:
        await _failed(here, row, str(error), next_pause(row.attempts + 1))
        return False
    except RejectedError as error:
        await _failed(here, row, str(error), None)
        return False
    async with here.unit(Actor.service("notify")) as unit:
        done = {"state": "sent", "sent_at": unit.stamp, "reason": ""}
        await store.end_delivery(unit.connection, row.delivery_id, done)
        common = {"circular_id": row.circular_id, "item_id": row.item_id, "title": row.title}
        unit.record(CircularSent(**common, channel=row.channel, recipient=row.recipient))
        unit.note("circular.sent", row.item_id, why=f"{channel.zh} {row.recipient}")
    return True


async def _deliver(channel: Channel, message: Message, here: Runtime) -> None:
    if not channel.configured(here.settings):
        raise UnreachableError(f"{channel.zh}未配置 {channel.en} is not configured")
    if not message.address:
        raise RejectedError("the subscription ended")
    await channel.send(message, here.settings)


async def _failed(here: Runtime, row: Any, reason: str, pause: timedelta | None) -> None:
    async with here.unit(Actor.service("notify")) as unit:
        if pause is not None:
            later = {"state": "queued", "next_at": stamp(unit.at + pause), "reason": reason}
            await store.end_delivery(unit.connection, row.delivery_id, later)
            return
        await store.end_delivery(unit.connection, row.delivery_id, {"state": "parked", "reason": reason})
        common = {"circular_id": row.circular_id, "item_id": row.item_id, "title": row.title, "channel": row.channel}
        unit.record(CircularParked(**common, recipient=row.recipient, reason=reason))
        unit.note("circular.parked", row.item_id, why=reason[:300])


async def resend(unit: Unit, circular_id: str) -> int:
    """Try the parked deliveries of a circular again."""
    circular = await store.load_circular(unit.connection, circular_id)
    again = await store.resend(unit.connection, circular_id, unit.stamp)
    if again:
        unit.note("circular.resend", circular.item_id, why=f"{again} 处重发")
    return again


async def subscribe(
    unit: Unit, who: Principal, channel: str, address: str, region: str, here: Runtime
) -> dict[str, str]:
    """Subscribe an address to the circulars of a territory; a webhook gets its secret once."""
    who.demand_territory(region)
    if fault := _fault_of(channel, address, region, here):
        raise Malformed(
            f"{fault.message_zh}；{fault.cure_zh}。", f"{fault.message_en}; {fault.cure_en}.", fault.path, [fault]
        )
    row = {
        "subscription_id": str(uuid.uuid4()),
        "channel": channel,
        "address": address,
        "secret": f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}" if channel == "webhook" else "",
        "region": region,
        "office": who.office,
        "made_by": who.subject,
        "made_at": unit.stamp,
    }
    await store.add_subscription(unit.connection, row)
    unit.note("subscription.add", row["subscription_id"], why=f"{channel} {region}")
    return row


def _fault_of(channel: str, address: str, region: str, here: Runtime) -> Fault | None:
    """The first thing wrong with what is subscribed."""
    if unknown := divisions.fault(region):
        words = (f"区划代码有误：{unknown.message}", f"the code of the division: {unknown.message_en}")
        return Fault("region", unknown.cause, *words, "请核对六位区划代码", "check its six digits")
    if channel not in channels():
        names = ", ".join(channels())
        return Fault("channel", "unknown_channel", "没有这种渠道", "no such channel", f"可用：{names}", f"take {names}")
    return channels()[channel].fault_of(address, here.settings)


async def unsubscribe(unit: Unit, who: Principal, subscription_id: str) -> None:
    """End one's own subscription."""
    await store.end_subscription(unit.connection, subscription_id, who.office, unit.stamp)
    unit.note("subscription.end", subscription_id)


def due_words(duties: Sequence[Duty]) -> str:
    """The clocks that an event started, in a sentence each."""
    kinds = duty_kinds()
    return "\n".join(f"· {kinds[d.kind].zh}：{d.due_on} 前（{d.clause}）" for d in duties)


def working_of(held: Duty) -> list[dict[str, Any]]:
    """How a due day was counted."""
    return list(json.loads(held.working))
