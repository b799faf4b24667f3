"""The lines of an export or a proof, read strictly: each has the members of its kind, each once, and nothing beside."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.trail.chain import MEMBERS

Line = Mapping[str, Any]
KINDS = ("trail", "proof")
FORMAT = 1
_HEADER = frozenset({"kind", "service", "format"})
_MARK = frozenset({"kind", "seq", "at", "hash", "key_id", "signature"})
_SHOWN, _FAULTS = frozenset({"subject", "shown"}), frozenset({"faults"})
_ENTRY = MEMBERS | {"kind"}
KNOWN = {
    "trail": {"trail": _HEADER, "entry": _ENTRY, "checkpoint": _MARK, "end": _MARK | _FAULTS},
    "proof": {"proof": _HEADER, "entry": _ENTRY, "end": _MARK | _SHOWN | _FAULTS},
}
"""Which lines each kind of file has, and which members each line may have."""


@dataclass(frozen=True)
class TrailFault:
    """One thing that does not hold, and where."""

    seq: int
    fault: str
    detail: str


def lines_of(text: str) -> list[dict[str, Any]]:
    """An exported trail file, JSON Lines; a line that is no object is a line of no kind."""
    read = (json.loads(line, object_pairs_hook=_once) for line in text.split("\n") if line.strip())
    return [line if isinstance(line, dict) else {} for line in read]


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a member that stands there twice leaves another, which no line knows."""
    names = [name for name, _ in pairs]
    return dict(pairs) | {f"{name} twice": True for name in names if names.count(name) > 1}


def form_faults(lines: Sequence[Line], kind: str) -> Iterator[TrailFault]:
    """What stands in a file of this kind beside what its kind of lines has."""
    known = KNOWN.get(kind, KNOWN["trail"])
    for number, line in enumerate(lines, 1):
        called = str(line.get("kind"))
        seq = line["seq"] if isinstance(line.get("seq"), int) else 0
        if called not in known:
            yield TrailFault(seq, "unknown_line", f"line {number} is of no kind that stands here: {called[:40]}")
        elif beside := sorted(line.keys() - known[called]):
            yield TrailFault(seq, "edited", f"line {number} has what no {called} has: {', '.join(beside)[:200]}")
    yield from _header_faults([(number, line) for number, line in enumerate(lines, 1) if line.get("kind") in KINDS])


def _header_faults(headers: Iterable[tuple[int, Line]]) -> Iterator[TrailFault]:
    """One header, on the first line, of a format that is known."""
    for at, (number, line) in enumerate(headers):
        if at or number != 1:
            yield TrailFault(0, "inserted", f"line {number} is a header: one stands on the first line, and no other")
        if line.get("format") != FORMAT or isinstance(line["format"], bool):
            yield TrailFault(0, "edited", f"the header names a format that is not known: {line.get('format')!r:.40}")
