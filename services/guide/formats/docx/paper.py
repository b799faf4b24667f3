"""How the document is drawn."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from services.guide.formats._codes import code_of
from services.guide.formats._typesetting import typeset
from services.guide.sections import Block, Chart, Guide, Heading, KeyValues, Link, Paragraph, Table

CHART = Path(__file__).parent / "chart.typ"
SONG, HEI = "宋体", "黑体"
NAVY, SOFT = RGBColor(0x12, 0x3F, 0x73), RGBColor(0x5A, 0x66, 0x72)
STYLES = (
    ("Normal", SONG, 10.5),
    ("Title", HEI, 22),
    ("Heading 1", HEI, 14),
    ("Heading 2", HEI, 11),
    ("Caption", HEI, 9),
)
KEPT = {name for name, _, _ in STYLES} | {"Table Grid", "Header", "Footer"}
FIRST_DAY = datetime(1980, 1, 1, tzinfo=UTC)
WIDTH = 170


def render(guide: Guide) -> bytes:
    document = docx.Document()
    _prepare(document, guide)
    _head(document, guide)
    for section in guide.sections:
        heading = document.add_heading(f"{section.number}、{section.zh}", 1)
        _english(heading, section.en)
        for block in section.blocks:
            _add(document, block)
    return _packed(document)


def _prepare(document: Document, guide: Guide) -> None:
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(22)
    _keep_styles(document)
    for name, font, size in STYLES:
        _style(document.styles[name], font, size)
    facts = document.core_properties
    facts.title, facts.author, facts.language = f"{guide.title} {guide.profile_zh}"[:255], guide.office[:255], "zh-CN"
    facts.created = facts.modified = FIRST_DAY
    facts.comments, facts.identifier = "", guide.code
    footer = page.footer.paragraphs[0]
    footer.text = f"编码 {guide.code}　版本 {guide.edition}　校验 {guide.mark}"


def _keep_styles(document: Document) -> None:
    """Only the styles a guide uses: a short menu for the office, and no long search for every paragraph."""
    styles = list(document.styles)
    kept = {style.name for style in styles if style.name in KEPT or style.element.default}
    links = {link for style in styles if style.name in kept for link in style.element.xpath("w:link/@w:val")}
    for style in styles:
        if style.name not in kept and style.style_id not in links:
            style.delete()


def _style(style: object, font: str, size: float) -> None:
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.bold = font, Pt(size), False
    if style.name != "Normal":
        style.font.color.rgb = NAVY
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _head(document: Document, guide: Guide) -> None:
    document.add_paragraph(f"{guide.region}　{guide.profile_zh}")
    document.add_paragraph(guide.title, "Title")
    published = f"　发布日期：{guide.published}" if guide.published else ""
    for fact in (
        f"实施主体：{guide.office}",
        f"编码：{guide.code}",
        f"版本：{guide.edition}　校验：{guide.mark}{published}",
    ):
        document.add_paragraph(fact)
    picture = BytesIO()
    code_of(guide.address).save(picture, kind="png", scale=6, border=2)
    _picture(document, picture, 30, f"二维码：{guide.address}")
    document.add_paragraph(f"扫码核对是否有效：{guide.address}", "Caption")


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(zh=zh, en=en):
            _english(document.add_heading(zh, 2), en)
        case Paragraph(text=text, tone=tone):
            _paragraph(document, text, tone)
        case KeyValues(rows=rows):
            _pairs(document, [(row.zh, row.en, row.value) for row in rows])
        case Link(zh=zh, address=address):
            document.add_paragraph(f"{zh}：{address}")
        case Chart():
            _chart(document, block)
        case Table():
            _table(document, block)


def _paragraph(document: Document, text: str, tone: str) -> None:
    paragraph = document.add_paragraph(text)
    if tone == "plain":
        paragraph.paragraph_format.first_line_indent = Pt(21)
    else:
        paragraph.runs[0].font.color.rgb = SOFT


def _english(paragraph: WordParagraph, text: str) -> None:
    run = paragraph.add_run(f" {text}")
    run.font.size, run.font.color.rgb = Pt(8), SOFT


def _pairs(document: Document, rows: list[tuple[str, str, str]]) -> None:
    table = _grid(document, len(rows), [45, WIDTH - 45])
    for cells, (zh, en, value) in zip(_cells(table), rows, strict=True):
        cells[0].text, cells[1].text = zh, value
        _english(cells[0].paragraphs[0], en)
        _shade(cells[0], "F1F5F9")
    document.add_paragraph()


def _table(document: Document, block: Table) -> None:
    _english(document.add_heading(block.zh, 2), block.en)
    total = sum(column.share for column in block.columns)
    table = _grid(document, len(block.rows) + 1, [WIDTH * column.share / total for column in block.columns])
    head, *body = _cells(table)
    for cell, column in zip(head, block.columns, strict=True):
        cell.text = column.zh
        _english(cell.paragraphs[0], column.en)
        _shade(cell, "E3EBF3")
    for cells, row in zip(body, block.rows, strict=True):
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    _mark_rows(table)
    document.add_paragraph()


def _grid(document: Document, rows: int, widths: list[float]) -> WordTable:
    table: WordTable = document.add_table(rows, len(widths), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _cells(table: WordTable) -> list[tuple[_Cell, ...]]:
    """All cells at once: asking row by row is slow."""
    wide = len(table.columns)
    cells = table._cells  # noqa: SLF001 - the public way walks the whole table for every cell
    starts = range(0, len(cells) + 1, wide)
    return [tuple(cells[start:end]) for start, end in pairwise(starts)]


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no word for shading


def _mark_rows(table: WordTable) -> None:
    """The head comes again on every page, and no row is cut in two."""
    for n, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - nor for these two
        properties.append(OxmlElement("w:cantSplit"))
        if n == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _chart(document: Document, block: Chart) -> None:
    for n, part in enumerate(block.parts):
        picture = BytesIO(typeset(CHART, {"svg": part}, "png"))
        _picture(document, picture, 118, block.alt if n == 0 else "流程图（续）")
    document.add_paragraph(block.alt, "Caption")


def _picture(document: Document, picture: BytesIO, width: float, alt: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.add_run().add_picture(picture, Mm(width))
    shape._inline.docPr.set("descr", alt)  # noqa: SLF001 - python-docx has no word for the text of a picture


def _packed(document: Document) -> bytes:
    """The same bytes for the same guide: the archive's times are fixed."""
    made, packed = BytesIO(), BytesIO()
    document.save(made)
    with ZipFile(made) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, FIRST_DAY.timetuple()[:6]), source.read(name), ZIP_DEFLATED)
    return packed.getvalue()
