"""The guide as a document an office can edit: real headings, repeated table heads, named Chinese fonts."""

from services.guide.formats import Format
from services.guide.sections import Guide


def render(guide: Guide) -> bytes:
    from services.guide.formats.docx import paper

    return paper.render(guide)


FORMAT = Format(
    "docx",
    "可编辑文档",
    "Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "docx",
    render,
)
