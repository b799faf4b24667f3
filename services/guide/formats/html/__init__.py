"""The guide as one accessible web page: no script, no request, readable on a telephone and in print."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from services.guide.formats import Format
from services.guide.formats._codes import code_of
from services.guide.sections import Guide

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def _page() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    pages.tests["of"] = lambda block, kind: type(block).__name__ == kind
    return pages.get_template("page.html.j2")


def render(guide: Guide) -> bytes:
    from markupsafe import Markup

    code = code_of(guide.address)
    picture = code.svg_inline(scale=4, border=1, omitsize=True, title="核对本指南的二维码")
    return _page().render(guide=guide, qr=Markup(picture), drawn=Markup).encode()  # noqa: S704 - our own SVG


FORMAT = Format("html", "网页", "Web page", "text/html; charset=utf-8", "html", render)
