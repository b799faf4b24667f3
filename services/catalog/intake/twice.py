"""Columns that a sheet gives twice: what one of them alone says is taken, of two values neither."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from services.catalog.intake.miscounts import DOUBLED, is_blank
from services.catalog.intake.model import Note, Record
from services.catalog.intake.slips import note
from services.catalog.intake.texts import as_text, plain
from shared.elements import ELEMENTS
from shared.xlsx import Row

Means = Callable[[int, str], str]
"""The element or code of a column, or nothing."""


class Twice(NamedTuple):
    """The columns of an element by one heading, or of a code by any, and which it is."""

    key: str
    columns: tuple[int, ...]


def apart(fields: Mapping[int, str], means: Means) -> tuple[dict[int, str], tuple[Twice, ...]]:
    """The headings, one that means nothing and comes again with its place; and the columns that are there twice."""
    first: dict[str, int] = {}
    named, same = dict(fields), dict[tuple[str, str], list[int]]()
    for column, name in fields.items():
        if key := means(column, name):
            same.setdefault((key, plain(name) if key in ELEMENTS else ""), []).append(column)
        elif first.setdefault(name, column) != column:
            named[column] = f"{name}（第 {column} 列）"
    return named, tuple(Twice(key, tuple(columns)) for (key, _), columns in same.items() if len(columns) > 1)


def settled(row: Row, fields: Mapping[int, str], twice: Sequence[Twice]) -> tuple[Mapping[int, str], list[Twice]]:
    """The headings of a row of which each element has one column; and what has two values, and so none."""
    if not twice:
        return fields, []
    left, unclear = dict(fields), list[Twice]()
    for one in twice:
        said = {column: text for column in one.columns if not is_blank(text := as_text(row.at(column)))}
        clear = len(set(said.values())) <= 1
        stays = next(iter(said), one.columns[0]) if clear else 0
        unclear += [] if clear else [one]
        left = {column: name for column, name in left.items() if column == stays or column not in one.columns}
    return left, unclear


def tell(record: Record, row: Row, fields: Mapping[int, str], unclear: Sequence[Twice]) -> None:
    """Note what has two values, and keep both."""
    for key, columns in unclear:
        record.notes.append(note(DOUBLED, key))
        record.columns = {**record.columns, key: columns[-1]}
        record.leftover |= {f"{fields[one]}（第 {one} 列）": text for one in columns if (text := as_text(row.at(one)))}


def notes(fields: Mapping[int, str], twice: Sequence[Twice]) -> list[Note]:
    """That columns are there twice."""
    return [note("double_column", "", value=fields[one.columns[0]]) for one in twice]
