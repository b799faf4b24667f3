"""Text that was encoded twice: UTF-8 that somebody read as Latin-1 or GBK, and wrote again."""

import re

RUN = re.compile(r"[^\x00-\x7f]{3,}")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
RUNS, LEAST = 200, 6


def is_garbled(text: str) -> bool:
    """Whether most of what is not ASCII in a text turns into Chinese when it is decoded once more."""
    runs = RUN.findall(text)[:RUNS]
    total = sum(map(len, runs))
    return total >= LEAST and sum(len(run) for run in runs if _is_twice(run)) * 2 > total


def _is_twice(run: str) -> bool:
    return any(_is_utf8(raw) for raw in (_as_latin(run), run.encode("gb18030", "replace")) if raw)


def _is_utf8(raw: bytes) -> bool:
    """Whether nearly all bytes are Chinese in UTF-8, three a character."""
    return len(CHINESE.findall(raw.decode("utf-8", "ignore"))) * 15 >= len(raw) * 4


def _as_latin(run: str) -> bytes:
    """The bytes of a text in Latin-1, or in what Windows makes of it; none where it is of neither."""
    try:
        return b"".join(bytes((ord(sign),)) if sign < "\u0100" else sign.encode("cp1252") for sign in run)
    except UnicodeEncodeError:
        return b""
