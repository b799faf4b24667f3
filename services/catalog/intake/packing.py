"""What a file is beneath its packing and its encoding; what cannot be read so is refused with the cure."""

import gzip
import re
import zlib
from dataclasses import dataclass
from typing import BinaryIO, cast

from services.catalog.intake.garbled import is_garbled
from services.catalog.intake.model import Source, Unreadable
from services.catalog.intake.pieces import UTF16, likelier

UNPACKED, FREE, RATIO, PIECE, HEAD = 4 << 30, 64 << 20, 200, 1 << 20, 1 << 16
GZIP, PG_CUSTOM, TAR = b"\x1f\x8b", b"PGDMP", b"ustar"
BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG")
PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
OF_BIG5 = re.compile(rb"[\xa1-\xc6\xc9-\xf9][\x40-\x7e\xa1-\xfe]")
FEWEST, GB2312 = 4, 0xA1
BOMB = Unreadable("压缩包过大或疑似压缩炸弹", "the archive is too large, or a bomb")


def unpacked(source: Source) -> Source:
    """The file itself, of one that gzip has packed; the whole of it is tried, and no more than it may hold."""
    if not head_of(source).startswith(GZIP):
        return source
    plain = Source(re.sub(r"\.gz$", "", source.name, flags=re.IGNORECASE), _Gunzip(source))
    with source.open() as stream:
        most = min(UNPACKED, max(FREE, stream.seek(0, 2) * RATIO))
    try:
        with plain.open() as stream:
            while piece := stream.read(PIECE):
                most -= len(piece)
                if most < 0:
                    raise BOMB
    except (EOFError, OSError, zlib.error) as error:
        raise Unreadable(
            f"压缩文件不完整或已损坏（{source.name}），请重新导出", f"the gzip file is cut or damaged ({source.name})"
        ) from error
    return plain


@dataclass(frozen=True, slots=True)
class _Gunzip:
    source: Source

    def __call__(self) -> BinaryIO:
        return cast("BinaryIO", _Packed(self.source.open()))


class _Packed(gzip.GzipFile):
    """What gzip has packed; its packing is closed with it."""

    def __init__(self, beneath: BinaryIO) -> None:
        self._beneath = beneath
        super().__init__(fileobj=beneath)

    def close(self) -> None:
        super().close()
        self._beneath.close()


def head_of(source: Source) -> bytes:
    """The beginning of a file."""
    with source.open() as stream:
        return stream.read(HEAD)


def demand_readable(source: Source) -> None:
    """Raises Unreadable where the text would be taken for another one."""
    head = head_of(source)
    if head.startswith(PG_CUSTOM):
        raise Unreadable(
            "这是 pg_dump 的自定义格式（-Fc）；请用 pg_restore -f 导出.sql 转成 SQL，或用 pg_dump --format=plain 重新导出",
            "a dump in the custom format of pg_dump; turn it into SQL with pg_restore -f dump.sql",
        )
    if head[257:262] == TAR:
        raise Unreadable("这是 tar 包；请解开后放进文件夹，或打成 zip", "a tar archive; unpack it, or make it a zip")
    if head.startswith((*BINARY, *UTF16)):
        return
    if _is_bare_utf16(head):
        raise Unreadable(
            "文件是没有字节顺序标记（BOM）的 UTF-16；请另存为 UTF-8", "UTF-16 without a mark; save it as UTF-8"
        )
    if likelier(head) != "gb18030":
        if is_garbled(head.decode("utf-8", "ignore")):
            raise Unreadable(
                f"{source.name}：文字是乱码，UTF-8 被当作别的编码又转存了一次；请从来源库按 UTF-8 重新导出",
                f"{source.name}: encoded twice, UTF-8 was read as another encoding; dump it again as UTF-8",
            )
    elif _is_big5(head):
        raise Unreadable(f"{source.name} 是 Big5 编码；请另存为 UTF-8", f"{source.name} is in Big5; save it as UTF-8")


def _is_bare_utf16(head: bytes) -> bool:
    """Whether every other byte is nought, far more often than the bytes between."""
    counts = sorted((head[0::2].count(0), head[1::2].count(0)))
    return counts[1] * 8 > len(head) and counts[0] * 8 < counts[1]


def _is_big5(head: bytes) -> bool:
    """Whether the pairs of bytes are Big5: many second bytes are ones that GB 2312 never has."""
    pairs = PAIR.findall(head)
    low = sum(pair[1] < GB2312 for pair in pairs)
    return (
        len(pairs) >= FEWEST
        and low * 10 > len(pairs)
        and sum(map(bool, map(OF_BIG5.match, pairs))) * 10 >= len(pairs) * 9
    )
