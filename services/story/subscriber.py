"""A subscriber who listens while the story is told, by the public means that the bus has."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from services.story.cast import Telling, ToldNoFurtherError
from shared.bus.kafka import follow

PATIENCE = 30.0


@dataclass(frozen=True)
class Heard:
    """What a subscriber heard of an edition that went online, and the record that he read then."""

    type: str
    sequence: int
    edition: int
    hash: str
    record: dict[str, Any]


def agree(heard: Heard, pulled: dict[str, Any], edition: int) -> None:
    """ToldNoFurtherError unless what was heard, what was read and what was pulled are one record of this edition."""
    if (heard.edition, heard.hash, heard.record) != (edition, pulled["hash"], pulled) or pulled["edition"] != edition:
        raise ToldNoFurtherError(
            f"订阅者所读与省级平台所拉取的不一致 Subscriber and province differ: 第 {heard.edition} 版 {heard.hash[:12]}, "
            f"第 {pulled['edition']} 版 {pulled['hash'][:12]}"
        )


class Subscriber(Telling):
    """Listens from before the edition is published; what he heard is asked for at the end."""

    _listening: asyncio.Task[Heard] | None = None

    def listen(self) -> None:
        """A subscriber listens from now on: to the topic on Kafka, else to the live stream that is open to everyone."""
        heard = self._from_kafka() if self.bus_url.startswith("kafka") else self._from_stream()
        self._listening = asyncio.create_task(heard)

    async def hush(self) -> None:
        """The subscriber goes home."""
        if self._listening:
            self._listening.cancel()
            await asyncio.wait([self._listening])

    async def heard(self) -> Heard:
        if self._listening is None:
            raise ToldNoFurtherError("没有订阅者 nobody listened")
        async with asyncio.timeout(PATIENCE):
            return await self._listening

    async def _from_stream(self) -> Heard:
        """Hears by server-sent events that the edition is online, and reads what everyone may read under its code."""
        async with contextlib.aclosing(self._events()) as events:
            async for event in events:
                mine = event.get("subject") == self.item_id and event["type"].endswith("item.online.v1")
                if mine and event["edition"] == self.edition:
                    record = await self.player.get(f"/catalog/v1/items/{event['code']}")
                    return Heard(event["type"], event["sequence"], event["edition"], event["hash"], record)
        raise ToldNoFurtherError("事件流中断 the stream of events ended")

    async def _events(self) -> AsyncGenerator[dict[str, Any], None]:
        async with self.player.http.stream("GET", "/catalog/v1/events", timeout=None) as answer:
            async for line in answer.aiter_lines():
                if line.startswith('data: {"type"'):
                    yield json.loads(line[6:])

    async def _from_kafka(self) -> Heard:
        """Reads the topic: the record when it is published, and that it went online."""
        records: dict[int, dict[str, Any]] = {}
        async with contextlib.aclosing(follow(self.bus_url, "item.changed")) as envelopes:
            async for envelope in envelopes:
                data = envelope.data
                if envelope.subject != self.item_id or data.get("edition") != self.edition:
                    continue
                if envelope.type.endswith("item.published.v1"):
                    records[self.edition] = data["record"]
                elif envelope.type.endswith("item.online.v1"):
                    record = records.get(self.edition, {})
                    return Heard(envelope.type, envelope.sequence, data["edition"], data["digest"], record)
        raise ToldNoFurtherError("主题读不下去了 the topic ended")
