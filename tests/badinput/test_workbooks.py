"""Hostile, broken and mistaken workbooks, uploaded as catalogue and as confirmation form: a problem that names the part
or the cell, and nothing changed.
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from services.catalog.sheets import catalogue, confirmation_form
from shared.world import story
from shared.xlsx import write
from tests.badinput.support import changed, dump, problem
from tests.platform import Platform

XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
INFORMANT, LINE = "jidong-market-informant", "hlj-market-line"
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def plain() -> bytes:
    return catalogue.write([(base.basic_code, base.elements) for base in story().base_items])


def with_part(part: str, change: Callable[[bytes], bytes], data: bytes | None = None) -> bytes:
    """The workbook with one part rewritten, or added."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or plain())) as book,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in book.namelist():
            out.writestr(name, change(book.read(name)) if name == part else book.read(name))
        if part not in book.namelist():
            out.writestr(part, change(b""))
    return made.getvalue()


def without_declaration(body: bytes) -> bytes:
    return body.split(b"?>", 1)[1]


def encrypted() -> bytes:
    data = bytearray(plain())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


FILES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "nothing": (lambda: b"", {"not_xlsx", "damaged"}),
    "a picture named xlsx": (lambda: PNG, {"not_xlsx", "damaged"}),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), {"not_xlsx", "encrypted"}),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", {"not_xlsx", "damaged"}),
    "half of it": (lambda: plain()[: len(plain()) // 2], {"not_xlsx", "damaged"}),
    "another package": (lambda: with_part(TYPES, lambda b: b.replace(b"sheet.main", b"document.main")), {"not_xlsx"}),
    "a bomb": (lambda: with_part("xl/media/zero.bin", lambda _: bytes(60_000_000)), {"zip_bomb", "too_large"}),
    "external entities": (lambda: with_part(SHEET, lambda b: OUTSIDE + without_declaration(b)), {"doctype"}),
    "a billion laughs": (lambda: with_part(SHEET, lambda b: LAUGHS + without_declaration(b)), {"doctype"}),
    "entities in the types": (lambda: with_part(TYPES, lambda b: OUTSIDE + without_declaration(b)), {"doctype"}),
    "macros": (lambda: with_part("xl/vbaProject.bin", lambda _: b"macro"), {"macros"}),
    "a password": (encrypted, {"encrypted"}),
    "XML that ends early": (lambda: with_part(SHEET, lambda b: b[: len(b) // 2]), {"damaged"}),
    "no header": (lambda: write(["甲", "乙"], [["1", "2"]]), {"no_header", "no_sheet"}),
}


async def test_a_workbook_that_cannot_be_read_is_a_problem_and_changes_nothing(
    platform: Platform, claimed: dict[str, Any], subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    form = f"/catalog/v1/desk/items/{claimed['item_id']}/form"
    doors = [("/catalog/v1/catalogue/imports?apply=true&good_rows=true", LINE), (form, INFORMANT)]
    for name, (data, codes) in FILES.items():
        for path, who in doors:
            with subtests.test(f"{name} at {path.rpartition('/')[2]}"):
                answer = await platform.ask("POST", path, who, headers={**XLSX, "If-Match": '"1"'}, content=data())
                shown = problem(answer, 422)
                assert shown["code"] in codes | ({"sheet"} if who == INFORMANT else set())
                assert shown["faults"]
                assert {fault["code"] for fault in shown["faults"]} & (codes | {"no_sheet", "missing_label"})
                assert "root:" not in answer.text
    assert changed(before, await dump(platform)) == []


def with_formula() -> bytes:
    formula = b'<c r="A2"><f>HYPERLINK("http://evil.invalid","x")</f><v>1</v></c>'
    return with_part(SHEET, lambda body: re.sub(rb'<c r="A2".*?</c>', formula, body, flags=re.DOTALL))


def with_cell(column: str, value: str) -> bytes:
    head = list(catalogue.COLUMNS)
    base = story().base
    good = {"事项名称": "甲", "基本编码": base.basic_code, "设定依据": "《中华人民共和国药品管理法》第五十一条"}
    good |= {"事项类型": "01", "行使层级": "县级"}
    return write(head, [[(good | {column: value}).get(name) for name in head]])


CELLS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a formula": (with_formula, "formula", "A2"),
    "a code of no one": (lambda: with_cell("基本编码", "99X999999999"), "bad_code", "B2"),
    "a code with a letter too many": (lambda: with_cell("基本编码", "00010O001000"), "bad_code", "B2"),
    "a cell of 40,000 characters": (lambda: longer(with_cell("主项名称", "LONG")), "too_long", "J2"),
    "a type that is none": (lambda: with_cell("事项类型", "不知道"), "unknown_value", "D2"),
}


def longer(data: bytes) -> bytes:
    return with_part(SHEET, lambda body: body.replace(b"LONG", b"\xe9\x95\xbf" * 40_000), data)


async def test_a_wrong_cell_is_named_with_its_cure_and_nothing_goes_in(
    platform: Platform, subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    for name, (data, code, cell) in CELLS.items():
        with subtests.test(name):
            path = "/catalog/v1/catalogue/imports?apply=true"
            answer = await platform.ask("POST", path, LINE, headers=XLSX, content=data())
            assert answer.status_code in (200, 422), answer.text
            shown = answer.json()
            assert not shown.get("applied")
            faults = [fault for fault in shown["faults"] if fault["code"] == code]
            assert faults, [(fault["code"], fault.get("cell")) for fault in shown["faults"]]
            assert faults[0].get("cure_zh")
            assert not cell or faults[0].get("cell", faults[0].get("path")) == cell
    assert changed(before, await dump(platform)) == []


async def test_a_formula_in_the_form_is_named_by_its_cell_and_nothing_goes_in(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    before = await dump(platform)
    form = confirmation_form.write(story().form)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in book.namelist():
            body = book.read(name)
            if name == SHEET:
                at = body.rindex(b"</row>")
                body = body[:at] + b'<c r="XA9"><f>1+1</f><v>2</v></c>' + body[at:]
            out.writestr(name, body)
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/form"
    answer = await platform.ask("POST", path, INFORMANT, headers={**XLSX, "If-Match": '"1"'}, content=made.getvalue())
    shown = problem(answer, 422, "sheet")
    assert "formula" in {fault["code"] for fault in shown["faults"]}
    assert changed(before, await dump(platform)) == []
