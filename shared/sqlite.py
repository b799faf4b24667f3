"""SQLite without needless hops: what cannot wait runs where it is called, what may wait runs in the connection's thread.

A statement on the file's own pages takes microseconds, a hop to a thread and back ten times that. A writer waits only
to begin, where another process writes, and to end (for the disk); a reader's statement may scan, so it stays in the thread with
the reading of its rows, but beginning and ending touch nothing. Where no transaction is, there is nothing to end.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

_ENDS = {"commit", "rollback", "close"}
_PATIENT = "busy_timeout=20000"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", _PATIENT)


class Near(aiosqlite.Connection):
    """An aiosqlite connection that goes to its thread only where it may have to wait."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], *, writer: bool) -> None:
        super().__init__(self._opened, 64)
        self._open, self._writer = connector, writer
        self._raw: sqlite3.Connection | None = None
        self._sent = self._done = 0
        self._rows: list[Any] = []
        self._thread.daemon = True

    def _opened(self) -> sqlite3.Connection:
        self._raw = self._open()
        return self._raw

    def stop(self) -> asyncio.Future[Any] | None:
        """End the thread; what it opened for someone who did not wait for it is closed first."""
        self._tx.put_nowait((None, self._shut))
        return super().stop()

    def _shut(self) -> None:
        if self._raw is not None:
            self._raw.close()

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        if self._running and self._connection and not self._may_wait(fn, args):
            return self._rows if self._have_read(fn) else fn(*args, **kwargs)
        if self._begun(fn, args):
            return None
        self._sent += 1
        return await super()._execute(self._there, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _begun(self, fn: Any, args: tuple[Any, ...]) -> bool:
        """Whether a writer could begin at once, here; where another process writes, it is waited for in the thread."""
        if self._raw is None or self._sent != self._done or not (args and str(args[0]).startswith("BEGIN")):
            return False
        self._raw.execute("PRAGMA busy_timeout=0").close()
        try:
            fn(*args)
        except sqlite3.OperationalError:
            return False
        finally:
            self._raw.execute(f"PRAGMA {_PATIENT}").close()
        return True

    def _there(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """In the thread: a call, and for a reader all that it finds."""
        try:
            given = fn(*args, **kwargs)
            if not self._writer and fn.__name__ == "execute":
                self._rows = given.fetchall()
            return given
        finally:
            self._done += 1

    def _have_read(self, fn: Any) -> bool:
        return not self._writer and fn.__name__ == "fetchall"

    def _may_wait(self, fn: Any, args: tuple[Any, ...]) -> bool:
        """Whether to go to the thread: it is still at work for someone who did not wait for it, or the call may take long."""
        if self._sent != self._done:
            return True
        if fn.__name__ in _ENDS:
            return self._writer and self.in_transaction and not isinstance(fn.__self__, sqlite3.Cursor)
        begins = bool(args) and str(args[0]).startswith("BEGIN")
        return begins if self._writer else bool(args) and not begins


def connector(path: str, *, writer: bool) -> Callable[..., Near]:
    """Opens connections to a file, for the engine: all at once in the thread, so that who is cut off leaves none half made."""

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(path, timeout=20, check_same_thread=False, isolation_level=None)
        for pragma in _PRAGMAS if writer else (*_PRAGMAS, "query_only=ON"):
            made.execute(f"PRAGMA {pragma}").close()
        return made

    def made(*_args: Any, **_options: Any) -> Near:
        return Near(connect, writer=writer)

    return made
