"""JSON Lines: one object a line, of the published or the plain shape; a bad line is told and passed over."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

from services.catalog.intake import plain, published
from services.catalog.intake.builder import Builder
from services.catalog.intake.headings import code_meant, meant
from services.catalog.intake.leftovers import held_texts, remainder
from services.catalog.intake.model import Intake, Note, Record, Source
from services.catalog.intake.slips import note
from services.catalog.intake.texts import LINE, MIB, decoded, lines

MOST, WHOLE = 2_000_000, 64 * MIB
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(source: Source) -> Intake:
    """The records of a file of lines, or of one array."""
    intake = Intake("jsonl", iter(()))
    intake.records = _records(source, intake)
    return intake


def _records(source: Source, intake: Intake) -> Iterator[Record]:
    whole = _whole(source, intake)
    if whole is not None:
        for row, one in enumerate(whole, 1):
            yield from _one(row, one)
        return
    with source.open() as stream:
        for number, line in lines(stream, intake.notes):
            if number > MOST:
                intake.notes.append(note("too_many", "", limit=MOST))
                return
            if line is None:
                yield Record(number, str(number), notes=[note("line_too_long", "", limit=LINE // MIB)])
            elif (said := line.strip().rstrip(",")) not in ("", "[", "]"):
                yield from _line(number, said)


def _whole(source: Source, intake: Intake) -> list[Any] | None:
    """The items of a file that is one JSON value over several lines; None where it is lines, or too large to hold."""
    with source.open() as stream:
        first = stream.readline(LINE)
        while first and not first.strip():
            first = stream.readline(LINE)
        if len(first) >= LINE or first.startswith(UTF16) or parsed(decoded(first, [])) is not None:
            return None
        raw = first + stream.read(WHOLE)
    notes: list[Note] = []
    found = parsed(decoded(raw, notes)) if len(raw) <= WHOLE else None
    if found is not None:
        intake.notes += notes
    if isinstance(found, dict) and not plain.is_plain(found) and not published.is_published(found):
        found = next(
            (one for one in found.values() if isinstance(one, list) and one and isinstance(one[0], dict)), [found]
        )
    return found if isinstance(found, list) else [found] if isinstance(found, dict) else None


def _line(number: int, said: str) -> Iterator[Record]:
    raw = parsed(said)
    for place, one in enumerate(raw) if isinstance(raw, list) else [(0, raw)]:
        yield from _one(number + place, one, said)


def _one(row: int, one: Any, said: str = "") -> Iterator[Record]:
    if isinstance(one, dict):
        yield record(row, one)
    else:
        yield Record(row, str(row), leftover={"line": said[:2_000] or repr(one)[:2_000]}, notes=[note("not_json", "")])


def parsed(said: str) -> Any:
    """The value, or None for what is none; numbers of any length and depth are refused, not followed."""
    try:
        return from_json(said, allow_inf_nan=False)
    except ValueError:
        return _odd(said)


def _odd(said: str) -> Any:
    """What the quick reader refuses, such as half a character or NaN, may be a value yet."""
    try:
        return json.loads(said, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def record(row: int, raw: dict[str, Any]) -> Record:
    """By its shape: ours, the plain one, or one whose keys are headings."""
    if published.is_published(raw):
        return published.read(row, raw)
    if plain.is_plain(raw):
        return plain.read(row, raw)
    return _flat(row, raw)


def _flat(row: int, raw: dict[str, Any]) -> Record:
    found = Record(row, str(raw.get("id") or row)[:100])
    to = Builder(found)
    for heading, value in list(raw.items())[:2_000]:
        if code := code_meant(str(heading)):
            found.item[code] = to.text(value, code)
        elif (key := meant(str(heading))) and isinstance(value, str | int | float):
            to.put(key, value)
    found.item["name"] = found.values.get("name", "")
    found.leftover = remainder(raw, held_texts(found.values, found.item)) or {}
    return found
