"""Files of other programs are refused with what makes them readable; codes that a sheet kept as numbers are told so."""

import io
import json
import zipfile
from typing import Any

import pytest

from services.catalog.intake import Unreadable
from services.catalog.intake.lostdigits import lost
from tests.catalog.intake.test_exchange_columns import one, rules
from tests.catalog.intake.test_office_sheets import book
from tests.catalog.intake.test_office_sheets import read as read_sheet
from tests.catalog.intake.test_other_shapes import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def package(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "<a/>")
    return held.getvalue()


FILES = {
    ".xls": OLE + "Workbook".encode("utf-16-le"),
    ".doc）": OLE + "WordDocument".encode("utf-16-le"),
    "旧版": OLE,
    ".docx": package("[Content_Types].xml", "word/document.xml"),
    ".pptx": package("[Content_Types].xml", "ppt/presentation.xml"),
    ".xlsb": package("[Content_Types].xml", "xl/workbook.bin"),
    ".ods": package("mimetype", "content.xml"),
    "PDF": b"%PDF-1.7 ...",
    "图片": b"\xff\xd8\xff\xe0",
    "RTF": rb"{\rtf1",
    "RAR": b"Rar!\x1a\x07",
    "网页": b'\xef\xbb\xbf<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table>',
    "XML": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_another_program_is_known_by_its_bytes_and_has_a_cure(kind: str) -> None:
    with pytest.raises(Unreadable) as told:
        read(FILES[kind], "事项.xlsx")
    assert kind in told.value.zh
    assert "请" in told.value.zh


@pytest.mark.parametrize(
    ("raw", "key", "said"),
    [
        (1.12303e30, "code", "1.12303E+30"),
        ("1.12303E+30", "code", "1.12303E+30"),
        ("７.09E+08", "basic_code", "７.09E+08"),
        (1.123030099e17, "credit_code", "1.123030099E+17"),
        (112303009900000000, "credit_code", "112303009900000000"),
        (164213003, "basic_code", "164213003"),
        (230119003000, "basic_code", ""),
        ("164213003", "basic_code", ""),
        ("112303009900000171", "credit_code", ""),
        (112303009900000171, "credit_code", ""),
        ("11E2", "basic_code", ""),
    ],
)
def test_a_code_that_lost_digits_as_a_number_is_known(raw: object, key: str, said: str) -> None:
    assert lost(raw, key) == said


def test_such_a_code_is_told_in_its_cell_and_not_read() -> None:
    whole = "1123032199000122004230731700000"
    rows: list[list[Any]] = [["甲", 1.12303e30, 164213003], ["乙", "1.12303E+30", "000164213003"], ["丙", whole, "000164213003"]]  # fmt: skip
    records, _ = read_sheet(book(["事项名称", "实施编码", "基本编码"], *rows))
    assert [told.item.get("code") for told in records] == [None, None, whole]
    assert [told.item.get("basic_code") for told in records] == [None, "000164213003", "000164213003"]
    assert [[(told.slip, told.path) for told in each.notes] for each in records] == [
        [("digits_lost", "code"), ("digits_lost", "basic_code")],
        [("digits_lost", "code")],
        [],
    ]
    dumped = one({}, task_code="1.12303E+30")
    assert ("digits_lost", "code") in [(told.slip, told.path) for told in dumped.notes]
    assert "code_sound" not in rules(dumped)
    (line,), _ = read(json.dumps({"事项名称": "甲", "实施编码": 1.12303e30}, ensure_ascii=False).encode())
    assert [told.slip for told in line.notes] == ["digits_lost"]
