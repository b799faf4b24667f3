"""Items as rows of a sheet: one column an element, in the words that people read where they say it all."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from services.catalog.domain import citing, wholecells
from services.catalog.sheets import words
from shared.elements import ELEMENTS, UNITS, Element, Kind, is_none, none_reason
from shared.xlsx import CellValue

NAMED = {Kind.TABLE, Kind.ATTACHMENT, Kind.ATTACHMENTS}
LAST = ("清单层级", "基本编码", "统一社会信用代码")
APPROVAL = ("批准文号", "批准日期")
"""What a catalogue that a government approves says besides."""


def columns(profile: str, *, internal: bool) -> list[Element]:
    """The elements that have a column, those of a profile or all; internal ones only for those who may see them."""
    asked = ELEMENTS.values() if not profile else [one for one in ELEMENTS.values() if profile in one.profiles]
    return [one for one in asked if internal or one.public]


def header(profile: str = "", *, internal: bool) -> list[str]:
    """The heading."""
    return [*wholecells.FIXED, *(one.zh for one in columns(profile, internal=internal))]


def line(  # noqa: PLR0913 - a line has this many sides
    code: str, office: str, region: str, values: Mapping[str, Any], profile: str = "", *, internal: bool
) -> list[CellValue]:
    """One item."""
    return [
        code,
        office,
        region,
        *(wholecells.written(one, values.get(one.key)) for one in columns(profile, internal=internal)),
    ]


def word(element: Element, value: Any) -> CellValue:
    """A value as a cell of a form shows it: labels instead of codes, tables as JSON."""
    if value is None or is_none(value):
        return f"无：{none_reason(value)}" if value else None
    return WORDS.get(element.type, _plain)(element.key, value)


def named(element: Element, value: Any) -> CellValue:
    """A value as a cell of a form shows it, to be read back: a table by the names of its rows, a file by its own."""
    if is_none(value) or element.type not in NAMED:
        return word(element, value)
    rows = value if isinstance(value, list) else [value] if value else []
    return "\n".join(str(row.get(element.row_key or "name", "")) for row in rows)


def _plain(_key: str, value: Any) -> CellValue:
    return str(value)


def _json(_key: str, value: Any) -> CellValue:
    return json.dumps(value, ensure_ascii=False)


def _limit(key: str, value: Any) -> CellValue:
    return words.limit_text(value) if value.get("unit") in UNITS else _json(key, value)


WORDS: dict[Kind, Callable[[str, Any], CellValue]] = {
    Kind.BOOLEAN: lambda _, value: "是" if value else "否",
    Kind.INTEGER: lambda _, value: int(value),
    Kind.CHOICE: words.label_of,
    Kind.CHOICES: lambda key, value: words.joined(words.label_of(key, one) for one in value),
    Kind.TEXTS: lambda _, value: words.joined(value),
    Kind.LIMIT: _limit,
    Kind.BASES: lambda _, value: citing.write(value),
    Kind.TABLE: _json,
    Kind.ATTACHMENT: _json,
    Kind.ATTACHMENTS: _json,
}
