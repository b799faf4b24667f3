"""A text that no cell holds is in the workbook whole, and comes back whole; one whose rest is gone is told."""

import io
import re
import zipfile

import pytest
from xlsxwriter import Workbook

from shared.xlsx import CellValue, Page, Row, SheetFault, annotate, annotate_all, further, read, read_all, write
from shared.xlsx.cells import CELL_LIMIT

LONG: list[CellValue] = [
    "x" * 32_768,
    "条文" * 20_000,
    "a" * 100_000 + "尾",
    "国发〔2015〕",
    "像是…〔接续表 1〕",
    "y" * 32_767,
]


def texts(data: bytes) -> list[CellValue]:
    return [row.values[0] for row in read(data).rows][1:]


def test_texts_of_any_length_come_back_whole_and_no_cell_has_too_many_characters() -> None:
    data = write(["文"], [(text,) for text in LONG], sheet="事项")
    assert texts(data) == LONG
    sheet = read(data)
    assert list(sheet.rows)
    assert (sheet.faults, sheet.further) == ([], ())
    assert [one.name for one in read_all(data)] == ["事项"]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        book_of = {name: book.read(name).decode() for name in book.namelist() if "sheets/sheet" in name}
    assert len(book_of) == 2
    assert max(len(cell) for one in book_of.values() for cell in re.findall("<t[^>]*>([^<]*)", one)) == CELL_LIMIT


def test_the_copy_with_its_marks_keeps_them_whole_too() -> None:
    data = write(["文"], [(text,) for text in LONG], sheet="事项")
    fault = SheetFault("事项", 2, 1, "A2", "x", "fault", "错", "wrong", "改", "mend")
    pages = [Page(one.name, one.rows, one.state) for one in read_all(data)]
    both = annotate_all([*pages, Page("另一表", [Row(1, ("w" * 50_000,))])], [fault])
    assert texts(both) == LONG
    assert [row.values for row in read(both, sheet="另一表").rows] == [("w" * 50_000,)]
    assert texts(annotate(read(data).rows, [fault])) == LONG


def test_a_row_keeps_its_rest_wherever_it_is_moved() -> None:
    rows = list(read(write(["文"], [["a" * 40_000], ["b" * 40_000]]), sheet="Sheet1").rows)
    assert [str(row.values[0])[-1] for row in rows[1:]] == ["a", "b"]
    book = io.BytesIO()
    with Workbook(book) as made:
        page, rest = made.add_worksheet("事项"), made.add_worksheet("续表")
        page.write_column(0, 0, ["文", "乙…〔接续表 2〕", "甲…〔接续表 1〕"])
        heads = ("续号", "工作表", "单元格", "接续内容（请勿改动续号） the text goes on")
        for n, row in enumerate([heads, (1, "", "", "一"), (2, "", "", "二"), (2, "", "", "三")]):
            rest.write_row(n, 0, row)
    assert texts(book.getvalue()) == ["乙二三", "甲一"]


@pytest.mark.parametrize("other", [None, "续表"])
def test_a_cell_whose_rest_is_gone_is_a_fault_of_its_row(other: str | None) -> None:
    book = io.BytesIO()
    with Workbook(book) as made:
        made.add_worksheet("事项").write_column(0, 0, ["文", "甲…〔接续表 1〕"])
        if other:
            made.add_worksheet(other).write(0, 0, "别的表")
    sheet = read(book.getvalue())
    assert [row.values for row in sheet.rows] == [("文",), ("甲…〔接续表 1〕",)]
    assert [(one.code, one.cell, one.severity) for one in sheet.faults] == [("cut_cell", "A2", "fault")]
    assert [one.name for one in sheet.further] == ([other] if other else [])
    assert texts(annotate([Row(1, ("文",)), Row(2, ("z" * 40_000,))], [])) == ["z" * 40_000]


def going_on(cells: list[str], *pieces: tuple[int, str]) -> bytes:
    """A workbook of these cells, and a further sheet of these pieces by number."""
    book = io.BytesIO()
    with Workbook(book) as made:
        page, rest = made.add_worksheet("事项"), made.add_worksheet(further.SHEET)
        page.write_column(0, 0, ["文", *cells])
        for n, row in enumerate([further.HEADER, *((number, "", "", text) for number, text in pieces)]):
            rest.write_row(n, 0, row)
    return book.getvalue()


def told(data: bytes) -> list[tuple[str, str | None]]:
    sheet = read(data)
    assert all(len(str(row.values[0])) <= further.LONGEST for row in sheet.rows)
    return [(one.code, one.cell) for one in sheet.faults]


def test_a_text_is_not_joined_that_is_longer_than_an_item_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(further, "LONGEST", 30)
    just, over = [(1, "长" * 10)] * 3, [(2, "长" * 10)] * 3
    cells = ["…〔接续表 1〕", "甲…〔接续表 2〕"]
    assert told(going_on(cells, *just, *over)) == [("too_long", "A3")]
    assert texts(going_on(cells, *just, *over)) == ["长" * 30, "甲…〔接续表 2〕"]


def test_a_rest_goes_with_one_cell_only() -> None:
    data = going_on(["甲…〔接续表 1〕", "乙…〔接续表 1〕", "丙…〔接续表 1〕"], (1, "尾"))
    assert told(data) == [("rest_used", "A3"), ("rest_used", "A4")]
    assert texts(data) == ["甲尾", "乙…〔接续表 1〕", "丙…〔接续表 1〕"]


def test_a_workbook_whose_rests_together_are_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(further, "WEIGHT", 30)
    pieces = [(n, "长" * 10) for n in range(4)]
    cells = [f"甲…〔接续表 {n}〕" for n in range(4)]
    assert texts(going_on(cells, *pieces[:3])) == ["甲" + "长" * 10] * 3 + ["甲…〔接续表 3〕"]
    assert told(going_on(cells, *pieces)) == [("too_large", None)]
    assert [one.code for sheet in read_all(going_on(cells, *pieces)) for one in sheet.faults] == ["too_large"]


def test_a_further_sheet_that_is_not_read_to_its_end_cuts_no_text_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.xlsx.reader.MOST", 2)
    assert texts(going_on(["甲…〔接续表 1〕"], (1, "一"))) == ["甲一"]
    assert told(going_on(["甲…〔接续表 1〕"], (1, "一"), (1, "二"))) == [("too_many_rows", None)]
