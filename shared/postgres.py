"""PostgreSQL by asyncpg: how its connections are opened."""

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.compiled import Shares

_TURNS = {"lock_timeout": "30s", "idle_in_transaction_session_timeout": "60s"}
"""Writers of a service take turns on PostgreSQL too: how long one waits, and after which silence one is taken for dead."""


class Dialect(Shares, PGDialect_asyncpg):
    """PostgreSQL whose statements are compiled once."""

    supports_statement_cache = True


registry.register("postgresql.shared", __name__, Dialect.__name__)


def engine(url: URL, size: int, *, read_only: bool = False) -> AsyncEngine:
    """The engine over a database."""
    server = {"application_name": "shixiang", "jit": "off", **_TURNS}
    options: dict[str, Any] = {}
    if read_only:
        server["default_transaction_read_only"] = "on"
        options["isolation_level"] = "AUTOCOMMIT"
    return create_async_engine(
        url.set(drivername="postgresql+shared"),
        pool_size=size,
        max_overflow=0,
        pool_timeout=10 if read_only else 30,
        pool_pre_ping=False,
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args={"server_settings": server, "timeout": 10},
        **options,
    )
