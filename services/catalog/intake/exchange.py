"""A dump in the shape of the national exchange tables (up_task_*): CSV or JSON Lines a table, or SQL, joined by key."""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from services.catalog.intake import sqldump, tablesheets
from services.catalog.intake.above import Catalogue
from services.catalog.intake.exchanged import DIRECTORY, keys_of, of_catalogue, record
from services.catalog.intake.model import Intake, Note, Record, Source, Unreadable
from services.catalog.intake.packing import demand_readable, head_of, unpacked
from services.catalog.intake.pieces import text_of
from services.catalog.intake.slips import note
from services.catalog.intake.spilled import Spill
from services.catalog.intake.tablefiles import names_in, part_in, part_of, rows
from services.catalog.intake.tables import CHILDREN, COLUMNS, KEYS
from services.catalog.intake.texts import tidy
from services.catalog.intake.versions import Versions

MOST, SQL, EXCHANGE = 2_000_000, "sql", "exchange"
OWN = ("basic", DIRECTORY)
"""The tables whose rows are items."""
Rows = Iterator[tuple[int, dict[str, Any]]]


def read(sources: Sequence[Source]) -> Intake:
    """All items of the basic tables, with what belongs to each."""
    by_part: dict[str, list[Source]] = defaultdict(list)
    for source in map(unpacked, sources):
        for part in parts_of(source):
            demand_readable(source)
            by_part[part].append(source)
    wanted = _of_part(*OWN)
    if not (by_part.keys() & set(OWN) or any(sqldump.has_table(one, wanted) for one in by_part[SQL])):
        raise Unreadable(
            "找不到 up_task_*_basic 表或 up_task_directory 表",
            "there is no table up_task_*_basic nor up_task_directory",
        )
    intake = Intake(EXCHANGE, iter(()))
    intake.records = _records(by_part, intake)
    return intake


def is_exchange(source: Source) -> bool:
    """Whether a file alone holds rows that are items."""
    return not parts_of(source).isdisjoint({SQL, *OWN})


def parts_of(source: Source) -> set[str]:
    """Which tables a file holds: by its name, or else by its columns; of a dump in SQL it is seen when it is read."""
    if is_sql(source):
        return {SQL}
    if head_of(source).startswith(b"PK"):
        return tablesheets.parts(source)
    part = part_of(source.name) or part_in(names_in(text_of(head_of(source))))
    return {part} if part else set()


def is_sql(source: Source) -> bool:
    """Whether a file is a dump in SQL, by its name or its beginning."""
    head = text_of(head_of(source)[:4096])
    return source.name.lower().endswith((".sql", ".dmp")) or sqldump.looks_so(head)


def _of_part(*parts: str) -> sqldump.Wanted:
    return lambda table: part_of(table) in parts


def _records(by_part: Mapping[str, list[Source]], intake: Intake) -> Iterator[Record]:
    versions = Versions(raw for _, raw in _told(by_part, "basic", []))
    with closing(Spill()) as spill:
        yield from _joined(by_part, intake, versions, spill)


def _joined(by_part: Mapping[str, list[Source]], intake: Intake, versions: Versions, spill: Spill) -> Iterator[Record]:
    children = {part: spill.keep(part, _children(by_part, part, intake.notes, versions)) for part in CHILDREN}
    spill.ready()
    directory = list(_directory(by_part, intake.notes))
    catalogue = Catalogue(directory, (raw for _, raw in _told(by_part, "basic", [])), versions)
    for row, (_, raw) in enumerate(_told(by_part, "basic", intake.notes), 1):
        spill.see(keys_of(raw))
        found = record(row, raw, children, versions)
        found.above = catalogue.above(raw)
        yield found
    for part, held in children.items():
        count, first = held.orphans()
        if count:
            intake.notes.append(note("orphan_rows", part, table=part, count=count, value=first))
    yield from directory


def _directory(by_part: Mapping[str, list[Source]], notes: list[Note]) -> Iterator[Record]:
    """The items of the catalogue itself, each under its basic code: the table has no bodies, and no department."""
    rows = list(_catalogue_rows(by_part, notes))
    versions = Versions(rows)
    for row, raw in enumerate(rows, 1):
        yield of_catalogue(row, raw, versions)


def _catalogue_rows(by_part: Mapping[str, list[Source]], notes: list[Note]) -> Iterator[dict[str, Any]]:
    """The rows of the catalogue's table, by the code that they have there."""
    yield from (raw | {"task_code": raw.get("catalog_code") or ""} for _, raw in _told(by_part, DIRECTORY, notes))


def _told(by_part: Mapping[str, list[Source]], part: str, notes: list[Note]) -> Rows:
    """The rows of a table, whichever files hold them, with the names of columns put right."""
    columns, named = _columns(part), dict[str, str]()
    for source in by_part.get(part, ()):
        in_book = head_of(source).startswith(b"PK")
        for number, raw in tablesheets.rows(source, part) if in_book else rows(source, notes):
            yield number, _renamed(raw, columns, named, notes)
    for source in by_part.get(SQL, ()):
        dumped = islice(sqldump.rows(source, _of_part(part), notes), MOST)
        for number, (_, raw) in enumerate(dumped, 1):
            yield number, _renamed(raw, columns, named, notes)


def _renamed(raw: Mapping[str, Any], columns: set[str], named: dict[str, str], notes: list[Note]) -> dict[str, Any]:
    for name in raw.keys() - named.keys():
        named[name] = _name(name, columns, notes)
    return {named[name]: cell for name, cell in raw.items()}


def _columns(part: str) -> set[str]:
    own = set(COLUMNS) if part in ("basic", "extend", DIRECTORY) else set(CHILDREN[part])
    return own | set(KEYS) | {"order_num"}


def _children(
    by_part: Mapping[str, list[Source]], part: str, notes: list[Note], items: Versions
) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """The rows of a table by what they belong to: the handling item that they name, where the file has it, or the item."""
    for line, raw in _told(by_part, part, notes):
        if key := items.named(raw) or next(iter(keys_of(raw, KEYS[:-1])), ""):
            said = str(raw.get("order_num") or "")
            yield key, int(said) if said.isdecimal() and len(said) < 9 else 0, raw  # noqa: PLR2004 - an order, not a bomb
        else:
            notes.append(note("no_key", part, table=part, line=line))


def _name(given: str, columns: set[str], notes: list[Note]) -> str:
    """A column's name in small letters; one that is nearly a known one is taken for it, and that is said."""
    name = tidy(given).strip().strip('"').lower()
    if name in columns or not name:
        return name
    near = difflib.get_close_matches(name, columns, 1, 0.86) if len(name) < 60 else []  # noqa: PLR2004 - longer is no name
    if near and not any(one.slip == "misnamed_column" and name in one.en for one in notes):
        notes.append(note("misnamed_column", near[0], value=given, meant=near[0]))
    return near[0] if near else name
