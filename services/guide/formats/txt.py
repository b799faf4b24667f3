"""Plain text: every word of the guide, for screens that show nothing else and for reading aloud."""

from collections.abc import Iterator

from services.guide.formats import Format
from services.guide.sections import Block, Chart, Guide, Heading, KeyValues, Link, Paragraph, Table

RULE = "═" * 40


def render(guide: Guide) -> bytes:
    return ("\n".join(_lines(guide)) + "\n").encode()


def _lines(guide: Guide) -> Iterator[str]:
    published = f"　发布日期：{guide.published}" if guide.published else ""
    yield from (guide.title, guide.profile_zh, RULE)
    yield f"实施主体：{guide.office}　地区：{guide.region}"
    yield f"编码：{guide.code}"
    yield f"版本：{guide.edition}　校验：{guide.mark}{published}"
    yield f"核对是否有效：{guide.address}"
    for section in guide.sections:
        yield from ("", f"{section.number}、{section.zh}")
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(zh=zh):
            yield f"【{zh}】"
        case Paragraph(text=text, tone=tone):
            yield f"　　{'※ ' if tone == 'why' else ''}{text}"
        case KeyValues(rows=rows):
            yield from (f"　　{row.zh}：{row.value}" for row in rows)
        case Link(zh=zh, address=address):
            yield f"　　{zh}：{address}"
        case Chart(alt=alt):
            yield f"　　{alt}"
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    """One record after the other: a wide table cannot be read in plain text."""
    yield f"【{table.zh}】"
    for row in table.rows:
        yield "　　" + "－" * 16
        for column, cell in zip(table.columns, row, strict=True):
            yield f"　　{column.zh}：" + cell.replace("\n", "；")


FORMAT = Format("txt", "纯文本", "Plain text", "text/plain; charset=utf-8", "txt", render)
