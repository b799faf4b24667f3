"""The typesetter that two formats share: templates of our own, data as JSON that is never markup."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst
from pylopdf_fonts_zh_cn import sans_path

TURN = Lock()
EPOCH = 0


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


def typeset(template: Path, inputs: dict[str, str], form: Literal["pdf", "png"]) -> bytes:
    """One document; reads the template and nothing else."""
    standards: list[typst.PDFStandard] = ["ua-1"] if form == "pdf" else []
    with TURN:
        made = _compiler(template).compile(
            format=form, sys_inputs=inputs, ppi=220 if form == "png" else None, pdf_standards=standards, timestamp=EPOCH
        )
    if not isinstance(made, bytes):
        raise TypeError(f"{template.name} made more than one page")
    return made
