"""What a guide is made of, whatever form it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Record = Mapping[str, Any]
Tone = Literal["plain", "why", "none"]


@dataclass(frozen=True)
class Paragraph:
    """A sentence; tone `why` explains, tone `none` says that and why there is nothing."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Heading:
    zh: str
    en: str


@dataclass(frozen=True)
class Pair:
    zh: str
    en: str
    value: str


@dataclass(frozen=True)
class KeyValues:
    rows: tuple[Pair, ...]


@dataclass(frozen=True)
class Column:
    """`share` is the width beside the other columns."""

    zh: str
    en: str
    share: int = 2


@dataclass(frozen=True)
class Table:
    zh: str
    en: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """SVG documents, one for each printed page, and the text that says the same."""

    parts: tuple[str, ...]
    alt: str


@dataclass(frozen=True)
class Link:
    """A web address, shown in full so that a print has it too."""

    zh: str
    en: str
    address: str


Block = Heading | Paragraph | KeyValues | Table | Chart | Link


@dataclass(frozen=True)
class Section:
    """`number` is 一, 二 … or 附件1; `id` is the place in a web page."""

    id: str
    number: str
    zh: str
    en: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Guide:
    """One edition of one item as people read it; `address` is what the QR code holds."""

    title: str
    code: str
    edition: int
    hash: str
    office: str
    region: str
    published: str
    profile: str
    profile_zh: str
    address: str
    sections: tuple[Section, ...]

    @property
    def mark(self) -> str:
        """The first digits of the hash: enough to compare by eye."""
        return self.hash[:12]
