"""Entries chained by hash under the service's name, sealed with the deployment's key, and signed for."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from shared import ledger
from shared.canonical import canonical

GENESIS = "0" * 64
FIELDS = ("seq", "at", "who", "office", "action", "subject", "why", "before", "after", "request_id")
MEMBERS = frozenset({*FIELDS, "previous", "hash"})
ROWS = "rows"
"""The member of an entry that tells, by hash, which rows were written with it; entries without one have none."""
CHECKPOINT = "trail.checkpoint"
"""The action that tells of a signed checkpoint: the entry after it keeps that it was there."""
_HASH_AT = select(ledger.trail.c.hash).where(ledger.trail.c.seq == bindparam("seq"))


@dataclass(frozen=True)
class Note:
    """What one action leaves in the trail; `before` and `after` are hashes, never contents."""

    action: str
    subject: str
    why: str = ""
    before: str = ""
    after: str = ""


def link(previous: str, fields: Mapping[str, Any]) -> str:
    """The hash of an entry, chained to the one before."""
    said = {name: fields[name] for name in FIELDS}
    if fields.get(ROWS):
        said[ROWS] = fields[ROWS]
    return hashlib.sha256(previous.encode() + canonical(said)).hexdigest()


def genesis(service: str) -> str:
    """What the first entry of a service follows, so that two services' trails cannot change places."""
    return hashlib.sha256(f"shixiang-trail|{service}".encode()).hexdigest()


def mac(key: bytes, link_hash: str) -> str:
    """The keyed seal of an entry, which an intruder in the database cannot make."""
    return hmac.new(key, link_hash.encode(), hashlib.sha256).hexdigest()


def seal(key: bytes, service: str, seq: int, link_hash: str) -> str:
    """The keyed seal of the head: this service has at least so many entries, and this is the last of them."""
    return hmac.digest(key, f"shixiang-head|{service}|{seq}|{link_hash}".encode(), "sha256").hex()


def seal_holds(key: bytes, service: str, head: Any, hash_at: Callable[[int], str | None]) -> bool:
    """Whether the head still has what was sealed, if only that there is nothing yet; what an edition without seals
    added since may follow it.
    """
    if not head.seal:
        return False
    top = head.trail_hash if head.sealed_seq == head.trail_seq else hash_at(head.sealed_seq)
    if not head.sealed_seq:
        top = GENESIS
    return top is not None and hmac.compare_digest(head.seal, seal(key, service, head.sealed_seq, top))


def hash_in(connection: Connection) -> Callable[[int], str | None]:
    """The hash of an entry by its number, from the database."""
    return lambda seq: connection.execute(_HASH_AT, {"seq": seq}).scalar()


def statement(  # noqa: PLR0913 - what is signed for has this many sides
    service: str,
    seq: int,
    head: str,
    at: str,
    faults: Sequence[Mapping[str, Any]] = (),
    *,
    shown: Mapping[str, Any] | None = None,
) -> bytes:
    """What is signed: so many entries, this head, at this time, what did not hold then, and what a proof shows."""
    said: dict[str, Any] = {"service": service, "count": seq, "head": head, "at": at}
    return canonical(said | ({"faults": list(faults)} if faults else {}) | (dict(shown) if shown else {}))


def key_id(public_pem: str) -> str:
    """A short name of a public key."""
    return hashlib.sha256(public_pem.encode()).hexdigest()[:16]
