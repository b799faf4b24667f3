"""The three loops of a service: relay, jobs by the clock, and the checkpoint of the trail. (Consuming is the bus's.)"""

import asyncio
import contextlib
import hashlib
import os
import socket
import time
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from shared import ledger, outbox, trail
from shared.bus import Bus
from shared.clock import stamp
from shared.hosting.runtime import Bell, Runtime
from shared.hosting.service import Job
from shared.logs import log
from shared.unit import Actor

if TYPE_CHECKING:
    import asyncpg

IDLE = 1.0
MOMENT = 0.05
"""Seconds of silence after which what was published is marked: a burst of commits has one mark."""
WATCH = 0.75
LONGEST_PAUSE = 5.0
LONGEST_LEASE = 600.0
HOLDER = f"{socket.gethostname()}:{os.getpid()}"


class Turn:
    """The right to relay, held by one process of a service at a time."""

    def __init__(self, bell: Bell, connection: "asyncpg.Connection | None" = None) -> None:
        self.bell, self._connection = bell, connection

    @property
    def held(self) -> bool:
        """False once the connection that holds the lock is gone."""
        return self._connection is None or not self._connection.is_closed()

    async def wait(self, seconds: float, ring: asyncio.Event) -> bool:
        """Wait for a commit anywhere since the ring was taken, or for so long; whether there was one."""
        return await self.bell.wait(seconds, ring)


@contextlib.asynccontextmanager
async def turn_to_relay(runtime: Runtime) -> AsyncIterator[Turn | None]:
    """On PostgreSQL an advisory lock and LISTEN on one connection; on SQLite the process is alone anyway.

    A commit of this process rings the runtime's bell and comes as a NOTIFY too: the relay hears the NOTIFY alone.
    """
    if runtime.db.sqlite:
        yield Turn(runtime.bell)
        return
    import asyncpg

    url = runtime.db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url, timeout=10)
    try:
        if not await connection.fetchval(
            "SELECT pg_try_advisory_lock($1)", zlib.crc32(f"relay:{runtime.name}".encode())
        ):
            yield None
            return
        turn = Turn(Bell(), connection)

        def rung(*_: object) -> None:
            turn.bell.ring()
            runtime.bell.ring()

        await connection.add_listener(f"outbox_{runtime.name}", rung)
        yield turn
    finally:
        connection.terminate()


async def relay_loop(runtime: Runtime, bus: Bus) -> None:
    """Carry the outbox to the bus for as long as the process lives; nothing that fails ends it."""
    pause = 0.1
    while True:
        try:
            async with turn_to_relay(runtime) as turn, outbox.carrying(runtime.db, bus) as carrier:
                while turn and turn.held:
                    await _round(runtime, turn, carrier)
                    pause = 0.1
        except Exception as error:  # noqa: BLE001 - broker or database away: the rows wait
            log.warning("relay.trying_again", service=runtime.name, error=repr(error)[:300], pause=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _round(runtime: Runtime, turn: Turn, carrier: outbox.Carrier) -> None:
    """Publish what is new and wait for more; what was published is marked when nothing more comes, or it is time."""
    ring = turn.bell.next
    done = await carrier.publish() < outbox.BATCH
    if done:
        runtime.pulse["relay"] = time.monotonic()
        if carrier.unmarked and await turn.wait(MOMENT, ring) and not carrier.overdue:
            return
    await carrier.mark()
    if done:
        await turn.wait(IDLE, ring)


async def confirm_shelf(runtime: Runtime) -> None:
    """See whether another replica changed what the public sees."""
    asked = time.monotonic()
    async with runtime.db.reading() as connection:
        version = (await connection.execute(runtime.shown)).scalar()
    runtime.shelf.confirm(version or 0, asked)


async def shelf_loop(runtime: Runtime) -> None:
    """Confirm the shelf again and again, where other processes write."""
    while not runtime.alone:
        try:
            await confirm_shelf(runtime)
        except Exception as error:  # noqa: BLE001 - the shelf runs out by itself
            log.warning("shelf.not_confirmed", service=runtime.name, error=repr(error)[:300])
        await asyncio.sleep(WATCH)


async def job_loop(runtime: Runtime, job: Job) -> None:
    """Run a job every so often, on one replica at a time."""
    while True:
        try:
            await run_job(runtime, job)
        except Exception as error:  # noqa: BLE001 - the next round tries again
            log.warning("job.failed", service=runtime.name, job=job.name, error=repr(error)[:300])
        await (runtime.bell.wait(job.every) if job.eager else asyncio.sleep(job.every))


async def run_job(runtime: Runtime, job: Job) -> int:
    """One round of a job if this process gets its lease; returns what the job did."""
    if not await _leased(runtime, job.name, max(30.0, min(job.every * 3, LONGEST_LEASE))):
        return 0
    return await job.run(runtime)


async def _leased(runtime: Runtime, name: str, seconds: float) -> bool:
    if runtime.db.sqlite:
        return True
    at = runtime.clock()
    now, until = stamp(at), stamp(at + timedelta(seconds=seconds))
    lease = ledger.leases
    try:
        async with runtime.db.writing() as connection:
            free = (lease.c.holder == HOLDER) | (lease.c.until < now)
            taken = update(lease).where(lease.c.name == name, free).values(holder=HOLDER, until=until)
            if (await connection.execute(taken)).rowcount:
                return True
            if (await connection.execute(select(lease.c.name).where(lease.c.name == name))).first():
                return False
            await connection.execute(lease.insert().values(name=name, holder=HOLDER, until=until))
    except IntegrityError:
        return False
    return True


async def sign_trail(runtime: Runtime) -> int:
    """The hourly checkpoint: sign the head of the trail; the next entry keeps that it was signed."""
    async with runtime.unit(Actor.service(runtime.name)) as unit:
        signed = await trail.checkpoint(unit.connection, runtime.name, runtime.keys.signer, unit.stamp)
        if signed:
            digest = hashlib.sha256(signed["signature"].encode()).hexdigest()
            unit.note(trail.CHECKPOINT, str(signed["seq"]), after=digest)
    return 1 if signed else 0


CHECKPOINT = Job("trail-checkpoint", 3600.0, sign_trail)
