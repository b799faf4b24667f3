"""The nightly reconciliation: each item's hash here against its hash at the province, both sides read in pages."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.catalog import store
from shared import countersign
from shared.clock import BEIJING, day
from shared.hosting.runtime import Runtime
from shared.http import client
from shared.logs import log
from shared.problems import Unavailable
from shared.unit import Actor

if TYPE_CHECKING:
    import httpx

PAGE = 500
HOUR = 2


class Held(BaseModel):
    """One row that the province holds."""

    model_config = ConfigDict(extra="ignore", strict=True)

    row_guid: str = Field(max_length=36)
    code: str = Field(min_length=1, max_length=40)
    digest: str = Field(max_length=64)


class Inventory(BaseModel):
    """A page of what the province holds, by code."""

    model_config = ConfigDict(extra="ignore", strict=True)

    items: list[Held] = Field(max_length=PAGE)


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
    """Compare everything, and keep what is missing there, different, or only there."""
    import httpx

    key = countersign.key_of(here.settings) if here.settings.province_url else None
    if key is None:
        raise Unavailable("没有配置省级平台（SHIXIANG_PROVINCE_URL）。", "No province is configured.", "no_province")
    run_id, drifts = str(uuid.uuid4()), list[dict[str, Any]]()
    ours, theirs = _Side(_ours(here)), _Side(_theirs(here, key))
    try:
        await _compare(ours, theirs, drifts)
    except (httpx.HTTPError, OSError, ValidationError, ValueError) as error:
        log.warning("province.not_reconciled", error=repr(error)[:200])
        raise Unavailable("省级平台没有应答，对账未完成。", "The province does not answer.", "province_away") from error
    async with here.unit(Actor.service(here.name)) as unit:
        made = Reconciliation(run_id, unit.stamp, ours.count, theirs.count, len(drifts))
        rows = [one | {"run_id": run_id, "at": unit.stamp} for one in drifts]
        await store.keep_reconciliation(unit.connection, vars(made), rows)
        unit.note("province.reconcile", run_id, why=f"本级 {ours.count}，省级 {theirs.count}，差异 {len(drifts)}")
    return made


@dataclass
class _Side:
    """One side of the comparison, read forward by code."""

    rows: AsyncIterator[Held]
    now: Held | None = None
    count: int = 0

    async def step(self) -> None:
        was = self.now.code if self.now else ""
        self.now = await anext(self.rows, None)
        self.count += self.now is not None
        if self.now and self.now.code <= was:
            raise ValueError("the inventory is not in the order of its codes")


async def _compare(ours: _Side, theirs: _Side, drifts: list[dict[str, Any]]) -> None:
    await ours.step()
    await theirs.step()
    while ours.now or theirs.now:
        here, there = ours.now, theirs.now
        if there is None or (here and here.code < there.code):
            drifts.append(_drift("missing", here, None))
            await ours.step()
        elif here is None or there.code < here.code:
            drifts.append(_drift("extra", None, there))
            await theirs.step()
        else:
            if here.digest != there.digest:
                drifts.append(_drift("different", here, there))
            await ours.step()
            await theirs.step()


def _drift(kind: str, here: Held | None, there: Held | None) -> dict[str, Any]:
    told = there or here
    digests = {"ours": here.digest if here else "", "theirs": there.digest if there else ""}
    return {"kind": kind, "code": told.code if told else "", "row_guid": told.row_guid if told else "", **digests}


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


async def _theirs(here: Runtime, key: bytes) -> AsyncIterator[Held]:
    after = ""
    async with client(here.settings.province_timeout) as http:
        while True:
            page = await _page(here, key, http, after)
            for row in page:
                yield row
            if len(page) < PAGE:
                return
            after = page[-1].code


async def _page(here: Runtime, key: bytes, http: "httpx.AsyncClient", after: str) -> list[Held]:
    """One page; a province that stumbles is asked three times."""
    import httpx

    url = f"{here.settings.province_url.rstrip('/')}/inventory"
    for tries in range(3):
        try:
            signed = countersign.headers(key, here.clock(), after.encode())
            answer = await http.get(url, params={"after": after, "limit": PAGE}, headers=signed)
            answer.raise_for_status()
            return Inventory.model_validate_json(answer.content).items
        except (httpx.HTTPError, ValidationError):
            if tries == 2:  # noqa: PLR2004 - the third and last
                raise
    return []
