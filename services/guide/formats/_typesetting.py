"""The typesetter that two formats share: templates of our own, data as JSON that is never markup."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst
from pylopdf_fonts_zh_cn import sans_path

TURN = Lock()
EPOCH = 0
PPI = 200
Form = Literal["pdf", "png"]


@cache
def _fonts() -> typst.Fonts:
    """Scanned once for a process; no font of the system, so every machine prints the same."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[sans_path().parent],
    )


@cache
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(template, root=template.parent, font_paths=_fonts())


def typeset(template: Path, inputs: dict[str, str], form: Form) -> bytes:
    """One document; reads the template and nothing else.

    PDF/UA refuses a text with a character that no font has; such a guide is tagged all the same and shows a box.
    """
    if form == "png":
        return _compiled(template, inputs, form)
    try:
        return _compiled(template, inputs, form, accessible=True)
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
        return _compiled(template, inputs, form)


def _compiled(template: Path, inputs: dict[str, str], form: Form, *, accessible: bool = False) -> bytes:
    with TURN:
        made = _compiler(template).compile(
            format=form,
            sys_inputs=inputs,
            ppi=PPI if form == "png" else None,
            pdf_standards="ua-1" if accessible else [],
            timestamp=EPOCH,
        )
    if not isinstance(made, bytes):
        raise TypeError(f"{template.name} made more than one page")
    return made
