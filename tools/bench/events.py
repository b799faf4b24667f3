"""From the commit to the consumer: on the in-process bus, and on Kafka beside raw aiokafka on the same broker."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from shared.auth import Verifier
from shared.bus import Bus, bus_of
from shared.bus.kafka import create_topics
from shared.db import Database
from shared.events import ItemRef, ItemStaged
from shared.events.envelope import Envelope
from shared.hosting.loops import relay_loop
from shared.hosting.runtime import Runtime
from shared.keys import Keys
from shared.settings import Settings
from shared.unit import Actor
from tools.bench.ratios import Sample, percentile

TOPIC = ItemStaged.topic
BENCH = Actor("bench")
PATIENCE = 60.0


def event() -> ItemStaged:
    """An event of common size."""
    item = ItemRef(
        item_id=str(uuid.uuid4()), code="1" * 31, name="食品经营许可", layer="implementation", office="1" * 18,
        office_name="鞍山市行政审批局", region="210300", region_name="鞍山市", turn=1,
    )  # fmt: skip
    return ItemStaged(item=item, edition=1, stage="inspected", passed=True, findings=0)


class Heard:
    """Counts what comes, and says when."""

    def __init__(self) -> None:
        self.count = 0
        self.last = 0.0
        self._wanted = 0
        self._reached = asyncio.Event()

    def more(self, count: int) -> None:
        """So many came."""
        self.count += count
        self.last = time.perf_counter()
        if self.count >= self._wanted:
            self._reached.set()

    async def take(self, envelopes: Sequence[Envelope]) -> None:
        """As a service's ear."""
        self.more(len(envelopes))

    async def until(self, count: int) -> float:
        """The moment at which so many had come."""
        self._wanted = count
        self._reached.clear()
        if self.count < count:
            async with asyncio.timeout(PATIENCE):
                await self._reached.wait()
        return self.last


async def _poison(topic: str, raw: str, reason: str) -> None:
    raise RuntimeError(f"{topic}: {reason}: {raw[:200]}")


@contextlib.asynccontextmanager
async def relayed(given: Settings) -> AsyncIterator[tuple[Runtime, Heard]]:
    """The catalog's outbox, its relay and the bus, with an ear at the end."""
    runtime = Runtime("catalog", given, Database(given.database_of("catalog")), Keys.of(given), Verifier.of(given))
    bus, heard = bus_of(given.bus_url), Heard()
    if given.distributed:
        await create_topics(given.bus_url, [TOPIC])
    bus.subscribe("bench", [TOPIC], heard.take, _poison)
    await bus.start()
    await _connected(bus)
    relay = asyncio.create_task(relay_loop(runtime, bus))
    try:
        async with runtime.unit(BENCH) as unit:
            unit.record(event())
        await heard.until(1)
        await _quiet(heard)
        yield runtime, heard
    finally:
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
        await bus.stop()
        await runtime.db.close()


async def _connected(bus: Bus) -> None:
    async with asyncio.timeout(PATIENCE):
        while not bus.healthy():  # noqa: ASYNC110 - a bus tells nobody when it becomes so
            await asyncio.sleep(0.05)


async def _quiet(heard: Heard) -> None:
    """What an earlier run left in the outbox comes first: wait until no more comes."""
    before = -1
    while before != heard.count:
        before = heard.count
        await asyncio.sleep(0.5)


async def lag(runtime: Runtime, heard: Heard, count: int, pause: float) -> Sample:
    """One event at a time: from the commit to the ear."""
    times = []
    for _ in range(count):
        wanted = heard.count + 1
        async with runtime.unit(BENCH) as unit:
            unit.record(event())
        committed = time.perf_counter()
        times.append(max(0.0, await heard.until(wanted) - committed))
        await asyncio.sleep(pause)
    return _sample(times)


async def drain(runtime: Runtime, heard: Heard, count: int) -> Sample:
    """A burst in one commit: from the commit until the last has come."""
    wanted = heard.count + count
    async with runtime.unit(BENCH) as unit:
        for _ in range(count):
            unit.record(event())
    committed = time.perf_counter()
    return Sample(count, await heard.until(wanted) - committed)


@contextlib.asynccontextmanager
async def raw(bootstrap: str) -> AsyncIterator[tuple[AIOKafkaProducer, Heard]]:
    """Nothing but aiokafka: one producer, one consumer."""
    topic = f"raw-{uuid.uuid4()}"
    await create_topics(f"kafka://{bootstrap}", [topic])
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await producer.start()
    await consumer.start()
    heard = Heard()

    async def hear() -> None:
        while True:
            for messages in (await consumer.getmany(timeout_ms=1000)).values():
                heard.more(len(messages))

    ear = asyncio.create_task(hear())
    producer.topic = topic
    try:
        await producer.send_and_wait(topic, b"first")
        await heard.until(1)
        yield producer, heard
    finally:
        ear.cancel()
        await asyncio.gather(ear, return_exceptions=True)
        await consumer.stop()
        await producer.stop()


async def raw_lag(producer: AIOKafkaProducer, heard: Heard, count: int, pause: float) -> Sample:
    """One message at a time: from the call of send to the ear."""
    times, message = [], message_of()
    for _ in range(count):
        wanted, sent = heard.count + 1, time.perf_counter()
        await producer.send(producer.topic, message(), key=b"k")
        times.append(await heard.until(wanted) - sent)
        await asyncio.sleep(pause)
    return _sample(times)


async def raw_drain(producer: AIOKafkaProducer, heard: Heard, count: int) -> Sample:
    """A burst of the same bytes."""
    wanted, began, message = heard.count + count, time.perf_counter(), message_of()
    for _ in range(count):
        await producer.send(producer.topic, message(), key=uuid.uuid4().bytes)
    return Sample(count, await heard.until(wanted) - began)


def message_of() -> Callable[[], bytes]:
    """Bytes of the size that the product sends."""
    data = event().model_dump_json().encode()
    return lambda: data


def _sample(times: list[float]) -> Sample:
    p50, p99 = (percentile(times, p) * 1000 for p in (50, 99))
    return Sample(len(times), sum(times) or 1e-9, p50, p99)
