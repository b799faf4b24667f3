"""What operators have done by hand: the clock's jobs once, dead letters again, old events again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services import service
from shared import outbox, trail
from shared.clock import stamp
from shared.db import Database
from shared.hosting.host import Host
from shared.hosting.loops import CHECKPOINT, run_job
from shared.logs import log
from shared.settings import Settings

SELDOM = 300.0
"""Seconds: jobs that run as seldom as this wait for a time of the day; the others follow what people do."""


async def sweep(names: Sequence[str], given: Settings) -> None:
    """Run the jobs that wait for their time, where no process that serves has them, and sign every trail's head.

    What fails is logged, and stops nothing else; then it ends with the first of these errors.
    """
    failed: list[Exception] = []
    host = Host([service(name) for name in names], given)
    for part in host.services:
        runtime = host.runtimes[part.name]
        for job in (*(one for one in part.jobs if one.every >= SELDOM), CHECKPOINT):
            try:
                await run_job(runtime, job)
            except Exception as error:  # noqa: BLE001 - the other jobs run all the same
                log.warning("job.failed", service=part.name, job=job.name, error=repr(error)[:300])
                failed.append(error)
        await runtime.db.close()
    if failed:
        raise failed[0]


async def replay(name: str, event: str | None, given: Settings) -> tuple[int, int]:
    """Hand dead letters to their handlers again; returns how many were handled and how many failed again."""
    host = Host([service(name)], given)
    try:
        return await host.hearings[name].replay(event)
    finally:
        await host.runtimes[name].db.close()


async def dismiss(name: str, event: str, reason: str, given: Settings) -> bool:
    """Lay a dead letter aside for good; False when there is none of this id."""
    host = Host([service(name)], given)
    try:
        return await host.hearings[name].dismiss(event, reason)
    finally:
        await host.runtimes[name].db.close()


async def resend(name: str, since: datetime, given: Settings) -> int:
    """Have the relay say again what left since a moment."""
    db = Database(given.database_of(name))
    try:
        await db.demand()
        return await outbox.resend(db, stamp(since))
    finally:
        await db.close()


async def check(name: str, given: Settings) -> list[dict[str, Any]]:
    """Every fault of a live trail, and everything the service keeps that is not what the trail tells of it."""
    part = service(name)
    runtime = Host([part], given).runtimes[name]
    try:
        await runtime.db.demand()
        async with runtime.db.snapshot() as connection:
            found = [vars(one) for one in await trail.database_faults(connection, name, runtime.keys)]
            return found + [vars(one) for one in (await part.checks(connection)).faults] if part.checks else found
    finally:
        await runtime.db.close()
