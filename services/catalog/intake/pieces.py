"""A text in pieces, whatever its encoding and however long its lines."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from services.catalog.intake.model import Note
from services.catalog.intake.slips import note

PIECE = 1 << 20
UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ASCII = bytes(range(128))


def pieces(stream: BinaryIO, notes: list[Note]) -> Iterator[str]:
    """UTF-8, UTF-16 by its mark, or else GB18030; a few spoilt characters are lost, and that is said."""
    raw = stream.read(PIECE)
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-16" if raw[:2] in UTF16 else "utf-8-sig")()
    while raw:
        pending = decoder.getstate()[0]
        try:
            yield decoder.decode(raw)
        except UnicodeDecodeError:
            name = likelier(pending + raw)
            _once(notes, "encoding" if name == "gb18030" else "undecodable")
            decoder = codecs.getincrementaldecoder(name)("replace")
            yield decoder.decode(pending + raw)
        raw = stream.read(PIECE)


def likelier(raw: bytes) -> str:
    """UTF-8 with spoilt places, or GB18030: hardly anything is lost in the right one."""
    lost = raw.decode("utf-8", "replace").count("\ufffd")
    return "utf-8-sig" if lost * 20 < len(raw.translate(None, _ASCII)) else "gb18030"


def _once(notes: list[Note], slip: str) -> None:
    if not any(one.slip == slip for one in notes):
        notes.append(note(slip, ""))


def text_of(raw: bytes) -> str:
    """The beginning of a file, to be looked at."""
    return raw.decode("utf-16" if raw[:2] in UTF16 else "utf-8", "replace").lstrip("\ufeff")
