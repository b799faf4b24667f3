"""Every format says the same, the same way each time, and nothing that is not public."""

import io
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from markdown_it import MarkdownIt

from services.guide import formats
from services.guide.sections import Block, Chart, Guide, Heading, KeyValues, Link, Paragraph, Table, guide_of
from shared import plugins
from shared.elements import ELEMENTS

FORMATS: dict[str, formats.Format] = plugins.load(formats, "FORMAT")
GOLDEN = Path(__file__).parents[2] / "golden" / "guide"
SILENT = {"style", "script", "svg", "title"}
Make = Callable[..., Guide]


class Page(HTMLParser):
    """The words of a page as a reader meets them, and every tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.silent += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def words_of_html(made: bytes) -> str:
    return " ".join(Page(made.decode()).words)


def words_of_md(made: bytes) -> str:
    page = MarkdownIt("commonmark").enable("table").render(made.decode())
    return words_of_html(page.encode())


def words_of_pdf(made: bytes) -> str:
    """The pages without what stands at the foot of each."""
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    return "".join(re.sub(r"编码\w{31}版本\d+校验\w{12}第\d+页,共\d+页", "", page) for page in pages)


def words_of_docx(made: bytes) -> str:
    document = docx.Document(io.BytesIO(made))
    texts: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, WordParagraph):
            texts.append(block.text)
        elif isinstance(block, WordTable):
            texts += [cell.text for cell in block._cells]
    return "\n".join(texts)


def words_of_json(made: bytes) -> str:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from texts(one)
        else:
            yield str(value)

    return "\n".join(texts(json.loads(made)))


READERS: dict[str, Callable[[bytes], str]] = {
    "text/html": words_of_html,
    "text/markdown": words_of_md,
    "application/pdf": words_of_pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": words_of_docx,
    "application/json": words_of_json,
}
WORDS = {name: READERS.get(form.media_type.split(";")[0], bytes.decode) for name, form in FORMATS.items()}
"""How to read each format: by its media type; one that nobody knows is plain text."""


def squeezed(text: str) -> str:
    """Without blanks, and with one form for each character."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def told(guide: Guide) -> Iterator[str]:
    """What every format has to say after its head, in order."""
    for section in guide.sections:
        yield from (section.number, section.zh)
        for block in section.blocks:
            yield from said(block)


def said(block: Block) -> Iterable[str]:
    match block:
        case Paragraph(text=text) | Chart(alt=text) | Heading(zh=text):
            return (text,)
        case KeyValues(rows=rows):
            return (text for row in rows for text in (row.zh, row.value))
        case Link(zh=zh, address=address):
            return (zh, address)
        case Table(rows=rows):
            return (line for row in rows for cell in row for line in cell.split("\n"))


def head(guide: Guide) -> tuple[str, ...]:
    return (guide.title, guide.code, str(guide.edition), guide.mark, guide.office, guide.region, guide.address)


def test_a_format_is_a_file_of_its_own() -> None:
    assert {"docx", "html", "json", "md", "pdf", "txt"} <= set(FORMATS)
    assert len({made.extension for made in FORMATS.values()}) == len(FORMATS)
    assert all(made.id == name == made.extension and made.title_zh and made.title_en for name, made in FORMATS.items())


@pytest.mark.clause("G49")
@pytest.mark.clause("G09")
@pytest.mark.parametrize("name", ["full", "six"])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_says_all_of_it_in_order(form: str, name: str, guide: Make) -> None:
    shown = guide(name)
    words = squeezed(WORDS[form](FORMATS[form].render(shown)))
    for fact in head(shown):
        assert squeezed(fact) in words
    start = re.search(f"一、?{shown.sections[0].zh}", words)
    at = start.start() if start else 0
    for text in told(shown):
        found = words.find(squeezed(text), at)
        assert found >= 0, f"{form} does not say {text!r} in its place"
        at = found + len(squeezed(text))


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_hostile_text_stays_text_and_all_of_it_is_there(form: str, guide: Make) -> None:
    shown = guide("hostile")
    words = Counter(squeezed(WORDS[form](FORMATS[form].render(shown))))
    wanted = Counter(squeezed("".join([*head(shown), *told(shown)])))
    assert not {char: count - words[char] for char, count in wanted.items() if count > words[char]}


@pytest.mark.parametrize("form", ["html", "md"])
def test_hostile_text_makes_no_tag_and_no_request(form: str, guide: Make) -> None:
    made = FORMATS[form].render(guide("hostile")).decode()
    page = Page(made if form == "html" else MarkdownIt("commonmark").enable("table").render(made))
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "link", "b"}
    links = [str(attrs["href"]) for tag, attrs in page.tags if tag == "a"]
    assert all(link.startswith(("#", "https://guide.example.gov.cn/")) for link in links)
    assert not re.search(r"url\(|@import|src=|\{\{", re.sub(r"49|\{\{ 7\*7 \}\}|\\\{\\\{ 7\\\*7 \\\}\\\}", "", made))


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_guide_gives_the_same_bytes(form: str, guide: Make) -> None:
    first, other = guide("full"), replace(guide("full"), edition=4)
    assert FORMATS[form].render(first) == FORMATS[form].render(guide("full"))
    assert FORMATS[form].render(first) != FORMATS[form].render(other)


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("elements", [{"materials": []}, {"materials": {"none": "凭身份即可办理"}}, {"steps": []}])
def test_a_guide_without_materials_or_steps_is_whole(form: str, elements: dict[str, object], guide: Make) -> None:
    words = squeezed(WORDS[form](FORMATS[form].render(guide("full", **elements))))
    expected = {
        "materials": "申请材料:无(凭身份即可办理)" if elements.get("materials") else "清单未列申请材料。",
        "steps": "公开查询",
    }
    assert all(expected[key] in words for key in elements)


@pytest.mark.clause("C51")
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_what_is_not_defined_is_not_shown(form: str, record: Callable[[str], dict[str, object]]) -> None:
    found = record("full")
    elements = json.loads(json.dumps(found["elements"]))
    elements["unheard_of"] = "CANARY"
    elements["steps"][0]["mobile"] = "CANARY"
    made = FORMATS[form].render(guide_of(found | {"elements": elements}, public_url="https://guide.example.gov.cn"))
    assert "CANARY" not in WORDS[form](made)
    assert b"CANARY" not in made


@pytest.mark.parametrize("name", ["full", "six"])
@pytest.mark.parametrize("form", ["html", "md", "txt"])
def test_golden(form: str, name: str, guide: Make) -> None:
    golden, made = GOLDEN / f"{name}.{form}", FORMATS[form].render(guide(name))
    if os.environ.get("SNAPSHOTS"):
        golden.write_bytes(made)
    assert golden.read_bytes() == made, "look at the change, then SNAPSHOTS=1 writes it"


def test_the_print_is_tagged_bookmarked_and_embeds_its_fonts(guide: Make) -> None:
    shown = guide("full")
    made = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].render(shown)))
    root: Any = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].lower().startswith("zh")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    outline: Any = made.outline
    titles = [squeezed(str(entry["/Title"])) for entry in outline[1] if not isinstance(entry, list)]
    assert [title.split("、")[0] for title in titles] == [squeezed(section.number) for section in shown.sections]
    pages: list[Any] = list(made.pages)
    fonts: list[Any] = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    kinds = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert fonts
    assert all("/FontFile3" in kind or "/FontFile2" in kind for kind in kinds)
    assert all((page.mediabox.width // 1, page.mediabox.height // 1) == (595, 841) for page in made.pages)


def test_a_character_without_a_glyph_does_not_stop_the_print(guide: Make) -> None:
    made = FORMATS["pdf"].render(guide("six", name="😀" + "登记"))
    assert "登记" in words_of_pdf(made)


def test_the_word_document_can_be_edited_as_one(guide: Make) -> None:
    shown = guide("full")
    document = docx.Document(io.BytesIO(FORMATS["docx"].render(shown)))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert len(headings) == len(shown.sections)
    table = next(t for t in document.tables if t.rows[0].cells[0].text.startswith("序号"))
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert not table.rows[1]._tr.xpath("w:trPr/w:tblHeader")
    assert document.styles["Normal"].element.xpath("w:rPr/w:rFonts/@w:eastAsia") == ["宋体"]
    pictures = document.inline_shapes
    assert [shape._inline.docPr.get("descr", "")[:3] for shape in pictures] == ["二维码", "第1步"]


@pytest.mark.parametrize("name", ["full", "six", "hostile"])
def test_the_page_can_be_used_by_everyone(name: str, guide: Make) -> None:
    page = Page(FORMATS["html"].render(guide(name)).decode())
    tags = [tag for tag, _ in page.tags]
    assert [attrs for tag, attrs in page.tags if tag == "html"] == [{"lang": "zh-CN"}]
    assert all(tags.count(landmark) == 1 for landmark in ("header", "nav", "main", "footer", "h1"))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [str(attrs["href"])[1:] for tag, attrs in page.tags if tag == "a" and str(attrs["href"])[0] == "#"]
    assert set(targets) <= set(ids)
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.tags if tag == "th")
    assert tags.count("table") == tags.count("caption")


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_public_element_of_the_guide_is_said(form: str, guide: Make) -> None:
    """No element that names a section is lost on the way."""
    words = squeezed(WORDS[form](FORMATS[form].render(guide("hostile"))))
    keys = [key for key, one in ELEMENTS.items() if one.public and one.sections and one.type.value == "long_text"]
    assert len(keys) > 10
    assert all(f"{key}"[:12] in words for key in keys)
