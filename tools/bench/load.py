"""The load tool: a process of its own that keeps connections busy and tells what it saw. Both sides of a pair use it.

It reads one plan a line (JSON) and answers one result a line.
"""

import asyncio
import json
import math
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import uvloop

from tools.bench import cycle
from tools.bench.ratios import Sample, percentile

NUMBER = b"@" * 9
CLIENTS = 8
_LENGTH = re.compile(rb"\r\ncontent-length: ?(\d+)", re.IGNORECASE)
_NO_BODY = (204, 304)
_BAD = 400


class Talk(asyncio.Protocol):
    """One keep-alive connection with one request at a time."""

    def __init__(self, heard: Callable[[int, bytes], None]) -> None:
        self.heard = heard
        self._held = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def say(self, request: bytes) -> None:
        self._transport.write(request)

    def close(self) -> None:
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        whole = self._held + data if self._held else data
        head = whole.find(b"\r\n\r\n")
        if head < 0:
            self._held = whole
            return
        status = int(whole[9:12])
        length = _LENGTH.search(whole, 0, head)
        wanted = 0 if length is None or status in _NO_BODY else int(length[1])
        if len(whole) < head + 4 + wanted:
            self._held = whole
            return
        self._held = b""
        self.heard(status, whole[head + 4 :])


class Stream:
    """Sends its requests round and round; a template gets the next number in place of its mark."""

    def __init__(self, requests: list[bytes], first: int, most: float) -> None:
        self.requests, self.number, self.end, self.last = requests, first, 0.0, first + most
        self.template = NUMBER in requests[0]
        self.times: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.talk = Talk(self._heard)
        self._sent = 0.0

    def next(self) -> None:
        request = self.requests[self.number % len(self.requests)]
        if self.template:
            request = request.replace(NUMBER, b"%09d" % self.number)
        self._sent = time.perf_counter()
        self.talk.say(request)

    def _heard(self, status: int, _body: bytes) -> None:
        now = time.perf_counter()
        self.times.append(now - self._sent)
        self.statuses[status] += 1
        self.number += 1
        if now < self.end and self.number < self.last and status < _BAD:
            self.next()
        elif not self.done.done():
            self.talk.close()
            self.done.set_result(None)


async def join(talk: Talk, port: int) -> None:
    """Connect."""
    await asyncio.get_running_loop().create_connection(lambda: talk, "127.0.0.1", port)


async def stream(plan: dict[str, Any]) -> dict[str, Any]:
    """Keep every connection busy with its own requests for so many seconds."""
    streams = []
    for n, own in enumerate(plan["queues"]):
        made = Stream([r.encode("latin-1") for r in own["requests"]], own["first"], plan.get("most", math.inf))
        await join(made.talk, plan["ports"][n % len(plan["ports"])])
        streams.append(made)
    began = time.perf_counter()
    for made in streams:
        made.end = began + plan["seconds"]
        made.next()
    await asyncio.gather(*(made.done for made in streams))
    times = [t for made in streams for t in made.times]
    statuses = sum((made.statuses for made in streams), Counter())
    return _told(times, began, statuses) | {"numbers": [made.number for made in streams]}


class Asker:
    """The same connection for a script: ask, wait, read the answer."""

    def __init__(self) -> None:
        self.talk = Talk(self._heard)
        self.asked = 0
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def _heard(self, status: int, body: bytes) -> None:
        if self._answer:
            self._answer.set_result((status, body))

    async def __call__(self, request: bytes) -> tuple[int, bytes]:
        self._answer = asyncio.get_running_loop().create_future()
        self.asked += 1
        self.talk.say(request)
        return await self._answer


async def cycles(plan: dict[str, Any]) -> dict[str, Any]:
    """Every connection plays the script, one cycle after the other, for so many seconds."""
    script, given = cycle.SCRIPTS[plan["script"]], plan["given"]
    used, times, asked = 0, [], 0
    began = time.perf_counter()

    async def one() -> None:
        nonlocal used, asked
        ask = Asker()
        await join(ask.talk, plan["ports"][0])
        while time.perf_counter() < began + plan["seconds"] and used < len(given):
            mine, used = given[used], used + 1
            start = time.perf_counter()
            await script(ask, plan, mine)
            times.append(time.perf_counter() - start)
        asked += ask.asked
        ask.talk.close()

    await asyncio.gather(*(one() for _ in range(plan.get("clients", CLIENTS))))
    return _told(times, began, Counter({200: len(times)})) | {"used": used, "asked": asked}


def _told(times: list[float], began: float, statuses: Counter[int]) -> dict[str, Any]:
    seconds = time.perf_counter() - began
    p50, p99 = (percentile(times, p) * 1000 for p in (50, 99))
    return {"count": len(times), "seconds": seconds, "p50": p50, "p99": p99, "statuses": dict(statuses)}


class Tool:
    """The tool as its caller sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def measure(self, plan: dict[str, Any], cpu: Callable[[], float]) -> tuple[Sample, dict[str, Any]]:
        """Play a plan; every answer must have been a good one."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the load tool has no pipes")
        before = cpu()
        self._process.stdin.write(json.dumps(plan) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline() or '{"failed": "it ended"}')
        if "failed" in told or any(int(s) >= _BAD for s in told["statuses"]):
            raise RuntimeError(f"the load was refused: {told}")
        return Sample(told["count"], told["seconds"], told["p50"], told["p99"], cpu() - before), told

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate()


def main() -> None:
    """Answer plans until the caller goes."""
    for line in sys.stdin:
        plan = json.loads(line)
        play = cycles if "script" in plan else stream
        try:
            told = uvloop.run(play(plan))
        except Exception as error:  # noqa: BLE001 - the caller is told, whatever it was
            told = {"failed": repr(error)[:1000]}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
