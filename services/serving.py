"""A server whose end is ours: one address, a plain word when it is taken, and live streams that end at once."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Generator

import uvicorn
from starlette.types import ASGIApp

from shared.settings import CannotStartError

LAST_WORD = 10


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
                lifespan="off",
                access_log=False,
                timeout_graceful_shutdown=patience,
                server_header=False,
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
