"""Lines of a file, whatever its encoding, and small repairs of their texts."""

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO, cast

from services.catalog.intake.model import Note
from services.catalog.intake.slips import note
from shared.xlsx import CellValue

MIB = 1 << 20
LINE = 8 * MIB
WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
WIDE_MAP = {code: code - 0xFEE0 for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ")) for code in range(ord(first), ord(last) + 1)}  # fmt: skip
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def decoded(raw: bytes, notes: list[Note]) -> str:
    """UTF-8, or else GB18030; what is neither loses characters, and that is said."""
    try:
        return raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        _once(notes, "undecodable")
        return raw.decode("gb18030", "replace")
    _once(notes, "encoding")
    return text


def _once(notes: list[Note], slip: str) -> None:
    if not any(one.slip == slip for one in notes):
        notes.append(note(slip, ""))


def lines(stream: BinaryIO, notes: list[Note]) -> Iterator[tuple[int, str | None]]:
    """Each line with its number; None for one that is too long to read."""
    peeking = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    if peeking.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
        with io.TextIOWrapper(peeking, encoding="utf-16", errors="replace") as text:
            yield from enumerate(text, 1)
        return
    number = 0
    while raw := peeking.readline(LINE):
        number += 1
        if len(raw) < LINE or raw.endswith(b"\n"):
            yield number, decoded(raw, notes)
            continue
        while (more := peeking.readline(LINE)) and not more.endswith(b"\n"):
            pass
        yield number, None


def tidy(text: str) -> str:
    """Half-width digits and letters, and no hidden characters."""
    text = HIDDEN.sub("", text)
    return text.translate(WIDE_MAP) if WIDE.search(text) else text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return text if text.isascii() else str(_converter().convert(text))


def plain(text: str) -> str:
    """A heading in simplified characters, without blanks, numbers before it, stars and the difference of widths."""
    text = simplified(unicodedata.normalize("NFKC", text[:200]))
    text = re.sub(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*", "", text.strip())
    return re.sub(r"[\s*:：]", "", text)


def as_text(value: CellValue | object) -> str:
    """What a cell or a value says, as a text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def lines_of(said: str) -> list[str]:
    """The lines of a list, without the numbers before them."""
    parts = re.split(r"\n|[;；](?=\s*[（(]?\d)|(?<!\s)\s+(?=\d{1,2}[、.．]\s*\D)", said)
    bare = [
        re.sub(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}(?:[）)、]|[.．](?!\d))\s*", "", part).strip() for part in parts
    ]
    return [part for part in bare if part]
