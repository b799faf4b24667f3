"""The province's other hand: hands items down in batches, some twice, in any order, giving up on some answers."""

import json
import random
from collections.abc import Sequence
from typing import Any

import httpx

from shared import countersign
from shared.clock import Clock, now

ITEMS = "/catalog/v1/exchange/items"


class Handing:
    """Sends rows until each has a receipt; the chance that a batch comes twice, mixed up or in halves is in the seed."""

    def __init__(self, http: httpx.AsyncClient, token: str, key: bytes, seed: int, clock: Clock = now) -> None:
        self.http, self.token, self.key, self.clock = http, token, key, clock
        self.chance = random.Random(seed)  # noqa: S311 - repeatable trouble, no secret
        self.receipts: dict[tuple[str, int], dict[str, Any]] = {}

    async def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """One signed request."""
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = countersign.headers(self.key, self.clock(), content)
        headers |= {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return await self.http.post(path, content=content, headers=headers)

    async def hand_down(self, rows: Sequence[dict[str, Any]], size: int = 5) -> int:
        """Hand everything down; returns how many batches it took."""
        batches = 0
        while waiting := [row for row in rows if (row["row_guid"], row["version"]) not in self.receipts]:
            mixed = self.chance.sample(waiting, len(waiting))[: self.chance.randint(1, size)]
            twice = self.chance.sample(rows, min(len(rows), 2)) if self.chance.random() < 1 / 2 else []
            sent = list({(r["row_guid"], r["version"]): r for r in [*mixed, *twice]}.values())
            answer = await self.post(ITEMS, {"cd_batch": f"batch-{batches}", "rows": sent})
            batches += 1
            if answer.status_code == httpx.codes.OK and self.chance.random() < 2 / 3:
                told = answer.json()["receipts"]
                self.receipts |= {(r["row_guid"], r["version"]): r for r in told}
        return batches
