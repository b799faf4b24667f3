"""Hostile and clumsy workbooks are told apart by cell, and nothing but a fault comes out of them."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.xlsx import read, write

ROWS: list[list[str | int | float | bool | date | None]] = [
    ["市场登记", 30, 2.5, True, date(2018, 8, 31)],
    [None, "=1+1", "第二行\n换行", None, "末列"],
]
HEADER = ["甲", "乙", "丙", "丁", "戊"]
SHEET = "xl/worksheets/sheet1.xml"


def plain() -> bytes:
    return write(HEADER, ROWS)


def changed(part: str, change: Callable[[bytes], bytes], data: bytes | None = None) -> bytes:
    """The workbook with one part rewritten, or added where it is not there."""
    target = io.BytesIO()
    source = io.BytesIO(data or plain())
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in book.namelist():
            body = book.read(name)
            out.writestr(name, change(body) if name == part else body)
        if part not in book.namelist():
            out.writestr(part, change(b""))
    return target.getvalue()


def with_cells(cells: str) -> bytes:
    return changed(
        SHEET,
        lambda body: body.replace(b"</sheetData>", f"{cells}</sheetData>".encode()),
    )


def codes(data: bytes) -> list[tuple[str, str | None]]:
    sheet = read(data)
    list(sheet.rows)
    return [(one.code, one.cell) for one in sheet.faults]


def test_values_come_back_with_their_types_and_row_numbers() -> None:
    sheet = read(plain())
    rows = list(sheet.rows)
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[1].values == tuple(ROWS[0])
    assert type(rows[1].at(2)) is int
    assert rows[2].values == tuple(ROWS[1])
    assert rows[2].at(99) is None
    assert not sheet.faults


def test_an_independent_reader_sees_the_same() -> None:
    other = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(plain()))
    theirs = other.get_sheet_by_index(0).to_python()
    ours = [row.values for row in read(plain()).rows]
    assert theirs[1] == list(ours[1])
    assert theirs[2] == [value or "" for value in ours[2]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_xlsx"),
        (b"%PDF-1.7", "not_xlsx"),
        (b"PK\x03\x04 torn", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "not_xlsx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(data: bytes, code: str) -> None:
    assert codes(data) == [(code, None)]


def test_a_zip_of_another_kind_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert codes(target.getvalue()) == [("not_xlsx", None)]


def test_a_word_document_is_refused() -> None:
    main = b"spreadsheetml.sheet.main"
    data = changed(
        "[Content_Types].xml",
        lambda body: body.replace(main, b"wordprocessingml.document.main"),
    )
    assert codes(data) == [("not_xlsx", None)]


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = changed(SHEET, lambda body: body + b" " * (64 << 20))
    tracemalloc.start()
    assert codes(bomb) == [("zip_bomb", None)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_too_much_content_is_refused_before_unpacking() -> None:
    sheet = read(plain(), max_unzipped=1000)
    assert [one.code for one in sheet.faults] == ["too_large"]
    assert list(sheet.rows) == []


def test_thousands_of_entries_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for number in range(2_001):
            out.writestr(f"{number}.xml", "")
    assert codes(target.getvalue()) == [("too_large", None)]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "docProps/app.xml", "xl/unused.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_part(part: str, encoding: str) -> None:
    hostile = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
    data = changed(part, lambda _: hostile.encode(encoding))
    assert codes(data) == [("doctype", None)]


def test_macros_are_refused() -> None:
    assert codes(changed("xl/vbaProject.bin", lambda _: b"x")) == [("macros", None)]


def test_external_links_are_told() -> None:
    data = changed("xl/externalLinks/externalLink1.xml", lambda _: b"<externalLink/>")
    assert codes(data) == [("external_link", None)]


def test_a_formula_is_told_by_cell_and_its_stored_value_kept() -> None:
    sheet = read(with_cells('<row r="7"><c r="C7"><f>1+1</f><v>2</v></c></row>'))
    assert list(sheet.rows)[-1].values == (None, None, 2)
    assert [(one.code, one.cell, one.row, one.column) for one in sheet.faults] == [("formula", "C7", 7, 3)]
    assert "公式" in sheet.faults[0].message_zh


@pytest.mark.parametrize("shared", [False, True])
def test_a_cell_of_40000_characters_is_told_by_cell(shared: bool) -> None:  # noqa: FBT001
    long = "长" * 40_000
    data = with_cells(f'<row r="9"><c r="B9" t="inlineStr"><is><t>{long}</t></is></c></row>')
    if shared:
        data = with_shared(long)
    assert codes(data) == [("too_long", "B9")]
    last = list(read(data).rows)[-1].at(2)
    assert isinstance(last, str)
    assert len(last) == 32_767


def with_shared(text: str) -> bytes:
    """A workbook whose B9 is a shared string."""
    base = with_cells('<row r="9"><c r="B9" t="s"><v>0</v></c></row>')
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'.encode()
    base = changed(
        "xl/_rels/workbook.xml.rels",
        lambda body: body.replace(b"</Relationships>", link),
        base,
    )
    return changed(
        "xl/sharedStrings.xml",
        lambda _: f"<sst><si><t>{text}</t></si></sst>".encode(),
        base,
    )


def test_phonetic_hints_are_no_text() -> None:
    data = with_shared("市场</t><phoneticPr/></si><si><t>x")
    assert list(read(data).rows)[-1].at(2) == "市场"


def test_full_width_digits_are_made_half_width_with_a_note() -> None:
    sheet = read(write(["编码"], [["０００１３１００１００Ｙ（甲）"]]))
    assert list(sheet.rows)[1].values == ("00013100100Y（甲）",)
    assert [(one.code, one.cell, one.severity) for one in sheet.faults] == [("full_width", "A2", "note")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("二〇一八年八月三十一日", "2018-08-31"),
        ("二零二六年十二月二十日", "2026-12-20"),
        ("二〇二〇年一月十日", "2020-01-10"),
        ("二〇一八年二月三十一日", None),
        ("根据二〇一八年八月三十一日的通知办理", None),
    ],
)
def test_dates_in_chinese_numerals_are_told_with_the_date_meant(text: str, meant: str | None) -> None:
    sheet = read(write(["日期"], [[text]]))
    list(sheet.rows)
    assert [one.cure_zh for one in sheet.faults] == ([f"请写作 {meant}"] if meant else [])


def test_error_values_and_unreadable_numbers_are_told() -> None:
    cells = (
        '<c r="A5" t="e"><v>#REF!</v></c><c r="B5"><v>nan</v></c><c r="C5"><v>1e999</v></c><c r="D5" t="s"><v>9</v></c>'
    )
    data = with_cells(f'<row r="5">{cells}</row>')
    assert codes(data) == [
        ("cell_error", "A5"),
        ("bad_number", "B5"),
        ("bad_number", "C5"),
        ("bad_number", "D5"),
    ]


def test_a_far_away_cell_costs_nothing() -> None:
    data = with_cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    sheet = read(data)
    tracemalloc.start()
    assert list(sheet.rows)[-1].number == 1_048_576
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20
    assert [one.code for one in sheet.faults] == ["too_wide"]


def test_rows_stop_at_the_limit() -> None:
    sheet = read(write(["甲"], [[number] for number in range(50)]), max_rows=10)
    assert len(list(sheet.rows)) == 10
    assert [one.code for one in sheet.faults] == ["too_many_rows"]


def test_a_missing_sheet_names_those_that_are_there() -> None:
    sheet = read(plain(), sheet="目录")
    assert list(sheet.rows) == []
    assert sheet.faults[0].cure_zh == "现有工作表：Sheet1"


def test_many_faults_are_cut_off_and_said_to_be() -> None:
    cells = "".join(f'<row r="{number}"><c t="e"><v>#N/A</v></c></row>' for number in range(4, 10_100))
    assert codes(with_cells(cells))[-1] == ("more_faults", None)
    assert len(codes(with_cells(cells))) == 10_001


def test_memory_does_not_grow_with_the_rows() -> None:
    data = write(["甲", "乙"], ([f"事项{number}", number] for number in range(30_000)))
    tracemalloc.start()
    assert sum(1 for _ in read(data).rows) == 30_001
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_deep_part_is_damaged_not_a_crash() -> None:
    assert codes(changed(SHEET, lambda _: b"<a>" * 200_000)) == [("damaged", None)]


def test_an_endless_token_is_damaged() -> None:
    data = changed(
        SHEET,
        lambda body: body.replace(b"<sheetData>", b"<sheetData a='" + b"x1" * (2 << 20) + b"'>"),
    )
    assert codes(data) == [("damaged", None)]


def test_a_million_cells_that_point_at_one_long_text_are_cut_off() -> None:
    base = with_shared("长" * 32_000)
    cells = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(7_000))
    data = changed(SHEET, lambda body: body.replace(b"</sheetData>", cells + b"</sheetData>"), base)
    sheet = read(data)
    assert sum(1 for _ in sheet.rows) < 7_000
    assert [one.code for one in sheet.faults] == ["too_large"]


def touch(data: bytes) -> None:
    sheet = read(data)
    for row in sheet.rows:
        assert row.number > 0
    assert all(one.message_zh and one.message_en and one.cure_zh and one.cure_en for one in sheet.faults)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_bytes_changed_in_the_file_raise_nothing(data: st.DataObject) -> None:
    body = bytearray(plain())
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=12)):
        body[place] = data.draw(st.integers(0, 255))
    touch(bytes(body[: data.draw(st.integers(len(body) // 2, len(body)))]))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            SHEET,
            "xl/workbook.xml",
            "xl/styles.xml",
            "xl/_rels/workbook.xml.rels",
            "[Content_Types].xml",
        ]
    ),
    st.data(),
)
def test_any_bytes_changed_in_a_part_raise_nothing(part: str, data: st.DataObject) -> None:
    def change(body: bytes) -> bytes:
        at = data.draw(st.integers(0, len(body)))
        cut = data.draw(st.integers(0, 30))
        return body[:at] + data.draw(st.binary(max_size=12)) + body[at + cut :]

    touch(changed(part, change))


VALUE = (
    st.none()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.booleans()
    | st.dates(date(1900, 3, 1), date(2199, 12, 31))
    | st.text(
        st.characters(max_codepoint=0xFEFF, exclude_categories=["Cc", "Cs"]),
        min_size=1,
        max_size=20,
    )
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(VALUE, min_size=1, max_size=5), max_size=5))
def test_what_is_written_is_read(
    rows: list[list[str | int | bool | date | None]],
) -> None:
    back = [row.values for row in read(write(["甲"], rows)).rows][1:]
    for given_row, read_row in zip([row for row in rows if any(v is not None for v in row)], back, strict=True):
        assert list(read_row) + [None] * (len(given_row) - len(read_row)) == given_row
