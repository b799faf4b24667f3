"""JSON Lines of elements by code: {"code": "…", "edition": 3, "elements": {…}}, one item a line.

The edition is that which was exported; a line without one says what it says of whatever is there.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.catalog.sheets.cells import Teller
from services.catalog.sheets.doubles import apart
from services.catalog.sheets.model import Entry, Outcome, SheetKind
from shared.xlsx.text import half_width

LINE = 1_000_000
CODE = 40
MOST = 2**31
CODE_COLUMN, TEXT_COLUMN = 1, 2


class _Twice(ValueError):
    """A key is there twice."""


def texts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, empty ones left out, without a copy of the whole."""
    number, start = 0, 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if line := data[start:end].strip():
            yield number, line
        start = end + 1


def read(data: bytes) -> Outcome:
    teller = Teller("lines", [])
    places = {"": CODE_COLUMN}
    return apart(Outcome(_entries(data, teller), teller.faults, drain=teller.drain, places=places))


def _entries(data: bytes, teller: Teller) -> Iterator[Entry]:
    for number, line in texts(data.removeprefix(b"\xef\xbb\xbf")):
        code, elements, edition = _told(number, line, teller)
        yield Entry(number, code, elements, teller.sound(number), edition=edition)


def _told(number: int, line: bytes, teller: Teller) -> tuple[str, dict[str, Any], int]:
    if len(line) > LINE:
        teller.tell("long_line", number, TEXT_COLUMN, length=len(line), limit=LINE)
        return "", {}, 0
    try:
        told = json.loads(line.decode("utf-8"), object_pairs_hook=_distinct, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        teller.tell("bad_json", number, TEXT_COLUMN, cause=str(error)[:100])
        return "", {}, 0
    if wrong := _wrong(told):
        teller.tell(wrong, number, TEXT_COLUMN)
        return "", {}, 0
    code = half_width(told["code"])
    if code != told["code"]:
        teller.tell("wide_code", number, CODE_COLUMN, value=code)
    return code, told["elements"], told.get("edition", 0)


def _wrong(told: Any) -> str:
    """What keeps a value from being a line of ours; nothing where it is one."""
    if not isinstance(told, dict) or told.keys() - {"edition"} != {"code", "elements"}:
        return "bad_keys"
    code, elements = told["code"], told["elements"]
    plain = half_width(code) if isinstance(code, str) else ""
    if not plain.isalnum() or not plain.isascii() or len(plain) > CODE:
        return "no_code"
    if not isinstance(elements, dict) or not elements:
        return "no_elements"
    return "" if _is_edition(told.get("edition", 0)) else "bad_edition"


def _is_edition(told: Any) -> bool:
    return type(told) is int and 0 <= told < MOST


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice("a key is there twice")
    return found


def _constant(word: str) -> None:
    raise ValueError(word)


def line(code: str, elements: Mapping[str, Any], edition: int = 0) -> bytes:
    """One item as a line."""
    told = {"code": code} | ({"edition": edition} if edition else {}) | {"elements": elements}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    """The lines of (code, elements); what is read from them is the same again."""
    return b"".join(line(code, elements) for code, elements in rows)


SHEET = SheetKind("elements", "按编码的要素", "Elements by code", read, write)
