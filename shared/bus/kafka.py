"""Apache Kafka behind the bus: the only file that knows aiokafka.

Key = subject, so one item's story stays in one partition; idempotent producer; offsets are committed after the
effects, a few times a second. When the broker is away, publishing raises (the outbox keeps the rows) and consuming tries again.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from pydantic import ValidationError

from shared import tasks
from shared.bus import Poison, Take
from shared.events.envelope import Envelope, Letter
from shared.logs import log
from shared.settings import CannotStartError

PAUSE = 1.0
BATCH = 500
COMMIT_MS = 200
LARGEST = 8 * 1024 * 1024
"""Bytes of the largest message: two editions of a megabyte each, sealed and in base64, with room to spare."""


@dataclass(frozen=True)
class _Hearer:
    group: str
    topics: tuple[str, ...]
    take: Take
    poison: Poison


class KafkaBus:
    """One producer and, for each service of this process, one consumer in the service's group."""

    def __init__(self, servers: str) -> None:
        self._servers = servers
        self._producer: AIOKafkaProducer | None = None
        self._lock = asyncio.Lock()
        self._hearers: list[_Hearer] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._connected: dict[str, bool] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the consumers; each connects when the broker is there."""
        self._tasks = [asyncio.create_task(self._hear(h), name=f"kafka:{h.group}") for h in self._hearers]

    async def stop(self) -> None:
        """Stop hearing, then close the producer."""
        await tasks.end(self._tasks)
        await self._drop_producer()
        for leaving in list(self._leaving):
            leaving.cancel()

    def subscribe(self, group: str, topics: Sequence[str], take: Take, poison: Poison) -> None:
        """Register a service; its group name makes its replicas share the work."""
        self._hearers.append(_Hearer(group, tuple(topics), take, poison))

    def healthy(self) -> bool:
        """Whether every consumer of this process is connected."""
        return all(self._connected.get(h.group, False) for h in self._hearers)

    async def publish(self, topic: str, letters: Sequence[Letter]) -> None:
        """Send in order; returns when the broker has acknowledged all of them."""
        told = [letter.binary() for letter in letters]
        async with self._lock:
            try:
                producer = await self._ready_producer()
                sent = [await producer.send(topic, value, key, headers=headers) for key, headers, value in told]
                await asyncio.gather(*sent)
            except Exception:
                await self._drop_producer()
                raise

    async def _ready_producer(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._servers,
                enable_idempotence=True,
                acks="all",
                request_timeout_ms=10_000,
                linger_ms=0,
                max_request_size=LARGEST,
            )
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await self._let_go(producer.stop(), 3)

    async def _let_go(self, stopping: Coroutine[Any, Any, None], seconds: float) -> None:
        """What it still holds runs out by itself, while the next one works; a stop cut short would leave it running."""
        leaving = asyncio.create_task(stopping)
        self._leaving.add(leaving)
        leaving.add_done_callback(self._left)
        await asyncio.wait([leaving], timeout=seconds)

    def _left(self, task: asyncio.Task[None]) -> None:
        self._leaving.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.debug("bus.left", error=repr(error)[:200])

    async def _hear(self, hearer: _Hearer) -> None:
        while True:
            consumer = AIOKafkaConsumer(
                *hearer.topics,
                bootstrap_servers=self._servers,
                group_id=hearer.group,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                session_timeout_ms=10_000,
                heartbeat_interval_ms=2_000,
                max_poll_interval_ms=600_000,
                fetch_max_wait_ms=100,
                max_partition_fetch_bytes=LARGEST,
            )
            try:
                await consumer.start()
                self._connected[hearer.group] = True
                await self._consume(consumer, hearer)
            except Exception as error:  # noqa: BLE001 - whatever it was, hear again from the last committed offset
                self._connected[hearer.group] = False
                log.warning("bus.hearing_again", group=hearer.group, error=repr(error))
            finally:
                await self._let_go(consumer.stop(), 5)
            await asyncio.sleep(PAUSE)

    async def _consume(self, consumer: AIOKafkaConsumer, hearer: _Hearer) -> None:
        taken: dict[TopicPartition, int] = {}
        due = 0.0
        try:
            while True:
                fetched = await consumer.getmany(timeout_ms=COMMIT_MS if taken else 1000, max_records=BATCH)
                for partition, messages in fetched.items():
                    await self._take(hearer, partition, messages)
                    taken[partition] = messages[-1].offset + 1
                if taken and (not fetched or time.monotonic() >= due):
                    await _commit(consumer, taken)
                    due = time.monotonic() + COMMIT_MS / 1000
        finally:
            await _commit(consumer, taken)

    async def _take(self, hearer: _Hearer, partition: TopicPartition, messages: Sequence[Any]) -> None:
        good: list[Envelope] = []
        for message in messages:
            try:
                good.append(Envelope.from_binary(list(message.headers), message.value))
            except (ValueError, ValidationError, TypeError) as error:
                raw = (message.value or b"").decode("utf-8", "replace")
                await hearer.poison(
                    partition.topic, raw, f"no envelope at {partition.partition}:{message.offset}: {error}"
                )
        if good:
            await hearer.take(good)


async def _commit(consumer: AIOKafkaConsumer, taken: dict[TopicPartition, int]) -> None:
    """What went to another replica meanwhile is taken again there, and claimed once."""
    ours = {partition: offset for partition, offset in taken.items() if partition in consumer.assignment()}
    if ours:
        await consumer.commit(ours)
    taken.clear()


async def create_topics(url: str, topics: Sequence[str], partitions: int = 6, replicas: int = 1) -> list[str]:
    """Create the topics that are missing; returns those created. `url` is kafka://host:port."""
    scheme, _, servers = url.partition("://")
    if scheme != "kafka":
        raise CannotStartError(f"SHIXIANG_BUS_URL: {url!r} has no topics; use kafka://host:port")
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    try:
        await admin.start()
    except KafkaError as error:
        raise CannotStartError(f"SHIXIANG_BUS_URL: {servers} does not answer") from error
    try:
        there = set(await admin.list_topics())
        missing = [topic for topic in topics if topic not in there]
        answer = (
            await admin.create_topics([_new_topic(name, partitions, replicas) for name in missing]) if missing else None
        )
        for name, code, why in answer.topic_errors if answer else ():
            if code not in (0, TopicAlreadyExistsError.errno):
                raise CannotStartError(f"the topic {name} cannot be made: {why or for_code(code).__name__}")
        return missing
    finally:
        await admin.close()


def _new_topic(name: str, partitions: int, replicas: int) -> NewTopic:
    made = NewTopic(name, partitions, 1, topic_configs={"max.message.bytes": str(LARGEST)})
    made.replication_factor = replicas  # -1 lets the broker choose, which the constructor does not allow
    return made


async def follow(url: str, topic: str) -> AsyncGenerator[Envelope, None]:
    """Every envelope of a topic from its beginning, as a subscriber without a group reads it."""
    servers = url.partition("://")[2]
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        async for message in consumer:
            yield Envelope.from_binary(list(message.headers), message.value)
    finally:
        await consumer.stop()
