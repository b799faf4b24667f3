"""JSON Lines: one object a line, of the published or the plain shape; a bad line is told and passed over."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

import orjson
from pydantic_core import from_json

from services.catalog.intake import called, objects, plain, published
from services.catalog.intake.builder import Builder
from services.catalog.intake.envelopes import is_item, tells, within
from services.catalog.intake.headings import code_meant, meant, secondly
from services.catalog.intake.leftovers import held_texts, remainder, unplaced
from services.catalog.intake.model import Intake, Note, Record, Source
from services.catalog.intake.slips import note
from services.catalog.intake.texts import LINE, MIB, decoded, lines
from services.catalog.intake.unforeseen import unforeseen

WHOLE = 64 * MIB
UTF16 = (b"\xff\xfe", b"\xfe\xff")
DIGITS, LONG = bytes.maketrans(b"123456789", b"0" * 9), b"0" * 19
"""A whole number of so many digits is more than the quickest reader keeps whole."""


def read(source: Source) -> Intake:
    """The records of a file of lines, or of one array."""
    intake = Intake("jsonl", iter(()))
    intake.parts, intake.make = _parts(source, intake.notes), records
    intake.records = chain.from_iterable(map(records, intake.parts))
    return intake


Part = tuple[int, str | None, Any]
"""A row and its words, not looked into yet; no words and a value where it is part of a longer one, None where too long."""


def records(part: Part) -> list[Record]:
    """The record of a part, or the several of a line that holds a list or an answer; in any process."""
    return [_record(*one) for one in _values(part)]


def _record(row: int, said: str | None, value: Any) -> Record:
    if said is None:
        return Record(row, str(row), notes=[note("line_too_long", "", limit=LINE // MIB)])
    if isinstance(value, dict):
        try:
            return record(row, value)
        except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
            return unforeseen(row, error)
    left = {"line": said[:2_000] or repr(value)[:2_000]}
    return Record(row, str(row), leftover=left, notes=[note("not_json", "")])


def raws(source: Source, notes: list[Note]) -> Iterator[Part]:
    """Each value with its row and its own words; no words where it is part of a longer value, None where too long."""
    return chain.from_iterable(map(_values, _parts(source, notes)))


def _parts(source: Source, notes: list[Note]) -> Iterator[Part]:
    whole = _whole(source, notes)
    if whole is not None:
        yield from ((row, "", one) for row, one in enumerate(whole, 1))
        return
    with source.open() as stream:
        for number, line in lines(stream, notes):
            said = line if line is None else line.strip().rstrip(",")
            if said not in ("", "[", "]"):
                yield number, said, None


def _values(part: Part) -> Iterator[Part]:
    row, said, _ = part
    raw = parsed(said) if said else None
    if isinstance(raw, dict) and (held := within(raw)) is not None:
        raw = held
    if isinstance(raw, list):
        told = enumerate(_opened(raw))
        yield from ((row + place, said if not isinstance(one, dict) else "", one) for place, one in told)
    else:
        yield (row, said, raw) if said else part


def _whole(source: Source, told: list[Note]) -> list[Any] | None:
    """The items of a file that is one JSON value over several lines, or on one too long to be read as a line; None where
    it is lines, or too large to hold.
    """
    with source.open() as stream:
        first = stream.readline(LINE)
        while first and not first.strip():
            first = stream.readline(LINE)
        if first.startswith(UTF16) or (len(first) < LINE and parsed(decoded(first, [])) is not None):
            return None
        raw = first + stream.read(WHOLE)
    notes: list[Note] = []
    found = parsed(decoded(raw, notes)) if len(raw) <= WHOLE else None
    if found is not None:
        told += notes
    if isinstance(found, dict) and not is_item(found):
        lists = (one for one in found.values() if isinstance(one, list) and one and isinstance(one[0], dict))
        held = within(found)
        found = next(lists, [found]) if held is None else held
    return _opened(found) if isinstance(found, list) else [found] if isinstance(found, dict) else None


def _opened(told: list[Any]) -> list[Any]:
    """The values of a list, of an answer among them the items that it holds."""
    held = ((one, within(one) if isinstance(one, dict) else None) for one in told)
    return [each for one, items in held for each in ([one] if items is None else items)]


def parsed(said: str) -> Any:
    """The value, or None for what is none; numbers of any length and depth are refused, not followed."""
    try:
        raw = said.encode()
        return from_json(raw, allow_inf_nan=False) if LONG in raw.translate(DIGITS) else orjson.loads(raw)
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
    keys = _keys(raw)
    for heading, value in raw.items():
        if code := code_meant(str(heading)):
            to.code(value, code)
        elif (key := keys.get(heading)) and not objects.are_rows(key, value):
            to.put(key, value)
    rows = {heading: key for heading, key in keys.items() if objects.are_rows(key, raw[heading])}
    for heading, key in rows.items():
        objects.put(to, key, raw[heading])
    if raw and not tells(raw):
        found.item = {}
        to.slip("no_item", "", value=to.short(", ".join(f"{key}: {one}" for key, one in raw.items()), ""))
    called.name(found.values)
    called.several_levels(to)
    found.item["name"] = found.values.get("name", "")
    found.leftover = remainder(raw, held_texts(found.values, found.item)) or {}
    found.unplaced = unplaced(raw, {"id", *keys, *(one for one in raw if code_meant(str(one)))})
    for heading, key in rows.items():
        found.unplaced |= objects.strange(key, heading, raw[heading])
    return found


def _keys(raw: dict[str, Any]) -> dict[str, str]:
    """The element that each key means, by itself or where no other does."""
    found = {name: key for name in raw if not code_meant(str(name)) and (key := meant(str(name)))}
    return found | secondly((name for name in raw if name not in found), found.values())
