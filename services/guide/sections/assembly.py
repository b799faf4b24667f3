"""From a published record to a guide: pure, and built from public elements only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any
from urllib.parse import quote

from services.guide.sections import words
from services.guide.sections.model import (
    Block,
    Column,
    Guide,
    Heading,
    KeyValues,
    Link,
    Pair,
    Paragraph,
    Record,
    Section,
    Table,
)
from services.guide.sections.outline import OUTLINES, Part
from services.guide.sections.values import joined
from shared.elements import ELEMENTS, public_view
from shared.numerals import numeral

HISTORY = Part("annex_history", "版本记录", "Editions", lambda _: (), annex=True)
FILES = Part("annex_files", "附件下载", "Files to download", lambda _: (), annex=True)
HISTORY_COLUMNS = (Column("版本", "Edition", 1), Column("发布日期", "Published", 2), Column("说明", "Note", 4))


class InternalElement(ValueError):
    """A record that is not the public view was about to become a guide."""


def guide_of(
    record: Record,
    *,
    public_url: str,
    history: Sequence[Mapping[str, Any]] | None = None,
    profile: str = "full",
    seal: str | None = None,
) -> Guide:
    """The guide of one published edition; raises InternalElement rather than show what is not public."""
    elements = record["elements"]
    _refuse_internal(elements)
    values = public_view(elements)
    outline = OUTLINES[profile]
    made = [(part, _blocks(part, record, values)) for part in outline.parts]
    files = tuple(_files(values, public_url))
    made += [(FILES, files)] if profile == "full" and files else []
    made += [(HISTORY, _history(history))] if profile == "full" and history else []
    return Guide(
        title=words.clean(values.get("name") or record["code"]),
        code=words.clean(record["code"]),
        edition=int(record["edition"]),
        hash=words.clean(record["hash"]),
        office=words.clean(record["office"]["name"]),
        region=words.clean(record["region"]["name"]),
        published=words.day(record.get("published_at")),
        profile=profile,
        profile_zh=outline.zh,
        address=address_of(record, public_url, seal),
        sections=tuple(_numbered(made)),
    )


def address_of(record: Record, public_url: str, seal: str | None = None) -> str:
    """What the QR code holds: where a print is told whether it is still valid."""
    code, mark = quote(str(record["code"]), safe=""), quote(str(record["hash"])[:12], safe="")
    signed = f"&s={quote(seal, safe='-_')}" if seal else ""
    return f"{public_url.rstrip('/')}/guide/v1/q/{code}?e={int(record['edition'])}&h={mark}{signed}"


def _files(value: Any, public_url: str) -> Iterator[Link]:
    """Every file that the item shows, once, where it can be had."""
    told: set[str] = set()
    for one in _attachments(value):
        if one["sha256"] not in told:
            told.add(one["sha256"])
            name = words.attachment(one)
            yield Link(
                name, name, f"{public_url.rstrip('/')}/catalog/v1/attachments/{quote(str(one['sha256']), safe='')}"
            )


def _attachments(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if "sha256" in value and "media_type" in value:
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _attachments(inner)


def _refuse_internal(elements: Mapping[str, Any]) -> None:
    for key, value in elements.items():
        element = ELEMENTS.get(key)
        if element is None:
            continue
        hidden = {column.key for column in element.columns if not column.public}
        rows = value if hidden and isinstance(value, list) else []
        if not element.public or any(isinstance(row, dict) and hidden & row.keys() for row in rows):
            raise InternalElement(f"{key} is for internal use")


def _blocks(part: Part, record: Record, values: Mapping[str, Any]) -> tuple[Block, ...]:
    """What is in a part; a heading that only repeats the part's own is left out."""
    found = joined((*_own(part, record), *part.make(values)))
    return tuple(block for block in found if not (isinstance(block, Heading) and block.zh == part.zh))


def _own(part: Part, record: Record) -> tuple[Block, ...]:
    """What the record itself says, beside its elements."""
    if part.id != "item_info":
        return ()
    pairs = [
        Pair("实施编码", "Item code", words.clean(record["code"])),
        Pair("基本编码", "Basic code", words.clean(record.get("basic_code") or "")),
        Pair("版本", "Edition", str(record["edition"])),
        Pair("发布日期", "Published", words.day(record.get("published_at"))),
    ]
    return (KeyValues(tuple(pair for pair in pairs if pair.value)),)


def _history(history: Sequence[Mapping[str, Any]] | None) -> tuple[Block, ...]:
    rows = tuple(
        (str(one["edition"]), words.day(one.get("published_at")) or "—", words.clean(one.get("note") or "—"))
        for one in history or ()
    )
    return (Table(HISTORY.zh, HISTORY.en, HISTORY_COLUMNS, rows),)


def _numbered(made: Iterable[tuple[Part, tuple[Block, ...]]]) -> Iterator[Section]:
    numbers, annexes = count(1), count(1)
    for part, blocks in made:
        if part.annex and blocks:
            yield Section(part.id, f"附件{next(annexes)}", part.zh, part.en, blocks)
        elif not part.annex:
            shown = blocks or (Paragraph(f"清单未列{part.zh}。", "none"),)
            yield Section(part.id, numeral(next(numbers)), part.zh, part.en, shown)
