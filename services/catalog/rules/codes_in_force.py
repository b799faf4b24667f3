"""A value stands under a code that is in force on the day of inspection."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import drawn_each, rows_of
from shared.elements import ELEMENTS, TABLES, Code, Table
from shared.elements.model import Field
from shared.force import ALWAYS

Dated = Mapping[tuple[str | None, str | None], Mapping[str, Code]]


def dated(tables: Mapping[str, Table]) -> Dated:
    """The schemes of which a code begins or ends on a day."""
    schemes = ((key, scheme) for key, table in tables.items() for scheme in table.schemes.values())
    return {
        (key, scheme.key): scheme.codes
        for key, scheme in schemes
        if any(code.force != ALWAYS for code in scheme.codes.values())
    }


def coded(known: Dated) -> Mapping[str, Sequence[Field]]:
    """The elements that have such a code, each with itself or its columns of them."""
    found = {key: [f for f in (e, *e.columns) if (f.table, f.scheme) in known] for key, e in ELEMENTS.items()}
    return {key: fields for key, fields in found.items() if fields}


DATED = dated(TABLES)
FIELDS = coded(DATED)


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Every code that is not in force, with the one that follows it."""
    for _, used in drawn_each(values, list(FIELDS), _used):
        for path, field, code in used:
            if not code.force.on(context.today):
                yield _found(path, field, code, context.today)


def _used(key: str, value: Any) -> Sequence[tuple[str, Field, Code]]:
    """The codes of an element that have a day, with their places."""
    element = ELEMENTS[key]
    if not element.columns:
        return tuple(_of(element, key, value))
    columns = FIELDS[key]
    return tuple(
        one
        for path, row in rows_of(key, value)
        for column in columns
        for one in _of(column, f"{path}.{column.key}", row.get(column.key))
    )


def _of(field: Field, path: str, value: Any) -> Iterator[tuple[str, Field, Code]]:
    known = DATED.get((field.table, field.scheme), {})
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, str) and (code := known.get(one)) and code.force != ALWAYS:
            yield path, field, code


def _found(path: str, field: Field, code: Code, today: date | None) -> Found:
    until = code.force.until
    begun = until is not None and (today is None or until < today)
    zh = f"{until} 后停用" if begun else f"{code.force.since} 起才启用"
    en = f"is not used after {until}" if begun else f"is used from {code.force.since}"
    heir = DATED[field.table, field.scheme].get(code.successor or "")
    cure = (f"改用“{heir.zh}”（{heir.code}）", f"use {heir.code}, {heir.en}") if heir else ("", "")
    return Found(
        path, f"“{field.zh}”的代码 {code.code}（{code.zh}）{zh}", f"code {code.code} of {field.en!r} {en}", *cure
    )


RULE = Rule(
    zh="代码现行有效",
    en="Codes are in force",
    severity="warn",
    clause="G60",
    cure_zh="从代码表中选择现行代码",
    cure_en="choose a code of the table that is in force",
    compare=compare,
    passes=[
        Case({"local_kind": "06", "name": "甲"}, Context(today=date(2018, 6, 15))),
        Case({"cancelled_materials": [{"name": "居住证明", "ground": "4"}]}, Context(today=date(2026, 11, 22))),
        {"local_kind": "06"},
    ],
    fails=[
        Case({"local_kind": "06"}, Context(today=date(2018, 6, 14))),
        Case({"cancelled_materials": [{"name": "居住证明", "ground": "4"}]}, Context(today=date(2022, 7, 18))),
    ],
)
