"""Attachments: files kept under their hash; blank forms, samples, flow charts."""

import hashlib
from typing import Any

from services.catalog import store
from shared.problems import WrongType
from shared.rights import Principal
from shared.unit import Unit

SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/svg+xml": b"<",
    "application/msword": b"\xd0\xcf\x11\xe0",
    "application/vnd.ms-excel": b"\xd0\xcf\x11\xe0",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"PK",
}


async def keep_attachment(unit: Unit, who: Principal, name: str, media_type: str, body: bytes) -> dict[str, Any]:
    """Keep a file whose bytes are what its type says; returns the value that elements point with."""
    opening = SIGNATURES.get(media_type)
    if opening is None or not body.lstrip().startswith(opening):
        raise WrongType(
            "只接受 PDF、PNG、JPEG、SVG、DOC(X)、XLS(X)，且内容须与类型相符。",
            f"Takes {', '.join(SIGNATURES)}, and the content must be what the type says.",
            "attachment_type",
        )
    sha256 = hashlib.sha256(body).hexdigest()
    row = {"sha256": sha256, "media_type": media_type, "size": len(body), "body": body}
    await store.keep_attachment(unit.connection, row | {"kept_by": who.subject, "kept_at": unit.stamp})
    unit.note("attachment.keep", sha256, after=sha256)
    return {"name": name, "media_type": media_type, "size": len(body), "sha256": sha256}
