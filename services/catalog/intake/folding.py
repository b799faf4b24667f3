"""Several rows of a sheet that are one item: its own cells in one row, and the rows of its tables, each with its place."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.catalog.intake import plain, words
from services.catalog.intake.builder import Builder
from services.catalog.intake.charges import charged
from services.catalog.intake.leftovers import held_texts, remainder
from services.catalog.intake.model import Record
from services.catalog.intake.sheetheads import Head
from services.catalog.intake.tables import EXACT
from services.catalog.intake.tablewords import FIRST
from services.catalog.intake.texts import as_text, lines_of, tidy
from services.catalog.intake.times import day
from shared.elements import ELEMENTS, Kind
from shared.elements.model import Field
from shared.flows import steps_in
from shared.xlsx import CellValue, Laid, Row, address

Place = tuple[int, int]
"""Row and column."""
MONEY = re.compile(r"(\d{1,12}(?:\.\d{1,2})?)元?(?:[/每].{1,6})?")
AS_SAID = {"materials": {"name": "name", "form": "form", "copies": "copies", "source": "source", "specification": "page_format",
                         "remark": "note", "basis": "by_law", "standard": "accept_stand"},
           "legal_bases": {"title": "title", "number": "number", "article": "article", "text": "text"}}  # fmt: skip
"""Columns that are read as the plain shape reads them, and what it calls them."""


class Cells(NamedTuple):
    """One row of a table, in words, and where each word stands."""

    said: dict[str, str]
    places: dict[str, Place]


class Folded(NamedTuple):
    """The item's own cells as one row; where each stands; what its further rows say otherwise."""

    row: Row
    texts: Mapping[int, Sequence[tuple[int, str]]]
    other: Sequence[tuple[int, int, str]]


def folded(head: Head, rows: Sequence[Laid]) -> Folded:
    """What stands once counts once, what stands in several rows is joined."""
    first = rows[0].row
    if len(rows) == 1:
        return Folded(first, {}, ())
    values, texts, other = list(first.values), dict[int, list[tuple[int, str]]](), list[tuple[int, int, str]]()
    for column in head.fields:
        told = list(_told(rows, column))
        texts[column] = [(number, as_text(value)) for number, value in told]
        different = dict.fromkeys(text for _, text in texts[column])
        values += [None] * (column - len(values))
        if len(different) <= 1:
            values[column - 1] = told[0][1] if told else None
        elif column in head.numbers:
            values[column - 1] = told[0][1]
        elif column in head.once:
            values[column - 1] = told[0][1]
            other += [(number, column, text) for number, text in texts[column] if text != texts[column][0][1]]
        else:
            table = head.means.get(column) in FIRST
            values[column - 1] = "\n".join([text for _, text in texts[column]] if table else different)
    return Folded(Row(first.number, tuple(values)), texts, other)


def _told(rows: Sequence[Laid], column: int) -> Iterator[tuple[int, CellValue]]:
    """Each value of a column that a row says itself."""
    for number, one in enumerate(rows):
        value = one.row.at(column)
        if as_text(value) and (number == 0 or column not in one.above):
            yield one.row.number, value


def put_tables(to: Builder, head: Head, rows: Sequence[Laid]) -> dict[str, Place]:
    """The rows of tables whose columns the sheet has; gives where each row and cell of them stands."""
    spots: dict[str, Place] = {}
    for table in dict.fromkeys(table for table, _ in head.tables.values()):
        columns = {column: key for column, (of, key) in head.tables.items() if of == table}
        titles = {key: head.titles[column] for column, key in columns.items()}
        found = [part for one in _cells(head, rows, columns, FIRST[table]) for part in _parted(to, table, one, titles)]
        named = [one for one in found if words.yes_or_no(one.said.get(FIRST[table], "")) is not False]
        if table != "fees" or _charged(to, head, found):
            put_rows(to, table, named)
        spots |= _spots(table, [one for one in named for _ in range(_many(table, one))])
        _left(to.record, head, columns, found)
    return spots


def _cells(head: Head, rows: Sequence[Laid], columns: Mapping[int, str], first: str) -> list[Cells]:
    """The rows of a table in words; what stands beside a merged or a blank name belongs to the row above."""
    found: list[Cells] = []
    for number, one in enumerate(rows):
        places = {
            key: (one.row.number, column)
            for column, key in columns.items()
            if as_text(one.row.at(column)) and (number == 0 or column not in one.above)
        }
        said = {key: as_text(one.row.at(column)) for key, (_, column) in places.items()}
        again = number and any(as_text(one.row.at(at)) and at not in one.above for at in head.identity)
        if not said or (again and any(before.said == said for before in found)):
            continue
        if found and first in columns.values() and first not in said:
            last = found[-1]
            for key, text in said.items():
                last.said[key] = f"{last.said[key]}\n{text}" if key in last.said else text
                last.places.setdefault(key, places[key])
        else:
            found.append(Cells(said, places))
    return found


def _parted(to: Builder, table: str, row: Cells, titles: Mapping[str, str]) -> Iterator[Cells]:
    """A cell that lists several names is as many rows, where the other cells list as many or nothing."""
    first = FIRST[table]
    lists = {key: lines_of(text) for key, text in row.said.items()}
    names = lists.get(first, [])
    uneven = [key for key, one in lists.items() if len(one) != len(names)]
    if len(names) <= 1 or (table == "legal_bases" and (uneven or len(lists) == 1)):
        yield row._replace(said=row.said | {first: names[0]}) if len(names) == 1 else row
        return
    for key in uneven:
        to.slip("lines_differ", f"{table}[0].{key}", value=row.said[key], count=len(names))
        to.record.leftover[titles[key]] = row.said[key]
    for number in range(len(names)):
        said = {key: one[number] for key, one in lists.items() if key not in uneven}
        yield Cells(said, {key: row.places[key] for key in said})


def _charged(to: Builder, head: Head, rows: Sequence[Cells]) -> bool:
    """Whether the rows of fees tell of any; that they do is an answer where no column has it."""
    answer, _ = charged("；".join(text for one in rows for text in one.said.values()))
    if rows and "charges" not in head.means.values():
        to.values["charges"] = answer is not False
    return answer is not False


def put_rows(to: Builder, table: str, rows: Sequence[Cells]) -> None:
    """The rows of a table from what their columns say."""
    if not rows:
        return
    plainly = AS_SAID.get(table, {})
    said = [{plainly[key]: text for key, text in one.said.items() if key in plainly} for one in rows]
    if table == "legal_bases":
        if any(one.said.keys() - {"title"} for one in rows):
            plain.PARTS[table](to, said)
        else:
            to.put(table, "\n".join(one.said.get("title", "") for one in rows))
        return
    columns = {column.key: column for column in ELEMENTS[table].columns}
    made = []
    for number, one in enumerate(rows):
        path = f"{table}[{number}]"
        own = plain.material(to, said[number], path) if table == "materials" else {}
        rest = {key: text for key, text in one.said.items() if key not in plainly and key in columns}
        made.append(own | {key: _value(to, columns[key], text, f"{path}.{key}") for key, text in rest.items()})
    to.rows(table, made)


def _value(to: Builder, column: Field, said: str, path: str) -> Any:
    """What a cell of a table says; what it does not say in its column's way is told."""
    read, slip = VALUES.get(column.type, (lambda *_: None, ""))
    value = read(to, column, said, path)
    if value is None and slip:
        to.slip(slip, path, value=said)
    return value


def _money(said: str) -> str | None:
    amount = MONEY.fullmatch(tidy(said))
    return amount[1] if amount else None


def _day(said: str) -> str | None:
    found = day(said)
    return found.isoformat() if found else None


Read = Callable[[Builder, Field, str, str], Any]
VALUES: Mapping[Kind, tuple[Read, str]] = {
    Kind.CHOICE: (lambda _, column, said, __: words.code(column, said), "unknown_label"),
    Kind.BOOLEAN: (lambda _, __, said, ___: words.yes_or_no(said), "unknown_label"),
    Kind.MONEY: (lambda _, __, said, ___: _money(said), "number_unreadable"),
    Kind.DATE: (lambda _, __, said, ___: _day(said), "date_unreadable"),
    Kind.INTEGER: (lambda to, _, said, path: to.copies(to.text(said, path), path), ""),
    Kind.LIMIT: (lambda to, _, said, path: to.limit(said, path, "工作日"), ""),
    **dict.fromkeys((Kind.TEXT, Kind.LONG_TEXT, Kind.PHONE), (lambda to, _, said, path: to.text(said, path), "")),
}
"""How each kind of column is read, and what is told where nothing can be."""


def _many(table: str, row: Cells) -> int:
    """How many rows of the table a row makes: a basis for each article, a step for each of a flow."""
    if table == "legal_bases":
        return len(words.articles(row.said.get("article", ""))) or 1
    return len(steps_in(row.said.get("name", ""))) or 1 if table == "steps" else 1


def _spots(table: str, rows: Sequence[Cells]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for number, one in enumerate(rows):
        path = f"{table}[{number}]"
        found[path] = one.places.get(FIRST[table]) or min(one.places.values())
        found |= {f"{path}.{key}": place for key, place in one.places.items()}
        found.setdefault(table, found[path])
    return found


def _left(record: Record, head: Head, columns: Mapping[int, str], rows: Sequence[Cells]) -> None:
    """What the rows of a table do not hold stays by its heading, word for word."""
    table = head.tables[min(columns)][0]
    exact = {one.key for one in ELEMENTS[table].columns if one.type in EXACT}
    made = record.values.get(table)
    held = held_texts(made)
    whole = made if isinstance(made, list) and len(made) == len(rows) else [{}] * len(rows)
    for column, key in columns.items():
        said = [
            one.said[key]
            for number, one in enumerate(rows)
            if key in one.said and not (key in exact and whole[number].get(key) is not None)
        ]
        if left := [one for one in said if remainder(one, held) is not None]:
            before = [record.leftover[title]] if (title := head.titles[column]) in record.leftover else []
            record.leftover[title] = [*before, *left] if len(before + left) > 1 else left[0]


def of_texts(record: Record, head: Head, whole: Folded) -> dict[str, Place]:
    """Where the rows of a table stand that were read from words: each in the row of the sheet that has its words."""
    found: dict[str, Place] = {}
    for column, texts in whole.texts.items():
        key = head.means.get(column, "")
        rows = record.values.get(key) if key in FIRST else None
        if not isinstance(rows, list) or not texts:
            continue
        at = 0
        for number, one in enumerate(rows):
            name = str(one.get(FIRST[key], ""))
            at = next((n for n in range(at, len(texts)) if name in texts[n][1]), at)
            found[f"{key}[{number}]"] = (texts[at][0], column)
    return found


def tell_other(to: Builder, head: Head, whole: Folded) -> dict[str, str]:
    """Note what the further rows of an item say otherwise; gives it by its heading."""
    left: dict[str, str] = {}
    for row, column, text in whole.other:
        to.slip("rows_differ", head.means.get(column, ""), value=address(row, column), other=text)
        left[f"{head.fields[column]}（第 {row} 行）"] = text
    return left
