"""What both servers need of the machine: free ports, waiting, and the end of processes."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path


class ServerError(RuntimeError):
    """A server cannot be had, or does not start; the text ends with the cure or the log's end."""


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while not true():
        if time.monotonic() > limit:
            return False
        time.sleep(0.03)
    return True


def alive(pid: int) -> bool:
    """Say whether a process runs; one that is dead but not yet fetched by its parent does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return False
    except (PermissionError, FileNotFoundError):
        return Path(f"/proc/{pid}").exists() or not Path("/proc/self").exists()
    return state.rpartition(")")[2].split()[0] not in {"Z", "X"}


def children(pid: int) -> list[int]:
    """The living children of a process, whichever of its threads has started them."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, task.read_text().split())
    return found


def at_work_in(folder: Path) -> list[int]:
    """The living processes whose working folder is this one."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.readlink() == folder and alive(int(link.parent.name)):
                found.append(int(link.parent.name))
    return found


def kill9(pid: int) -> None:
    """End a process and its children as a power cut does, and return when they are gone."""
    family = [pid, *children(pid)]
    for member in family:
        send(member, signal.SIGKILL)
    if not wait_until(lambda: not any(alive(member) for member in family), 10):
        raise ServerError(f"processes {family} outlive kill -9")


def send(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def end_of(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"
