"""The nightly reconciliation: each item's hash here against its hash at the province, both sides read in pages."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.catalog import store
from services.catalog.commands.inventory import Held, Side, compared, inventory
from shared import countersign
from shared.clock import BEIJING, day
from shared.hosting.runtime import Runtime
from shared.problems import Unavailable
from shared.unit import Actor

PAGE = 500
HOUR = 2


@dataclass(frozen=True)
class Reconciliation:
    """How a run ended."""

    run_id: str
    at: str
    ours: int
    theirs: int
    drift: int


async def reconcile_nightly(here: Runtime) -> int:
    """Once a night, after two; returns 1 when it ran."""
    at = here.clock()
    if not here.settings.province_url or at.astimezone(BEIJING).hour < HOUR:
        return 0
    async with here.db.reading() as connection:
        last = await store.last_reconciliation(connection)
    if last and day(datetime.fromisoformat(last.at)) >= day(at):
        return 0
    await reconcile(here)
    return 1


async def reconcile(here: Runtime) -> Reconciliation:
    """Compare everything, and keep what is missing there, different, only there, or odd."""
    key = countersign.key_of(here.settings) if here.settings.province_url else None
    if key is None:
        raise Unavailable("没有配置省级平台（SHIXIANG_PROVINCE_URL）。", "No province is configured.", "no_province")
    run_id = str(uuid.uuid4())
    ours, theirs = Side(_ours(here)), Side(inventory(here, key))
    drifts = await compared(ours, theirs)
    async with here.unit(Actor.service(here.name)) as unit:
        made = Reconciliation(run_id, unit.stamp, ours.count, theirs.count, len(drifts))
        rows = [one | {"run_id": run_id, "at": unit.stamp, "place": place} for place, one in enumerate(drifts)]
        await store.keep_reconciliation(unit.connection, vars(made), rows)
        unit.note("province.reconcile", run_id, why=f"本级 {ours.count}，省级 {theirs.count}，差异 {len(drifts)}")
    return made


def _digests(rows: Sequence[Any]) -> list[str]:
    return [store.record_digest(row.record) for row in rows]


async def _ours(here: Runtime) -> AsyncIterator[Held]:
    after = ""
    while True:
        async with here.db.reading() as connection:
            page = await store.live_records(connection, after, PAGE)
        digests = await asyncio.to_thread(_digests, page)
        for row, digest in zip(page, digests, strict=True):
            yield Held(row_guid=row.item_id, code=row.code, digest=digest)
        if len(page) < PAGE:
            return
        after = page[-1].code
