"""Which tables of dumps in SQL are read, and as what: by their names, or else by their columns; the others are told."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from services.catalog.intake import sqldump
from services.catalog.intake.model import Note, Source
from services.catalog.intake.slips import note
from services.catalog.intake.tablefiles import OWN, columns_known, part_of, part_told

TOLD = 100
BACKUP = re.compile(
    r"(?:^|[_\W])(?:his|hist|history|bak|back|backup|bk|copy|old|tmp|temp|logs?|archived?|deleted|recycle)\d*(?=[_\W]|$)"
    r"|bak\d*$|备份|副本|历史|临时",
    re.IGNORECASE,
)
DATED = re.compile(r"[_\W]?(?:19|20)\d{2}(?:[_\W]?\d{2}){0,5}$")
"""A year, a month, a day or a moment at the end of a name."""


def is_backup(name: str) -> bool:
    """Whether a table is by its name one that keeps what another one held."""
    return BACKUP.search(name) is not None


def undated(name: str) -> str:
    """The name of a table without the date behind it."""
    return DATED.sub("", name)


class SqlTables:
    """The tables of all dumps of a load."""

    def __init__(self, sources: Sequence[Source], named: Collection[str] = ()) -> None:
        self._sources = sources
        self._named = dict.fromkeys(named, True)
        """Whether a part has a table that is known by its name, here or in the files beside."""
        self._best: dict[str, str] | None = None
        self._beside: set[str] = set()
        """Those that would be read if no better known table of their part were there."""
        self._parts: dict[tuple[str, tuple[str, ...]], str | None] = {}
        self.kept: set[str] = set()
        """Those that would be read if they did not keep what another table held."""
        self._told: dict[str, str] = {}
        """Those that are known by their columns alone, each with what it is."""

    def part(self, table: str, names: Sequence[str]) -> str | None:
        """As what a table is read; None where it is passed over."""
        key = table, tuple(names)
        if key not in self._parts:
            named = part_of(table)
            part = named or part_told(names)
            if part and self._is_kept(table):
                self.kept.add(table)
                part = None
            elif part and part not in (named, table):
                part = self._by_columns(table, part)
            self._parts[key] = part
        return self._parts[key]

    def have(self, parts: Sequence[str]) -> bool:
        """Whether there are rows of one of these tables."""
        return any(
            sqldump.has_table(source, lambda table: self.part(table, ()) in parts)
            or any(part in parts for part, _ in sqldump.rows(source, self.part, [], Counter()))
            for source in self._sources
        )

    def rows(self, source: Source, notes: list[Note]) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """The rows of a dump, numbered table by table; what was passed over is told at its end."""
        count, passed = Counter[str](), Counter[str]()
        for part, raw in sqldump.rows(source, self.part, notes, passed):
            count[part] += 1
            yield part, count[part], raw
        notes += [note("table_read", "", value=table, table=part) for table, part in self._told.items()]
        self._told.clear()
        for table, held in passed.most_common(TOLD):
            slip = "table_beside" if table in self._beside else "table_kept" if table in self.kept else "table_not_read"
            notes.append(note(slip, "", value=table, count=held))
        if more := passed.most_common()[TOLD:]:
            notes.append(note("tables_not_read", "", count=len(more), line=sum(held for _, held in more)))

    def _by_columns(self, table: str, part: str) -> str | None:
        """The part whose columns a table has, unless another table is that for sure: by its name, or by more columns."""
        if self._has_named(part) or (part in OWN and self._best_of(part) != table):
            self._beside.add(table)
            return None
        self._told[table] = part
        return part

    def _has_named(self, part: str) -> bool:
        """Whether a table of a part is known by its name, be it further down in a dump."""
        if part not in self._named:
            self._named[part] = any(
                sqldump.has_table(one, lambda name: part_of(name) == part and not self._is_kept(name))
                for one in self._sources
            )
        return self._named[part]

    def _best_of(self, part: str) -> str:
        """Of the tables that are items by their columns alone, the one that has the most of them."""
        if self._best is None:
            seen = dict[str, Sequence[str]]()

            def see(table: str, names: Sequence[str]) -> None:
                seen[table] = max(seen.get(table, ()), names, key=columns_known)

            for source in self._sources:
                Counter(part for part, _ in sqldump.rows(source, see, [], Counter()))
            live = [table for table in seen if not self._is_kept(table)]
            told = {table: part_told(seen[table]) for table in sorted(live, key=lambda one: columns_known(seen[one]))}
            self._best = {kind: table for table, kind in told.items() if kind}
        return self._best[part]

    def _is_kept(self, table: str) -> bool:
        """Whether it keeps what another table held: by its name, or by a date behind the name of one that is there."""
        if is_backup(table):
            return True
        live = undated(table)
        return live != table and any(sqldump.has_table(one, lambda name: name == live) for one in self._sources)
