"""JSON Lines: one object a line, of the published or the plain shape; a bad line is told and passed over."""

import json
from collections.abc import Iterator
from typing import Any

from services.catalog.intake import plain, published
from services.catalog.intake.builder import Builder
from services.catalog.intake.headings import code_meant, meant
from services.catalog.intake.leftovers import held_texts, remainder
from services.catalog.intake.model import Intake, Record, Source
from services.catalog.intake.slips import note
from services.catalog.intake.texts import LINE, MIB, lines

MOST = 2_000_000


def read(source: Source) -> Intake:
    """The records of a file of lines, or of one array."""
    intake = Intake("jsonl", iter(()))
    intake.records = _records(source, intake)
    return intake


def _records(source: Source, intake: Intake) -> Iterator[Record]:
    with source.open() as stream:
        for number, line in lines(stream, intake.notes):
            if number > MOST:
                intake.notes.append(note("too_many", "", limit=MOST))
                return
            if line is None:
                yield Record(number, str(number), notes=[note("line_too_long", "", limit=LINE // MIB)])
            elif (said := line.strip().rstrip(",")) not in ("", "[", "]"):
                yield from _line(number, said)


def _line(number: int, said: str) -> Iterator[Record]:
    raw = parsed(said)
    found = raw if isinstance(raw, list) else [raw]
    for place, one in enumerate(found):
        row = number + place if isinstance(raw, list) else number
        if isinstance(one, dict):
            yield record(row, one)
        else:
            yield Record(row, str(row), leftover={"line": said[:2_000]}, notes=[note("not_json", "")])


def parsed(said: str) -> Any:
    """The value, or None for what is none; numbers of any length and depth are refused, not followed."""
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
