"""Whether an item's editions and public records still are what the trail tells of them.

The trail keeps hashes, chained, keyed and signed; contents lie beside it. What was changed, taken away or put in past the
commands is found by making each hash anew and looking for it in the trail.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.catalog.domain.history import Stretch, history_digest
from services.catalog.domain.items import Item, Values
from services.catalog.domain.quality import Waiver
from services.catalog.domain.told import ONLINE, Change, Told
from shared import elements
from shared.canonical import digest

PUBLISH, IN_FORCE, WAIVE, WAIVE_END = "item.publish", "item.in_force", "item.waive", "item.waive_end"
OTHER = (PUBLISH, IN_FORCE, WAIVE, WAIVE_END)
"""Entries whose hash is of no edition: of a public record, of the history of what was in force, of the waivers."""
SEALS, STANDS = ("public_hash", "seal"), ("item_id", "code", "edition", "hash")


def public_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 over exactly what is public: the record without its hash and seal, as canonical JSON (RFC 8785)."""
    return digest({key: value for key, value in record.items() if key not in SEALS})


def sealed_record(record: Values, sign: Callable[[bytes], str]) -> Values:
    """The record with the hash that anyone can make again, signed by this platform."""
    made = public_hash(record)
    return record | {"public_hash": made, "seal": sign(_statement(made))}


def _statement(made: str) -> bytes:
    return f"shixiang-record|{made}".encode()


def is_sealed(text: str, holds: Callable[[str, bytes], bool], *stands: object) -> bool:
    """Whether a public record is what this platform sealed of an item: its id, its code, its edition and the hash of that."""
    record = json.loads(text)
    if tuple(record.get(name) for name in STANDS) != stands:
        return False
    made = public_hash(record)
    return made == record.get("public_hash") and holds(str(record.get("seal")), _statement(made))


@dataclass(frozen=True)
class RecordFault:
    """One edition or public record that is not what the trail tells of it; `seq` is the entry that tells, if one does."""

    seq: int
    fault: str
    detail: str
    item_id: str
    code: str
    edition: int


@dataclass(frozen=True)
class Kept:
    """One edition as it lies in the database."""

    number: int
    elements: str
    digest: str
    saved_by: str
    saved_office: str
    saved_at: str
    reason: str


@dataclass(frozen=True)
class Shown:
    """One public record as it lies in the database."""

    edition: int
    code: str
    digest: str
    record: str
    live: bool
    listed: Values
    """What it is listed and found by, beside the record."""
    online_at: str | None
    offline_at: str | None


@dataclass(frozen=True)
class Dossier:
    """All that is kept and told of one item; no head when the item itself is gone."""

    item_id: str
    code: str = ""
    head: int = 0
    online: int = 0
    kept: Sequence[Kept] = ()
    shown: Sequence[Shown] = ()
    told: Sequence[Told] = field(default=())
    history: Sequence[Stretch] = ()
    item: Item | None = None
    feed: Sequence[Change] = ()
    waivers: Sequence[Waiver] = ()

    def fault(self, name: str, edition: int, what: str, seq: int = 0) -> RecordFault:
        """A fault that names the item, the edition and what does not hold."""
        said = f"{self.code or self.item_id} 第 {edition} 版 edition {edition}: {what}"
        return RecordFault(seq, name, said, self.item_id, self.code, edition)


def file_fault(sha256: str, body: bytes | None, seq: int) -> RecordFault | None:
    """What does not hold of an attachment: its hash is that of its bytes. What nobody told of, nothing points to."""
    name, what = "", ""
    if body is None:
        name, what = "attachment_gone", "it was kept, and is not there"
    elif hashlib.sha256(body).hexdigest() != sha256:
        name, what = "attachment_altered", "its bytes do not have its hash"
    return RecordFault(seq, name, f"附件 attachment {sha256}: {what}", "", "", 0) if name else None


def faults_of(dossier: Dossier, only: Collection[int] = ()) -> list[RecordFault]:
    """What does not hold of an item; of some editions only where they are named, then nothing about those missing."""
    found = [*_edition_faults(dossier, only), *_record_faults(dossier, only)]
    found += _history_faults(dossier)
    if only:
        return found
    return [*found, *_missing(dossier), *_live_faults(dossier)]


def _edition_faults(dossier: Dossier, only: Collection[int]) -> Iterator[RecordFault]:
    """Each edition has its hash, and the trail tells of these hashes in the order of the editions."""
    told = [one.after for one in dossier.told if one.action not in OTHER]
    behind = 0
    for kept in dossier.kept:
        place = next((n for n, after in enumerate(told[behind:], behind) if after == kept.digest), None)
        behind = behind if place is None else place + 1
        if only and kept.number not in only:
            continue
        if elements.digest(json.loads(kept.elements)) != kept.digest:
            yield dossier.fault(
                "edition_altered", kept.number, "its elements do not have its hash", _seq(dossier, kept)
            )
        elif kept.digest not in told:
            yield dossier.fault("edition_untold", kept.number, "no entry of the trail tells of its hash")
        elif place is None:
            yield dossier.fault("edition_moved", kept.number, "the trail tells of it elsewhere", _seq(dossier, kept))


def _seq(dossier: Dossier, kept: Kept) -> int:
    return next((one.seq for one in dossier.told if one.after == kept.digest), 0)


def _missing(dossier: Dossier) -> Iterator[RecordFault]:
    """Every edition up to the newest is there, and every one that the trail tells of."""
    there = {kept.number for kept in dossier.kept}
    for number in sorted(set(range(1, dossier.head + 1)) ^ there):
        yield dossier.fault(
            "edition_missing" if number not in there else "edition_beyond_head", number, "not as counted"
        )
    digests = {kept.digest for kept in dossier.kept}
    gone = {one.after: one.seq for one in reversed(dossier.told) if one.after and one.action not in OTHER}
    for after, seq in sorted(gone.items(), key=lambda pair: pair[1]):
        if after not in digests:
            yield dossier.fault(
                "edition_gone", 0, f"the trail tells of {after[:12]}, and no edition has this hash", seq
            )
    frozen = {shown.digest for shown in dossier.shown}
    for one in dossier.told:
        if one.action == PUBLISH and (one.before or one.after) not in frozen:
            yield dossier.fault("record_gone", 0, "it was published, and no public record is there", one.seq)


def _record_faults(dossier: Dossier, only: Collection[int]) -> Iterator[RecordFault]:
    """Each public record is of its edition, and the one that was published."""
    kept = {one.number: one for one in dossier.kept}
    for shown in dossier.shown:
        if (not only or shown.edition in only) and (what := _wrong(dossier, shown, kept.get(shown.edition))):
            yield dossier.fault("record_altered", shown.edition, what)


def _wrong(dossier: Dossier, shown: Shown, kept: Kept | None) -> str:
    """What is wrong with a public record, or nothing."""
    if kept is None or kept.digest != shown.digest:
        return "the public record is of no edition that is there"
    record = json.loads(shown.record)
    if tuple(map(record.get, STANDS)) != (dossier.item_id, shown.code, shown.edition, shown.digest):
        return "the public record names another item, edition or hash"
    told = {one.after for one in dossier.told if one.action == PUBLISH and one.before == shown.digest}
    if told:
        made = public_hash(record)
        return (
            "" if made == record.get("public_hash") and made in told else "the public record is not the one published"
        )
    return "" if _as_the_edition(record["elements"], json.loads(kept.elements)) else "it says what the edition does not"


def _as_the_edition(said: Values, held: Values) -> bool:
    """Whether a record from before public hashes says nothing that its edition does not."""
    public = elements.public_view(held)
    return all(value == public.get(key, held.get(key)) for key, value in said.items())


def _history_faults(dossier: Dossier) -> Iterator[RecordFault]:
    """What was in force when, and since when that is known, is what the trail last told; before it did, that it went
    online.
    """
    told = [one for one in dossier.told if one.action in (IN_FORCE, ONLINE)]
    last = next((one for one in reversed(told) if one.action == IN_FORCE), None)
    if last and history_digest(dossier.history) != last.after:
        yield dossier.fault(
            "history_altered", 0, "when its editions were in force is not what the trail tells", last.seq
        )
    elif dossier.history and not told:
        yield dossier.fault("history_untold", 0, "it was in force, and the trail tells of no going online")


def _live_faults(dossier: Dossier) -> Iterator[RecordFault]:
    """What is live is what last went online by the trail."""
    last = next((one for one in reversed(dossier.told) if one.action == ONLINE), None)
    for shown in dossier.shown:
        if shown.live and (last is None or last.after != shown.digest or shown.edition != dossier.online):
            yield dossier.fault(
                "live_untold", shown.edition, "it is online, and the trail tells of another", last.seq if last else 0
            )
