"""The rows of all tables of a dump, kept on disk: a file is read once, and memory does not grow with it."""

import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
Key = tuple[str, int]
"""What a row belongs to, and its place among those that belong to the same."""
Place = tuple[str, int]
"""A sheet, and a line of it."""
CACHE = -8_192
"""KiB of pages that SQLite holds in memory."""
CROWD = 1_001
"""So many rows of one thing are more than any element takes; what is beyond is not held in memory."""


class Spill:
    """A temporary database that ends with its last reader; it is asked by one thread at a time, whichever that is."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.database.executescript(f"pragma journal_mode = off; pragma cache_size = {CACHE}; begin")
        self.database.execute(
            "create table told (at integer primary key, part text, line integer, sheet text, raw blob)"
        )
        self.database.execute("create table held (part text, key text, place integer, at integer)")
        self.database.execute("create table seen (key text primary key) without rowid")

    def close(self) -> None:
        """Let go of what was kept."""
        self.database.close()

    def keep(self, rows: Iterable[tuple[str, int, Row, str]]) -> None:
        """All rows, each with its table, its line there, and the sheet where it stands in one."""
        told = ((part, line, sheet, pickle.dumps(raw, pickle.HIGHEST_PROTOCOL)) for part, line, raw, sheet in rows)
        self.database.executemany("insert into told (part, line, sheet, raw) values (?, ?, ?, ?)", told)
        self.database.execute("create index told_by_part on told (part)")

    def rows(self, part: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows of a table in their order, each with its line."""
        return ((line, raw) for _, line, raw in self._rows(part))

    def places(self, part: str) -> Iterator[Place]:
        """Where each row of a table stands, in their order."""
        return iter(self.database.execute("select sheet, line from told where part = ? order by at", (part,)))

    def _rows(self, part: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
        found = self.database.execute("select at, line, raw from told where part = ? order by at", (part,))
        return ((at, line, pickle.loads(raw)) for at, line, raw in found)  # noqa: S301 - our own

    def held(self, part: str, key_of: Callable[[int, Row], Key | None]) -> "Held":
        """The rows of a table that belong to something, by what they belong to."""
        keyed = ((part, *key, at) for at, line, raw in self._rows(part) if (key := key_of(line, raw)))
        self.database.executemany("insert into held values (?, ?, ?, ?)", keyed)
        return Held(self.database, part)

    def ready(self) -> None:
        """All keys are known; rows are found by them from now on."""
        self.database.execute("create index held_by_key on held (part, key, place)")

    def see(self, keys: Iterable[str]) -> None:
        """These keys have an item."""
        self.database.executemany("insert or ignore into seen values (?)", ((key,) for key in keys))


class Held(Mapping[str, list[Row]]):
    """The rows of one table by their key."""

    def __init__(self, database: sqlite3.Connection, part: str) -> None:
        self._database, self._part = database, part

    def __getitem__(self, key: str) -> list[Row]:
        asked = "select raw from held join told using (at) where held.part = ? and key = ? order by place, at limit ?"
        found = [pickle.loads(raw) for (raw,) in self._database.execute(asked, (self._part, key, CROWD))]  # noqa: S301 - our own
        if not found:
            raise KeyError(key)
        return found

    def places(self, key: str) -> list[Place]:
        """Where each of the rows of a key stands, as they come."""
        asked = "select sheet, line from held join told using (at) where held.part = ? and key = ? order by place, at limit ?"
        return list(self._database.execute(asked, (self._part, key, CROWD)))

    def __iter__(self) -> Iterator[str]:
        asked = "select distinct key from held where part = ?"
        return (key for (key,) in self._database.execute(asked, (self._part,)))

    def __len__(self) -> int:
        asked = "select count(distinct key) from held where part = ?"
        return int(self._database.execute(asked, (self._part,)).fetchone()[0])

    def orphans(self) -> tuple[int, str]:
        """How many rows have no item, and the first key of such a row."""
        asked = "from held where part = ? and key not in (select key from seen)"
        count = int(self._database.execute(f"select count(*) {asked}", (self._part,)).fetchone()[0])
        first = self._database.execute(f"select key {asked} order by at limit 1", (self._part,)).fetchone()
        return count, first[0] if first else ""
