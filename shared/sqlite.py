"""SQLite without needless hops: what cannot wait runs where it is called, what may wait runs in the connection's thread.

A statement on the file's own pages takes microseconds, a hop to a thread and back ten times that. A writer waits only
to begin, where another process writes, and to end (for the disk), so its statements need neither thread nor greenlet; a
reader's statement may scan, so it stays in the thread with the reading of its rows, but beginning and ending touch
nothing. Where no transaction is, there is nothing to end.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy import CursorResult
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, SQLiteDialect_aiosqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from shared import written
from shared.compiled import Shares

_ENDS = {"commit", "rollback", "close"}
_PATIENT, _AT_ONCE = "PRAGMA busy_timeout=20000", "PRAGMA busy_timeout=0"
_PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")


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

    async def begin(self) -> None:
        """Begin a transaction: here if it can be at once; where another process writes, a writer waits in the thread."""
        try:
            if self._sent == self._done:
                self._begun()
                return
        except sqlite3.OperationalError:
            pass
        await self._execute(self._begun_in_turn)

    def _begun(self) -> None:
        self._conn.execute("BEGIN IMMEDIATE" if self._writer else "BEGIN").close()

    def _begun_in_turn(self) -> None:
        self._conn.execute(_PATIENT).close()
        try:
            self._begun()
        finally:
            if self._writer:
                self._conn.execute(_AT_ONCE).close()

    def at_hand(self) -> sqlite3.Cursor:
        """A cursor whose statements run where they are called: a writer's, in his transaction."""
        return self._conn.cursor(AtHand)

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        if self._running and self._connection and not self._may_wait(fn, args):
            return self._rows if self._have_read(fn) else fn(*args, **kwargs)
        self._sent += 1
        return await super()._execute(self._there, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

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
        if self._sent != self._done or fn == self._begun_in_turn:
            return True
        if fn.__name__ in _ENDS:
            return self._writer and self.in_transaction and not isinstance(fn.__self__, sqlite3.Cursor)
        return not self._writer and bool(args)


class AtHand(sqlite3.Cursor):
    """All rows are read with the statement, so that what is written next disturbs none of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, sql: str, parameters: Any = (), /) -> "AtHand":
        """Run a statement."""
        super().execute(sql, parameters)
        if self.description:
            self._rows = deque(super().fetchall())
        return self

    def fetchone(self) -> Any:
        """The next row."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        rows, self._rows = self._rows, deque()
        return list(rows)


class Writes(AsyncAdapt_aiosqlite_connection):
    """A writer's connection as SQLAlchemy asks it."""

    __slots__ = ()

    def cursor(self, server_side: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 - as SQLAlchemy has it
        """A cursor that waits for nothing."""
        return self._connection.at_hand()


class Dialect(Shares, SQLiteDialect_aiosqlite):
    """SQLite whose connections know how they begin."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction."""
        await_only(dbapi_connection.driver_connection.begin())


registry.register("sqlite.near", __name__, Dialect.__name__)


class Here(AsyncConnection):
    """A writer's connection in a transaction: a statement runs where it is called, with no greenlet to wait in."""

    async def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> CursorResult[Any]:
        """Run a statement; what it writes of rows that are told is noted."""
        rows = written.before(self._proxied, statement, parameters) if written.writes(statement) else {}
        found = self._proxied.execute(statement, parameters, execution_options=execution_options)
        if rows:
            written.keep(self._proxied, statement.table, rows)
        return found

    async def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Any = None
    ) -> CursorResult[Any]:
        """Run words of SQL."""
        return self._proxied.exec_driver_sql(statement, parameters, execution_options)


def connector(path: str, *, writer: bool) -> Callable[[], Near]:
    """Makes connections to a file, opened in their thread as a whole, so that who is cut off leaves none half made."""

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(path, timeout=20, check_same_thread=False, isolation_level=None)
        for pragma in (*_PRAGMAS, _AT_ONCE) if writer else (*_PRAGMAS, _PATIENT, "PRAGMA query_only=ON"):
            made.execute(pragma).close()
        return made

    return lambda: Near(connect, writer=writer)


def engine(url: URL, size: int, *, writer: bool) -> AsyncEngine:
    """The engine over a file."""
    connect, kind = connector(url.database or "", writer=writer), Writes if writer else AsyncAdapt_aiosqlite_connection

    def creator() -> AsyncAdapt_aiosqlite_connection:
        near: Any = await_only(connect())
        return kind(made.dialect.loaded_dbapi, near)

    made: AsyncEngine = create_async_engine(
        url.set(drivername="sqlite+near"),
        pool_size=size,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
        creator=creator,
    )
    return made
