"""Opens a workbook's zip only after it looks harmless; nothing is unpacked to disk."""

import io
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from shared.xlsx.faults import FILE, SheetFault, fault
from shared.xlsx.walk import CHUNK, Damaged, Doctype, Walk

MIB = 1 << 20
ENTRIES = 2_000
RATIO = 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
PACKAGED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Refused(ValueError):
    """The workbook is not read; `fault` says why."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.fault: SheetFault = fault(code, FILE[code], words)

    @classmethod
    def of(cls, told: SheetFault) -> "Refused":
        """For a fault of a part that all else needs."""
        refused = cls.__new__(cls, told.code)
        refused.fault = told
        return refused


def open_workbook(data: bytes, max_unzipped: int) -> zipfile.ZipFile:
    if data.startswith(OLE):
        raise Refused("encrypted" if ENCRYPTED_STREAM in data else "not_xlsx")
    if not data.startswith(b"PK"):
        raise Refused("not_xlsx")
    book = zipfile.ZipFile(io.BytesIO(data))
    _weigh(book.infolist(), max_unzipped)
    _check_kind(book)
    for name in book.namelist():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            _check_prolog(book, name)
    return book


def _weigh(entries: list[zipfile.ZipInfo], max_unzipped: int) -> None:
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > max_unzipped:
        raise Refused("too_large", limit=max(1, max_unzipped // MIB))
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("encrypted")
        if entry.compress_type not in PACKAGED:
            raise Refused("damaged", part=entry.filename)
        if entry.file_size > max(10 * MIB, entry.compress_size * RATIO):
            raise Refused("zip_bomb", part=entry.filename)


def _check_kind(book: zipfile.ZipFile) -> None:
    names = {name.lower() for name in book.namelist()}
    if "[content_types].xml" not in names:
        raise Refused("not_xlsx")
    kinds = content_types(book)
    if any("macroenabled" in kind.lower() or kind.endswith("vbaProject") for kind in kinds) or any(
        name.endswith("vbaproject.bin") for name in names
    ):
        raise Refused("macros")
    if MAIN not in kinds:
        raise Refused("not_xlsx")


def content_types(book: zipfile.ZipFile) -> set[str]:
    kinds: set[str] = set()

    def start(_: str, attributes: dict[str, str]) -> None:
        kinds.add(attributes.get("ContentType", ""))

    name = next(name for name in book.namelist() if name.lower() == "[content_types].xml")
    walk_part(book, name, Walk(start))
    return kinds


class _Root(Exception):
    pass


def _stop(*_: object) -> None:
    raise _Root


def _check_prolog(book: zipfile.ZipFile, name: str) -> None:
    """A document type can only stand before the root, so the look ends there."""
    try:
        with book.open(name) as stream:
            head = io.BytesIO(stream.read(CHUNK))
            next(Walk(_stop).steps(head), None)
    except _Root:
        return
    except Doctype:
        raise Refused("doctype", part=name) from None
    except expat.ExpatError:
        raise Refused("damaged", part=name) from None
    raise Refused("damaged", part=name)


def walk_part(book: zipfile.ZipFile, name: str, walk: Walk) -> None:
    for _ in steps(book, name, walk):
        pass


def steps(book: zipfile.ZipFile, name: str, walk: Walk) -> Iterator[None]:
    try:
        with book.open(name) as stream:
            yield from walk.steps(stream)
    except Doctype:
        raise Refused("doctype", part=name) from None
    except (Damaged, expat.ExpatError, KeyError):
        raise Refused("damaged", part=name) from None
