"""Someone at the platform, over HTTP: signs in, asks, and waits for what others do. Used by the story and the world."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AnsweredNoError(Exception):
    """The platform refused; the problem document says why."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        try:
            self.problem: dict[str, Any] = answer.json()
        except ValueError:
            self.problem = {"detail": answer.text[:500]}
        asked = f"{answer.request.method} {answer.request.url.path}"
        super().__init__(
            f"{asked} → {self.status}: {self.problem.get('detail_zh', '')} {self.problem.get('detail', '')} {self.problem.get('faults', '')}"[
                :1500
            ]
        )


@dataclass
class Player:
    """A client of the platform with the tokens of those who have signed in."""

    http: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    async def sign_in(self, username: str, password: str) -> None:
        """Get a token for an account."""
        if username not in self.tokens:
            answer = await self.ask("POST", "/catalog/v1/auth/token", json={"username": username, "password": password})
            self.tokens[username] = answer.json()["access_token"]

    async def ask(
        self, method: str, path: str, who: str = "", headers: dict[str, str] | None = None, **content: Any
    ) -> httpx.Response:
        """One request; raises when the platform says no."""
        sent = dict(headers or {})
        if who:
            sent["Authorization"] = f"Bearer {self.tokens[who]}"
        answer = await self.http.request(method, path, headers=sent, **content)
        if not answer.is_success:
            raise AnsweredNoError(answer)
        return answer

    async def get(self, path: str, who: str = "", **params: Any) -> Any:
        """Read JSON."""
        return (await self.ask("GET", path, who, params=params)).json()

    async def post(self, path: str, who: str, body: Any = None, **headers: str) -> Any:
        """Post JSON, read JSON."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.ask("POST", path, who, sent, **({"json": body} if body is not None else {}))
        return answer.json() if answer.content else None

    async def put(self, path: str, who: str, body: Any) -> Any:
        """Put JSON where nothing is yet, or over the edition that is there."""
        try:
            held = {"If-Match": (await self.ask("GET", path, who)).headers["ETag"]}
        except AnsweredNoError as no:
            if no.status != HTTPStatus.NOT_FOUND:
                raise
            held = {}
        return (await self.ask("PUT", path, who, held, json=body)).json()

    async def sheet(self, path: str, who: str, data: bytes, **headers: str) -> Any:
        """Post a workbook."""
        return (await self.sent_sheet(path, who, data, **headers)).json()

    async def sent_sheet(self, path: str, who: str, data: bytes, **headers: str) -> httpx.Response:
        """The same, with the headers of the answer."""
        sent = {"Content-Type": XLSX} | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.ask("POST", path, who, sent, content=data)

    async def until(self, path: str, who: str, good: Callable[[Any], Any], seconds: float = 30, **params: Any) -> Any:
        """Read until the answer is good: events take a moment."""
        end = time.monotonic() + seconds
        while True:
            try:
                found = await self.get(path, who, **params)
                if kept := good(found):
                    return kept
            except AnsweredNoError as no:
                found = str(no)
                if no.status not in (404, 503):
                    raise
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds} s for {path}; last seen: {str(found)[:500]}")
            await asyncio.sleep(0.05)


@dataclass
class Audit:
    """One audit as its auditors go through it."""

    player: Player
    item_id: str
    reader: str

    async def seen(self, who: str, turn_of: Callable[[Any], Any] = bool) -> Any:
        """The audit as one auditor sees it."""
        return await self.player.until(
            f"/review/v1/items/{self.item_id}/audit", who, lambda a: a if turn_of(a) else None
        )

    async def decide(self, who: str, part: str, verdict: str, remarks: list[dict[str, str]] | None = None) -> Any:
        """Wait until the part is open, look at it, and give the verdict."""
        audit = await self.seen(who, lambda a: any(p["part"] == part and p["verdict"] == "open" for p in a["parts"]))
        seen = next(p["seen"] for p in audit["parts"] if p["part"] == part)
        body = {"verdict": verdict, "seen": seen, "remarks": remarks or []}
        return await self.player.post(f"/review/v1/audits/{audit['audit_id']}/parts/{part}/verdict", who, body)
