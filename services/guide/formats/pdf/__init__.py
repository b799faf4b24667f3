"""The guide for print: A4, embedded fonts, bookmarks, tagged as PDF/UA-1."""

import json
from dataclasses import asdict
from pathlib import Path

import segno

from services.guide.formats import Format
from services.guide.formats._typesetting import typeset
from services.guide.sections import Block, Guide

TEMPLATE = Path(__file__).parent / "guide.typ"


def render(guide: Guide) -> bytes:
    code = segno.make(guide.address, error="m", micro=False).svg_inline(scale=4, border=1)
    sections = [{**asdict(s), "blocks": [_block(b) for b in s.blocks]} for s in guide.sections]
    page = {**asdict(guide), "sections": sections, "mark": guide.mark, "qr": code}
    return typeset(TEMPLATE, {"guide": json.dumps(page, ensure_ascii=False)}, "pdf")


def _block(block: Block) -> dict[str, object]:
    return {"kind": type(block).__name__, **asdict(block)}


FORMAT = Format("pdf", "打印版", "For print (PDF)", "application/pdf", "pdf", render)
