"""A dump in the shape of the national exchange tables (up_task_*): CSV or JSON Lines a table, or SQL, joined by key.

The rows of the catalogue itself come first: those of bodies stand on them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from services.catalog.intake import sqldump, tablesheets
from services.catalog.intake.above import Catalogue
from services.catalog.intake.columns import Names
from services.catalog.intake.exchanged import DIRECTORY, keys_of, of_catalogue, record
from services.catalog.intake.miscounts import miscount, told_at
from services.catalog.intake.model import Intake, Note, Record, Source, Unreadable
from services.catalog.intake.nested import Nested
from services.catalog.intake.packing import demand_readable, head_of, unpacked
from services.catalog.intake.pieces import text_of
from services.catalog.intake.slips import note
from services.catalog.intake.spilled import Key, Spill
from services.catalog.intake.spots import NO_HEADS, Heads, Spots
from services.catalog.intake.sqltables import SqlTables, is_backup, undated
from services.catalog.intake.tablefiles import OWN, names_in, part_in, part_of, rows, stem_of
from services.catalog.intake.tables import CHILDREN, COLUMNS, KEYS
from services.catalog.intake.unforeseen import unforeseen
from services.catalog.intake.versions import Versions, identity

SQL, EXCHANGE = "sql", "exchange"
File = tuple[Source, set[str]]
"""A file and the tables that it holds."""


def read(sources: Sequence[Source], heads: Heads = NO_HEADS) -> Intake:
    """All items of the basic tables, with what belongs to each; of the sheets of one workbook with where it stands."""
    files, notes = _files(sources)
    known = set().union(*(parts for _, parts in files))
    named = {part for source, parts in files if (part := part_of(source.name)) in parts}
    dumps = SqlTables([source for source, parts in files if SQL in parts], named)
    if not (known & set(OWN) or dumps.have(OWN)):
        beside = "、".join(sorted(dumps.kept)[:8])
        raise Unreadable(
            "找不到 up_task_*_basic 表或 up_task_directory 表" + (f"，只有备份或历史表 {beside}" if beside else ""),
            "there is no table up_task_*_basic nor up_task_directory" + (beside and f", but {beside}, which are kept"),
        )
    intake = Intake(EXCHANGE, iter(()), notes, sheets=tuple(heads))
    intake.records = _records(files, dumps, intake, heads)
    return intake


def _files(sources: Sequence[Source]) -> tuple[list[File], list[Note]]:
    """The files that hold tables; of the others of a folder, and of those that keep what another one held, it is told."""
    files, notes = list[File](), list[Note]()
    tables = {stem_of(one.name) for one in sources}
    for source in map(unpacked, sources):
        parts, stem = parts_of(source), stem_of(source.name)
        kept = SQL not in parts and part_of(source.name) and (is_backup(stem) or undated(stem) in tables - {stem})
        if parts and not (kept and len(sources) > 1):
            demand_readable(source)
            files.append((source, parts))
        elif stem and not stem.startswith("."):
            notes.append(note("file_kept" if parts else "file_not_read", "", value=source.name))
    return _surely(files, notes), notes


def _surely(files: list[File], notes: list[Note]) -> list[File]:
    """Without those that are items by their columns alone, where another file is that by its name; they are told."""
    sure = {part for source, parts in files if (part := part_of(source.name)) in parts}
    beside = [file for file in files if len(file[1] & set(OWN) & sure) == len(file[1]) and not part_of(file[0].name)]
    notes += [note("file_beside", "", value=source.name) for source, _ in beside]
    return [file for file in files if file not in beside]


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


def _records(files: Sequence[File], dumps: SqlTables, intake: Intake, heads: Heads) -> Iterator[Record]:
    names = {part: Names(part, _columns(part), intake.notes) for part in (*OWN, *CHILDREN)}
    with closing(Spill()) as spill:
        spill.keep(_told(files, dumps, names, intake.notes))
        versions = Versions(raw for _, raw in spill.rows("basic"))
        yield from _joined(intake, versions, spill, Spots(heads, names))


def _joined(intake: Intake, versions: Versions, spill: Spill, spots: Spots) -> Iterator[Record]:
    owners = {part: _Owners(part, intake.notes, versions) for part in CHILDREN}
    children = {part: spill.held(part, one.owner) for part, one in owners.items()}
    for owner in owners.values():
        owner.tell()
    spill.ready()
    directory = list(_directory(spill))
    catalogue = Catalogue(directory, (raw for _, raw in spill.rows("basic")), versions)
    for one, place in zip(directory, spill.places(DIRECTORY), strict=True):
        one.spots = spots.of(place, DIRECTORY)
        one.item_row, one.above = (catalogue.stood_on(code := one.item["basic_code"]), catalogue.beside(code))
        yield one
    told = zip(spill.rows("basic"), spill.places("basic"), strict=True)
    for row, ((_, raw), place) in enumerate(told, 1):
        try:
            spill.see(keys_of(raw))
            found = record(row, raw, children, versions)
            found.above = catalogue.above(raw)
            found.spots = spots.of(place, "basic", children, [identity(raw), *keys_of(raw)])
        except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
            found = unforeseen(row, error, code=str(raw.get("task_code") or ""))
            found.spots = {"": (*place, 1)} if spots.heads else {}
        yield found
    for part, held in children.items():
        count, first = held.orphans()
        if count:
            intake.notes.append(note("orphan_rows", part, table=part, count=count, value=first))


def _directory(spill: Spill) -> Iterator[Record]:
    """The items of the catalogue itself, each under its basic code: the table has no bodies, and no department."""
    rows = [raw | {"task_code": raw.get("catalog_code") or ""} for _, raw in spill.rows(DIRECTORY)]
    versions = Versions(rows)
    for row, raw in enumerate(rows, 1):
        try:
            yield of_catalogue(row, raw, versions)
        except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
            yield unforeseen(row, error, basic_code=str(raw["task_code"]), layer="base")


def _told(
    files: Sequence[File], dumps: SqlTables, names: Mapping[str, Names], notes: list[Note]
) -> Iterator[tuple[str, int, dict[str, Any], str]]:
    """The rows of all tables, with the names of columns put right: each file once, those in SQL after the others."""
    told: Iterator[tuple[str, int, dict[str, Any], str]]
    nested = Nested()
    for source, parts in sorted(files, key=lambda file: SQL in file[1]):
        if SQL in parts:
            told = ((*row, "") for row in dumps.rows(source, notes))
        elif head_of(source).startswith(b"PK"):
            told = tablesheets.rows(source, notes)
        else:
            told = (
                (table, number, one, "")
                for part in parts
                for number, raw in rows(source, notes)
                for table, one in nested.rows(part, raw)
            )
        for part, number, raw, sheet in told:
            yield part, number, told_at(names[part].right(raw), number), sheet


def _columns(part: str) -> set[str]:
    own = set(COLUMNS) if part in ("basic", "extend", DIRECTORY) else set(CHILDREN[part])
    return own | set(KEYS) | {"order_num"}


@dataclass
class _Owners:
    """What the rows of a table belong to."""

    part: str
    notes: list[Note]
    items: Versions
    lost: int = 0
    first: int = 0

    def owner(self, line: int, raw: Mapping[str, Any]) -> Key | None:
        """The handling item that a row names, where the file has it, or the item; and the row's place there."""
        try:
            named = self._mentioned(raw, line) if miscount(raw) else self.items.named(raw)
            key = named or next(iter(keys_of(raw, KEYS[:-1])), "")
        except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
            self.notes.extend(unforeseen(line, error).notes)
            return None
        if not key:
            self.notes.append(note("no_key", self.part, table=self.part, line=line))
            return None
        said = str(raw.get("order_num") or "")
        return key, int(said) if said.isdecimal() and len(said) < 9 else 0  # noqa: PLR2004 - an order, not a bomb

    def _mentioned(self, raw: Mapping[str, Any], line: int) -> str:
        key = self.items.mentioned(raw)
        if not key:
            self.lost, self.first = self.lost + 1, self.first or line
        return key

    def tell(self) -> None:
        """That rows do not fit their columns, and no item of the file is named in them."""
        if self.lost:
            self.notes.append(note("miscounted_lost", self.part, table=self.part, count=self.lost, line=self.first))
