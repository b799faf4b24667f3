"""The guide for print: A4, embedded fonts, bookmarks, tagged as PDF/UA-1."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

from services.guide.formats import Format
from services.guide.formats._codes import code_of
from services.guide.formats._typesetting import typeset
from services.guide.sections import Block, Guide, Table

TEMPLATE = Path(__file__).parent / "guide.typ"
LONG_WORD, PIECE = re.compile(r"[!-~]{9,}"), re.compile(r".{1,4}")


def render(guide: Guide) -> bytes:
    code = code_of(guide.address).svg_inline(scale=4, border=1)
    sections = [{**asdict(s), "blocks": [_block(b) for b in s.blocks]} for s in guide.sections]
    page = {**asdict(guide), "sections": sections, "mark": guide.mark, "qr": code}
    return typeset(TEMPLATE, {"guide": json.dumps(page, ensure_ascii=False)}, "pdf")


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Table):
        block = replace(block, rows=tuple(tuple(map(_breakable, row)) for row in block.rows))
    return {"kind": type(block).__name__, **asdict(block)}


def _breakable(cell: str) -> str:
    """A long word may break in a narrow cell, rather than run into the next one."""
    return LONG_WORD.sub(lambda word: "\u200b".join(PIECE.findall(word[0])), cell)


FORMAT = Format("pdf", "打印版", "For print (PDF)", "application/pdf", "pdf", render)
