"""Any element as blocks, by its type: what no special part shows is shown here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from services.guide.sections import words
from services.guide.sections.model import Block, Column, Heading, KeyValues, Link, Pair, Paragraph, Table
from shared.elements import ELEMENTS, Element, Kind, code_label, is_empty, none_reason
from shared.elements import Column as Field

Values = Mapping[str, Any]
LONG = {Kind.LONG_TEXT}
WIDE = 300


def said(field: Element | Field, value: Any) -> str:
    """One value in words; nothing for nothing."""
    if is_empty(value):
        return ""
    if (reason := none_reason(value)) is not None:
        return f"无（{words.clean(reason)}）"
    if field.type in {Kind.CHOICES, Kind.TEXTS}:
        return "、".join(_one(field, one) for one in value)
    if field.type is Kind.ATTACHMENTS:
        return "；".join(words.attachment(one) for one in value)
    return _one(field, value)


def _one(field: Element | Field, value: Any) -> str:
    if field.type is Kind.BOOLEAN:
        return "是" if value else "否"
    if field.type in {Kind.CHOICE, Kind.CHOICES}:
        label = code_label(str(field.table), value, field.scheme)
        return label.zh if label else words.clean(value)
    if field.type is Kind.LIMIT:
        return "；".join(part for part in (words.limit(value), words.clean(value.get("note") or "")) if part)
    if field.type is Kind.ATTACHMENT:
        return words.attachment(value)
    if field.type is Kind.INTEGER and field.unit:
        return words.limit({"number": value, "unit": field.unit})
    return words.clean(value)


def blocks(values: Values, keys: Iterable[str]) -> tuple[Block, ...]:
    """The named elements in order: short values side by side, long ones and tables on their own."""
    elements = [ELEMENTS[key] for key in keys if not is_empty(values.get(key))]
    alone = len(elements) == 1
    return tuple(joined(one for element in elements for one in _of(element, values[element.key], alone=alone)))


def reader(key: str) -> Callable[[Values, str], str]:
    """What says a column of a row, as 5个工作日 for the limit of a step."""
    columns = {column.key: column for column in ELEMENTS[key].public_columns}
    return lambda row, name: said(columns[name], row.get(name))


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The lines of a text that have something in them."""
    return (Paragraph(line.strip()) for line in words.clean(text).split("\n") if line.strip())


def absent(element: Element, reason: str) -> Paragraph:
    return Paragraph(f"{element.zh}：无（{words.clean(reason)}）", "none")


def _of(element: Element, value: Any, *, alone: bool) -> Iterator[Block]:
    if (reason := none_reason(value)) is not None:
        yield absent(element, reason)
    elif element.type is Kind.TABLE:
        yield table(element, value)
    elif element.type is Kind.BASES:
        yield from (Paragraph(words.article(basis)) for basis in value)
    elif element.type is Kind.URL and str(value).startswith(("https://", "http://")):
        yield Link(element.zh, element.en, words.clean(value))
    elif element.type in LONG:
        if not alone:
            yield Heading(element.zh, element.en)
        yield from paragraphs(value)
    else:
        yield KeyValues((Pair(element.zh, element.en, said(element, value)),))


def joined(found: Iterable[Block]) -> Iterator[Block]:
    """Lists of short values that follow each other become one."""
    for listed, group in groupby(found, key=lambda one: isinstance(one, KeyValues)):
        if listed:
            yield KeyValues(tuple(pair for one in group if isinstance(one, KeyValues) for pair in one.rows))
        else:
            yield from group


def table(element: Element, rows: Iterable[Values]) -> Table:
    """Rows by the public columns in which something is written."""
    cells = [{column.key: said(column, row.get(column.key)) for column in element.public_columns} for row in rows]
    used = [column for column in element.public_columns if any(row[column.key] for row in cells)]
    head = tuple(Column(c.zh, c.en, 3 if c.type in LONG or c.max >= WIDE else 2) for c in used)
    return Table(element.zh, element.en, head, tuple(tuple(row[c.key] or "—" for c in used) for row in cells))
