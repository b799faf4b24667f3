"""A server whose end is ours: one address, a plain word when it is taken, and live streams that end at once."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable, Generator, Sequence

import uvicorn
import uvloop
from starlette.types import ASGIApp

from services import NAMES, TITLES, service
from services.banner import banner
from shared import logs, migrations
from shared.hosting import telemetry
from shared.hosting.front import Guests
from shared.hosting.host import Host
from shared.settings import CannotStartError, Settings

LAST_WORD = 2
"""Seconds in which what was begun may be done before it is cut off, and told so."""
DEMO_MAIL = "smtp://127.0.0.1:8025"
"""Where the sample world's mail goes: the story opens a mailbox there while it is told."""


def run(names: Sequence[str], given: Settings, *, world: bool, migrate: bool) -> None:
    """Serve these services in this process until a signal; first migrate and load the sample world where it is asked."""
    logs.configure(given.log_level)
    if world and not given.smtp_url:
        given = given.model_copy(update={"smtp_url": DEMO_MAIL})
    if world or migrate:
        asyncio.run(migrations.upgrade_each(names, given))
    guests = None
    if world:
        from services.world import MARK, PASSWORD, load

        logs.configure("warning")  # nobody wants a line for each of its requests
        asyncio.run(load(given))
        logs.configure(given.log_level)
        guests = Guests(PASSWORD, MARK)
    telemetry.install("-".join(names) if len(names) < len(NAMES) else "all")
    uvloop.run(_serve(names, given, guests))


async def _serve(names: Sequence[str], given: Settings, guests: Guests | None) -> None:
    """Take the port before anything is touched; serve until a signal; close what was opened."""
    with contextlib.closing(door(given.host, given.port, " ".join(names))) as listening:
        host = Host([service(name) for name in names], given, guests=guests, family=TITLES)

        def up() -> None:
            gc.freeze()
            banner(names, given, world=bool(guests))

        async with host.running():
            await Server(host, up=up, end=host.end).serve([listening])


class PortTakenError(CannotStartError):
    """Somebody else listens there; the text names the port and the setting."""

    def __init__(self, host: str, port: int, whose: str, setting: str) -> None:
        super().__init__(f"port {port} of {host} is taken, {whose} needs it: stop what listens there, or set {setting}")


def door(host: str, port: int, whose: str, setting: str = "SHIXIANG_PORT") -> socket.socket:
    """A listening socket, or a word that names the port and the setting."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTakenError(host, port, whose, setting) from error


class Server(uvicorn.Server):
    """Ends by SIGINT or SIGTERM without killing the process, so that what was opened before it is closed after it."""

    def __init__(
        self, app: ASGIApp, *, up: Callable[[], None], end: Callable[[], None], patience: int = LAST_WORD
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                log_config=None,
                lifespan="off",
                access_log=False,
                timeout_graceful_shutdown=patience,
                server_header=False,
                proxy_headers=False,
            )
        )
        self._up, self._end = up, end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live streams, which never end by themselves, then wait for the others."""
        self._end()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take the signals for the length of the serving and do not raise them again."""
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(one)
