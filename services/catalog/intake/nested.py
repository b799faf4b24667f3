"""Rows of the exchange in JSON that hold others: what is told within an item goes to the table that its columns tell."""

from collections.abc import Iterator
from typing import Any

from services.catalog.intake.envelopes import BESIDE
from services.catalog.intake.tables import COLUMNS, KEYS, KNOWN, canonical, child_of

LEAST = 2
GUIDS, CODES = ("rowguid", "row_guid", "task_guid"), ("task_code", "task_handle_item")
"""By what the rows within an item belong to it: its own key before its codes, which its versions share."""
Row = dict[str, Any]
Key = tuple[tuple[str, str], ...]


class Nested:
    """Takes the rows of other tables out of those of items."""

    def __init__(self) -> None:
        self._held: dict[Key, tuple[Key, int]] = {}
        """The items, by the key under which the rows within them are: the code of each, and what it held."""

    def rows(self, part: str, raw: Row) -> Iterator[tuple[str, Row]]:
        """A row, and what it holds of other tables. What is none of them stays in it and is told with it; so does what
        another row of the same item holds otherwise, for then both wait.
        """
        told = _tables(raw) if part == "basic" else {}
        *guids, code = _keys(raw) if told else ((),)
        said = hash(repr(told))
        key = next((one for one in (*guids, code) if one and self._held.get(one, (code, 0))[0] == code), None)
        if key is None or self._held.get(key, (code, said)) != (code, said):
            yield part, raw
            return
        yield part, {name: value for name, value in raw.items() if name not in told}
        if key not in self._held:
            self._held[key] = code, said
            for name, (child, rows) in told.items():
                yield from ((child, one if name.startswith(BESIDE) else _keyed(one, key)) for one in rows)


def _tables(raw: Row) -> dict[str, tuple[str, list[Row]]]:
    """The values of a row that are rows of another table, by their names."""
    found = dict[str, tuple[str, list[Row]]]()
    for name, value in raw.items():
        rows = value if isinstance(value, list) else [value]
        if not rows or not all(isinstance(one, dict) for one in rows):
            continue
        parts = {_part(one, alone=len(rows) == 1) for one in rows}
        own = not name.startswith(BESIDE) or all(any(_keys(one)) for one in rows)
        if own and len(parts) == 1 and (part := parts.pop()):
            found[name] = part, rows
    return found


def _part(row: Row, *, alone: bool) -> str | None:
    """The table that a row within an item is of by its columns; more columns of the item itself are one row."""
    told = set(map(canonical, map(str, row)))
    if part := child_of(told):
        return part
    plain = not any(isinstance(one, list | dict) for one in row.values())
    own = {name for name in told if COLUMNS.get(name, "=")[:1] not in ("", "=")}
    more = alone and plain and "task_name" not in told and len(own) >= LEAST and len(own) > len(told - KNOWN)
    return "extend" if more else None


def _keys(raw: Row) -> list[Key]:
    """By what the rows within a row may belong to it, its codes last."""
    told = {canonical(name): str(value) for name, value in raw.items() if value and isinstance(value, str | int)}
    guids = [((name, told[name]),) for name in GUIDS if name in told]
    return [*guids, tuple((name, told[name]) for name in CODES if name in told)]


def _keyed(row: Row, key: Key) -> Row:
    """A row under the key of what it stands in, its own ones aside."""
    return {name: value for name, value in row.items() if canonical(name) not in KEYS} | dict(key)
