"""The guide as one accessible web page: no script, no request, readable on a telephone and in print."""

from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.guide.formats import Format
from services.guide.sections import Guide

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
PAGES.tests["of"] = lambda block, kind: type(block).__name__ == kind


def render(guide: Guide) -> bytes:
    code = segno.make(guide.address, error="m", micro=False)
    picture = code.svg_inline(scale=4, border=1, omitsize=True, title="核对本指南的二维码")
    page = PAGES.get_template("page.html.j2")
    return page.render(guide=guide, qr=Markup(picture), drawn=Markup).encode()  # noqa: S704 - our own SVG


FORMAT = Format("html", "网页", "Web page", "text/html; charset=utf-8", "html", render)
