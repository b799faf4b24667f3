"""Texts that a cell cannot hold: the cell says where they go on, and a further sheet has the rest, piece by piece."""

import re
from collections.abc import Iterable, Iterator, Mapping

from shared.xlsx.cells import CELL_LIMIT, Row, whole

SHEET = "续表"
HEADER = ("续号", "工作表", "单元格", "接续内容（请勿改动续号） the text goes on")
PIECE = 32_000
END = "〕"
_MARK = re.compile(r"…〔接续表 ([0-9]{1,7})〕$")


def is_long(text: str) -> bool:
    """Whether a cell cannot say it; one that ends as if it went on is written so too."""
    return len(text) > CELL_LIMIT or (text.endswith(END) and _MARK.search(text) is not None)


def parted(text: str, number: int) -> tuple[str, list[str]]:
    """What stands in the cell, and the pieces of the rest."""
    rest = [text[at : at + PIECE] for at in range(PIECE, len(text), PIECE)]
    return f"{text[:PIECE]}…〔接续表 {number}〕", rest or [""]


def rests(rows: Iterable[Row]) -> dict[int, str] | None:
    """The rest of each text of a further sheet; None of a sheet that is another."""
    told: Iterator[Row] = iter(rows)
    head = next(told, None)
    if head is None or head.values != HEADER:
        return None
    found: dict[int, list[str]] = {}
    for row in told:
        number = whole(str(row.at(1)), 7)
        if number is not None:
            found.setdefault(number, []).append("" if row.at(4) is None else str(row.at(4)))
    return {number: "".join(pieces) for number, pieces in found.items()}


def joined(text: str, found: Mapping[int, str]) -> str | None:
    """The whole of a text; None where its rest is not there."""
    mark = _MARK.search(text) if text.endswith(END) else None
    if mark is None:
        return text
    rest = found.get(int(mark[1]))
    return None if rest is None else text[: mark.start()] + rest
