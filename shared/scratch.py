"""Files that a process lays out for a while, in a folder of its own: what one leaves that was killed, the next sweeps.

A process holds the lock of its folder for as long as it lives, however it ends; what nobody holds is nobody's.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

LOCK = "lock"


def place() -> Path:
    """An empty file of this process."""
    number, name = tempfile.mkstemp(dir=_own(os.getpid()))
    os.close(number)
    return Path(name)


def folder() -> Path:
    """An empty folder of this process."""
    return Path(tempfile.mkdtemp(dir=_own(os.getpid())))


def begin() -> None:
    """Sweep what others left, once in a process, and have a folder."""
    _own(os.getpid())


def root() -> Path:
    """Where the folders of all processes of this user are."""
    return Path(tempfile.gettempdir()) / f"shixiang-{os.getuid()}"


@cache
def _own(_process: int) -> Path:
    """The folder of this process, made when it is first asked for; those of processes that are gone are swept."""
    root().mkdir(mode=0o700, exist_ok=True)
    if root().lstat().st_uid != os.getuid():
        raise PermissionError(f"{root()} is somebody else's")
    sweep()
    made = Path(tempfile.mkdtemp(dir=root()))
    while not _locked(made):
        made = Path(tempfile.mkdtemp(dir=root()))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def sweep() -> int:
    """Remove the folders of processes that are gone; returns how many."""
    swept = 0
    for one in root().iterdir() if root().is_dir() else ():
        if one not in _HELD and _locked(one):
            shutil.rmtree(one, ignore_errors=True)
            os.close(_HELD.pop(one))
            swept += 1
    return swept


_HELD: dict[Path, int] = {}
"""The folders whose lock this process has."""


def _locked(one: Path) -> bool:
    """Whether the lock of a folder is this process's now: no other that lives has it."""
    try:
        lock = os.open(one / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return False
    if not (one / LOCK).exists():
        os.close(lock)
        return False
    _HELD[one] = lock
    return True
