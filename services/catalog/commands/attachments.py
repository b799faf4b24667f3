"""Attachments: files kept under their hash; blank forms, samples, flow charts."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from services.catalog import store
from shared.problems import Fault, WrongType
from shared.rights import Principal
from shared.unit import Unit

Check = Callable[[bytes], bool]
OFFICE = "application/vnd.openxmlformats-officedocument"
LAST = True
ACTIVE = {"script", "foreignobject", "iframe", "object", "embed"}


class _RefusedError(Exception):
    pass


def _opens_with(*openings: bytes) -> Check:
    return lambda body: body.startswith(openings)


def _package_with(part: str) -> Check:
    """A package of office documents that holds its main part and no macros."""

    def check(body: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                names = set(book.namelist())
        except (zipfile.BadZipFile, ValueError, OSError):
            return False
        macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return part in names and "[Content_Types].xml" in names and not macros

    return check


def _drawing(body: bytes) -> bool:
    """An SVG drawing that only draws: no document type, no script, nothing that reacts."""
    parser = expat.ParserCreate()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        local = name.rpartition(":")[2].lower()
        reacts = any(a.lower().startswith("on") or "javascript:" in v.lower() for a, v in attributes.items())
        if local in ACTIVE or reacts or (depth == 0 and local != "svg"):
            raise _RefusedError
        depth += 1

    def refuse(*_: object) -> None:
        raise _RefusedError

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, LAST)
    except (expat.ExpatError, _RefusedError):
        return False
    return True


@dataclass(frozen=True)
class Kind:
    """A type of file that is taken: how its bytes are told, and what a file of it is not."""

    check: Check
    zh: str
    en: str


def _kind(name: str, check: Check, *also: str) -> Kind:
    zh, en = also or ("", "")
    return Kind(check, f"内容不是 {name}{zh}", f"the content is no {name}{en}")


_MACROS = ("，或不完整，或含宏", ", or is not whole, or holds macros")
_ACTS = ("，或不完整，或含脚本、事件、外部实体", ", or is not whole, or holds scripts, handlers or entities")
KINDS: dict[str, Kind] = {
    "application/pdf": _kind("PDF", _opens_with(b"%PDF-")),
    "image/png": _kind("PNG", _opens_with(b"\x89PNG\r\n\x1a\n")),
    "image/jpeg": _kind("JPEG", _opens_with(b"\xff\xd8\xff")),
    "image/svg+xml": _kind("SVG", _drawing, *_ACTS),
    "application/msword": _kind("DOC", _opens_with(b"\xd0\xcf\x11\xe0")),
    "application/vnd.ms-excel": _kind("XLS", _opens_with(b"\xd0\xcf\x11\xe0")),
    f"{OFFICE}.wordprocessingml.document": _kind("DOCX", _package_with("word/document.xml"), *_MACROS),
    f"{OFFICE}.spreadsheetml.sheet": _kind("XLSX", _package_with("xl/workbook.xml"), *_MACROS),
}


def _fault_of(media_type: str, body: bytes) -> Fault | None:
    """Why a file is not taken: its type, or bytes that are of another."""
    kind = KINDS.get(media_type)
    if kind is None:
        words = (f"不接受类型“{media_type}”", f"the type {media_type!r} is not taken") if media_type else _UNTYPED
        cures = (f"可用的类型：{', '.join(KINDS)}", f"the types are: {', '.join(KINDS)}")
        return Fault("header.content-type", "type_not_taken", *words, *cures)
    if not kind.check(body):
        cures = ("请换一份文件，或按内容改正 Content-Type", "send another file, or the Content-Type of this one")
        return Fault("body", "not_its_type", kind.zh, kind.en, *cures)
    return None


_UNTYPED = ("没有说明文件类型", "the type of the file is not said")


async def keep_attachment(unit: Unit, who: Principal, name: str, media_type: str, body: bytes) -> dict[str, Any]:
    """Keep a file whose bytes are what its type says; returns the value that elements point with."""
    if fault := _fault_of(media_type[:100], body):
        raise WrongType(
            f"附件“{name}”未收下：{fault.message_zh}。",
            f"The attachment {name!r} is not taken: {fault.message_en}.",
            "attachment_type",
            [fault],
        )
    sha256 = hashlib.sha256(body).hexdigest()
    row = {"sha256": sha256, "media_type": media_type, "size": len(body), "body": body}
    await store.keep_attachment(unit.connection, row | {"kept_by": who.subject, "kept_at": unit.stamp})
    unit.note("attachment.keep", sha256, after=sha256)
    return {"name": name, "media_type": media_type, "size": len(body), "sha256": sha256}
