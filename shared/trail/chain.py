"""The trail: who did what, when and why, chained and keyed, written with the change it tells of.

Each entry's hash covers the entry and the hash before it, the first the service's name; a MAC under the deployment's key
covers the hash, another (the seal) covers the head, so that the last entries cannot be cut off; a checkpoint signs count
and head (Ed25519). An export is checked under the keys and signed with what was found, and verifies with the public key
alone; held against an earlier export it also shows whether the database went back to an old copy.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger
from shared.canonical import canonical
from shared.keys import Keys, Signer, verify_signature

GENESIS = "0" * 64
FIELDS = ("seq", "at", "who", "office", "action", "subject", "why", "before", "after", "request_id")
_MEMBERS = {*FIELDS, "previous", "hash"}
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
    return hashlib.sha256(previous.encode() + canonical({name: fields[name] for name in FIELDS})).hexdigest()


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
    """Whether the head still has what was sealed; what an edition without seals added since may follow it."""
    if not head.trail_seq and not head.seal:
        return True
    top = head.trail_hash if head.sealed_seq == head.trail_seq else hash_at(head.sealed_seq)
    return top is not None and hmac.compare_digest(head.seal, seal(key, service, head.sealed_seq, top))


def hash_in(connection: Connection) -> Callable[[int], str | None]:
    """The hash of an entry by its number, from the database."""
    return lambda seq: connection.execute(_HASH_AT, {"seq": seq}).scalar()


async def seal_first(connection: AsyncConnection, service: str, key: bytes) -> None:
    """Seal the head of a trail that comes from an edition without seals: the migration's last act."""
    head = (await connection.execute(select(ledger.head).with_for_update())).one()
    if head.trail_seq:
        sealed = {"sealed_seq": head.trail_seq, "seal": seal(key, service, head.trail_seq, head.trail_hash)}
        await connection.execute(update(ledger.head).values(sealed))


def statement(service: str, seq: int, head: str, at: str, faults: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """What is signed: so many entries, this head, at this time, and what did not hold then."""
    said: dict[str, Any] = {"service": service, "count": seq, "head": head, "at": at}
    return canonical(said | ({"faults": list(faults)} if faults else {}))


async def checkpoint(connection: AsyncConnection, service: str, signer: Signer, at: str) -> int | None:
    """Sign the head of the trail; returns its number, or None when nothing came since the last."""
    head = (await connection.execute(select(ledger.head).with_for_update())).one()
    last = (
        await connection.execute(select(ledger.checkpoints.c.seq).order_by(ledger.checkpoints.c.seq.desc()))
    ).scalar()
    if head.trail_seq in (0, last):
        return None
    signature = signer.sign(statement(service, head.trail_seq, head.trail_hash, at))
    row = {"seq": head.trail_seq, "at": at, "hash": head.trail_hash, "key_id": key_id(signer.public_pem)}
    await connection.execute(insert(ledger.checkpoints).values(row | {"signature": signature}))
    return int(head.trail_seq)


def key_id(public_pem: str) -> str:
    """A short name of a public key."""
    return hashlib.sha256(public_pem.encode()).hexdigest()[:16]


async def export(connection: AsyncConnection, service: str, keys: Keys, at: str) -> list[dict[str, Any]]:
    """The whole trail as lines: a header, entries, checkpoints, and an end signed with what did not hold here."""
    signer, faults = keys.signer, [vars(fault) for fault in await database_faults(connection, service, keys)]
    head = (await connection.execute(select(ledger.head))).one_or_none()
    rows = (await connection.execute(select(ledger.trail).order_by(ledger.trail.c.seq))).mappings().all()
    marks = (await connection.execute(select(ledger.checkpoints).order_by(ledger.checkpoints.c.seq))).mappings().all()
    count, top = (head.trail_seq, head.trail_hash) if head else (0, GENESIS)
    key = key_id(signer.public_pem)
    lines: list[dict[str, Any]] = [{"kind": "trail", "service": service, "format": 1}]
    lines += [{"kind": "entry", **{k: v for k, v in row.items() if k != "mac"}} for row in rows]
    lines += [{"kind": "checkpoint", **row} for row in marks]
    signature = signer.sign(statement(service, count, top, at, faults))
    end = {"kind": "end", "seq": count, "at": at, "hash": top, "key_id": key, "signature": signature}
    return [*lines, end | ({"faults": faults} if faults else {})]


@dataclass(frozen=True)
class TrailFault:
    """One thing that does not hold, and where."""

    seq: int
    fault: str
    detail: str


def verify(
    lines: Iterable[Mapping[str, Any]], public_pem: str, earlier: Iterable[Mapping[str, Any]] = ()
) -> list[TrailFault]:
    """Every fault of an exported trail; an empty list means that it holds. Needs only the file and the public key.

    `earlier` are lines of an export taken before: what was signed then must still be there.
    """
    held = list(lines)
    return list(dict.fromkeys([*_verified(held, public_pem, list(earlier)), *_found_at_export(held)]))


def _found_at_export(lines: Iterable[Mapping[str, Any]]) -> Iterator[TrailFault]:
    """What the exporting service found under its keys and signed."""
    for end in (line for line in lines if line.get("kind") == "end"):
        for fault in end.get("faults") or ():
            yield TrailFault(int(fault["seq"]), str(fault["fault"]), str(fault["detail"]))


def _verified(
    lines: list[Mapping[str, Any]], public_pem: str, earlier: list[Mapping[str, Any]]
) -> Iterator[TrailFault]:
    service = next((str(line.get("service")) for line in lines if line.get("kind") == "trail"), "")
    entries = [line for line in lines if line.get("kind") == "entry"]
    yield from chain_faults(entries, service)
    hashes = {entry.get("seq"): entry.get("hash") for entry in entries}
    yield from _earlier_faults(earlier, hashes, service, public_pem, len(entries))
    ends = [line for line in lines if line.get("kind") == "end"]
    if len(ends) != 1:
        yield TrailFault(len(entries), "no_signed_end", "the signed end is missing: the export was cut")
    for mark in (line for line in lines if line.get("kind") in ("checkpoint", "end")):
        yield from _mark_faults(mark, hashes, service, public_pem, len(entries))


def _earlier_faults(
    earlier: Sequence[Mapping[str, Any]], hashes: Mapping[Any, Any], service: str, public_pem: str, count: int
) -> Iterator[TrailFault]:
    for mark in (line for line in earlier if line.get("kind") in ("checkpoint", "end")):
        for fault in _mark_faults({**mark, "kind": "checkpoint"}, hashes, service, public_pem, count):
            yield TrailFault(fault.seq, "rolled_back", fault.detail) if fault.fault == "truncated" else fault


def _mark_faults(
    mark: Mapping[str, Any], hashes: Mapping[Any, Any], service: str, public_pem: str, count: int
) -> Iterator[TrailFault]:
    seq = mark.get("seq")
    if not isinstance(seq, int):
        yield TrailFault(0, "null_value", "a checkpoint without a number")
        return
    content = statement(service, seq, str(mark.get("hash")), str(mark.get("at")), mark.get("faults") or ())
    if mark.get("key_id") != key_id(public_pem):
        yield TrailFault(seq, "foreign_key", f"{mark['kind']} signed with another key: {mark.get('key_id')}")
    elif not verify_signature(public_pem, str(mark.get("signature")), content):
        yield TrailFault(seq, "bad_signature", f"the signature of the {mark['kind']} does not hold")
    if seq > count:
        yield TrailFault(seq, "truncated", f"{seq} entries were signed for, {count} are there")
    elif seq > 0 and hashes.get(seq) != mark.get("hash"):
        yield TrailFault(seq, "rewritten", "the entry here is not the one that was signed for")
    if mark["kind"] == "end" and seq < count:
        yield TrailFault(seq, "added_after_end", f"{count - seq} entries stand after the signed end")


def chain_faults(entries: Iterable[Mapping[str, Any]], service: str) -> Iterator[TrailFault]:
    """Faults of the chain itself: gaps, order, nulls, edits."""
    expected, previous = 1, genesis(service)
    for entry in entries:
        seq = entry.get("seq")
        if not isinstance(seq, int) or any(entry.get(name) is None for name in _MEMBERS):
            yield TrailFault(expected, "null_value", "a value of the entry is missing")
            expected, previous = expected + 1, str(entry.get("hash"))
            continue
        if seq != expected:
            fault = "deleted" if seq > expected else "reordered"
            yield TrailFault(expected, fault, f"entry {expected} was expected, {seq} stands here")
        elif entry["previous"] != previous:
            yield _unlinked(seq, service)
        if link(str(entry["previous"]), entry) != entry["hash"]:
            yield TrailFault(seq, "edited", "the entry was changed after it was written")
        expected, previous = seq + 1, str(entry["hash"])


def _unlinked(seq: int, service: str) -> TrailFault:
    if seq == 1:
        return TrailFault(seq, "other_service", f"the first entry does not begin the trail of {service}")
    return TrailFault(seq, "broken_link", "the entry does not follow the one before it")


async def database_faults(connection: AsyncConnection, service: str, keys: Keys) -> list[TrailFault]:
    """The chain, MACs, checkpoints and head of the live database, checked in place."""
    rows = [dict(r) for r in (await connection.execute(select(ledger.trail).order_by(ledger.trail.c.seq))).mappings()]
    found = list(chain_faults(rows, service))
    found += [
        TrailFault(row["seq"], "bad_mac", "the entry was not written with the key of this deployment")
        for row in rows
        if not hmac.compare_digest(str(row["mac"] or ""), mac(keys.trail, str(row["hash"])))
    ]
    head = (await connection.execute(select(ledger.head))).one_or_none()
    last = (rows[-1]["seq"], rows[-1]["hash"]) if rows else (0, GENESIS)
    if head is None:
        found.append(TrailFault(last[0], "no_head", "the head that counts the entries is missing"))
    elif (head.trail_seq, head.trail_hash) != last:
        found.append(TrailFault(head.trail_seq, "truncated", "the head counts other entries than are there"))
    hashes = {row["seq"]: row["hash"] for row in rows}
    if head and not seal_holds(keys.trail, service, head, hashes.get):
        found.append(TrailFault(head.sealed_seq, "seal_broken", "the head is not what was sealed: entries are missing"))
    marks = (await connection.execute(select(ledger.checkpoints).order_by(ledger.checkpoints.c.seq))).mappings().all()
    signed = [{"kind": "checkpoint", **mark} for mark in marks]
    found += _earlier_faults(signed, hashes, service, keys.signer.public_pem, len(rows))
    return found


def lines_of(text: str) -> list[dict[str, Any]]:
    """An exported trail file, JSON Lines."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]
