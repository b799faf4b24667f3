"""Texts that a cell cannot hold: the cell says where they go on, and a further sheet has the rest, piece by piece."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from shared.xlsx.cells import CELL_LIMIT, Row, whole
from shared.xlsx.guard import MIB, Refused

SHEET = "续表"
HEADER = ("续号", "工作表", "单元格", "接续内容（请勿改动续号） the text goes on")
PIECE = 32_000
LONGEST = MIB
"""What one text may have in all: the elements of an item together have a megabyte."""
WEIGHT = 64 * MIB
"""What all rests of a workbook may have: a short file can point many rows at one long text."""
END = "〕"
_MARK = re.compile(r"…〔接续表 ([0-9]{1,7})〕$")


class Unjoined(ValueError):
    """A text stays as its cell has it; `code` and `words` say why."""

    def __init__(self, code: str, words: Mapping[str, object]) -> None:
        super().__init__(code)
        self.code, self.words = code, words


def is_long(text: str) -> bool:
    """Whether a cell cannot say it; one that ends as if it went on is written so too."""
    return len(text) > CELL_LIMIT or (text.endswith(END) and _MARK.search(text) is not None)


def parted(text: str, number: int) -> tuple[str, list[str]]:
    """What stands in the cell, and the pieces of the rest."""
    rest = [text[at : at + PIECE] for at in range(PIECE, len(text), PIECE)]
    return f"{text[:PIECE]}…〔接续表 {number}〕", rest or [""]


class Rests:
    """What a further sheet has: each rest serves one cell, and no text is joined that is longer than an item may be."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._pieces: dict[int, list[str]] = {}
        self._lengths: Counter[int] = Counter()
        self._used: set[int] = set()
        for row in rows:
            if (number := whole(str(row.at(1)), 7)) is not None:
                self._keep(number, "" if row.at(4) is None else str(row.at(4)))
        if self._lengths.total() > WEIGHT:
            raise Refused("too_large", limit=WEIGHT // MIB)

    def _keep(self, number: int, piece: str) -> None:
        self._lengths[number] += len(piece)
        self._pieces.setdefault(number, []).append(piece)

    def joined(self, text: str) -> str:
        """The whole of a text."""
        mark = _MARK.search(text) if text.endswith(END) else None
        if mark is None:
            return text
        number = int(mark[1])
        if number not in self._pieces:
            raise Unjoined("rest_used" if number in self._used else "cut_cell", {})
        self._used.add(number)
        pieces, length = self._pieces.pop(number), mark.start() + self._lengths[number]
        if length > LONGEST:
            raise Unjoined("too_long", {"length": length, "limit": LONGEST})
        return "".join((text[: mark.start()], *pieces))


def rests(rows: Iterator[Row]) -> Rests | None:
    """The rest of each text of a further sheet; None of a sheet that is another."""
    head = next(rows, None)
    return None if head is None or head.values != HEADER else Rests(rows)
