"""The rows of the tables beside the items, kept on disk until their item comes: memory does not grow with a dump."""

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
CACHE = -8_192
"""KiB of pages that SQLite holds in memory."""


class Spill:
    """A temporary database that ends with its last reader; it is asked by one thread at a time, whichever that is."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.database.executescript(f"pragma journal_mode = off; pragma cache_size = {CACHE}; begin")
        self.database.execute("create table told (part text, key text, place integer, raw blob)")
        self.database.execute("create table seen (key text primary key) without rowid")

    def close(self) -> None:
        """Let go of what was kept."""
        self.database.close()

    def keep(self, part: str, rows: Iterable[tuple[str, int, Row]]) -> "Held":
        """The rows of a table, each with its key and its place among those of one key."""
        told = ((part, key, place, pickle.dumps(raw)) for key, place, raw in rows)
        self.database.executemany("insert into told values (?, ?, ?, ?)", told)
        return Held(self.database, part)

    def ready(self) -> None:
        """All rows are in; they are found by their keys from now on."""
        self.database.execute("create index told_by_key on told (part, key, place)")

    def see(self, keys: Iterable[str]) -> None:
        """These keys have an item."""
        self.database.executemany("insert or ignore into seen values (?)", ((key,) for key in keys))


class Held(Mapping[str, list[Row]]):
    """The rows of one table by their key."""

    def __init__(self, database: sqlite3.Connection, part: str) -> None:
        self._database, self._part = database, part

    def __getitem__(self, key: str) -> list[Row]:
        asked = "select raw from told where part = ? and key = ? order by place, rowid"
        found = [pickle.loads(raw) for (raw,) in self._database.execute(asked, (self._part, key))]  # noqa: S301 - our own
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        asked = "select distinct key from told where part = ?"
        return (key for (key,) in self._database.execute(asked, (self._part,)))

    def __len__(self) -> int:
        asked = "select count(distinct key) from told where part = ?"
        return int(self._database.execute(asked, (self._part,)).fetchone()[0])

    def orphans(self) -> tuple[int, str]:
        """How many rows have no item, and the first key of such a row."""
        asked = "from told where part = ? and key not in (select key from seen)"
        count = int(self._database.execute(f"select count(*) {asked}", (self._part,)).fetchone()[0])
        first = self._database.execute(f"select key {asked} order by rowid limit 1", (self._part,)).fetchone()
        return count, first[0] if first else ""
