"""Reporting up: what goes online or leaves is queued in the same transaction, and sent in batches until it is receipted.

Nothing is ever dropped: what gets no receipt waits and goes again, what the province refuses is parked and shown, and
so is what it calls stale although nothing newer is known here (ADR 0043).
"""

import json
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.catalog import store
from services.catalog.domain import Item
from shared import countersign
from shared.canonical import canonical
from shared.clock import stamp
from shared.hosting.runtime import Runtime
from shared.http import client
from shared.logs import log
from shared.unit import Actor, Unit

NEWER = "省级已有更新的版本，本级没有；请对账后重新上报 (the province has a newer version that is not known here: reconcile, resend)"
BATCH = 100
ANSWER = 20_000_000
FIRST, LONGEST = 5, 3600


class Receipt(BaseModel):
    """What the province says about one row."""

    model_config = ConfigDict(extra="ignore", strict=True)

    row_guid: str = Field(max_length=36)
    version: int
    state: Literal["accepted", "rejected", "stale"]
    receipt: str = Field("", max_length=100)
    reason: str = Field("", max_length=2000)


class Receipts(BaseModel):
    """What the province says about a batch; rows that it does not name are sent again."""

    model_config = ConfigDict(extra="ignore", strict=True)

    receipts: list[Receipt] = Field(max_length=1000)


_OFFERS = uuid.UUID("6e0a7f0e-4b1c-5d0a-9a55-0c1f3e4d2b71")
"""The names of answers to offers: one row at the province for each body and catalogue item."""


async def report_claim(unit: Unit, base: Item, office: str, region: str, answer: dict[str, Any]) -> None:
    """Queue how a body answered an offer: claimed, or refused and why; a later answer is a newer version (G05)."""
    guid = str(uuid.uuid5(_OFFERS, f"{base.item_id}/{office}"))
    was = await store.last_version(unit.connection, guid)
    told = {"basic_code": base.basic_code, "office": office, "region": region, "at": unit.stamp} | answer
    record = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    row = _row(unit, guid, _next(unit, was), str(answer.get("code") or base.basic_code), record)
    row |= {"kind": "claim", "region": region, "operation": "U" if was else "I"}
    await store.queue_up(unit.connection, row)


def _next(unit: Unit, was: int) -> int:
    """The version after the last one here; by the minutes of the clock, so that it is also above what was sent after
    the moment to which a backup took this platform back.
    """
    return max(was + 1, int(unit.at.timestamp()) // 60)


def _row(unit: Unit, guid: str, version: int, code: str, record: str) -> dict[str, Any]:
    """A row that waits to go up."""
    told = {"row_guid": guid, "version": version, "item_id": "", "code": code, "payload": record}
    fresh = {"batch": "", "state": "waiting", "receipt": "", "attempts": 0, "reason": ""}
    times = {"next_at": unit.stamp, "made_at": unit.stamp}
    return told | fresh | times | {"digest": store.record_digest(record), "kind": "item", "region": ""}


async def report_up(unit: Unit, item: Item, edition: int) -> None:
    """Queue what the public now sees of an item, edition zero meaning nothing any more."""
    was = await store.last_version(unit.connection, item.item_id)
    record = await store.published(unit.connection, item.item_id, edition) if edition else ""
    row = _row(unit, item.item_id, _next(unit, was), item.code, record)
    operation = ("U" if was else "I") if edition else "D"
    await store.queue_up(unit.connection, row | {"item_id": item.item_id, "operation": operation})


async def send_up(here: Runtime) -> int:
    """One round of the job: send batches for as long as the province takes them; returns how many rows were settled."""
    key = countersign.key_of(here.settings) if here.settings.province_url else None
    if key is None:
        return 0
    total = 0
    while settled := await _send_batch(here, key):
        total += settled
    return total


async def _send_batch(here: Runtime, key: bytes) -> int:
    import httpx

    batch, actor = str(uuid.uuid4()), Actor.service(here.name)
    async with here.unit(actor) as unit:
        due = await store.due_up(unit.connection, unit.stamp, BATCH)
        for row in due:
            wait = timedelta(seconds=min(LONGEST, FIRST * 2 ** min(row.attempts, 12)))
            again = {"attempts": row.attempts + 1, "next_at": stamp(unit.at + wait), "batch": batch}
            await store.mark_up(unit.connection, row, **again)
    if not due:
        return 0
    try:
        receipts = await _post(here, key, _content(batch, due))
    except (httpx.HTTPError, OSError, ValidationError, ValueError) as error:
        log.warning("province.no_receipt", batch=batch, rows=len(due), error=type(error).__name__)
        async with here.unit(actor) as unit:
            for row in due:
                await store.mark_up(unit.connection, row, reason=f"{type(error).__name__}: {error}"[:300])
        return 0
    return await _settle(here, due, receipts)


def _content(batch: str, due: Sequence[Any]) -> bytes:
    rows = [
        {
            "row_guid": row.row_guid,
            "version": row.version,
            "cd_operation": row.operation,
            "cd_time": row.made_at,
            "code": row.code,
            "digest": row.digest,
            "table": row.kind,
            "record": row.payload,
        }
        for row in due
    ]
    return canonical({"cd_batch": batch, "rows": rows})


async def _post(here: Runtime, key: bytes, body: bytes) -> list[Receipt]:
    signed = countersign.headers(key, here.clock(), body) | {"content-type": "application/json"}
    async with client(here.settings.province_timeout) as http:
        answer = await http.post(f"{here.settings.province_url.rstrip('/')}/report-up", content=body, headers=signed)
    answer.raise_for_status()
    if len(answer.content) > ANSWER:
        raise ValueError("the answer is too long")
    return Receipts.model_validate_json(answer.content).receipts


async def _settle(here: Runtime, due: Sequence[Any], receipts: Sequence[Receipt]) -> int:
    """Keep the receipts of rows that were sent; a receipt for anything else says nothing."""
    sent = {(row.row_guid, row.version): row for row in due}
    told = {(one.row_guid, one.version): one for one in receipts}
    async with here.unit(Actor.service(here.name)) as unit:
        for place in sorted(told.keys() & sent.keys()):
            one = told[place]
            state, reason = await _state(unit, one)
            done = {"state": state, "receipt": one.receipt, "reason": reason, "settled_at": unit.stamp}
            await store.mark_up(unit.connection, sent[place], **done)
            if state == "parked":
                unit.note("province.rejected", one.row_guid, why=reason[:500])
    return len(told.keys() & sent.keys())


async def _state(unit: Unit, one: Receipt) -> tuple[str, str]:
    """What a receipt makes of a row, and why: stale is only what a newer version of ours has overtaken."""
    if one.state == "accepted":
        return "accepted", one.reason
    if one.state == "rejected":
        return "parked", one.reason
    newest = await store.last_version(unit.connection, one.row_guid)
    return ("stale", one.reason) if one.version < newest else ("parked", one.reason or NEWER)


async def send_again(unit: Unit, territory: str) -> dict[str, int]:
    """Send what was refused, and what the last reconciliation found to differ, once more; a newer version each time."""
    revived, queued, after = await _revive(unit, territory), 0, -1
    while found := await store.drifts(unit.connection, territory, after, BATCH):
        for drift in found:
            queued += await _again(unit, drift)
        after = found[-1].place
    unit.note("province.send_again", territory or "all", why=f"{revived} + {queued}")
    return {"revived": revived, "queued": queued}


async def _revive(unit: Unit, territory: str) -> int:
    """What is parked goes under a new number, once; what a newer version has overtaken is only put away."""
    revived = 0
    while found := await store.parked(unit.connection, territory, BATCH):
        for row in found:
            was = await store.last_version(unit.connection, row.row_guid)
            await store.put_away(unit.connection, row)
            if row.version == was:
                times = {"next_at": unit.stamp, "made_at": unit.stamp, "settled_at": None}
                fresh = {"version": _next(unit, was), "state": "waiting", "attempts": 0}
                fresh |= {"batch": "", "receipt": "", "reason": ""}
                await store.queue_up(unit.connection, dict(row._mapping) | fresh | times)  # noqa: SLF001 - SQLAlchemy's public door
                revived += 1
    return revived


async def _again(unit: Unit, drift: Any) -> bool:
    """An odd row is the province's to mend."""
    if drift.kind == "odd":
        return False
    item = await store.find(unit.connection, drift.item_id) if drift.item_id else None
    if item and drift.kind != "extra":
        await report_up(unit, item, item.online)
    elif item and drift.row_guid == item.item_id:
        await report_up(unit, item, 0)
    else:
        await _take_back(unit, drift)
    return True


async def _take_back(unit: Unit, drift: Any) -> None:
    """Something that only the province has: ask it to take it out, under the row that it named."""
    version = _next(unit, await store.last_version(unit.connection, drift.row_guid))
    await store.queue_up(unit.connection, _row(unit, drift.row_guid, version, drift.code, "") | {"operation": "D"})
