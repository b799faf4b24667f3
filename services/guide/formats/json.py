"""The section model itself, for programs."""

import json
from dataclasses import asdict, replace
from typing import Any

from services.guide.formats import Format
from services.guide.sections import Block, Chart, Guide, Section


def render(guide: Guide) -> bytes:
    head = asdict(replace(guide, sections=()))
    whole = {**head, "sections": [_section(section) for section in guide.sections]}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _section(section: Section) -> dict[str, Any]:
    return {**asdict(section), "blocks": [_block(block) for block in section.blocks]}


def _block(block: Block) -> dict[str, Any]:
    """The chart is told in words here; its drawing belongs to the forms that people look at."""
    told = {"alt": block.alt} if isinstance(block, Chart) else asdict(block)
    return {"kind": type(block).__name__, **told}


FORMAT = Format("json", "数据", "JSON", "application/json", "json", render)
