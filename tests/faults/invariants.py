"""What must hold after any fault, read from the four databases and the receivers, not from what the services say."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text

from services.registry import SERVICES
from shared import ledger, trail
from shared.clock import now, stamp
from shared.db import Database
from shared.problems import Unavailable
from tests.faults.load import WRITTEN, Crowd, Told
from tests.faults.stand import Stand

Rows = list[dict[str, Any]]
QUIET = 120.0
HEARD = {s.name: [(f"cn.shixiang.{h.event.type}", h.handler.__name__) for h in s.hears] for s in SERVICES}


@dataclass
class Seen:
    """The rows of all four services at one moment."""

    outbox: dict[str, Rows]
    inbox: dict[str, Rows]
    dead: dict[str, Rows]
    head: dict[str, dict[str, Any]]
    trail: dict[str, Rows]
    rows: dict[str, Rows]
    trail_faults: list[str]

    def events(self, kind: str) -> Rows:
        """The data of all events of a type, in order."""
        name = f"cn.shixiang.{kind}"
        return [json.loads(r["envelope"])["data"] for rows in self.outbox.values() for r in rows if r["type"] == name]


TABLES = {
    "catalog": ("items", "editions", "publications", "feed"),
    "review": ("audits", "parts"),
    "guide": ("guides", "guide_editions", "renderings"),
    "notify": ("duties", "circulars", "deliveries"),
}
COLUMNS = {"renderings": "item_id, edition, format"}


async def look(stand: Stand) -> Seen:
    """Read everything."""
    seen = Seen({}, {}, {}, {}, {}, {}, [])
    async with stand.databases() as databases:
        for name, db in databases.items():
            await _look_at(stand, name, db, seen)
    return seen


async def _look_at(stand: Stand, name: str, db: Database, seen: Seen) -> None:
    async with db.reading() as connection:

        async def rows(query: Any) -> Rows:
            return [dict(row) for row in (await connection.execute(query)).mappings()]

        seen.outbox[name] = await rows(select(ledger.outbox).order_by(ledger.outbox.c.seq))
        seen.inbox[name] = await rows(select(ledger.inbox))
        seen.dead[name] = await rows(select(ledger.dead_letters))
        seen.trail[name] = await rows(select(ledger.trail).order_by(ledger.trail.c.seq))
        seen.head[name] = (await rows(select(ledger.head)))[0]
        for table in TABLES[name]:
            seen.rows[table] = await rows(text(f"SELECT {COLUMNS.get(table, '*')} FROM {table}"))  # noqa: S608
        lines = await trail.export(connection, name, stand.keys, stamp(now()))
        found = await trail.database_faults(connection, name, stand.keys)
    found += trail.verify(lines, stand.keys.signer.public_pem)
    seen.trail_faults += [f"the trail of {name}: {fault}" for fault in found]


async def quiet(stand: Stand) -> Seen:
    """Wait until every event has arrived everywhere and nothing is being sent; then look."""
    limit = time.monotonic() + QUIET
    async with AsyncExitStack() as stack:
        databases = await stack.enter_async_context(stand.databases())
        while waiting := await _waiting(databases):
            assert time.monotonic() < limit, f"still under way after {QUIET} s: {waiting}"
            await asyncio.sleep(0.2)
    return await look(stand)


async def _waiting(databases: dict[str, Database]) -> str:
    """What is still under way; a try that was cut short is made due, as two minutes would."""
    due = text("UPDATE deliveries SET next_at = :now WHERE state IN ('queued', 'sending') AND next_at > :now")
    try:
        for name, db in databases.items():
            async with db.reading() as connection:
                sent = ledger.outbox.c.sent_at
                unsent = (await connection.execute(select(ledger.outbox.c.seq).where(sent.is_(None)))).all()
                if unsent:
                    return f"{len(unsent)} unsent events of {name}"
        if missing := await _unheard(databases):
            return missing
        async with databases["notify"].reading() as connection:
            states = await connection.execute(text("SELECT state FROM deliveries WHERE state IN ('queued', 'sending')"))
            left = len(states.all())
        if left:
            async with databases["notify"].writing() as connection:
                await connection.execute(due, {"now": stamp(now())})
            return f"{left} deliveries"
    except Unavailable as away:
        return str(away)
    return ""


async def _unheard(databases: dict[str, Database]) -> str:
    said: dict[str, set[str]] = {}
    for db in databases.values():
        async with db.reading() as connection:
            for row in await connection.execute(select(ledger.outbox.c.event_id, ledger.outbox.c.type)):
                said.setdefault(row.type, set()).add(row.event_id)
    for name, db in databases.items():
        async with db.reading() as connection:
            taken = {(r.event_id, r.handler) for r in await connection.execute(select(ledger.inbox))}
            buried = {r.event_id for r in await connection.execute(select(ledger.dead_letters.c.event_id))}
        for kind, handler in HEARD[name]:
            if left := {e for e in said.get(kind, ()) if (e, handler) not in taken} - buried:
                return f"{len(left)} events {kind} not heard by {name}"
    return ""


async def demand(stand: Stand, crowd: Crowd) -> Seen:
    """Fail with everything that does not hold."""
    seen = await quiet(stand)
    found = [*crowd.told.wrong, *broken(stand, seen, crowd.told)]
    assert not found, "\n".join(found[:40])
    return seen


def broken(stand: Stand, seen: Seen, told: Told) -> list[str]:
    """Everything that does not hold."""
    found = [*seen.trail_faults]
    for check in (_saves, _acts, _editions, _ledger, _effects, _circulars, _agreement):
        found += check(seen, told)
    return found + list(_received(stand, seen))


def _saves(seen: Seen, told: Told) -> Iterator[str]:
    """Every accepted save is there as it was told; what was refused is nowhere."""
    held = {(r["item_id"], r["number"]): r for r in seen.rows["editions"]}
    for act, answer in told.accepted:
        if act.action == "item.save":
            row = held.get((act.subject, answer["edition"]))
            if (
                row is None
                or row["digest"] != answer["digest"]
                or act.token not in json.loads(row["elements"])[WRITTEN]
            ):
                yield f"an accepted save is lost: {act.subject} edition {answer['edition']}"
    everything = {json.loads(r["elements"]).get(WRITTEN) for r in held.values()}
    for act in told.refused:
        if act.action == "item.save" and f"备注 {act.token}" in everything:
            yield f"a refused save was written: {act.subject} {act.token}"


def _acts(seen: Seen, told: Told) -> Iterator[str]:
    """Each accepted act left its entry in the trail, and no act left one that nobody asked for."""
    mine = {act.subject for act, _ in told.accepted}
    there = Counter(
        (row["action"], row["subject"], row["after"] if service == "review" else "")
        for service in ("catalog", "review")
        for row in seen.trail[service]
        if row["subject"] in mine
    )
    accepted = Counter((a.action, a.subject, a.token if a.service == "review" else "") for a, _ in told.accepted)
    unknown = Counter((a.action, a.subject, a.token if a.service == "review" else "") for a in told.unknown)
    for key in accepted.keys() | unknown.keys():
        if not accepted[key] <= there[key] <= accepted[key] + unknown[key]:
            yield f"{key}: {accepted[key]} accepted and {unknown[key]} unknown, {there[key]} in the trail"


def _editions(seen: Seen, told: Told) -> Iterator[str]:
    """Editions are counted without gaps, and the item points at the last."""
    numbers: dict[str, list[int]] = {}
    for row in seen.rows["editions"]:
        numbers.setdefault(row["item_id"], []).append(row["number"])
    for item in seen.rows["items"]:
        mine = sorted(numbers[item["item_id"]])
        if mine != list(range(1, item["head"] + 1)):
            yield f"the editions of {item['item_id']} are {mine}, its head is {item['head']}"


def _ledger(seen: Seen, told: Told) -> Iterator[str]:
    """Outbox numbers have no gap and all are sent; nothing was put aside."""
    for name, rows in seen.outbox.items():
        if [r["seq"] for r in rows] != list(range(1, seen.head[name]["outbox_seq"] + 1)):
            yield f"the outbox of {name} has gaps"
        if unsent := [r["seq"] for r in rows if r["sent_at"] is None]:
            yield f"unsent in {name}: {unsent[:10]}"
    for name, letters in seen.dead.items():
        yield from (f"{name} buried {row['handler']}: {row['reason'][:300]}" for row in letters)


def _effects(seen: Seen, told: Told) -> Iterator[str]:
    """What is heard is claimed once by each hearer; what follows from it is there once."""
    said = {r["event_id"]: r["type"] for rows in seen.outbox.values() for r in rows}
    for name, heard in HEARD.items():
        wanted = Counter((e, h) for e, kind in said.items() for k, h in heard if k == kind)
        taken = Counter((r["event_id"], r["handler"]) for r in seen.inbox[name])
        if wanted != taken:
            yield f"{name} took {len(taken)} events of {len(wanted)}: {list((wanted - taken) | (taken - wanted))[:5]}"
    pairs = (
        ("item.submitted.v1", "review.opened.v1", ("edition",)),
        ("item.published.v1", "guide.rendered.v1", ("edition", "digest")),
    )
    for cause, effect, keys in pairs:
        causes = Counter((e["item"]["item_id"], *(e[k] for k in keys)) for e in seen.events(cause))
        effects = Counter((e["item"]["item_id"], *(e[k] for k in keys)) for e in seen.events(effect))
        if causes != effects:
            yield f"{cause} → {effect}: {causes - effects} lacking, {effects - causes} too many"
    online = Counter((e["item"]["item_id"], e["edition"]) for e in seen.events("item.online.v1"))
    feed = Counter((r["item_id"], r["edition"]) for r in seen.rows["feed"] if r["change"] == "online")
    if online != feed:
        yield f"the feed tells {len(feed)} of {len(online)}"
    if sorted(r["seq"] for r in seen.rows["feed"]) != list(range(1, len(seen.rows["feed"]) + 1)):
        yield "the feed has gaps"


def _circulars(seen: Seen, told: Told) -> Iterator[str]:
    """One circular and two clocks for each time that an item went online, and each told of once."""
    online = Counter(e["item"]["item_id"] for e in seen.events("item.online.v1"))
    made = Counter(r["item_id"] for r in seen.rows["circulars"] if r["kind"] == "online")
    if online != made:
        yield f"circulars: {online - made} lacking, {made - online} twice"
    for kind in ("hall_update", "guide_placement"):
        duties = Counter(r["item_id"] for r in seen.rows["duties"] if r["kind"] == kind)
        if duties != online:
            yield f"duties {kind}: {online - duties} lacking, {duties - online} twice"
    sent = Counter((e["circular_id"], e["channel"], e["recipient"]) for e in seen.events("circular.sent.v1"))
    yield from (f"told twice that it was sent: {key}" for key, count in sent.items() if count > 1)
    noted = Counter(r["subject"] for r in seen.trail["notify"] if r["action"] == "circular.make")
    every = Counter(r["item_id"] for r in seen.rows["circulars"])
    if noted != every:
        yield "the trail counts other circulars than there are"


def _agreement(seen: Seen, told: Told) -> Iterator[str]:
    """Catalog, review and guide say the same of each item."""
    digests = {(r["item_id"], r["number"]): r["digest"] for r in seen.rows["editions"]}
    guides = {r["item_id"]: r for r in seen.rows["guides"]}
    audits = {r["item_id"]: r for r in seen.rows["audits"]}
    rendered = {(r["item_id"], r["edition"]): r["digest"] for r in seen.rows["guide_editions"]}
    live = {r["item_id"]: r["edition"] for r in seen.rows["publications"] if r["live"]}
    for item in seen.rows["items"]:
        key = item["item_id"]
        if item["online"]:
            guide = guides.get(key)
            if not guide or (guide["online"], guide["state"]) != (item["online"], "online"):
                yield f"{key} is online with edition {item['online']}, its guide says {guide}"
            if live.get(key) != item["online"]:
                yield f"{key} is online with {item['online']}, the public record is {live.get(key)}"
            if rendered.get((key, item["online"])) != digests[key, item["online"]]:
                yield f"{key}: the guide was made of another text"
        yield from _audit_agrees(item, audits.get(key), digests)


AFTER_APPROVAL = {"approved", "inspected", "tested", "published"}


def _audit_agrees(item: dict[str, Any], audit: dict[str, Any] | None, digests: dict[Any, str]) -> Iterator[str]:
    if not item["submitted"]:
        return
    key, state = item["item_id"], item["state"]
    wanted = {"in_audit": "open", "returned": "returned"} | dict.fromkeys(AFTER_APPROVAL, "approved")
    if audit is None or audit["edition"] != item["submitted"] or audit["digest"] != digests[key, item["submitted"]]:
        yield f"{key}: submitted {item['submitted']}, the audit is of {audit and audit['edition']}"
    elif state in wanted and audit["state"] != wanted[state]:
        yield f"{key} is {state}, its audit is {audit['state']}"


def _received(stand: Stand, seen: Seen) -> Iterator[str]:
    """What came by mail and webhook is what was sent: a copy only for each try, under the same id."""
    ids = Counter(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in list(stand.sinks.box.mails))
    calls = Counter(headers["webhook-id"] for headers, _ in list(stand.sinks.hook.calls))
    for channel, came in (("email", ids), ("webhook", calls)):
        rows = {r["delivery_id"]: r for r in seen.rows["deliveries"] if r["channel"] == channel}
        if came.keys() != rows.keys():
            yield f"{channel}: {len(rows.keys() - came.keys())} did not come, {len(came.keys() - rows.keys())} unasked"
        for name, copies in came.items():
            if name in rows and copies > rows[name]["attempts"]:
                yield f"{channel} {name} came {copies} times in {rows[name]['attempts']} tries"
        yield from (f"{channel} {k} is {r['state']}: {r['reason']}" for k, r in rows.items() if r["state"] != "sent")
