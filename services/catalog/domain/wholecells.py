"""A value as one cell says it, so that the cell says the same value again: in words where they do, else as JSON."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from services.catalog.domain import citing
from shared.elements import ELEMENTS, TABLES, UNITS, Element, Kind, is_none

FIXED = ("编码", "实施主体", "区划")
KNOWN_BY = {"编码": "code", "基本编码": "basic_code", "统一社会信用代码": "credit_code", "清单层级": "layer"}
"""What an export of items says of an item beside its elements, and what that is called here."""
NONE = "无："
OPENS = ("[", "{", '"')
JSON_ONLY = {Kind.TABLE, Kind.ATTACHMENT, Kind.ATTACHMENTS}
_LIMIT = re.compile(r"([0-9]{1,9})(\D+)")
Cell = str | int | None


def written(element: Element, value: Any) -> Cell:
    """The cell; `told` says the value again."""
    if value is None:
        return None
    cell = _words(element, value)
    same = cell is not None and told(element, cell) == value
    return cell if same else json.dumps(value, ensure_ascii=False)


def told(element: Element, cell: Cell) -> Any:
    """The value that a cell of an export says; None where it was not written so."""
    if cell is None or isinstance(cell, int):
        return cell if element.type is Kind.INTEGER and not isinstance(cell, bool) else None
    if cell.startswith(OPENS) and (value := _json(cell)) is not None:
        return value
    if cell.startswith(NONE) and element.none:
        return {"none": cell.removeprefix(NONE)}
    read: Callable[[Element, str], Any] = READ.get(element.type, _text)
    return read(element, cell)


def is_json(cell: object) -> bool:
    """Whether it was meant as JSON, sound or cut."""
    return isinstance(cell, str) and cell.startswith(('[{"', '{"'))


def _words(element: Element, value: Any) -> Cell:
    if is_none(value):
        return f"{NONE}{value['none']}"
    try:
        return WRITE.get(element.type, _text)(element, value)
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def _json(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def _text(_element: Element, value: Any) -> str | None:
    return value if isinstance(value, str) else None


@cache
def _labels(key: str) -> Mapping[str, str]:
    element = ELEMENTS[key]
    return {code.code: code.zh for code in TABLES[str(element.table)].schemes[str(element.scheme)].codes.values()}


@cache
def _codes(key: str) -> Mapping[str, str]:
    """By label, a longer one first: a label may hold the sign that stands between two."""
    return {zh: code for code, zh in sorted(_labels(key).items(), key=lambda one: -len(one[1]))}


def _choices(element: Element, cell: str) -> list[str] | None:
    codes, found, left = _codes(element.key), list[str](), f"{cell}、"
    while left:
        label = next((zh for zh in codes if left.startswith(f"{zh}、")), None)
        if label is None:
            return None
        found.append(codes[label])
        left = left[len(label) + 1 :]
    return found


def _limit(_element: Element, cell: str) -> dict[str, Any] | None:
    units = {unit.zh: (key, unit.numbered) for key, unit in UNITS.items()}
    hit = _LIMIT.fullmatch(cell)
    key, numbered = units.get(hit[2] if hit else cell, ("", False))
    return {"number": int(hit[1]) if hit else None, "unit": key} if key and numbered is bool(hit) else None


def _of_limit(_element: Element, value: Any) -> str:
    unit = UNITS[value["unit"]]
    return f"{value['number']}{unit.zh}" if unit.numbered else unit.zh


def _nothing(_element: Element, _value: Any) -> None:
    return None


WRITE: dict[Kind, Callable[[Element, Any], Cell]] = {
    Kind.BOOLEAN: lambda _, value: {True: "是", False: "否"}[value],
    Kind.INTEGER: lambda _, value: value if isinstance(value, int) else None,
    Kind.CHOICE: lambda element, value: _labels(element.key)[value],
    Kind.CHOICES: lambda element, value: "、".join(_labels(element.key)[one] for one in value),
    Kind.TEXTS: lambda _, value: "、".join(value),
    Kind.LIMIT: _of_limit,
    Kind.BASES: lambda _, value: citing.write(value),
    **dict.fromkeys(JSON_ONLY, _nothing),
}
READ: dict[Kind, Callable[[Element, str], Any]] = {
    Kind.BOOLEAN: lambda _, cell: {"是": True, "否": False}.get(cell),
    Kind.INTEGER: _nothing,
    Kind.CHOICE: lambda element, cell: _codes(element.key).get(cell),
    Kind.CHOICES: _choices,
    Kind.TEXTS: lambda _, cell: cell.split("、"),
    Kind.LIMIT: _limit,
    Kind.BASES: lambda _, cell: citing.parse(cell),
    **dict.fromkeys(JSON_ONLY, _nothing),
}
