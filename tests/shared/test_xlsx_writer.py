"""Written workbooks carry text as text, and a faulty sheet comes back with its cells marked."""

import io
import re
import zipfile

import pytest

from shared.xlsx import CellValue, Row, SheetFault, annotate, read, write
from shared.xlsx.faults import Severity

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://x.invalid")',
    "{=1}",
    "http://x.invalid",
]


def parts(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    for data in (
        write([text], [[text]]),
        annotate([Row(1, (text,))], [fault(1, 1, text)]),
    ):
        assert "<f>" not in parts(data)
        assert "<hyperlink" not in parts(data)
        assert next(row.at(1) for row in read(data).rows) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("甲\x00\x0b乙", "甲乙"),
        ("\ud800丙", "丙"),
        ("_x000D_", "_x000D_"),
    ],
)
def test_what_a_cell_cannot_hold_is_left_out(text: str, kept: str) -> None:
    assert list(read(write(["甲"], [[text]])).rows)[1].at(1) == kept


def test_equal_rows_give_equal_bytes() -> None:
    assert write(["甲"], [["乙"]]) == write(["甲"], [["乙"]])


def fault(row: int | None, column: int | None, text: str, severity: Severity = "fault") -> SheetFault:
    return SheetFault("表", row, column, None, "x", severity, text, "wrong", "改正", "mend it")


def test_the_users_own_sheet_comes_back_with_the_cells_marked() -> None:
    rows: list[CellValue] = ["市场登记", 30, None]
    faults = [
        fault(2, 1, "名称不符"),
        fault(2, 1, "又一处"),
        fault(2, 3, "缺少"),
        fault(2, 2, "提示", "note"),
        fault(None, None, "缺列"),
    ]
    data = annotate([Row(2, tuple(rows))], faults, sheet="目录")
    assert next(iter(read(data, sheet="目录").rows)).values == ("市场登记", 30)
    assert [fill_of(data, cell) for cell in ("A2", "B2", "C2")] == [
        "FFF8CBAD",
        "FFFFE699",
        "FFF8CBAD",
    ]
    comments = part(data, "xl/comments1.xml")
    assert re.findall(r'<comment ref="(\w+)"', comments) == ["A2", "B2", "C2"]
    assert "名称不符。改正\n又一处。改正" in comments
    listed = [row.values[:4] for row in read(data, sheet="问题清单").rows]
    assert listed[0][3] == "问题"
    assert listed[1] == (None, None, "错误", "缺列")
    assert len(listed) == 6


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(name).decode()


def fill_of(data: bytes, cell: str) -> str:
    """The fill colour of a cell, by way of its style."""
    style = re.search(f'<c r="{cell}" s="(\\d+)"', part(data, "xl/worksheets/sheet1.xml"))
    assert style
    styles = part(data, "xl/styles.xml")
    used = re.findall(r'<xf [^>]*fillId="(\d+)"', styles.split("<cellXfs")[1])[int(style[1])]
    fill = re.findall("<fill>.*?</fill>", styles)[int(used)]
    found = re.search('fgColor rgb="(\\w+)"', fill)
    assert found
    return found[1]
