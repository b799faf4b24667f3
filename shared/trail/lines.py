"""The lines of an export or a proof, read strictly: each has the members of its kind, each once, and nothing beside.

A file may be anything that somebody made: whatever is no line of a trail is named, and nothing is raised.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.trail.chain import MEMBERS, ROWS

Line = Mapping[str, Any]
KINDS = ("trail", "proof")
FORMAT = 1
_HEADER = frozenset({"kind", "service", "format"})
_MARK = frozenset({"kind", "seq", "at", "hash", "key_id", "signature"})
_SHOWN, _FAULTS = frozenset({"subject", "shown"}), frozenset({"faults"})
_FAULT = {"seq", "fault", "detail"}
_ENTRY = MEMBERS | {"kind", ROWS}
MARK, UNREAD = "\ufeff", "(unread)"
"""Members that no line has: a byte-order mark stood before it; it could not be read, and why."""
MOST, NAMED, TOLD = 2**53, 40, 1_000
NO_TEXT, HALF = frozenset({"seq", "shown", "faults"}), re.compile("[\ud800-\udfff]")
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


def lines_of(data: str | bytes) -> list[dict[str, Any]]:
    """An exported trail file, JSON Lines; a line that is no object is a line of no kind, which says why.

    A byte-order mark in front stays with the first line as a member that no line has.
    """
    text, marked = _decoded(data)
    read = [_line(line) for line in text.split("\n") if line.strip()]
    return [read[0] | {MARK: True}, *read[1:]] if marked and read else read


def lines_in(file: Path) -> list[dict[str, Any]]:
    """The lines of a file; ValueError where none is one of a trail: it is another file, not a trail that was changed."""
    lines = lines_of(file.read_bytes())
    if not any(str(line.get("kind")) in kinds for line in lines for kinds in KNOWN.values()):
        raise ValueError(f"{file} holds no line of a trail" if lines else f"{file} is empty")
    return lines


def _decoded(data: str | bytes) -> tuple[str, bool]:
    """The text, and whether a byte-order mark stood before it; bytes that are no UTF-8 stay as what no text has."""
    if isinstance(data, str):
        return data.removeprefix(MARK), data.startswith(MARK)
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return data.decode("utf-16", "replace"), True
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape"), data.startswith(codecs.BOM_UTF8)


def _line(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as cause:
        return {UNREAD: str(cause) or type(cause).__name__}
    return read if isinstance(read, dict) else {}


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a member that stands there twice leaves another, which no line knows."""
    names = [name for name, _ in pairs]
    return dict(pairs) | {f"{name} twice": True for name in names if names.count(name) > 1}


def sound(line: object) -> Line:
    """What of a line is of the form that it has in a trail: texts are texts, numbers whole."""
    if not isinstance(line, Mapping):
        return {}
    return {name: value for name, value in line.items() if _fits(name, value)}


def _fits(name: object, value: object) -> bool:
    if isinstance(value, str):
        return name not in NO_TEXT and _is_text(value) and (name != ROWS or bool(value))
    if name == "seq":
        return _is_number(value)
    if name == "shown":
        return isinstance(value, list) and all(map(_is_shown, value))
    if name == "faults":
        return isinstance(value, list) and bool(value) and all(map(_is_fault, value))
    return name == "format"


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value < MOST


def _is_text(value: object) -> bool:
    """Half a character, or a byte that is none, can be in no text that was signed for."""
    return isinstance(value, str) and (value.isascii() or not HALF.search(value))


def _is_shown(one: object) -> bool:
    return isinstance(one, list) and len(one) == 2 and _is_number(one[0]) and _is_text(one[1])  # noqa: PLR2004 - number, hash


def _is_fault(one: object) -> bool:
    return isinstance(one, dict) and one.keys() == _FAULT and all(_fits(*pair) for pair in one.items())


def shown(fault: TrailFault) -> TrailFault:
    """A fault as one line of a report: no file writes into the screen of who verifies it."""
    return TrailFault(fault.seq, _printable(fault.fault, NAMED), _printable(fault.detail, TOLD))


def _printable(said: str, most: int) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in said[:most])


def form_faults(lines: Sequence[object], held: Sequence[Line], kind: str) -> Iterator[TrailFault]:
    """What stands in a file of this kind beside what its kind of lines has; `held` is what of each line is sound."""
    known = KNOWN.get(kind, KNOWN["trail"])
    for number, (line, kept) in enumerate(zip(lines, held, strict=True), 1):
        yield from _line_faults(number, line if isinstance(line, Mapping) else {}, kept, known)
    headers = ((number, line) for number, line in enumerate(lines, 1) if isinstance(line, Mapping))
    yield from _header_faults([(number, line) for number, line in headers if line.get("kind") in KINDS])


def _line_faults(number: int, line: Line, kept: Line, known: Mapping[str, frozenset[str]]) -> Iterator[TrailFault]:
    seq = line["seq"] if _is_number(line.get("seq")) else 0
    called = str(line.get("kind"))
    if MARK in line:
        yield TrailFault(seq, "byte_order_mark", _SAVED)
    if UNREAD in line:
        yield TrailFault(seq, "unreadable_line", f"line {number} is no line of JSON: {line[UNREAD]}")
    elif called not in known:
        yield TrailFault(seq, "unknown_line", f"line {number} is of no kind that stands here: {called[:40]}")
    elif beside := sorted(map(str, line.keys() - known[called] - {MARK})):
        yield TrailFault(seq, "edited", f"line {number} has what no {called} has: {', '.join(beside)[:200]}")
    elif unfit := sorted((line.keys() - kept.keys()) & known[called]):
        yield TrailFault(seq, "edited", f"line {number} has what no {called} says: {', '.join(unfit)}")


_SAVED = (
    "the file begins with a byte-order mark, which no export has: a program saved it anew; verify it as it was taken"
)


def _header_faults(headers: Iterable[tuple[int, Line]]) -> Iterator[TrailFault]:
    """One header, on the first line, of a format that is known."""
    for at, (number, line) in enumerate(headers):
        if at or number != 1:
            yield TrailFault(0, "inserted", f"line {number} is a header: one stands on the first line, and no other")
        if type(given := line.get("format")) is not int or given != FORMAT:
            yield TrailFault(0, "edited", f"the header names a format that is not known: {str(given)[:40]}")
