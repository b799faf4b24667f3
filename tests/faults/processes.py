"""Real processes of the platform: started, killed as a power cut does, and started again."""

import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from shared.settings import Settings
from tools.servers.machine import end_of, free_port

REPO = Path(__file__).parents[2]
START = 60.0


@functools.cache
def http() -> httpx.Client:
    """One client for all questions of a test: to make one reads all certificates, and a start is asked for at each beat."""
    return httpx.Client(timeout=60, limits=httpx.Limits(max_keepalive_connections=0))


@dataclass
class Process:
    """`python -m services serve …` on a port of its own."""

    names: tuple[str, ...]
    settings: Settings
    log: Path
    tree: Path = REPO
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _leavings: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin; `ready` waits for it."""
        self._sweep()
        self._leavings = tempfile.mkdtemp(prefix="shixiang-process-")
        words = [sys.executable, "-m", "services", "serve", *self.names]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                words, cwd=self.tree, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SHIXIANG_", "OTEL_", "PYTEST_"))}
        values = self.settings.model_copy(update={"port": self.port}).model_dump()
        return kept | {f"SHIXIANG_{k.upper()}": str(v) for k, v in values.items()} | self._places()

    def _places(self) -> dict[str, str]:
        return {"PYTHONPATH": str(self.tree), "TMPDIR": self._leavings}

    def _sweep(self) -> None:
        """Take away what a process that was killed could not; sockets take no long path, so it is not under the test's."""
        if self._leavings:
            shutil.rmtree(self._leavings, ignore_errors=True)
            self._leavings = ""

    def ready(self) -> None:
        """Return when it answers; fail with the end of its log."""
        limit = time.monotonic() + START
        while not self.answers():
            if time.monotonic() > limit or not self.running:
                raise AssertionError(f"{self.names} does not start:\n{end_of(self.log, 40)}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it serves now."""
        try:
            return http().get(f"{self.address}/healthz/live", timeout=2).is_success
        except httpx.HTTPError:
            return False

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill9(self) -> None:
        """End it at this very instruction."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        self._sweep()

    def terminate(self, seconds: float = 60) -> int:
        """Ask it to end; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        finally:
            self._sweep()
