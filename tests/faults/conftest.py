"""Stands to break: one process on SQLite, and two replicas of each service on servers of their own."""

import asyncio
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.bus.kafka import create_topics
from shared.events import TOPICS
from tests.faults.load import Crowd
from tests.faults.stand import NAMES, Stand, sinks
from tests.platform import _prepare as prepared
from tests.platform import settings_for
from tools.servers.kafka import Kafka
from tools.servers.postgres import Postgres


def seed() -> int:
    """The seed of this run: given, or drawn and told."""
    return int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))


async def _prepared(stand: Stand, people: int) -> Crowd:
    crowd = Crowd(stand, people)
    async with crowd.open():
        await crowd.prepare()
    return crowd


EmbeddedOn = Callable[[Path], tuple[Stand, Crowd]]


@pytest.fixture
def embedded_on(sqlite_template: Path) -> Iterator[EmbeddedOn]:
    """The embedded form in a folder: one process, four SQLite files, the bus in the process; and people at work."""
    with ExitStack() as stack:

        def make(folder: Path) -> tuple[Stand, Crowd]:
            there = stack.enter_context(sinks())
            shutil.copytree(sqlite_template, folder, dirs_exist_ok=True)
            given = settings_for(folder, log_level="warning", smtp_url=f"smtp://127.0.0.1:{there.smtp_port}")
            stand = Stand("embedded", given, there, folder, seed())
            stack.callback(stand.stop)
            stand.add(())
            stand.ready()
            return stand, asyncio.run(_prepared(stand, 4))

        yield make


@pytest.fixture
def embedded(embedded_on: EmbeddedOn, tmp_path: Path) -> tuple[Stand, Crowd]:
    """The embedded form on the usual disk."""
    return embedded_on(tmp_path)


@dataclass
class Distributed:
    """Four services, two replicas of each, on a PostgreSQL and a Kafka that nobody else uses."""

    stand: Stand
    crowd: Crowd
    postgres: Postgres
    kafka: Kafka


@pytest.fixture(scope="module")
def distributed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Distributed]:
    """The distributed form. It is broken again and again; after each fault it must be whole."""
    folder = tmp_path_factory.mktemp("distributed")
    with Postgres(folder / "postgres") as postgres, Kafka(folder / "kafka") as kafka, sinks() as there:
        for name in NAMES:
            postgres.create_database(name)
        given = settings_for(folder, postgres.url, log_level="warning", smtp_url=f"smtp://127.0.0.1:{there.smtp_port}")
        asyncio.run(prepared(given))
        given = given.model_copy(update={"bus_url": kafka.url})
        asyncio.run(create_topics(kafka.url, TOPICS))
        stand = Stand("distributed", given, there, folder, seed())
        try:
            for name in (*NAMES, *NAMES):
                stand.add((name,))
            stand.ready()
            yield Distributed(stand, asyncio.run(_prepared(stand, 4)), postgres, kafka)
        finally:
            stand.stop()
