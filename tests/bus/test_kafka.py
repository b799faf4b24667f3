"""Apache Kafka keeps the promises of a bus, and what is on the wire is what others can read."""

import asyncio
import contextlib
import uuid
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat

from shared.bus.kafka import KafkaBus, create_topics, follow
from shared.hosting.host import Host
from shared.settings import CannotStartError
from tests.bus.contract import TheBus, TheHearing, dead, heard
from tests.bus.wire import Wire, said, until
from tools.servers.kafka import Kafka

pytestmark = pytest.mark.kafka
PARTITIONS = 6


@pytest.fixture
async def wire(kafka_server: Kafka) -> Wire:
    topic = f"topic-{uuid.uuid4().hex}"
    await create_topics(kafka_server.url, [topic, f"{topic}-2"], PARTITIONS, -1)
    return Wire(KafkaBus(kafka_server.bootstrap), topic)


async def raw(server: Kafka, topic: str, count: int) -> list[Any]:
    """So many messages of a topic as they lie there, with their partitions in front."""
    found: list[Any] = []
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=server.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        while len(found) < count:
            found.append(await asyncio.wait_for(consumer.getone(), 30))
    finally:
        await consumer.stop()
    return found


class TestKafkaBus(TheBus):
    async def test_what_is_on_the_wire_is_a_cloudevent_of_binary_mode(self, wire: Wire, kafka_server: Kafka) -> None:
        event = said(uuid.uuid4().hex, 7)
        async with wire.running():
            await wire.say(event)
        (message,) = await raw(kafka_server, wire.topic, 1)
        read = from_binary(KafkaMessage(dict(message.headers), message.key, message.value), JSONFormat())
        assert (read.get_id(), read.get_type(), read.get_source()) == (event.id, event.type, event.source)
        assert (read.get_subject(), read.get_data(), read.get_specversion()) == (event.subject, event.data, "1.0")
        assert message.key == event.subject.encode()

    async def test_one_key_is_one_partition_and_many_keys_use_them_all(self, wire: Wire, kafka_server: Kafka) -> None:
        keys = [uuid.uuid4().hex for _ in range(60)]
        async with wire.running():
            await wire.say(*(said(key, n) for n in range(3) for key in keys))
        places = {(message.key, message.partition) for message in await raw(kafka_server, wire.topic, 180)}
        assert len(places) == len(keys)
        assert {partition for _, partition in places} == set(range(PARTITIONS))

    async def test_topics_are_made_once_with_their_partitions(self, kafka_server: Kafka) -> None:
        topic = f"topic-{uuid.uuid4().hex}"
        assert await create_topics(kafka_server.url, [topic], PARTITIONS) == [topic]
        assert await create_topics(kafka_server.url, [topic], PARTITIONS) == []
        async with AIOKafkaProducer(bootstrap_servers=kafka_server.bootstrap) as producer:
            assert await producer.partitions_for(topic) == set(range(PARTITIONS))

    async def test_without_a_broker_topics_are_refused_in_a_line(self) -> None:
        with pytest.raises(CannotStartError, match="SHIXIANG_BUS_URL"):
            await create_topics("kafka://127.0.0.1:1", ["t"])
        with pytest.raises(CannotStartError, match="has no topics"):
            await create_topics("memory://", ["t"])

    async def test_two_replicas_share_the_work_and_keep_the_order(self, wire: Wire, kafka_server: Kafka) -> None:
        other = Wire(KafkaBus(kafka_server.bootstrap), wire.topic, wire.group)
        ears = [wire.listen(), other.listen()]
        probes = [uuid.uuid4().hex for _ in range(30)]
        async with wire.running(), other.running():
            rounds = 0
            while not all(ear.heard for ear in ears):
                rounds += 1
                await wire.say(*(said(key, -rounds) for key in probes))
                await asyncio.sleep(0.3)
            keys = [uuid.uuid4().hex for _ in range(40)]
            await wire.say(*(said(key, n) for n in range(5) for key in keys))
            await until(lambda: sum(len(ear.of(key)) for ear in ears for key in keys) >= 200)
        for key in keys:
            assert sorted([ear.of(key) for ear in ears], key=len) == [[], list(range(5))]
        assert all(any(ear.of(key) for key in keys) for ear in ears)

    async def test_a_replica_that_dies_leaves_its_work_to_the_other(self, wire: Wire, kafka_server: Kafka) -> None:
        dying = Wire(KafkaBus(kafka_server.bootstrap), wire.topic, wire.group)
        ear, lost = wire.listen(), dying.listen()
        lost.fail = 10_000
        keys = [uuid.uuid4().hex for _ in range(40)]
        async with wire.running():
            async with dying.running():
                while not lost.failed:
                    await wire.say(*(said(key, -1) for key in keys))
                    await asyncio.sleep(0.3)
                await wire.say(*(said(key, 1) for key in keys))
            await until(lambda: all(1 in ear.of(key) for key in keys))
        assert lost.heard == []

    async def test_a_subscriber_without_a_group_reads_the_topic_from_its_beginning(
        self, wire: Wire, kafka_server: Kafka
    ) -> None:
        events = [said("k", n) for n in range(4)]
        async with wire.running():
            await wire.say(*events)
        async with contextlib.aclosing(follow(kafka_server.url, wire.topic)) as reading:
            found = [await anext(reading) for _ in events]
        assert found == events


class TestHearingOverKafka(TheHearing):
    async def test_what_is_no_event_goes_to_the_dead_letters_and_stops_nothing(
        self, wire: Wire, host: Host, kafka_server: Kafka
    ) -> None:
        db = host.runtimes["notify"].db
        garbage = [(b"\xff\xfe not json", []), (b"{}", [("ce_id", b"1")]), (None, []), (b"[]", said("k", 1).headers())]
        async with AIOKafkaProducer(bootstrap_servers=kafka_server.bootstrap) as producer:
            for value, headers in garbage:
                await producer.send_and_wait(wire.topic, value, key=b"k", headers=headers)
        async with wire.running():
            await wire.say(said("k", 2))
            await heard(db, {"k"})
        letters = await dead(db)
        assert [letter["handler"] for letter in letters] == ["envelope"] * len(garbage)
        assert all(str(letter["reason"]).startswith("no envelope at ") for letter in letters)
        assert (await host.readiness())[1]["services"]["notify"]["hearing"] == "hearing"
