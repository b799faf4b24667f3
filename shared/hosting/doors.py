"""The doors of HTTP: who comes in, with which right, into which transaction.

A writing door commits before the answer is sent (scope="function", ADR 0003); a failing commit is an error, not a 200.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger
from shared.hosting.runtime import Runtime
from shared.problems import Malformed, Refused, Unauthenticated
from shared.rights import Principal, Right
from shared.unit import Actor, Unit

RIGHT = "__right__"
SETS = "__sets__"
"""The headers of the answer that a dependency writes."""
PUBLIC = "public"
SIGNED = "signed"
KEY_LENGTH = 100
REPEATED = ("ETag", "Location")
"""Headers that belong to an answer as its body does."""


class Replayed(Exception):
    """The same request under the same idempotency key was answered before."""

    def __init__(self, status: int, body: str, headers: dict[str, str]) -> None:
        super().__init__()
        self.status, self.body, self.headers = status, body, headers


async def runtime(request: Request) -> Runtime:
    """The runtime of the service whose route this is; async, for what is not goes to a thread and back."""
    found: Runtime = request.state.runtime
    return found


Here = Annotated[Runtime, Depends(runtime)]


async def principal(request: Request, here: Here) -> Principal:
    """Who calls; raises Unauthenticated when nobody is signed in."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(
            "请在 Authorization 头中提供 Bearer 令牌。",
            "Send a Bearer token in the Authorization header.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    found = await here.verifier.principal(token.strip())
    request.state.principal = found
    return found


Signed = Annotated[Principal, Depends(principal)]


def requires(right: Right) -> Any:
    """A route's right, declared; the house test finds it here."""

    async def check(who: Signed) -> Principal:
        who.demand(right)
        return who

    setattr(check, RIGHT, right.value)
    return Depends(check)


async def signed_in(who: Signed) -> Principal:
    """A route for everyone who is signed in, whatever the role, declared."""
    return who


setattr(signed_in, RIGHT, SIGNED)
SignedIn = Annotated[Principal, Depends(signed_in)]


async def anyone() -> None:
    """A route that is public, declared."""


setattr(anyone, RIGHT, PUBLIC)
Public = Depends(anyone)


async def reading(here: Here) -> AsyncIterator[AsyncConnection]:
    """A connection that can only read."""
    async with here.db.reading() as connection:
        yield connection


Reading = Annotated[AsyncConnection, Depends(reading, scope="function")]


async def snapshot(here: Here) -> AsyncIterator[AsyncConnection]:
    """A connection that can only read, and sees one moment however much is written meanwhile."""
    async with here.db.snapshot() as connection:
        yield connection


Snapshot = Annotated[AsyncConnection, Depends(snapshot, scope="function")]


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description=f"同一请求重发时不变，最多 {KEY_LENGTH} 字 the same when a request is sent again",
    ),
]


async def writing(
    request: Request, response: Response, here: Here, who: Signed, idempotency_key: IdempotencyKey = None
) -> AsyncIterator[Unit]:
    """A unit of work in the caller's name, with the caller's idempotency key if there is one.

    It begins when the body is here: nobody waits for a slow sender.
    """
    await _said(request)
    async with here.unit(Actor(who.subject, who.office)) as unit:
        if idempotency_key:
            await _replay(request, unit, idempotency_key)
        yield unit
        unit.answer_headers = {name: response.headers[name] for name in REPEATED if name in response.headers}


setattr(writing, SETS, {"Idempotency-Replayed"})
Writing = Annotated[Unit, Depends(writing, scope="function")]


async def _replay(request: Request, unit: Unit, key: str) -> None:
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise Malformed(
            "Idempotency-Key 最长 100 个可见字符。", "Idempotency-Key: at most 100 printable characters.", "key"
        )
    about = f"{request.method} {request.url.path}?{request.url.query}".encode() + b"\n" + await _said(request)
    unit.answer_key, unit.answer_request = key, hashlib.sha256(about).hexdigest()
    known = ledger.answers.c
    before = select(ledger.answers).where(known.who == unit.actor.who, known.key == key)
    row = (await unit.connection.execute(before)).one_or_none()
    if row is None:
        return
    if row.request != unit.answer_request:
        raise Refused(
            "同一 Idempotency-Key 已用于另一个请求，请换一个新的值。",
            "This Idempotency-Key was used for another request; choose a new one.",
            "key_reused",
        )
    raise Replayed(row.status, row.body, json.loads(row.headers))


async def _said(request: Request) -> bytes:
    """The body, or what stands for a large one that was taken in before."""
    large = getattr(request.state, "spooled", None)
    return large.sha256.encode() if large else await request.body()


def declared_right(dependant: Any) -> set[str]:
    """The rights that a route declares, found in its tree of dependencies."""
    found = {getattr(dependant.call, RIGHT)} if hasattr(dependant.call, RIGHT) else set()
    for inner in dependant.dependencies:
        found |= declared_right(inner)
    return found


def asks_for_token(dependant: Any) -> bool:
    """Whether a route needs someone who is signed in."""
    return dependant.call is principal or any(asks_for_token(inner) for inner in dependant.dependencies)


Check = Callable[..., Any]
