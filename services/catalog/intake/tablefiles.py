"""One exchange table in a file of its own: which one it is, and its rows, from CSV of any separator or JSON Lines."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from services.catalog.intake.jsonlines import raws
from services.catalog.intake.miscounts import apart, by_name, misquoted
from services.catalog.intake.model import Note, Source
from services.catalog.intake.packing import head_of
from services.catalog.intake.pieces import text_of
from services.catalog.intake.plain import MARKS
from services.catalog.intake.quotes import Lines, Records
from services.catalog.intake.slips import note
from services.catalog.intake.tables import CHILDREN, COLUMNS, KEYS, KNOWN, canonical, child_of
from services.catalog.intake.texts import LINE, MIB, lines, tidy

LEAST = 2
OWN = ("basic", "directory")
"""The tables whose rows are items."""
SEPARATORS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线", "；": "全角分号", "，": "全角逗号"}
OF_ITEMS = {"task_code", "task_guid", "task_handle_item"}
OF_A_CASE = re.compile(
    r"(?:proj(?:ect)?|case|appl(?:y|yer|ier|icant))_?(?:no|code|id|guid|name|user|mobile|phone|time|date)"
)
"""A column that no table of items has, but one of what was applied for, or who did."""
FEWEST = {"basic": 3, "directory": 3, "material": 2, "fee_project": 2, "questions": 2, "process_link": 2}
"""So many columns of its own a table has at least that is known by them alone."""
AHEAD, DEEPEST = 4, 40
TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"\s*(:?)|[{}\[\]]', re.DOTALL)
Rows = Iterator[tuple[int, dict[str, Any]]]


def stem_of(name: str) -> str:
    """The name of a file without its folder and its kind."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return re.sub(r"\.(?:csv|tsv|jsonl|json|txt|ndjson|xlsx)$", "", plain)


def part_of(name: str) -> str | None:
    """Which table a file holds: basic, extend, material, fee_project, questions or directory."""
    stem = stem_of(name)
    if "task" not in stem and "item" not in stem:
        return None
    known = ("material", "fee_project", "questions", "extend", "basic", "directory", "process_link")
    return next((part for part in known if part in stem), None)


def names_in(head: str) -> list[str]:
    """The names that a table's beginning gives to its columns, as keys of an object or in a first line."""
    if head.lstrip()[:1] in ("{", "["):
        return _keys_in(head)
    line = head.lstrip().partition("\n")[0]
    return _split(line, _separator(line))


def _keys_in(head: str) -> list[str]:
    """The keys of the first object that is a table's row, an item before another; or of the first object. What stands
    within a row, such as an item's materials, is another table's.
    """
    first, rows = None, list[list[str]]()
    for keys, outer in _objects_of(head):
        first = keys if first is None else first
        part = part_in(keys)
        if MARKS.intersection(keys) and (part is None or "name" in keys):
            return first
        if part and not any(map(child_of, (set(map(canonical, one)) for one in outer))):
            rows.append(keys)
    return next((keys for keys in rows if part_in(keys) in OWN), (rows or [first or []])[0])


def _objects_of(head: str) -> list[tuple[list[str], list[list[str]]]]:
    """The objects of the first few values, each with its own keys and with those of the objects that it stands in."""
    found, around, whole = list[tuple[list[str], list[list[str]]]](), list[list[str] | None](), 0
    for token in TOKEN.finditer(head):
        if token[0] == "{":
            keys = list[str]()
            found.append((keys, [one for one in around if one is not None]))
            around.append(keys)
        elif token[0] == "[":
            around.append(None)
        elif token[0] in "}]":
            around[-1:] = []
            whole += token[0] == "}" and not any(one is not None for one in around)
        elif token[2] and around and around[-1] is not None:
            around[-1].append(token[1])
        if whole == AHEAD:
            break
    return found


def part_in(names: Iterable[str]) -> str | None:
    """Which table has these columns; None where it is none that is known."""
    told = set(map(canonical, names))
    if len(told & KNOWN) < LEAST or not told & {*KEYS, "catalog_code"}:
        return None
    if {"catalog_code", "task_name"} <= told and "task_code" not in told:
        return "directory"
    return child_of(told) or ("basic" if "task_name" in told else "extend")


def part_told(names: Iterable[str]) -> str | None:
    """Which table of items has these columns, whatever it is called. Beside its own there are few of another register:
    of cases, users and their like, which name items too.
    """
    told = set(map(canonical, names))
    part = part_in(told)
    if part is None or not told & ({"catalog_code"} if part == "directory" else OF_ITEMS):
        return None
    own = {name for name, ours in CHILDREN.get(part, COLUMNS).items() or COLUMNS.items() if ours and ours[0] != "="}
    held, others = told & own, told - KNOWN
    if part == "basic" and any(map(OF_A_CASE.fullmatch, others)):
        return None
    return part if len(held) >= FEWEST.get(part, 1) and len(held) > len(others) else None


def columns_known(names: Iterable[str]) -> int:
    """How many of these columns are the standard's."""
    return len(KNOWN.intersection(map(canonical, names)))


def rows(source: Source, notes: list[Note]) -> Rows:
    """The rows of a table as objects."""
    if text_of(head_of(source)).lstrip()[:1] in ("{", "["):
        for number, said, value in raws(source, notes):
            if isinstance(value, dict) and not _is_deeper(value, DEEPEST):
                yield number, {str(key): one for key, one in value.items()}
            elif said != "" or isinstance(value, dict):
                notes.append(note("not_json", source.name))
        return
    with source.open() as stream:
        yield from _csv(source, _read(stream, notes), notes)


def _is_deeper(value: Any, depth: int) -> bool:
    """Whether a value is nested more deeply than any row is that somebody wrote."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(one, list | dict) and (not depth or _is_deeper(one, depth - 1)) for one in inner)


def _separator(line: str) -> str:
    """What parts the columns: that which parts the most known ones, and the comma in doubt."""
    return max(SEPARATORS, key=lambda sign: len(set(map(canonical, _split(line, sign))) & KNOWN))


def _split(line: str, sign: str) -> list[str]:
    return [tidy(one).strip().strip('"').lower() for one in line.split(sign)]


def _csv(source: Source, told: Iterator[str], notes: list[Note]) -> Rows:
    first = next(told, "")
    sign = _separator(first)
    if sign != ",":
        notes.append(note("separator", "", value=SEPARATORS[sign]))
    if _ends_rows(source, sign):
        first = first.rstrip("\r\n") + f"{sign}\n"
        notes.append(note("separator_ends_rows", "", value=SEPARATORS[sign]))
    whole = Lines(_whole(first, told))
    try:
        yield from _objects(Records(whole, sign), notes)
    except csv.Error as error:
        notes.append(note("csv_cut", "", line=whole.number, value=error))


def _ends_rows(source: Source, sign: str) -> bool:
    """Whether a separator stands behind the last cell of every row, though none behind the last column's name."""
    with source.open() as stream, suppress(csv.Error):
        table, count = Records(Lines(_whole("", _read(stream, []))), sign), 0
        for cells, holds in table:
            if holds and any(cells):
                over = len(cells) - len(table.head)
                if over <= 0 or (over == 1 and cells[-1]):
                    return False
                count += over == 1
        return count >= LEAST
    return False


def _read(stream: BinaryIO, notes: list[Note]) -> Iterator[str]:
    """The lines; one that is too long is told."""
    for _, line in lines(stream, notes):
        if line is None:
            notes.append(note("line_too_long", "", limit=LINE // MIB))
        else:
            yield line


def _whole(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield from (first,) if first else ()
    yield from (line.replace("\0", "") for line in rest)


def _objects(table: Records, notes: list[Note]) -> Rows:
    head = apart(table.head)
    for count, (cells, holds) in enumerate(table, 2):
        if any(cells):
            plain = ["" if one == "\\N" else one for one in cells]
            yield count, by_name(head, plain) if holds else misquoted(head, plain)
    if table.escapes:
        notes.append(note("backslashes", ""))
