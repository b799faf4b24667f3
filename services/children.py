"""The processes of `shixiang stack`: each is watched, started again when it falls, and ended in order."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx

from shared.http import client
from shared.settings import CannotStartError
from tools.servers.machine import ServerError, alive, end_of, kill9, send, wait_until

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
PATIENCE = 90
LAST_WORD = 20
LOOK = 0.5


class Machine(Protocol):
    """A server that can be started on what it kept."""

    @property
    def log(self) -> Path:
        """Where it says what happened to it."""

    def running(self) -> bool:
        """Whether its process lives."""

    def start(self) -> Any:
        """Start it, and return when it answers."""


class Watch:
    """Looks after a server: when it has fallen it says so and starts it again on the same data."""

    def __init__(self, name: str, server: Machine, say: Callable[[str], None]) -> None:
        self.name, self._server, self._say = name, server, say
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._keep(), name=f"watch:{self.name}")

    async def stop(self) -> None:
        """Look no more; a start that has begun comes to its end first."""
        self._ending.set()
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self) -> None:
        pause, fallen = LOOK, False
        while not await self._ended_within(pause):
            if self._server.running():
                continue
            if not fallen:
                self._say(
                    f"{self.name} 已退出，正在用原数据重启 ended; starting it again on its data (log: {self._server.log})"
                )
            try:
                await asyncio.to_thread(self._server.start)
            except ServerError as error:
                self._say(f"{self.name} 没有起来，稍后再试 does not start, trying again: {str(error).splitlines()[0]}")
                pause, fallen = min(pause * 2, LONGEST_PAUSE), True
            else:
                self._say(f"{self.name} 已恢复 is back")
                pause, fallen = LOOK, False

    async def _ended_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)
        return self._ending.is_set()


class Child:
    """One service in a process of its own. Its log and its number lie in the stack's folder."""

    def __init__(
        self, name: str, port: int, environment: Mapping[str, str], place: Path, say: Callable[[str], None]
    ) -> None:
        self.name, self.port = name, port
        self.address = f"http://127.0.0.1:{port}"
        self.log, self._number = place / f"{name}.log", place / f"{name}.pid"
        self._environment, self._say = dict(environment) | {"SHIXIANG_PORT": str(port)}, say
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process that runs now."""
        return self._process.pid if self._process else None

    def end_leftover(self) -> None:
        """A stack that was killed leaves its children behind: end this one, if it is still what it was."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            pid = int(self._number.read_text())
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if words[-3:] == [b"serve", self.name.encode(), b""]:
                send(pid, signal.SIGTERM)
                if not wait_until(lambda: not alive(pid), LAST_WORD):
                    kill9(pid)

    async def start(self) -> None:
        """Start the process and begin to watch it."""
        await self._launch()
        self._watch = asyncio.create_task(self._keep(), name=f"watch:{self.name}")

    async def ready(self) -> None:
        """Wait until it says so itself and hears the bus; raises when it falls before."""
        async with client(2, direct=True) as http:
            for _ in range(PATIENCE * 10):
                with contextlib.suppress(httpx.HTTPError):
                    answer = await http.get(f"{self.address}/healthz/ready")
                    if answer.is_success and answer.json()["bus"] == "up":
                        return
                if self._process and self._process.returncode is not None:
                    break
                await asyncio.sleep(0.1)
        raise CannotStartError(f"{self.name} does not come up; the end of {self.log}:\n{end_of(self.log)}")

    async def stop(self) -> None:
        """End it: a word first, then by force."""
        if self._watch:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        process = self._process
        if process and process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), LAST_WORD)
            except TimeoutError:
                process.kill()
                await process.wait()
        self._number.unlink(missing_ok=True)

    async def _launch(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "services", "serve", self.name,
                env=self._environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self._number.write_text(str(self._process.pid))

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while self._process:
            began = asyncio.get_running_loop().time()
            code = await self._process.wait()
            lived = asyncio.get_running_loop().time() - began
            pause = FIRST_PAUSE if lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            why = f"by signal {-code}" if code < 0 else f"with code {code}"
            self._say(f"{self.name} 已退出，正在重启 ended {why}; starting it again (log: {self.log})")
            await asyncio.sleep(pause)
            await self._launch()
