"""The loop on the distributed form: four processes behind the gateway, a PostgreSQL database each, Apache Kafka."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from services.children import Child
from services.gateway import Gateway
from services.player import Player
from services.serving import Server, door
from services.sinks import mailbox, webhook
from services.stack import environment
from services.story import Teller
from shared.bus.kafka import create_topics
from shared.events import TOPICS
from shared.settings import Settings
from tests.journeys.assertions import TheStory, Told, told
from tests.platform import NAMES, settings_for
from tools.servers.kafka import Kafka
from tools.servers.machine import free_port
from tools.servers.postgres import Postgres

pytestmark = [pytest.mark.postgres, pytest.mark.kafka, pytest.mark.slow]


@pytest.fixture(scope="class")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """A broker whose topics and groups are this story's alone."""
    with Kafka(tmp_path_factory.mktemp("broker")) as broker:
        yield broker


@pytest.fixture(scope="class")
def databases(
    postgres_template: tuple[str, Path], postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings over fresh copies of the template."""
    template, secrets = postgres_template
    folder, mine = tmp_path_factory.mktemp("distributed"), f"story_{os.getpid()}_"
    shutil.copytree(secrets / "secrets", folder / "secrets")
    postgres_server.create_databases({mine + name: template + name for name in NAMES})
    yield settings_for(folder, postgres_server.database_url(mine + "{service}"), log_level="warning")
    postgres_server.drop_databases(mine + name for name in NAMES)


@asynccontextmanager
async def stacked(given: Settings, place: Path) -> AsyncIterator[str]:
    """The four services as processes, the gateway before them; yields its address."""
    await create_topics(given.bus_url, TOPICS)
    children = [Child(name, free_port(), environment(given), place, print) for name in NAMES]
    try:
        for child in children:
            await child.start()
        await asyncio.gather(*(child.ready() for child in children))
        gateway = Gateway({child.name: child.address for child in children}, given)
        up = asyncio.Event()
        server = Server(gateway, up=up.set, end=gateway.end, patience=2)
        serving = asyncio.create_task(server.serve([door("127.0.0.1", given.port, "gateway")]))
        await up.wait()
        yield f"http://127.0.0.1:{given.port}"
        server.should_exit = True
        await serving
        await gateway.aclose()
    finally:
        await asyncio.gather(*(child.stop() for child in children))


@pytest.fixture(scope="class")
def distributed(databases: Settings, own_broker: Kafka) -> Told:
    """The story, told once to four processes."""

    async def tell() -> Told:
        async with mailbox() as (box, smtp_port), webhook() as (hook, hook_port):
            port = free_port()
            more = {"bus_url": own_broker.url, "port": port, "public_url": f"http://127.0.0.1:{port}"}
            given = databases.model_copy(update=more | {"smtp_url": f"smtp://127.0.0.1:{smtp_port}"})
            place = databases.secrets_dir.parent
            async with stacked(given, place) as address, httpx.AsyncClient(base_url=address, timeout=60) as http:
                lines: list[str] = []
                teller = Teller(Player(http), lines.append, box, hook, hook_port, own_broker.url)
                return await told(http, teller, lines, given)

    return asyncio.run(tell())


class TestDistributed(TheStory):
    @pytest.fixture
    def told(self, distributed: Told) -> Told:
        return distributed
