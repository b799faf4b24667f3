"""Lists of objects under the name of a table, read by the same labels as the columns of a sheet: {"申请材料": [{"材料名称": …}]}."""

from collections.abc import Iterator
from typing import Any

from services.catalog.intake import words
from services.catalog.intake.builder import Builder
from services.catalog.intake.charges import charged
from services.catalog.intake.folding import Cells, put_rows
from services.catalog.intake.leftovers import unplaced
from services.catalog.intake.tablewords import FIRST, WRITTEN, column_of
from services.catalog.intake.texts import as_text
from shared.elements import ELEMENTS, Kind

TABLES = (Kind.TABLE, Kind.BASES)


def are_rows(key: str, raw: Any) -> bool:
    """Whether a value is rows of a table: an object, or a list with some."""
    held = raw if isinstance(raw, list) else [raw]
    return ELEMENTS[key].type in TABLES and any(isinstance(one, dict) for one in held)


def put(to: Builder, key: str, raw: Any) -> None:
    """The rows of a table from objects and texts; what a row says in no text is told."""
    if key in to.values:
        return
    told = [raw] if isinstance(raw, dict) else to.given(key, raw)
    rows = [row for place, one in enumerate(told) if (row := _row(to, key, one, f"{key}[{place}]")).said]
    answer, _ = charged("；".join(text for one in rows for text in one.said.values())) if key == "fees" else (True, "")
    if key == "fees" and rows:
        to.values.setdefault("charges", answer is not False)
    if answer is not False:
        put_rows(to, key, [one for one in rows if words.yes_or_no(one.said.get(_first(key), "")) is not False])


def _row(to: Builder, key: str, one: dict[str, Any] | str, path: str) -> Cells:
    if isinstance(one, str):
        return Cells({_first(key): one}, {})
    said: dict[str, str] = {}
    for name, value in one.items():
        column = _column(key, str(name))
        if column and isinstance(value, dict | list):
            to.unread(value, f"{path}.{column}")
        elif column and (text := as_text(value)):
            said.setdefault(column, text)
    return Cells(said, {})


def _first(key: str) -> str:
    return FIRST.get(key) or ELEMENTS[key].columns[0].key


def _column(key: str, name: str) -> str:
    known = {*(column.key for column in ELEMENTS[key].columns), *WRITTEN.get(key, {})}
    return name if name in known else column_of(key, name)


def strange(key: str, heading: str, raw: Any) -> dict[str, str]:
    """What stands in the rows under labels that mean no column."""
    found: dict[str, str] = {}
    for one in _objects(raw):
        found = unplaced(one, {name for name in one if _column(key, str(name))}, f"{heading}.") | found
    return found


def _objects(raw: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in (raw if isinstance(raw, list) else [raw]) if isinstance(one, dict))
