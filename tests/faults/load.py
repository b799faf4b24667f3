"""People at work, over HTTP, through every fault; and exactly what they were told.

What was answered 2xx is accepted; a refusal, and a connection that could not be made, changed nothing; a broken
connection, and a commit whose end nobody saw, may be either.
"""

import asyncio
import contextlib
import random
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from shared.world import story
from tests.faults.stand import Stand
from tests.platform import AUDITORS

INFORMANT, CHECKER, CENTRE = "jidong-market-informant", "jidong-market-checker", "jidong-data-inspection"
LINE, CLERK = "hlj-market-line", "jidong-service-clerk"
WRITTEN = "note"
PATIENCE = 90.0


@dataclass(frozen=True)
class Act:
    """One change that somebody asked for; the token is what a save wrote, or the hash of what an auditor saw."""

    service: str
    action: str
    subject: str
    token: str = ""
    edition: int = 0


@dataclass
class Told:
    """What the callers were told."""

    accepted: list[tuple[Act, dict[str, Any]]] = field(default_factory=list)
    unknown: list[Act] = field(default_factory=list)
    refused: list[Act] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget."""
        for kept in (self.accepted, self.unknown, self.refused, self.wrong):
            kept.clear()
        self.answers.clear()


class Crowd:
    """Bounded clients, each with one item that it takes round and round through its life.

    Between two steps they pause for a moment of chance: the machine is for the services, and for the other tests.
    """

    def __init__(self, stand: Stand, people: int = 4) -> None:
        self.stand, self.people = stand, people
        self.told = Told()
        self.items: list[str] = []
        self.saving_only = False
        self.pause = 0.05
        self.http: httpx.AsyncClient
        self._over = False

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Crowd"]:
        """With a client; once per event loop."""
        limits = httpx.Limits(max_connections=self.people * 2, max_keepalive_connections=self.people)
        async with httpx.AsyncClient(timeout=30, limits=limits) as self.http:
            yield self

    async def ask(self, method: str, path: str, who: str, **content: Any) -> httpx.Response:
        """One request in somebody's name."""
        headers = {"Authorization": f"Bearer {self.stand.tokens[who]}"} | content.pop("headers", {})
        return await self.http.request(method, self.stand.address(path), headers=headers, **content)

    async def prepare(self) -> None:
        """One item of the story online, and a handling item of it for each of the crowd; the hall subscribes."""
        told = story()
        code = told.base.basic_code
        await self._must("PUT", f"/catalog/v1/catalogue/{code}", LINE, json={"elements": told.base.elements})
        await self._must("POST", f"/catalog/v1/catalogue/{code}/hand-down", LINE, json={"offices": []})
        inbox = await self._must("GET", "/catalog/v1/desk/inbox", INFORMANT)
        base = next(o["base_id"] for o in inbox["offers"] if o["code"] == code)
        item = await self._must("POST", f"/catalog/v1/desk/offers/{base}/claim", INFORMANT)
        path = f"/catalog/v1/desk/items/{item['item_id']}"
        own = {k: v for k, v in told.complete.items() if k not in told.base.elements and k != "implementing_body"}
        body = {"elements": {k: v for k, v in own.items() if not _locked(k)}}
        await self._must("PATCH", f"{path}/elements", INFORMANT, json=body, headers={"If-Match": '"1"'})
        await self._to_online(item["item_id"])
        for number in range(self.people):
            wanted = {"name": f"{told.base.elements['name']}（{number}）", "variant": f"0{number + 1}"}
            made = await self._must("POST", f"{path}/handling-items", INFORMANT, json=wanted)
            self.items.append(made["item_id"])
        where = {"email": "hall@example.org", "webhook": f"http://127.0.0.1:{self.stand.sinks.hook_port}/hook"}
        for channel, address in where.items():
            wanted = {"channel": channel, "address": address, "region": "230321"}
            await self._must("POST", "/notify/v1/subscriptions", CLERK, json=wanted)

    async def _must(self, method: str, path: str, who: str, **content: Any) -> Any:
        answer = await self.ask(method, path, who, **content)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:1000]}"
        return answer.json()

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """The crowd works for as long as the block lasts."""
        self._over = False
        tasks = [asyncio.create_task(self._one(item)) for item in self.items]
        try:
            yield
        finally:
            self._over = True
            await asyncio.gather(*tasks)

    async def _one(self, item_id: str) -> None:
        chance = random.Random(f"{self.stand.seed}:{item_id}")
        while not self._over:
            await self.step(item_id, chance)
            await asyncio.sleep(chance.uniform(0, 2 * self.pause))

    async def step(self, item_id: str, chance: random.Random, *, to_online: bool = False) -> bool:
        """Look how the item stands and do what comes next; False when nothing could be done."""
        shown = await self.read(f"/catalog/v1/desk/items/{item_id}", CHECKER)
        if shown is None:
            return False
        state, head, written = shown["item"]["state"], shown["edition"], shown["saved_by"]
        path = f"/catalog/v1/desk/items/{item_id}"
        if state == "in_audit":
            return await self._audit(item_id, chance, passing=to_online)
        if state in STAGES:
            stage, action = STAGES[state]
            done = await self.do(Act("catalog", action, item_id, edition=head), "POST", f"{path}/{stage}", CENTRE)
            return done is not None
        unwritten = head == 1 or written != INFORMANT or state == "online"
        if self.saving_only or unwritten or (not to_online and chance.random() < 0.6):
            return await self._save(item_id, head)
        match = {"If-Match": f'"{head}"'}
        act = Act("catalog", "item.submit", item_id, edition=head)
        return await self.do(act, "POST", f"{path}/submission", CHECKER, headers=match) is not None

    async def _save(self, item_id: str, head: int) -> bool:
        token = uuid.uuid4().hex
        act = Act("catalog", "item.save", item_id, token, head + 1)
        body = {"elements": {WRITTEN: f"备注 {token}"}, "reason": "负载"}
        match = {"If-Match": f'"{head}"'}
        path = f"/catalog/v1/desk/items/{item_id}/elements"
        return await self.do(act, "PATCH", path, INFORMANT, json=body, headers=match) is not None

    async def _audit(self, item_id: str, chance: random.Random, *, passing: bool) -> bool:
        for part, who in AUDITORS.items():
            audit = await self.read(f"/review/v1/items/{item_id}/audit", who)
            if audit is None or audit["state"] != "open":
                return False
            state = next(p for p in audit["parts"] if p["part"] == part)
            if state["verdict"] != "open":
                continue
            back = not passing and chance.random() < 0.08 and bool(state["elements"])
            remark = {"element": state["elements"][0], "text": "请核对", "cites": "004 第十五条"} if back else None
            verdict = "returned" if back else "passed"
            body = {"verdict": verdict, "seen": state["seen"], "remarks": [remark] if remark else []}
            act = Act("review", f"audit.{verdict}", item_id, state["seen"], audit["edition"])
            path = f"/review/v1/audits/{audit['audit_id']}/parts/{part}/verdict"
            return await self.do(act, "POST", path, who, json=body) is not None
        return False

    async def read(self, path: str, who: str) -> Any:
        """What is there, or None when it cannot be had now."""
        try:
            answer = await self.ask("GET", path, who)
        except httpx.TransportError:
            self.told.answers["read broken"] += 1
            await asyncio.sleep(0.15)
            return None
        self._judge("GET", path, answer)
        if answer.status_code == 503:
            await asyncio.sleep(0.1)
        return answer.json() if answer.is_success else None

    async def do(self, act: Act, method: str, path: str, who: str, **content: Any) -> Any:
        """Ask for a change and write down what was answered."""
        try:
            answer = await self.ask(method, path, who, **content)
        except httpx.ConnectError:
            self.told.refused.append(act)
            self.told.answers["not connected"] += 1
            return None
        except httpx.TransportError:
            self.told.unknown.append(act)
            self.told.answers["broken"] += 1
            return None
        problem = self._judge(method, path, answer)
        if answer.is_success:
            self.told.accepted.append((act, answer.json()))
            return answer
        (self.told.unknown if problem.get("code") == "outcome_unknown" else self.told.refused).append(act)
        return None

    def _judge(self, method: str, path: str, answer: httpx.Response) -> dict[str, Any]:
        """Count the answer; anything but success, a plain refusal or an honest 503 is wrong."""
        if answer.is_success:
            self.told.answers[f"{answer.status_code}"] += 1
            return {}
        plain = answer.headers.get("content-type") == "application/problem+json"
        problem: dict[str, Any] = answer.json() if plain else {}
        self.told.answers[f"{answer.status_code} {problem.get('code', '')}"] += 1
        if not plain or answer.status_code not in {404, 409, 412, 503}:
            self.told.wrong.append(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
        return problem

    async def finish(self) -> None:
        """With no fault any more, every item goes online: nothing is stuck."""
        await asyncio.gather(*(self._to_online(item) for item in self.items))

    async def _to_online(self, item_id: str) -> None:
        chance, limit = random.Random(0), time.monotonic() + PATIENCE
        while True:
            shown = await self.read(f"/catalog/v1/desk/items/{item_id}", CHECKER)
            if shown and shown["item"]["state"] == "online":
                return
            assert time.monotonic() < limit, f"item {item_id} is stuck at {shown and shown['item']['state']}"
            if not await self.step(item_id, chance, to_online=True):
                await asyncio.sleep(0.1)


STAGES = {
    "approved": ("inspection", "item.inspected"),
    "inspected": ("test", "item.tested"),
    "tested": ("publication", "item.publish"),
    "published": ("online", "item.online"),
}


def _locked(key: str) -> bool:
    from shared.elements import ELEMENTS  # noqa: PLC0415

    return ELEMENTS[key].layer == "catalogue"


async def until(true: Callable[[], Any], what: str, seconds: float = PATIENCE) -> None:
    """Wait for something that must come, however long it takes within reason."""
    limit = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < limit, f"waited in vain for {what}: {found}"
        await asyncio.sleep(0.1)
