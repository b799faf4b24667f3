"""Three records: a full one, one with six parts, and one that means harm in every text."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.guide.sections import Guide, guide_of
from shared.elements import ELEMENTS, TABLES, Column, Element, Kind

GOLDEN = Path(__file__).parents[2] / "golden" / "guide"
PUBLIC_URL = "https://guide.example.gov.cn"
HARM = "<script>alert(1)</script>\"'&amp;|*_`#[x](javascript:1)]]>\\ $x$ #panic() {{ 7*7 }} \x00\x07\x0b\u202e{}"
Record = dict[str, Any]


def _choice(field: Element | Column) -> str:
    return next(iter(TABLES[str(field.table)].schemes[str(field.scheme)].codes))


def _harmful(field: Element | Column) -> Any:
    text = HARM.replace("{}", field.key)
    file = {"name": text, "media_type": "text/html", "size": 1, "sha256": "0" * 64}
    basis = {"kind": "establishing", "title": text, "document_number": text, "article": 1260, "insert": 2, "text": text}
    simple: dict[Kind, Any] = {
        Kind.INTEGER: 3,
        Kind.BOOLEAN: True,
        Kind.LIMIT: {"number": 5, "unit": "day", "note": text},
        Kind.MONEY: "120.50",
        Kind.DATE: "2026-01-31",
        Kind.ATTACHMENT: file,
        Kind.ATTACHMENTS: [file],
        Kind.BASES: [basis],
        Kind.TEXTS: [text],
    }
    if field.type in {Kind.CHOICE, Kind.CHOICES}:
        return _choice(field) if field.type is Kind.CHOICE else [_choice(field)]
    if field.type is Kind.TABLE and isinstance(field, Element):
        return [{column.key: _harmful(column) for column in field.public_columns}]
    return simple.get(field.type, text)


def _hostile() -> Record:
    elements = {key: _harmful(element) for key, element in ELEMENTS.items() if element.public}
    elements["name"] = "长" * 1990 + "<b>尾</b>"
    elements["materials"] = [elements["materials"][0] | {"name": f"材料{n}{HARM}"} for n in range(40)]
    elements["steps"] = [elements["steps"][0] | {"name": ("受理", "审查")[n % 2]} for n in range(40)]
    elements["online_url"] = "javascript:alert(1)"
    full: Record = json.loads((GOLDEN / "full.record.json").read_text("utf-8"))
    return full | {"elements": elements, "office": {"code": "x", "name": HARM}, "region": {"code": "x", "name": HARM}}


@pytest.fixture(scope="session")
def record() -> Callable[[str], Record]:
    def read(name: str) -> Record:
        if name == "hostile":
            return _hostile()
        found: Record = json.loads((GOLDEN / f"{name}.record.json").read_text("utf-8"))
        return found

    return read


@pytest.fixture(scope="session")
def guide(record: Callable[[str], Record]) -> Callable[..., Guide]:
    def make(name: str, profile: str = "", /, **changes: Any) -> Guide:
        found = record(name)
        found["elements"] |= changes
        kept = {key: value for key, value in found["elements"].items() if value is not None}
        profile = profile or ("six" if name == "six" else "full")
        return guide_of(found | {"elements": kept}, public_url=PUBLIC_URL, profile=profile)

    return make
