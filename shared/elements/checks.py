"""Checks of one value, made once for each field: a check looks at a value and adds what is wrong to the report."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from shared.elements.load import tables, units
from shared.elements.model import Column, Element, Field, Kind
from shared.elements.report import Place, Report, printable
from shared.elements.values import NONE_MAX, is_empty

Check = Callable[[Any, Report, Place], None]

# C0 and C1, lone surrogates, marks that turn the direction of writing, and what XML cannot hold.
HIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff"
REFUSED = re.compile(f"[{HIDDEN}]")
REFUSED_IN_LINE = re.compile(f"[{HIDDEN}\t\n\u2028\u2029]")
HOST = r"[A-Za-z0-9\u4e00-\u9fff](?:[A-Za-z0-9.\u4e00-\u9fff-]{0,252})"
SHAPES = {
    "money": re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?"),
    "date": re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"),
    "phone": re.compile(
        r"(?:[0-9]{3,4}-)?[0-9]{7,8}(?:-[0-9]{1,6})?|1[0-9]{10}|1[0-9]{2,4}|9[0-9]{4}|[48]00-?[0-9]{3}-?[0-9]{4}"
    ),
    "email": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"),
    "url": re.compile(rf"https?://{HOST}(?::[0-9]{{1,5}})?(?:[/?#][^\s<>\"'\\^`{{|}}]*)?"),
    "file_name": re.compile(r"[^/\\:*?\"<>|]{1,255}"),
    "media_type": re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,99}"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
}
TEXTS_EACH = 300
SIZE_MAX = 1_000_000_000


def text(max_length: int, *, lines: bool = False) -> Check:
    refused = REFUSED if lines else REFUSED_IN_LINE

    def check(value: Any, report: Report, path: Place) -> None:
        if type(value) is not str:
            report.add(path, "wrong_type", expected="text")
        elif len(value) > max_length:
            report.add(path, "too_long", max=max_length)
        elif not value.isprintable() and refused.search(value):
            report.add(path, "control_characters")

    return check


def shaped(name: str, pattern: re.Pattern[str], max_length: int, words: tuple[str, str] | None = None) -> Check:
    plain = text(max_length)
    expected = {"expected": words[0], "expected_en": words[1]} if words else {"expected": name}

    def check(value: Any, report: Report, path: Place) -> None:
        before = len(report.found)
        plain(value, report, path)
        if len(report.found) == before and value and not pattern.fullmatch(value):
            report.add(path, "bad_shape", **expected)

    return check


def day() -> Check:
    form = shaped("date", SHAPES["date"], 10)

    def check(value: Any, report: Report, path: Place) -> None:
        before = len(report.found)
        form(value, report, path)
        if len(report.found) == before and value:
            try:
                date.fromisoformat(value)
            except ValueError:
                report.add(path, "bad_shape", expected="date")

    return check


def whole(low: int, high: int) -> Check:
    def check(value: Any, report: Report, path: Place) -> None:
        if type(value) is not int:
            report.add(path, "wrong_type", expected="integer")
        elif not low <= value <= high:
            report.add(path, "out_of_range", min=low, max=high)

    return check


def yes_or_no(value: Any, report: Report, path: Place) -> None:
    if type(value) is not bool:
        report.add(path, "wrong_type", expected="boolean")


def code(table: str, scheme: str) -> Check:
    known = tables()[table]
    codes = known.schemes[scheme].codes

    def check(value: Any, report: Report, path: Place) -> None:
        found = codes.get(value) if type(value) is str else None
        if type(value) is not str:
            report.add(path, "wrong_type", expected="choice")
        elif value and found is None:
            report.add(path, "not_in_table", table=known.zh, table_en=known.en)
        elif found and report.on and not found.force.on(report.on):
            report.add(path, "not_current")

    return check


def many(one: Check, expected: str, most: int, *, distinct: bool = False) -> Check:
    def check(value: Any, report: Report, path: Place) -> None:
        if type(value) is not list:
            report.add(path, "wrong_type", expected=expected)
            return
        if len(value) > most:
            report.add(path, "too_many", max=most)
        for index, entry in enumerate(value[:most]):
            one(entry, report, (path, index))
        if distinct:
            texts = [entry for entry in value[:most] if type(entry) is str]
            if len(set(texts)) < len(texts):
                report.add(path, "repeated")

    return check


def parts(checks: Mapping[str, Check], expected: str, required: Iterable[str] = (), later: Iterable[str] = ()) -> Check:
    """An object with named parts; those in `later` may be missing while the record is partial."""
    needed = tuple(required)
    every = (*needed, *later)

    def check(value: Any, report: Report, path: Place) -> None:
        if type(value) is not dict:
            report.add(path, "wrong_type", expected=expected)
            return
        for key, entry in value.items():
            one = checks.get(key) if type(key) is str else None
            if one is None:
                report.add(path, "unknown_part", found=printable(key))
            elif entry is not None:
                one(entry, report, (path, key))
        for key in needed if report.partial else every:
            if is_empty(value.get(key)):
                report.add((path, key), "required")

    return check


def limit() -> Check:
    known = units()
    form = parts({"number": whole(0, 9_999), "unit": text(20), "note": text(1_000, lines=True)}, "limit", ["unit"])

    def check(value: Any, report: Report, path: Place) -> None:
        before = len(report.found)
        form(value, report, path)
        if len(report.found) > before:
            return
        unit = known.get(value["unit"])
        if unit is None:
            report.add((path, "unit"), "not_in_table", table="时限单位", table_en="units of a limit")
        elif unit.numbered and value.get("number") is None:
            report.add((path, "number"), "number_needed")
        elif not unit.numbered and value.get("number") is not None:
            report.add((path, "number"), "number_not_wanted")

    return check


def basis() -> Check:
    kinds = re.compile("establishing|implementing|supervising")
    return parts(
        {
            "kind": shaped("basis_kind", kinds, 20),
            "title": text(300),
            "document_number": text(100),
            "version_date": day(),
            "article": whole(1, 9_999),
            "insert": whole(0, 99),
            "paragraph": whole(1, 999),
            "item": whole(1, 999),
            "subitem": whole(1, 999),
            "text": text(20_000, lines=True),
        },
        "basis",
        ["kind", "title"],
    )


def attachment() -> Check:
    checks = {
        "name": shaped("file_name", SHAPES["file_name"], 255),
        "media_type": shaped("media_type", SHAPES["media_type"], 163),
        "size": whole(0, SIZE_MAX),
        "sha256": shaped("sha256", SHAPES["sha256"], 64),
    }
    return parts(checks, "attachment", checks)


def _table(field: Field) -> Check:
    columns = field.columns if isinstance(field, Element) else ()
    required = [column.key for column in columns if column.required]
    row = parts({column.key: check_of(column) for column in columns}, "row", later=required)
    return many(row, "table", field.max)


def _text(field: Field) -> Check:
    if field.pattern:
        return shaped("text", re.compile(field.pattern), field.max, (field.pattern_zh, field.pattern_en))
    return text(field.max)


MAKERS: dict[Kind, Callable[[Field], Check]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: lambda field: text(field.max, lines=True),
    Kind.TEXTS: lambda field: many(text(TEXTS_EACH), "texts", field.max),
    Kind.INTEGER: lambda field: whole(0, field.max),
    Kind.BOOLEAN: lambda _: yes_or_no,
    Kind.CHOICE: lambda field: code(str(field.table), str(field.scheme)),
    Kind.CHOICES: lambda field: many(code(str(field.table), str(field.scheme)), "choices", field.max, distinct=True),
    Kind.LIMIT: lambda _: limit(),
    Kind.MONEY: lambda _: shaped("money", SHAPES["money"], 15),
    Kind.DATE: lambda _: day(),
    Kind.TABLE: _table,
    Kind.BASES: lambda field: many(basis(), "bases", field.max),
    Kind.ATTACHMENT: lambda _: attachment(),
    Kind.ATTACHMENTS: lambda field: many(attachment(), "attachments", field.max),
    Kind.URL: lambda field: shaped("url", SHAPES["url"], field.max),
    Kind.PHONE: lambda _: shaped("phone", SHAPES["phone"], 30),
    Kind.EMAIL: lambda _: shaped("email", SHAPES["email"], 254),
}


def check_of(field: Element | Column) -> Check:
    return MAKERS[field.type](field)


def _gives_reason(value: dict[str, Any]) -> bool:
    said = value["none"]
    return len(value) == 1 and type(said) is str and not is_empty(said) and len(said) <= NONE_MAX


def or_none(element: Element, check: Check) -> Check:
    """The check of an element, which may also be an explicit none."""
    reason = text(NONE_MAX)

    def checked(value: Any, report: Report, path: Place) -> None:
        if type(value) is not dict or "none" not in value:
            check(value, report, path)
        elif not element.none:
            report.add(path, "none_not_allowed")
        elif _gives_reason(value):
            reason(value["none"], report, (path, "none"))
        else:
            report.add(path, "none_needs_reason")

    return checked
