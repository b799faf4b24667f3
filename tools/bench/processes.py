"""Servers as processes, and what they cost: CPU and memory out of /proc."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tools.servers.machine import children, free_port

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0


@dataclass(frozen=True)
class Served:
    """Running servers of one side: their ports, their processes, and how long the first took to be ready."""

    ports: list[int]
    pids: list[int]
    ready_after: float

    def cpu_ms(self) -> float:
        """CPU of the processes and their children so far."""
        return sum(tree_cpu(pid) for pid in self.pids)

    def memory_mib(self) -> float:
        """Resident memory of the processes."""
        return sum(resident_mib(p) for pid in self.pids for p in (pid, *children(pid)))


def tree_cpu(pid: int) -> float:
    """CPU (ms) of a process, of its children, and of those it has already buried."""
    return sum(_cpu(p) for p in (pid, *children(pid)))


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(n) for n in fields[11:15]) * TICK_MS


def resident_mib(pid: int) -> float:
    """Resident memory of one process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@contextlib.contextmanager
def served(words: Sequence[str], env: Mapping[str, str], ready: str, count: int = 1) -> Iterator[Served]:
    """So many processes of one command, each at a port of its own, until the block ends."""
    ports = [free_port() for _ in range(count)]
    began = time.monotonic()
    started = [_start(words, {**os.environ, **env}, port) for port in ports]
    try:
        _wait(started[0], ports[0], ready)
        first = time.monotonic() - began
        for process, port in zip(started[1:], ports[1:], strict=True):
            _wait(process, port, ready)
        yield Served(ports, [process.pid for process in started], first)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            _ended(process)


def _start(words: Sequence[str], env: Mapping[str, str], port: int) -> "subprocess.Popen[bytes]":
    own = {
        **env,
        "SHIXIANG_PORT": str(port),
        "SHIXIANG_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BENCH_PORT": str(port),
    }
    return subprocess.Popen([sys.executable, *words], env=own, stdout=subprocess.DEVNULL)


def _wait(process: "subprocess.Popen[bytes]", port: int, ready: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with (
            contextlib.suppress(URLError, ConnectionError, TimeoutError),
            urlopen(f"http://127.0.0.1:{port}{ready}", timeout=2),
        ):
            return
        time.sleep(0.01)
    raise RuntimeError(f"{process.args!r} is not ready")


def _ended(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
