"""Databases: one per service, SQLite or PostgreSQL by URL; a door for writing and a door for reading."""

import asyncio
import contextlib
import errno
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, func
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import await_only

from shared import written
from shared.problems import Unavailable
from shared.settings import CannotStartError

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, CursorResult, Insert, Table
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.pool import QueuePool


def unavailable(detail: str, code: str) -> Unavailable:
    """The one answer to a database that cannot take or give anything now."""
    return Unavailable("数据库暂时不能读写，未作任何更改，请稍后重试。", detail, code, headers={"Retry-After": "5"})


def outcome_unknown(problem: Unavailable) -> Unavailable:
    """The answer when the connection broke during the commit itself: nobody here can say how it ended."""
    return Unavailable(
        "提交时与数据库的连接中断，不能确定是否已写入。请重新读取；带 Idempotency-Key 的请求可原样重发。",
        "The connection broke during the commit; it may or may not be written. Read again, or repeat under the same key.",
        "outcome_unknown",
        headers=problem.headers,
    )


_SQLITE = {
    "disk is full": ("the disk is full; nothing was changed", "disk_full"),
    "readonly": ("the database is read-only; nothing was changed", "read_only"),
    "read-only": ("the database is read-only; nothing was changed", "read_only"),
    "locked": ("the database is busy; nothing was changed", "busy"),
    "unable to open": ("the database file cannot be opened", "unreachable"),
    "disk i/o": ("the disk does not answer; nothing was changed", "disk_error"),
}


_AWAY = (errno.ECONNREFUSED, errno.ENOENT, errno.EHOSTUNREACH, errno.ENETUNREACH)


def as_unavailable(error: BaseException) -> Unavailable | None:
    """Tell trouble of the database itself from a fault of ours; None for the latter."""
    if isinstance(error, PoolTimeout):
        return unavailable("all database connections are in use; nothing was changed", "busy")
    origin: Any = error.orig if isinstance(error, DBAPIError) else error
    cause = getattr(origin, "__cause__", None) or origin
    found = _of_sqlite(cause) if isinstance(error, DBAPIError) and isinstance(cause, sqlite3.Error) else None
    found = found or _of_postgres(cause)
    if found is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        return unavailable("the connection to the database was lost; nothing was changed", "unreachable")
    return found


def _of_sqlite(cause: BaseException) -> Unavailable | None:
    said = str(cause).lower()
    return next((unavailable(*told) for words, told in _SQLITE.items() if words in said), None)


def _of_postgres(cause: BaseException) -> Unavailable | None:
    from asyncpg import exceptions as postgres

    lost = (
        postgres.PostgresConnectionError,
        postgres.CannotConnectNowError,
        postgres.OperatorInterventionError,
        postgres.TooManyConnectionsError,
        postgres.InterfaceError,
        ConnectionError,
        TimeoutError,
        socket.gaierror,
    )
    if isinstance(cause, postgres.DiskFullError):
        return unavailable("the disk is full; nothing was changed", "disk_full")
    if isinstance(cause, (postgres.LockNotAvailableError, postgres.DeadlockDetectedError)):
        return unavailable("others are writing; nothing was changed", "busy")
    if isinstance(cause, postgres.ReadOnlySQLTransactionError):
        return unavailable("the database takes no writes; nothing was changed", "read_only")
    if isinstance(cause, lost) or (isinstance(cause, OSError) and cause.errno in _AWAY):
        return unavailable("the database does not answer; nothing was changed", "unreachable")
    return None


def inserting(dialect: str, table: "Table") -> "PostgresInsert | SqliteInsert":
    """An INSERT in the words of a database, which has ON CONFLICT."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgres_insert

        return postgres_insert(table)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(table)


MANY = 20
"""Rows from which on it pays to go past the statement."""


def holds(dialect: str, column: "ColumnElement[str]", word: str) -> "ColumnElement[bool]":
    """Whether a text has a word in it, Latin letters in either case, the same on every database."""
    if dialect == "postgresql":
        column = func.lower(column.collate("C"))
    return column.contains(word.encode().lower().decode(), autoescape=True)


def insert_many(connection: Connection, table: "Table", rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one shape and of plain values in this transaction: many by COPY on PostgreSQL."""
    if not rows:
        return
    names = tuple(rows[0])
    if len(rows) < MANY:
        connection.execute(_adding(table), rows)
    elif connection.dialect.name == "postgresql":
        _copy(connection, table.name, names, map(itemgetter(*names), rows))
    else:
        connection.exec_driver_sql(_positional(table.name, names), list(map(itemgetter(*names), rows)))
    written.note_many(connection, table, rows)


def _copy(connection: Connection, table: str, names: tuple[str, ...], records: Iterable[tuple[Any, ...]]) -> None:
    from asyncpg import IntegrityConstraintViolationError

    driver: Any = connection.connection.driver_connection
    try:
        await_only(driver.copy_records_to_table(table, records=records, columns=names))
    except IntegrityConstraintViolationError as error:
        raise IntegrityError(None, None, error) from error


@cache
def _adding(table: "Table") -> "Insert":
    """To build a statement anew costs more than to run it."""
    return table.insert()


@cache
def _positional(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - names of our tables


class Tells(AsyncConnection):
    """A writer's connection: what it writes of rows that are told is noted."""

    async def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> "CursorResult[Any]":
        """Run a statement."""
        rows: written.Lay = {}
        if written.writes(statement):
            rows = await self.run_sync(written.before, statement, parameters)
        found: CursorResult[Any] = await super().execute(statement, parameters, execution_options=execution_options)
        if rows and self.sync_connection:
            written.keep(self.sync_connection, statement.table, rows)
        return found


LAST_WORD = 5.0
"""Seconds that a reader or a writer has to end in when the process ends."""


class Database:
    """One service's database. Writers take turns (shared/unit.py); readers cannot write. No error shows a row's content."""

    def __init__(self, url: str, pool: int = 10) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as error:
            raise CannotStartError("SHIXIANG_DATABASE_URL: not a database URL") from error
        self.sqlite = self.url.drivername == "sqlite+aiosqlite"
        if self.sqlite:
            from shared import sqlite

            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._writer = sqlite.engine(self.url, 1, writer=True)
            self._reader = sqlite.engine(self.url, 4, writer=False)
            self._to_write: Callable[[], AsyncConnection] = partial(sqlite.Here, self._writer)
        elif self.url.drivername == "postgresql+asyncpg":
            from shared import postgres

            self._writer = postgres.engine(self.url, pool)
            self._to_write = partial(Tells, self._writer)
            self._reader = postgres.engine(self.url, pool, read_only=True)
        else:
            raise CannotStartError(
                f"SHIXIANG_DATABASE_URL: no adapter for {self.url.drivername}; use sqlite+aiosqlite or postgresql+asyncpg"
            )

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection inside a transaction; commits at the end, rolls back on any error."""
        done = False
        try:
            async with _explained(), self._to_write() as connection:
                try:
                    async with connection.begin():
                        yield connection
                        done = True
                except BaseException:
                    if done:  # the commit failed: what it leaves open is nobody else's
                        await connection.invalidate()
                    raise
        except Unavailable as problem:
            if done and problem.code in {"unreachable", "disk_error"}:
                raise outcome_unknown(problem) from problem
            raise

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that can only read."""
        async with _explained(), self._reader.connect() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose several questions are all answered from one moment."""
        async with _explained(), self._reader.connect() as connection:
            if not self.sqlite:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                yield connection

    async def answers(self) -> bool:
        """Whether the database can be reached now (readiness)."""
        try:
            async with asyncio.timeout(3), self.reading() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except (Unavailable, TimeoutError):
            return False
        return True

    async def demand(self) -> None:
        """Go on only if the database lets us in."""
        try:
            async with self.reading() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except (Unavailable, DBAPIError, OSError) as error:
            why = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
            raise CannotStartError(f"{self.url.render_as_string()} (SHIXIANG_DATABASE_URL): {why}") from error

    async def close(self) -> None:
        """Let what is still read or written end, then close all connections: the pool closes only those given back."""
        limit = time.monotonic() + LAST_WORD
        for engine in (self._writer, self._reader):
            while cast("QueuePool", engine.pool).checkedout() and time.monotonic() < limit:  # noqa: ASYNC110 - a pool has no bell
                await asyncio.sleep(0.01)
            await engine.dispose()


@contextlib.asynccontextmanager
async def _explained() -> AsyncIterator[None]:
    try:
        yield
    except Exception as error:
        if problem := as_unavailable(error):
            raise problem from error
        raise
