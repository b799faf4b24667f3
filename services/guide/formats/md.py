"""Markdown with tables; every character of the data is escaped, so none of it can be markup."""

import re
from collections.abc import Iterator

from services.guide.formats import Format
from services.guide.sections import Block, Chart, Guide, Heading, KeyValues, Link, Paragraph, Table

SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
ORDINARY = re.compile(r"\\([%\"',/:;?@^$=])")


def render(guide: Guide) -> bytes:
    return ("\n\n".join(_parts(guide)) + "\n").encode()


def _text(text: str) -> str:
    """Escaped, on one line; an indent or a number at its start means nothing."""
    escaped = SPECIAL.sub(r"\\\1", " ".join(text.split("\n")).strip())
    return ORDINARY.sub(r"\1", escaped)


def _parts(guide: Guide) -> Iterator[str]:
    yield f"# {_text(guide.title)}"
    yield f"**{_text(guide.profile_zh)}** · {_text(guide.office)} · {_text(guide.region)}"
    published = f" · 发布日期 {guide.published}" if guide.published else ""
    yield f"编码 `{_code(guide.code)}` · 版本 {guide.edition} · 校验 `{_code(guide.mark)}`{published}"
    yield f"核对是否有效：{_text(guide.address)}"
    for section in guide.sections:
        yield f"## {section.number}、{_text(section.zh)} · {_text(section.en)}"
        for block in section.blocks:
            yield from _block(block)


def _code(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]", "", text)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(zh=zh, en=en):
            yield f"### {_text(zh)} · {_text(en)}"
        case Paragraph(text=text, tone=tone):
            yield f"> {_text(text)}" if tone == "why" else _text(text)
        case KeyValues(rows=rows):
            yield "\n".join(f"- **{_text(row.zh)}**：{_text(row.value)}" for row in rows)
        case Link(zh=zh, address=address):
            yield f"**{_text(zh)}**：{_text(address)}"
        case Chart(alt=alt):
            yield _text(alt)
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield f"### {_text(table.zh)} · {_text(table.en)}"
    head = [f"| {' | '.join(_text(column.zh) for column in table.columns)} |", "| --- " * len(table.columns) + "|"]
    yield "\n".join([*head, *(f"| {' | '.join(map(_cell, row))} |" for row in table.rows)])


def _cell(cell: str) -> str:
    return "<br>".join(_text(line) for line in cell.split("\n"))


FORMAT = Format("md", "Markdown", "Markdown", "text/markdown; charset=utf-8", "md", render)
