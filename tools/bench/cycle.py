"""The full cycle of an item as its people play it over HTTP: claim, save, submit, two verdicts, four stages.

Between them the client looks until the event has come through: that is what a person's page does.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

Ask = Callable[[bytes], Awaitable[tuple[int, bytes]]]
Script = Callable[[Ask, dict[str, Any], Any], Awaitable[None]]
STAGES = ("inspection", "test", "publication", "online")
FIRST_LOOK, LONGEST_LOOK = 0.005, 0.05
_BAD = 400


def request(method: str, path: str, token: str = "", body: bytes = b"", **headers: str) -> bytes:
    """One HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "host: bench"]
    lines += [f"authorization: Bearer {token}"] if token else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["content-type: application/json", f"content-length: {len(body)}"] if body or method != "GET" else []
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _done(ask: Ask, sent: bytes) -> Any:
    status, body = await ask(sent)
    if status >= _BAD:
        raise RuntimeError(f"{sent.split(b' HTTP', 1)[0].decode()}: {status} {body[:400].decode()}")
    return json.loads(body) if body else None


async def _until(ask: Ask, sent: bytes, good: Callable[[Any], bool]) -> Any:
    """Look, with growing pauses, until what the event brings is there."""
    pause = FIRST_LOOK
    while True:
        status, body = await ask(sent)
        if status < _BAD and good(found := json.loads(body)):
            return found
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_LOOK)


async def product(ask: Ask, plan: dict[str, Any], base_id: str) -> None:
    """Nine changes and what lies between them, on our platform."""
    who, body = plan["tokens"], plan["draft"].encode()
    item = await _done(ask, request("POST", f"/catalog/v1/desk/offers/{base_id}/claim", who["informant"]))
    desk = f"/catalog/v1/desk/items/{item['item_id']}"
    saved = await _done(
        ask, request("PATCH", f"{desk}/elements", who["informant"], body, if_match=f'"{item["edition"]}"')
    )
    await _done(ask, request("POST", f"{desk}/submission", who["checker"], if_match=f'"{saved["edition"]}"'))
    look = request("GET", f"/review/v1/items/{item['item_id']}/audit", who["legality"])
    audit = await _until(ask, look, lambda a: bool(a["state"] == "open"))
    for part in audit["parts"]:
        verdict = json.dumps({"verdict": "passed", "seen": part["seen"]}).encode()
        path = f"/review/v1/audits/{audit['audit_id']}/parts/{part['part']}/verdict"
        await _done(ask, request("POST", path, who[part["part"]], verdict))
    await _until(ask, request("GET", desk, who["checker"]), lambda d: bool(d["item"]["state"] == "approved"))
    for stage in STAGES:
        await _done(ask, request("POST", f"{desk}/{stage}", who["centre"]))


async def bare(ask: Ask, plan: dict[str, Any], _given: Any) -> None:
    """As many changes and looks, on an application that only reads the body and answers as many bytes."""
    draft = plan["draft"].encode()
    for sent in (b"", draft, b"", b"{}" * 50, b"{}" * 50, b"", b"", b"", b""):
        await _done(ask, request("POST", "/small", body=sent))
    for _ in range(2):
        await _done(ask, request("GET", "/item"))


async def plain(ask: Ask, plan: dict[str, Any], _given: Any) -> None:
    """Create, save, submit, two approvals, publish on the plain control: it has no parts, events or stages to wait for."""
    body, token = plan["item"].encode(), plan["token"]
    made = await _done(ask, request("POST", "/items", token, body))
    await _done(ask, request("PATCH", f"/items/{made['id']}", token, body))
    for step in ("submit", "approve", "approve", "publish"):
        await _done(ask, request("POST", f"/items/{made['id']}/{step}", token))


SCRIPTS: dict[str, Script] = {"product": product, "bare": bare, "plain": plain}
