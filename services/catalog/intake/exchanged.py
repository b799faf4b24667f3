"""The record of one row of a basic table, with what the other tables hold of the same item."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from services.catalog.intake import called, words
from services.catalog.intake.builder import Builder
from services.catalog.intake.bytype import LEVELS as OF_SEVERAL
from services.catalog.intake.flowwords import counted
from services.catalog.intake.leftovers import held_texts, remainder, unplaced
from services.catalog.intake.lostdigits import lost
from services.catalog.intake.miscounts import Miscount, miscount, unmarked
from services.catalog.intake.model import PASSED, Record
from services.catalog.intake.otherwise import is_said, otherwise
from services.catalog.intake.slips import note
from services.catalog.intake.spilled import CROWD
from services.catalog.intake.tables import (
    BASIC,
    BESIDE,
    CODED,
    COLUMNS,
    EXACT,
    KEYS,
    PLACED,
    child_left,
    child_row,
    limit,
)
from services.catalog.intake.versions import IMPLEMENTATION, LONG, Versions, identity, plain_key, updated_of, version_of
from shared.codes.items import handling_of
from shared.elements import ELEMENTS

LIMITS, NOTHING, NOTHING_ZH = ("legal_limit", "promised_limit"), "99", "无"
DIRECTORY, NOTE = "directory", 1_000
OF_CATALOGUE = frozenset(
    {"name", "item_type", "legal_bases", "exercise_levels", "planned_effective_on", "planned_cancel_on"}
)
"""The elements that the table of the catalogue itself has a column for."""
LEVELS = MappingProxyType({"exercise_level": "exercise_levels"})
Row = Mapping[str, Any]
Children = Mapping[str, Mapping[str, list[Row]]]


def keys_of(raw: Mapping[str, Any], names: Sequence[str] = KEYS) -> list[str]:
    """The keys of a row, as they are compared."""
    return [key for name in names if raw.get(name) and (key := plain_key(raw[name]))]


def record(row: int, raw: Row, children: Children, versions: Versions) -> Record:
    """The item that a row tells; what its element does not hold word for word is left over, column by column."""
    if told := miscount(raw):
        return _unread("basic", row, raw, told)
    keys = keys_of(raw)
    owner = [identity(raw), *keys]
    found = Record(row, keys[0] if keys else str(row))
    to = Builder(found)
    if not keys:
        to.slip("no_key", "", table="basic", line=row)
    found.standing, stands = versions.standing(row, raw)
    found.levels, found.version = versions.levels_of(raw), version_of(raw)
    found.updated = updated_of(raw)
    found.item_row = versions.row_of(keys[0][:IMPLEMENTATION]) if keys else 0
    beside = {part: _beside(to, part, _of(children[part], owner)) for part in children}
    extend = [one for one in beside["extend"] if not miscount(one)]
    _elements(to, {key: value for part in (raw, *extend) for key, value in part.items() if is_said(value)})
    called.several_levels(to, of_body=True)
    to.values.pop(OF_SEVERAL, None)
    sound = {part: [one for one in beside[part] if not miscount(one)] for part in BASIC}
    found.leftover = _left(
        to, raw, extend, sound, otherwise(to, [("basic", raw), *(("extend", one) for one in extend)])
    )
    found.unplaced = _unplaced(found.leftover)
    for part, rows in beside.items():
        if unread := [unmarked(one) for one in rows if miscount(one)]:
            found.leftover[part] = [*found.leftover.get(part, ()), *unread]
    found.notes = [*([stands] if stands else []), *(found.notes if found.standing not in PASSED else ())]
    return found


def _beside(to: Builder, part: str, rows: list[Row]) -> list[Row]:
    """The rows of a table that belong to an item; those that do not fit their columns, and a crowd, keep it out."""
    for one in rows:
        if told := miscount(one):
            to.slip(f"{told.slip}_beside", BASIC.get(part, ""), table=part, **_words(told))
    if len(rows) >= CROWD:
        to.slip("crowd", BASIC.get(part, ""), table=part, limit=CROWD - 1)
    return rows


def _words(told: Miscount) -> dict[str, int]:
    return {"columns": told.columns, "cells": told.cells, "line": told.line}


def _unread(part: str, row: int, raw: Row, told: Miscount) -> Record:
    """A row that does not fit its columns: the code that stands in its place is all that is said of it."""
    code = plain_key(raw.get("task_code") or "")
    known = code.isalnum() and code.isascii() and len(code) <= LONG
    found = Record(row, code if known else str(row), leftover={part: unmarked(raw)})
    if part == DIRECTORY:
        found.item, found.sheet = {"basic_code": code, "layer": "base"}, f"up_task_{DIRECTORY}"
    elif len(code) == IMPLEMENTATION:
        found.item["code"] = code
    found.notes.append(note(told.slip, "", **_words(told)))
    return found


def of_catalogue(row: int, raw: Row, versions: Versions) -> Record:
    """An item of the catalogue itself, under its basic code: its table has no bodies, and no department."""
    if miscounted := miscount(raw):
        return _unread(DIRECTORY, row, raw, miscounted)
    key = plain_key(raw["task_code"])
    found = Record(row, key or str(row), expressible=OF_CATALOGUE, sheet=f"up_task_{DIRECTORY}")
    to = Builder(found)
    if not key:
        to.slip("no_key", "", table=DIRECTORY, line=row)
    found.standing, told = versions.standing(row, raw)
    found.version, found.updated = version_of(raw), updated_of(raw)
    _elements(to, {name: value for name, value in raw.items() if is_said(value)}, LEVELS)
    found.item |= {"basic_code": key, "layer": "base"}
    found.item.pop("code", None)
    left = _not_held(to, {name: value for name, value in raw.items() if name != "task_code"}, LEVELS)
    found.leftover = {DIRECTORY: left} if left else {}
    found.unplaced = _unplaced(found.leftover)
    found.notes = [*([told] if told else []), *(found.notes if found.standing not in PASSED else ())]
    return found


def _unplaced(left: Mapping[str, Any]) -> dict[str, str]:
    """The columns that are neither an element nor of the exchange itself."""
    found: dict[str, str] = {}
    for part, told in left.items():
        for row in told if isinstance(told, list) else [told]:
            found = unplaced(row, PLACED.get(part, PLACED["basic"]), f"{part}.") | found
    return found


def _left(
    to: Builder, raw: Row, extend: list[Row], rows: Mapping[str, list[Row]], other: Sequence[set[str]]
) -> dict[str, Any]:
    """Puts the tables of an item into its elements, and gives what none of them holds.

    Where a column of the item tells in words what a table has in rows (handle_flow beside process_link), the rows count.
    """
    in_words = [one for one in to.record.notes if one.path.partition("[")[0] in to.values]
    made = {part: [child_row(to, part, one, place) for place, one in enumerate(rows[part])] for part in BASIC}
    for part, table in BASIC.items():
        if any(made[part]) and table in to.values:
            made[part] = counted(to, table, to.values[table], made[part])
            if not made[part]:
                continue
            del to.values[table]
            gone = [id(one) for one in in_words if one.path.partition("[")[0] == table]
            to.record.notes[:] = [one for one in to.record.notes if id(one) not in gone]
        to.rows(table, made[part])
    not_held = [_not_held(to, one, kept=kept) for one, kept in zip((raw, *extend), other, strict=True)]
    left: dict[str, Any] = {"basic": not_held[0], "extend": not_held[1:]}
    for part in BASIC:
        pairs: Iterable[tuple[Row, Row]] = zip_longest(rows[part], made[part], fillvalue={})
        left[part] = [child_left(part, theirs, ours) for theirs, ours in pairs]
    return {part: told for part, told in left.items() if (any(told) if isinstance(told, list) else told)}


def _not_held(
    to: Builder, raw: Row, instead: Mapping[str, str] = MappingProxyType({}), kept: Collection[str] = ()
) -> dict[str, Any]:
    """The columns of a row whose element does not hold what they say, or that have none, and those to be kept."""
    told = ((name, value, BESIDE.get(name) or COLUMNS.get(name, "")) for name, value in raw.items() if is_said(value))
    return {
        name: value for name, value, key in told if name in kept or not _is_held(to, name, value, instead.get(key, key))
    }


def _is_held(to: Builder, column: str, value: Any, key: str) -> bool:
    if key.startswith("="):
        return bool(to.record.item.get(key[1:]))
    refused = any(one.path == key and one.slip == "unknown_label" for one in to.record.notes)
    if key not in to.values or refused:
        return False
    exact = column in CODED or (ELEMENTS[key].type in EXACT and column not in BESIDE)
    return exact or value == to.values[key] or remainder(value, held_texts(to.values[key])) is None


def _of(held: Mapping[str, list[Row]], keys: Sequence[str]) -> list[Row]:
    """The rows of a table that belong to an item."""
    return next((held[key] for key in keys if key in held), [])


def _elements(to: Builder, whole: Row, instead: Mapping[str, str] = MappingProxyType({})) -> None:
    """What the columns say, as elements; `instead` of some of them others, which the catalogue has."""
    item = to.record.item
    for column, told in COLUMNS.items():
        raw, key = whole.get(column), instead.get(told, told)
        if key in LIMITS:
            _limit(to, key, column, whole)
        elif raw is None or not key:
            continue
        elif key.startswith("="):
            _code(to, key[1:], raw, column)
        elif key in ELEMENTS:
            before = len(to.record.notes)
            to.put(key, raw)
            to.record.notes[before:] = [n for n in to.record.notes[before:] if n.slip != "bare_code"]
    if item.get("credit_code"):
        to.values.setdefault("implementing_body_code", item["credit_code"][:18])
    if "handling_code" in item:
        item["handling_code"] = handling_of(item.get("code", ""), item["handling_code"])
    item["name"] = to.values.get("name", "")
    _result_kinds(to, whole.get("result_type"))


def _code(to: Builder, key: str, raw: object, column: str) -> None:
    """A code; none that a spreadsheet made a number of."""
    if short := lost(str(raw), key):
        to.slip("digits_lost", key, value=short)
    else:
        to.record.item[key] = plain_key(to.text(raw, column))


def _limit(to: Builder, key: str, column: str, whole: Row) -> None:
    if found := limit(to, whole.get(column), key, whole.get(column.replace("day", "type"))):
        said = to.text(whole.get(column.replace("day", "explain")), key)
        to.values[key] = found | ({"note": to.cut(said, NOTE, key)} if said and said != "无" else {})


def _result_kinds(to: Builder, raw: object) -> None:
    """The kind of every result, or of each its own; of what kind nothing is, there is none."""
    said = [one for one in re.split(r"[\^,，、;；|\s]+", to.short(raw, "results")) if one]
    if not said:
        return
    column = next(one for one in ELEMENTS["results"].columns if one.key == "kind")
    kinds = [words.code(column, one) for one in said]
    results = to.values.get("results", [])
    if None in kinds or len(kinds) not in (1, len(results)):
        to.slip("unknown_label", "results", value=raw)
    elif results:
        to.values["results"] = [row | {"kind": kinds[n % len(kinds)]} for n, row in enumerate(results)]
    elif kinds == [NOTHING]:
        to.values["results"] = {"none": f"{column.zh}：{NOTHING_ZH}"}
    else:
        to.slip("result_unnamed", "results", value=raw)
