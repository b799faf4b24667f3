"""The province as an HTTP application: keeps rows by (row_guid, version), and stumbles as its seed says."""

import asyncio
import hashlib
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared import countersign
from shared.clock import Clock, now

FAULTS = ("error", "timeout", "duplicate", "reorder", "half", "forgetful", "slow")
"""error: 500, nothing taken. timeout: taken, and no answer. duplicate: taken twice. reorder: taken in another order.
half: half is taken and receipted. forgetful: all is taken, half is receipted. slow: answers late."""


@dataclass
class Province:
    """What the province holds, and how it fails: `faults` gives each kind its chance."""

    key: bytes
    seed: int = 0
    faults: dict[str, float] = field(default_factory=dict)
    patience: float = 30.0
    clock: Clock = now
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    effects: Counter[tuple[str, int]] = field(default_factory=Counter)
    arrivals: Counter[tuple[str, int]] = field(default_factory=Counter)
    contents: dict[tuple[str, int], str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    troubles: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - repeatable trouble, no secret

    def application(self) -> Starlette:
        """Its three addresses, and one to see and mend it."""
        return Starlette(
            routes=[
                Route("/report-up", self.report_up, methods=["POST"]),
                Route("/inventory", self.inventory),
                Route("/state", self.state),
                Route("/heal", self.heal, methods=["POST"]),
            ]
        )

    def heal(self, _request: Request | None = None) -> Response:
        """No more trouble."""
        self.faults = {}
        return Response(status_code=204)

    def state(self, _request: Request) -> Response:
        """What it holds and what it did."""
        twice = sum(count > 1 for count in self.effects.values())
        told = {
            "rows": len(self.rows),
            "claims": len(self.claims),
            "effects": sum(self.effects.values()),
            "twice": twice,
        }
        return JSONResponse(told | {"troubles": dict(self.troubles)})

    def _has(self, kind: str) -> bool:
        struck = self.chance.random() < self.faults.get(kind, 0.0)
        self.troubles[kind] += struck
        return struck

    def _signed(self, request: Request, body: bytes) -> bool:
        told, signature = (request.headers.get(name, "") for name in (countersign.TIME, countersign.SIGNATURE))
        return countersign.holds(self.key, told, signature, body, self.clock())

    async def report_up(self, request: Request) -> Response:
        """Take a batch of changes, as well as the day's troubles allow."""
        body = await request.body()
        if not self._signed(request, body):
            return JSONResponse({"reason": "signature"}, 401)
        if self._has("slow"):
            await asyncio.sleep(min(0.05, self.patience))
        if self._has("error"):
            return Response(status_code=500)
        rows: list[dict[str, Any]] = json.loads(body)["rows"]
        if self._has("reorder"):
            self.chance.shuffle(rows)
        if self._has("half"):
            rows = rows[: len(rows) // 2]
        receipts = [self.take(row) for row in rows]
        if self._has("duplicate"):
            receipts = [self.take(row) for row in rows]
        if self._has("timeout"):
            await asyncio.sleep(self.patience)
            return Response(status_code=504)
        told = receipts[::2] if self._has("forgetful") else receipts
        return JSONResponse({"receipts": told})

    def take(self, row: dict[str, Any]) -> dict[str, Any]:
        """One row: an effect only for a version that is newer than the one held."""
        guid, version = row["row_guid"], row["version"]
        self.arrivals[guid, version] += 1
        content = json.dumps(row, sort_keys=True)
        if self.contents.setdefault((guid, version), content) != content:
            return _receipt(guid, version, "rejected", "另一内容 another content under this version")
        if row["code"] in self.refused:
            return _receipt(guid, version, "rejected", "事项类型的值不在代码项之中!")
        held = self.rows.get(guid) or self.claims.get(guid)
        if held and held["version"] == version:
            return _receipt(guid, version, "accepted", "")
        if held and held["version"] > version:
            return _receipt(guid, version, "stale", "")
        (self.claims if row.get("table") == "claim" else self.rows)[guid] = row
        self.effects[guid, version] += 1
        return _receipt(guid, version, "accepted", "")

    async def inventory(self, request: Request) -> Response:
        """What it holds by code, each with the hash that it makes itself of the record."""
        after, limit = request.query_params.get("after", ""), int(request.query_params.get("limit", "500"))
        if not self._signed(request, after.encode()):
            return JSONResponse({"reason": "signature"}, 401)
        if self._has("error"):
            return Response(status_code=500)
        live = [row for row in self.rows.values() if row["cd_operation"] != "D" and row["code"] > after]
        page = sorted(live, key=lambda row: str(row["code"]))[:limit]
        return JSONResponse({"items": [_held(row) for row in page]})


def _receipt(guid: str, version: int, state: str, reason: str) -> dict[str, Any]:
    receipt = hashlib.sha256(f"{guid}{version}".encode()).hexdigest()[:24]
    return {"row_guid": guid, "version": version, "state": state, "receipt": receipt, "reason": reason}


def _held(row: dict[str, Any]) -> dict[str, Any]:
    record = json.loads(row["record"])
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"row_guid": row["row_guid"], "code": row["code"], "digest": hashlib.sha256(text.encode()).hexdigest()}


def mixes() -> Sequence[dict[str, float]]:
    """Every fault alone, and all of them together."""
    return [*({kind: 0.6} for kind in FAULTS), dict.fromkeys(FAULTS, 0.25)]
