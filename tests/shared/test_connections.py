"""What a process asks of PostgreSQL is bounded as docs/operations.md says: counted on a real server, under load."""

import asyncio

import asyncpg
import pytest

from services import service
from shared.hosting.host import Host
from shared.settings import Settings
from tests.bus.wire import until
from tools.servers.postgres import Postgres

POOL = 2
RELAY = 1


async def connections(server: Postgres, database: str) -> int:
    """Those of clients: the server's own workers look at a database too."""
    other = await asyncpg.connect(server.dsn())
    told = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'"
    try:
        return int(await other.fetchval(told, database))
    finally:
        await other.close()


@pytest.mark.postgres
async def test_a_service_holds_two_pools_and_the_relays_connection_and_never_more(
    postgres_settings: Settings, postgres_server: Postgres
) -> None:
    given = postgres_settings.model_copy(update={"database_pool": POOL})
    host = Host([service("guide")], given)
    runtime = host.runtimes["guide"]
    database = str(runtime.db.url.database)
    free, most = asyncio.Event(), 0

    async def held(door: str) -> None:
        async with getattr(runtime.db, door)() as connection:
            await connection.exec_driver_sql("SELECT 1")
            await free.wait()

    async with host.running():
        crowd = [asyncio.create_task(held(door)) for door in ("writing", "reading") * 12]

        async def full() -> bool:
            nonlocal most
            most = max(most, await connections(postgres_server, database))
            return most >= 2 * POOL + RELAY

        try:
            await until(full)
            for _ in range(20):
                await full()
                await asyncio.sleep(0.02)
        finally:
            free.set()
            await asyncio.gather(*crowd)
    assert most == 2 * POOL + RELAY
