"""What does not hold in a trail, by name: in an export or a proof with the public key alone, in place with the keys."""

import hmac
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger
from shared.keys import Keys, verify_signature
from shared.trail.chain import CHECKPOINT, GENESIS, MEMBERS, genesis, key_id, link, mac, seal_holds, statement
from shared.trail.found import FOUND, said_in
from shared.trail.lines import KINDS, Line, TrailFault, form_faults, shown, sound

LONGEST = 16
"""Digits of a number that is taken from a file."""


def verify(lines: Iterable[Line], public_pem: str, earlier: Iterable[Line] = ()) -> list[TrailFault]:
    """Every fault of an exported trail or of a proof; an empty list means that it holds.

    Needs only the file and the public key. `earlier` are lines of an export or proof taken before: what was signed then
    must still be there. What no line has is named by its form, and counts as missing to all the rest.
    """
    given = list(lines)
    held, before = [sound(line) for line in given], [sound(line) for line in earlier]
    if before and not _of(before, "checkpoint", "end"):
        return [
            TrailFault(0, "earlier_unsigned", "nothing in the earlier file was signed: nothing can be held against it")
        ]
    kind = next((line["kind"] for line in held if line.get("kind") in KINDS), "")
    found = _proof_faults(held, public_pem, before) if kind == "proof" else _export_faults(held, public_pem, before)
    named = [*found, *form_faults(given, held, kind), *_found_at_export(held)]
    named += _found_by_units(held, {(one.seq, one.fault) for one in named})
    return list(dict.fromkeys(map(shown, named)))


def _of(lines: Iterable[Line], *kinds: str) -> list[Line]:
    return [line for line in lines if line.get("kind") in kinds]


def _service(lines: Iterable[Line]) -> str:
    return next((str(line.get("service")) for line in _of(lines, *KINDS)), "")


def _found_at_export(lines: Iterable[Line]) -> Iterator[TrailFault]:
    """What the exporting service found under its keys and signed."""
    for end in _of(lines, "end"):
        for fault in end.get("faults") or ():
            yield TrailFault(fault["seq"], fault["fault"], fault["detail"])


def _found_by_units(lines: Iterable[Line], named: Collection[tuple[int, str]]) -> Iterator[TrailFault]:
    """Rows that lay otherwise than the trail told, as its entries say; those that are not named yet."""
    for entry in _of(lines, "entry"):
        if entry.get("action") == FOUND and all(entry.get(name) is not None for name in MEMBERS):
            fault, detail = said_in(entry)
            if (entry["seq"], fault) not in named:
                yield TrailFault(entry["seq"], fault, detail)


def _export_faults(lines: list[Line], public_pem: str, earlier: list[Line]) -> Iterator[TrailFault]:
    service, entries, marks = _service(lines), _of(lines, "entry"), _of(lines, "checkpoint")
    yield from chain_faults(entries, service)
    hashes = {entry.get("seq"): entry.get("hash") for entry in entries}
    yield from _earlier_faults(_of(earlier, "checkpoint", "end"), hashes, service, public_pem, len(entries))
    yield from _missing(entries, marks)
    there = {mark.get("seq") for mark in marks}
    for mark in (mark for mark in _of(earlier, "checkpoint") if mark.get("seq") not in there):
        yield _gone(mark.get("seq"))
    ends = _of(lines, "end")
    if len(ends) != 1:
        yield _cut(len(entries))
    for mark in (*marks, *ends):
        yield from _mark_faults(mark, hashes, service, public_pem, len(entries))


def _cut(seq: int) -> TrailFault:
    return TrailFault(seq, "no_signed_end", "the signed end is missing: the export was cut")


def _missing(entries: Iterable[Line], marks: Iterable[Line]) -> Iterator[TrailFault]:
    """Checkpoints that an entry tells of and that are not there."""
    there = {str(mark.get("seq")) for mark in marks}
    told = [str(entry.get("subject")) for entry in entries if entry.get("action") == CHECKPOINT]
    yield from (_gone(subject) for subject in told if subject not in there)


def _gone(seq: object) -> TrailFault:
    number = int(str(seq)) if str(seq).isdecimal() and len(str(seq)) < LONGEST else 0
    return TrailFault(number, "checkpoint_missing", f"the checkpoint that was signed at {number} is not there")


def _proof_faults(lines: list[Line], public_pem: str, earlier: list[Line]) -> Iterator[TrailFault]:
    """The entries of a proof are those that its end signs for, each whole, and those of earlier are among them."""
    service, entries, ends = _service(lines), _of(lines, "entry"), _of(lines, "end")
    if len(ends) != 1:
        yield _cut(len(entries))
        return
    end, subject = ends[0], str(ends[0].get("subject"))
    hashes = {entry.get("seq"): entry.get("hash") for entry in entries}
    yield from _signature_faults(end, service, public_pem)
    if not isinstance(end.get("seq"), int):
        return
    signed = dict(end.get("shown", ()))
    for entry in entries:
        yield from _shown_faults(entry, signed, subject)
    yield from (TrailFault(seq, "deleted", "the proof lacks this entry") for seq in signed if seq not in hashes)
    order = [entry.get("seq") for entry in entries]
    if order != [seq for seq in signed if seq in order]:
        yield TrailFault(0, "reordered", "the entries do not stand in the order that was signed for")
    count = max((mark.get("seq", 0) for mark in _of(earlier, "checkpoint", "end")), default=0)
    if count > end["seq"]:
        yield TrailFault(count, "rolled_back", f"{count} entries were signed for, {end['seq']} are there")
    for old in (old for old in _of(earlier, "entry") if old.get("subject") == subject):
        if signed.get(old.get("seq")) != old.get("hash"):
            yield TrailFault(int(old.get("seq") or 0), "rolled_back", "an earlier export has another entry here")


def _shown_faults(entry: Line, signed: Mapping[Any, Any], subject: str) -> Iterator[TrailFault]:
    """What does not hold in one entry of a proof."""
    seq = entry.get("seq")
    if not isinstance(seq, int) or any(entry.get(name) is None for name in MEMBERS):
        yield TrailFault(seq if isinstance(seq, int) else 0, "null_value", "a value of the entry is missing")
        return
    if seq not in signed or entry["subject"] != subject:
        yield TrailFault(seq, "inserted", "the proof does not sign for this entry")
    elif signed[seq] != entry["hash"]:
        yield TrailFault(seq, "rewritten", "the entry here is not the one that was signed for")
    if link(str(entry["previous"]), entry) != entry["hash"]:
        yield TrailFault(seq, "edited", "the entry was changed after it was written")


def _earlier_faults(
    earlier: Sequence[Line], hashes: Mapping[Any, Any], service: str, public_pem: str, count: int
) -> Iterator[TrailFault]:
    for mark in earlier:
        for fault in _mark_faults({**mark, "kind": "checkpoint"}, hashes, service, public_pem, count):
            yield TrailFault(fault.seq, "rolled_back", fault.detail) if fault.fault == "truncated" else fault


def _signature_faults(mark: Line, service: str, public_pem: str) -> Iterator[TrailFault]:
    seq = mark.get("seq")
    if not isinstance(seq, int):
        yield TrailFault(0, "null_value", "a checkpoint without a number")
        return
    shown = {key: mark[key] for key in ("subject", "shown") if key in mark}
    content = statement(service, seq, str(mark.get("hash")), str(mark.get("at")), mark.get("faults") or (), shown=shown)
    if mark.get("key_id") != key_id(public_pem):
        yield TrailFault(seq, "foreign_key", f"{mark['kind']} signed with another key: {mark.get('key_id')}")
    elif not verify_signature(public_pem, str(mark.get("signature")), content):
        yield TrailFault(seq, "bad_signature", f"the signature of the {mark['kind']} does not hold")


def _mark_faults(
    mark: Line, hashes: Mapping[Any, Any], service: str, public_pem: str, count: int
) -> Iterator[TrailFault]:
    yield from _signature_faults(mark, service, public_pem)
    seq = mark.get("seq")
    if not isinstance(seq, int):
        return
    if seq > count:
        yield TrailFault(seq, "truncated", f"{seq} entries were signed for, {count} are there")
    elif seq > 0 and hashes.get(seq) != mark.get("hash"):
        yield TrailFault(seq, "rewritten", "the entry here is not the one that was signed for")
    if mark["kind"] == "end" and seq < count:
        yield TrailFault(seq, "added_after_end", f"{count - seq} entries stand after the signed end")


def chain_faults(entries: Iterable[Line], service: str) -> Iterator[TrailFault]:
    """Faults of the chain itself: gaps, order, nulls, edits."""
    expected, previous = 1, genesis(service)
    for entry in entries:
        seq = entry.get("seq")
        if not isinstance(seq, int) or any(entry.get(name) is None for name in MEMBERS):
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
    hashes = {row["seq"]: row["hash"] for row in rows}
    head = (await connection.execute(select(ledger.head))).one_or_none()
    found += _head_faults(head, hashes, service, keys)
    marks = (await connection.execute(select(ledger.checkpoints).order_by(ledger.checkpoints.c.seq))).mappings().all()
    signed = [{"kind": "checkpoint", **mark} for mark in marks]
    found += _earlier_faults(signed, hashes, service, keys.signer.public_pem, len(rows))
    return [*found, *_missing(rows, signed)]


def _head_faults(head: Any, hashes: Mapping[int, str], service: str, keys: Keys) -> Iterator[TrailFault]:
    """The head counts what is there, and is what was sealed."""
    last = next(reversed(list(hashes.items())), (0, GENESIS))
    if head is None:
        yield TrailFault(last[0], "no_head", "the head that counts the entries is missing")
        return
    if (head.trail_seq, head.trail_hash) != last:
        yield TrailFault(head.trail_seq, "truncated", "the head counts other entries than are there")
    if not head.seal:
        yield TrailFault(head.sealed_seq, "unsealed", "the head has no seal: it was taken away, with what it covered")
    elif not seal_holds(keys.trail, service, head, hashes.get):
        yield TrailFault(head.sealed_seq, "seal_broken", "the head is not what was sealed: entries are missing")


def public_key(text: str) -> str:
    """The public key in a file: PEM, or what GET /public-key answers; ValueError says that it is neither."""
    plain = text.removeprefix("\ufeff").strip()
    try:
        pem = str(json.loads(plain).get("pem")) if plain.startswith("{") else plain
        key = serialization.load_pem_public_key(pem.encode())
    except (ValueError, RecursionError, UnsupportedAlgorithm) as error:
        raise ValueError("the key file holds no public key in PEM, nor what GET /public-key answers") from error
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
