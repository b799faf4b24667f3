"""The sections of a guide: one pure model that every format renders."""

from services.guide.sections.assembly import InternalElement, address_of, guide_of
from services.guide.sections.model import (
    Block,
    Chart,
    Column,
    Guide,
    Heading,
    KeyValues,
    Link,
    Pair,
    Paragraph,
    Section,
    Table,
)
from services.guide.sections.outline import OUTLINES

__all__ = [
    "OUTLINES",
    "Block",
    "Chart",
    "Column",
    "Guide",
    "Heading",
    "InternalElement",
    "KeyValues",
    "Link",
    "Pair",
    "Paragraph",
    "Section",
    "Table",
    "address_of",
    "guide_of",
]
