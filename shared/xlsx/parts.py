"""The small parts of a workbook: its sheets, its shared strings, and which styles are dates."""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.xlsx.cells import CELL_LIMIT, whole
from shared.xlsx.further import Rests
from shared.xlsx.guard import Refused, walk_part
from shared.xlsx.text import is_plain, unescape
from shared.xlsx.walk import Walk, local

STRINGS = 2_000_000
STYLES = 70_000
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_SIGN = re.compile("[ymdhs]", re.IGNORECASE)


class Text(NamedTuple):
    """A text that never holds more than a cell may; `length` is the true one. A plain one needs no second look."""

    value: str
    length: int
    plain: bool


@dataclass(slots=True)
class Book:
    """What reading one sheet needs of the rest of the workbook."""

    zip: zipfile.ZipFile
    sheets: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    first: str = ""
    external: bool = False
    epoch_1904: bool = False
    strings: list[Text] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    rests: Rests | None = None
    """Where texts go on that no cell holds; None until that is known."""


def load(book: zipfile.ZipFile) -> Book:
    names = set(book.namelist())
    main = next(iter(_relations(book, "", "officeDocument").values()), "xl/workbook.xml")
    if main not in names:
        raise Refused("not_xlsx")
    found = Book(book, external=any(name.startswith("xl/externalLinks/") for name in names))
    _sheets(found, main, names)
    strings = next(iter(_relations(book, main, "sharedStrings").values()), None)
    styles = next(iter(_relations(book, main, "styles").values()), None)
    if strings in names:
        found.strings = _strings(book, str(strings))
    if styles in names:
        found.dates = _dates(book, str(styles))
    return found


def _relations(book: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    folder, file = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{file}.rels")
    targets: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith(f"/{kind}"):
            path = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = path.lstrip("/")

    if name in book.namelist():
        walk_part(book, name, Walk(start))
    return targets


def _sheets(found: Book, main: str, names: set[str]) -> None:
    parts = _relations(found.zip, main, "worksheet")
    visible: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            found.epoch_1904 = attributes.get("date1904") in {"1", "true"}
        if tag == "sheet" and len(found.sheets) < STYLES:
            key = next(
                (value for name, value in attributes.items() if local(name) == "id" and ":" in name),
                "",
            )
            name = attributes.get("name", "")
            if parts.get(key) in names:
                found.sheets[name] = parts[key]
                found.states[name] = attributes.get("state", "visible")
                if found.states[name] == "visible":
                    visible.append(name)

    walk_part(found.zip, main, Walk(start))
    found.first = next(iter([*visible, *found.sheets]), "")


class _Strings:
    def __init__(self) -> None:
        self.found: list[Text] = []
        self._pieces: list[str] = []
        self._length = 0
        self._taking = False
        self._phonetic = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            self._pieces, self._length = [], 0
        self._phonetic = self._phonetic or tag == "rPh"
        self._taking = tag == "t" and not self._phonetic

    def end(self, tag: str) -> None:
        self._taking = False
        if tag == "rPh":
            self._phonetic = False
        if tag == "si":
            value = unescape("".join(self._pieces))
            self.found.append(Text(value, self._length, self._length <= CELL_LIMIT and is_plain(value)))
            if len(self.found) > STRINGS:
                raise Refused("too_large", limit=200)

    def text(self, piece: str) -> None:
        if self._taking:
            if self._length <= CELL_LIMIT:
                self._pieces.append(piece[: CELL_LIMIT + 1])
            self._length += len(piece)


def _strings(book: zipfile.ZipFile, name: str) -> list[Text]:
    taker = _Strings()
    walk_part(book, name, Walk(taker.start, taker.end, taker.text))
    return taker.found


def _dates(book: zipfile.ZipFile, name: str) -> frozenset[int]:
    own: dict[str, str] = {}
    used: list[str] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt" and len(own) < STYLES:
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        if tag == "cellXfs":
            inside.append(tag)
        if tag == "xf" and inside and len(used) < STYLES:
            used.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        if tag == "cellXfs" and inside:
            inside.pop()

    walk_part(book, name, Walk(start, end))
    return frozenset(place for place, number in enumerate(used) if _is_date(number, own.get(number)))


def _is_date(number: str, code: str | None) -> bool:
    if code is None:
        return whole(number, 3) in DATE_FORMATS
    return bool(_DATE_SIGN.search(_LITERAL.sub("", code[:255])))
