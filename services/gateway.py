"""One address for four processes: the gateway of `shixiang stack`. (Containers have nginx, Kubernetes its ingress.)

Whatever does not begin with a service's name goes to the catalog. Answers are passed on as they come, so live events
arrive at once; a process that is away is a problem document, and the others go on.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from services.registry import SERVICES
from shared.clock import now, stamp
from shared.hosting import answers
from shared.hosting.draining import drained
from shared.hosting.front import SAFETY, Guests, Shown, page
from shared.hosting.parameters import demand_declared
from shared.http import client
from shared.logs import accept_correlation, correlation, log
from shared.problems import NotFound, Problem, Unavailable
from shared.settings import Settings

HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"})
LOOK = 3.0
WAIT = httpx.Timeout(10, read=None)


class Gateway:
    """An ASGI application that hands each request to the process whose it is."""

    def __init__(self, addresses: Mapping[str, str], settings: Settings, guests: Guests | None = None) -> None:
        self.addresses, self.settings, self.guests = dict(addresses), settings, guests
        self._own = {
            "/": self._front,
            "/healthz/live": self._live,
            "/healthz/ready": self._ready,
            "/metrics": _no_metrics,
        }
        self._streams: set[asyncio.Task[None]] = set()
        self._http = client(direct=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: requests."""
        if scope["type"] == "http":
            receive, send = drained(dict(scope["headers"]), receive, send)
            await self._answer(Request(scope, receive), scope, receive, send)

    async def aclose(self) -> None:
        """Let go of the connections to the processes."""
        await self._http.aclose()

    def end(self) -> None:
        """Let go of what is being passed on: live streams have no end of their own."""
        for stream in self._streams:
            stream.cancel()

    async def _answer(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        token = correlation.set(accept_correlation(request.headers.get("x-request-id")))
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        passing = asyncio.ensure_future(self._response(request, scope, receive, sent))
        self._streams.add(passing)
        try:
            await passing
        except asyncio.CancelledError:
            passing.cancel()
            if begun:
                await send({"type": "http.response.body", "body": b""})
        except httpx.TransportError as error:
            log.warning("gateway.cut", error=repr(error))
        finally:
            self._streams.discard(passing)
            correlation.reset(token)

    async def _response(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        own = self._own.get(request.url.path) if request.method in ("GET", "HEAD") else None
        try:
            if own:
                demand_declared([name for name, _ in request.query_params.multi_items()], ())
            answer = await (own() if own else self._passed_on(request))
        except Problem as problem:
            answer = answers.answer(problem)
        await answer(scope, receive, send)

    async def _passed_on(self, request: Request) -> Response:
        name = request.url.path.split("/", 2)[1]
        to = name if name in self.addresses else SERVICES[0].name
        path = request.scope["raw_path"] + (
            b"?" + request.scope["query_string"] if request.scope["query_string"] else b""
        )
        sent = [(k, v) for k, v in request.headers.raw if k not in HOP]
        has_body = any(k in (b"content-length", b"transfer-encoding") for k, _ in request.headers.raw)
        asked = self._http.build_request(
            request.method,
            httpx.URL(self.addresses[to]).copy_with(raw_path=path),
            headers=sent,
            content=request.stream() if has_body else None,
            timeout=WAIT,
        )
        try:
            got = await self._http.send(asked, stream=True)
        except httpx.TransportError as error:
            raise _away(to) from error
        return _PassedOn(got)

    async def _state(self) -> dict[str, Any]:
        found = await asyncio.gather(*(self._state_of(name) for name in self.addresses))
        good = all(one["status"] == "ready" for one in found)
        bus = "up" if all(one["bus"] == "up" for one in found) else "down"
        services = {name: one["services"][name] for name, one in zip(self.addresses, found, strict=True)}
        return {"status": "ready" if good else "not ready", "bus": bus, "services": services}

    async def _state_of(self, name: str) -> dict[str, Any]:
        try:
            answer = await self._http.get(f"{self.addresses[name]}/healthz/ready", timeout=LOOK)
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError):
            return {"status": "not ready", "bus": "down", "services": {name: {"process": "down"}}}
        return told

    async def _ready(self) -> Response:
        state = await self._state()
        return JSONResponse(state, 200 if state["status"] == "ready" else 503)

    async def _live(self) -> Response:
        return JSONResponse({"status": "alive"})

    async def _front(self) -> Response:
        state = await self._state()
        shown = [
            Shown(
                s.name, s.zh, s.en, "PostgreSQL", state["services"][s.name] == {"database": "up", "hearing": "hearing"}
            )
            for s in SERVICES
        ]
        text = page(shown, self.settings, self.guests, bus_up=state["bus"] == "up", moment=stamp(now()), gateway=True)
        return HTMLResponse(text, headers=SAFETY)


class _PassedOn(Response):
    """Another process's answer, as it comes; whoever goes away takes the connection behind with him."""

    def __init__(self, got: httpx.Response) -> None:
        super().__init__(status_code=got.status_code)
        self.got = got
        self.raw_headers = [(k.lower(), v) for k, v in got.headers.raw if k.lower() not in HOP]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on until the answer ends or nobody listens any more."""
        passing = asyncio.ensure_future(self._pass_on(scope, send))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({passing, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not passing.done():
                passing.cancel()
            await asyncio.shield(self.got.aclose())
        if passing.done() and not passing.cancelled():
            passing.result()

    async def _pass_on(self, scope: Scope, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            async for chunk in self.got.aiter_raw():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    """Return when the caller has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _no_metrics() -> Response:
    raise NotFound("指标由各服务进程自己的端口提供。", "Each process has its figures at its own port.")


def _away(name: str) -> Unavailable:
    zh, en = f"{name} 服务进程暂时没有应答，请稍后重试。", f"The process of {name} does not answer; try again."
    return Unavailable(zh, en, "process_away", headers={"Retry-After": "2"})
