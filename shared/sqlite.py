"""SQLite without needless hops: what cannot wait runs where it is called, what may wait runs in the connection's thread.

A statement on the file's own pages takes microseconds, a hop to a thread and back ten times that. A writer waits only
to begin (for another writer) and to end (for the disk); a reader's statement may scan, so it stays in the thread, but
beginning touches nothing. Where no transaction is, there is nothing to end.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

_ENDS = {"commit", "rollback", "close"}
"""A connection whose statement was cancelled is still at work in its thread: it is closed there, after it."""
_QUICK = {"cursor"}


class Near(aiosqlite.Connection):
    """An aiosqlite connection that goes to its thread only where it may have to wait."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], *, writer: bool) -> None:
        super().__init__(connector, 64)
        self._writer = writer
        self._thread.daemon = True

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        if self._running and self._connection and not self._may_wait(fn.__name__, args):
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _may_wait(self, does: str, args: tuple[Any, ...]) -> bool:
        if does in _ENDS:
            return self.in_transaction
        if does in _QUICK:
            return False
        begins = bool(args) and str(args[0]).startswith("BEGIN")
        return begins if self._writer else not begins


def connector(path: str, *, writer: bool) -> Callable[..., Near]:
    """Opens connections to a file, for the engine."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=20, check_same_thread=False)

    def made(*_args: Any, **_options: Any) -> Near:
        return Near(connect, writer=writer)

    return made
