"""The host: opens what services need, answers for all of them at one address, and closes in order."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import migrations, tasks
from shared.auth import Verifier
from shared.bus import Bus, bus_of
from shared.clock import Clock, now
from shared.db import Database
from shared.hosting import answers, bodies, telemetry
from shared.hosting.app import app_of
from shared.hosting.draining import drained
from shared.hosting.headers import HEADERS
from shared.hosting.heads import as_get
from shared.hosting.hearing import Hearing
from shared.hosting.loops import CHECKPOINT, job_loop, relay_loop, shelf_loop
from shared.hosting.records import last_check
from shared.hosting.root import root_app
from shared.hosting.runtime import Runtime
from shared.hosting.service import Service
from shared.hosting.shelf import Kept, address_of
from shared.keys import Keys
from shared.logs import accept_correlation, correlation, log
from shared.problems import Problem, Unavailable
from shared.settings import CannotStartError, Settings

if TYPE_CHECKING:
    from shared.hosting.front import Guests


_STOPPING = Unavailable(
    "服务正在停止，请求没有做完；请稍后重新读取，再决定是否重发。",
    "The process stopped before this was done; read again in a moment, then repeat it if it is not there.",
    "stopping",
    headers={"Retry-After": "5"},
)


class Host:
    """One process: an ASGI application over a list of services."""

    def __init__(  # noqa: PLR0913, PLR0917 - a process is all of this
        self,
        services: Sequence[Service],
        settings: Settings,
        clock: Clock = now,
        bus: Bus | None = None,
        guests: "Guests | None" = None,
        family: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.services, self.settings, self.guests = list(services), settings, guests
        self.family = family or {}
        keys, verifier = Keys.of(settings), Verifier.of(settings)
        self.runtimes = {
            s.name: Runtime(
                s.name,
                settings,
                Database(settings.database_of(s.name), settings.database_pool),
                keys,
                verifier,
                clock,
                s.shown,
            )
            for s in services
        }
        self.bus = bus or bus_of(settings.bus_url)
        self.hearings = {s.name: Hearing(s, self.runtimes[s.name]) for s in services}
        for name, runtime in self.runtimes.items():
            runtime.standing = partial(self.standing, name)
        self.apps = {s.name: app_of(s) for s in services}
        self.root = root_app(self)
        self.app: ASGIApp = self._cors(self._dispatch)
        self._tasks: list[asyncio.Task[None]] = []
        self.ending = False

    def _cors(self, inner: ASGIApp) -> ASGIApp:
        origins = self.settings.listed(self.settings.cors_origins)
        if not origins:
            return inner
        return CORSMiddleware(
            inner, allow_origins=origins, allow_methods=["*"], allow_headers=["*"], expose_headers=list(HEADERS)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: lifespan and requests."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self.app(*as_get(scope, receive, send))

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].split("/", 2)[1]
        shelf = self.runtimes[name].shelf if name in self.runtimes else None
        if shelf is not None and scope["method"] == "GET" and (hit := shelf.get(address_of(scope))):
            await self._from_shelf(name, hit, scope, send)
            return
        app = self.apps.get(name, self.root)
        scope["state"] = scope.get("state", {}) | {"runtime": self.runtimes.get(name)}
        headers = dict(scope["headers"])
        at_once = send
        receive, send = drained(headers, receive, send)
        token = correlation.set(_request_id(scope))
        meter = telemetry.Meter(name if name in self.apps else "root", scope["method"])
        try:
            bodies.demand_address(scope["path"], scope["query_string"])
            await app(scope, await bodies.guarded(receive, headers, scope["state"]), meter.around(_stamped(send)))
        except Problem as problem:
            await answers.answer(problem)(scope, receive, meter.around(_stamped(send)))
        except asyncio.CancelledError:
            if not self.ending:
                raise
            if not meter.status:
                await answers.answer(_STOPPING)(scope, receive, meter.around(_stamped(at_once)))
        except Exception as error:  # noqa: BLE001 - already answered and logged; the server must not die of it
            log.debug("request.raised", error=repr(error)[:200])
        finally:
            meter.done(scope)
            correlation.reset(token)

    async def _from_shelf(self, name: str, hit: Kept, scope: Scope, send: Send) -> None:
        """A kept answer, numbered and counted as any other."""
        meter = telemetry.Meter(name, scope["method"])
        meter.status = await hit.send(scope, send, _stamps(_request_id(scope)))
        meter.count(hit.route)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self.start()
        except Exception as error:
            log.error("host.cannot_start", error=repr(error))
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def end(self) -> None:
        """The process ends: live streams, which never end by themselves, are let go."""
        self.ending = True
        for runtime in self.runtimes.values():
            runtime.end_streams()

    async def start(self, *, loops: bool = True) -> None:
        """Check the schemas, then begin to relay, hear and work."""
        for name, runtime in self.runtimes.items():
            await runtime.db.demand()
            if await migrations.pending(runtime.db, name):
                raise CannotStartError(f"the database of {name} is behind: run `shixiang migrate {name}` first")
        for service in self.services:
            hearing = self.hearings[service.name]
            if hearing.topics:
                self.bus.subscribe(service.name, hearing.topics, hearing.take, hearing.poison)
        await self.bus.start()
        if loops:
            for service in self.services:
                runtime = self.runtimes[service.name]
                self._tasks.append(asyncio.create_task(relay_loop(runtime, self.bus)))
                self._tasks.append(asyncio.create_task(shelf_loop(runtime)))
                self._tasks += [asyncio.create_task(job_loop(runtime, job)) for job in (*service.jobs, CHECKPOINT)]
        log.info("host.started", services=list(self.runtimes), bus=self.settings.bus_url.split(":")[0])

    async def stop(self) -> None:
        """Stop the loops, leave the bus, close the databases."""
        await tasks.end(self._tasks)
        self._tasks.clear()
        await self.bus.stop()
        await self._close()
        log.info("host.stopped")

    async def _close(self) -> None:
        for runtime in self.runtimes.values():
            await runtime.close()

    @contextlib.asynccontextmanager
    async def running(self, *, loops: bool = True) -> AsyncIterator["Host"]:
        """The host for the length of a block (tests, tools)."""
        try:
            await self.start(loops=loops)
        except BaseException:
            await self._close()
            raise
        try:
            yield self
        finally:
            await self.stop()

    async def readiness(self) -> tuple[bool, dict[str, Any]]:
        """What really answers: each database, each ear, the bus. A broker that is away is told, and is no reason to leave."""
        found = {name: await self.standing(name) for name in self.runtimes}
        bus = "up" if self.bus.healthy() else "down"
        sides = ("database", "hearing", "records")
        told = {name: {side: one[side] for side in sides if one[side]} for name, one in found.items()}
        return all(one["status"] == "ready" for one in found.values()), {"bus": bus, "services": told}

    async def standing(self, name: str) -> dict[str, str]:
        """How one service stands."""
        database = "up" if await self.runtimes[name].db.answers() else "down"
        hearing = "stopped" if self.hearings[name].stopped else "hearing"
        status = "ready" if (database, hearing) == ("up", "hearing") else "not ready"
        bus = "up" if self.bus.healthy() else "down"
        records = await self._records(name) if database == "up" else ""
        told = {"service": name, "status": status, "database": database, "hearing": hearing, "bus": bus}
        return told | {"records": records}

    async def _records(self, name: str) -> str:
        """How the last check of a service's records ended; records that were altered are told, and serving goes on."""
        if not any(one.checks for one in self.services if one.name == name):
            return ""
        async with self.runtimes[name].db.reading() as connection:
            last = await last_check(connection)
        return last.action.removeprefix("records.") if last else ""


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return accept_correlation(given.decode("latin-1"))


_SAFETY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)


def _stamps(request_id: str) -> tuple[tuple[bytes, bytes], ...]:
    """What every answer carries: the request id and the plain safety headers."""
    return ((b"x-request-id", request_id.encode()), *_SAFETY)


def _stamped(send: Send) -> Send:
    """Put on an answer what every answer carries."""
    extra = _stamps(correlation.get())

    async def stamped(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *extra]
        await send(message)

    return stamped
