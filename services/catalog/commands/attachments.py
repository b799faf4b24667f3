"""Attachments: files kept under their hash; blank forms, samples, flow charts."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from services.catalog import store
from shared.problems import WrongType
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


KINDS: dict[str, Check] = {
    "application/pdf": _opens_with(b"%PDF-"),
    "image/png": _opens_with(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _opens_with(b"\xff\xd8\xff"),
    "image/svg+xml": _drawing,
    "application/msword": _opens_with(b"\xd0\xcf\x11\xe0"),
    "application/vnd.ms-excel": _opens_with(b"\xd0\xcf\x11\xe0"),
    f"{OFFICE}.wordprocessingml.document": _package_with("word/document.xml"),
    f"{OFFICE}.spreadsheetml.sheet": _package_with("xl/workbook.xml"),
}


async def keep_attachment(unit: Unit, who: Principal, name: str, media_type: str, body: bytes) -> dict[str, Any]:
    """Keep a file whose bytes are what its type says; returns the value that elements point with."""
    check = KINDS.get(media_type)
    if check is None or not check(body):
        raise WrongType(
            "只接受 PDF、PNG、JPEG、SVG、DOC(X)、XLS(X)，且内容须与类型相符。",
            f"Takes {', '.join(KINDS)}, and the content must be what the type says.",
            "attachment_type",
        )
    sha256 = hashlib.sha256(body).hexdigest()
    row = {"sha256": sha256, "media_type": media_type, "size": len(body), "body": body}
    await store.keep_attachment(unit.connection, row | {"kept_by": who.subject, "kept_at": unit.stamp})
    unit.note("attachment.keep", sha256, after=sha256)
    return {"name": name, "media_type": media_type, "size": len(body), "sha256": sha256}
