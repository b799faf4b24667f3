"""The catalogue sheet is read by its headings, in any order, and every slip is told by cell."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from services.catalog.sheets import catalogue
from shared.xlsx import CellValue, write

ELEMENTS: dict[str, Any] = {
    "name": "市场设立登记",
    "legal_bases": [
        {"kind": "establishing", "title": "市场登记管理办法", "article": 3, "insert": 0},
        {
            "kind": "implementing",
            "title": "行政许可法",
            "document_number": "2019年修正",
            "article": 42,
            "insert": 1,
            "paragraph": 1,
            "item": 2,
            "text": "甲：乙",
        },
    ],
    "item_type": "07",
    "guidance_department": "省市场监督管理局",
    "has_sub_items": False,
    "in_national_catalogue": False,
    "exercise_levels": ["3", "4", "5"],
    "main_item_name": "市场登记",
    "legal_limit": {"number": 30, "unit": "day"},
    "quantity_limited": False,
    "annual_inspection": True,
    "annual_report": False,
    "service_objects": ["2", "9"],
}
CODE = "230731001001"
GOOD: dict[str, CellValue] = {
    "事项名称": "市场设立登记",
    "基本编码": CODE,
    "设定依据": "《市场登记管理办法》第三条",
    "事项类型": "行政确认",
    "业务指导部门": "省局",
    "是否存在子项": "否",
    "是否纳入国家目录": "否",
    "行使层级": "3^4",
    "主项/子项": "子项",
    "主项名称": "市场登记",
    "法定办结时限": 30,
    "法定办结时限单位": "自然日",
    "有无数量限制": "无",
    "有无年检": "无",
    "有无年报": "无",
    "服务对象": "企业法人、其他组织",
}


def sheet(*rows: dict[str, CellValue], head: list[str] | None = None) -> bytes:
    names = head or list(GOOD)
    return write(names, [[row.get(name) for name in names] for row in rows])


def one(**changed: CellValue) -> tuple[dict[str, Any], list[tuple[str, str | None]], bool]:
    outcome = catalogue.read(sheet(GOOD | {name.replace("__", "/"): value for name, value in changed.items()}))
    (entry,) = outcome.entries
    return entry.elements, [(fault.code, fault.cell) for fault in outcome.faults], entry.sound


def test_what_is_written_is_read_again() -> None:
    outcome = catalogue.read(catalogue.write([(CODE, ELEMENTS), ("23073100100Y", ELEMENTS | {"has_sub_items": True})]))
    first, second = outcome.entries
    assert (first.basic_code, first.elements, first.row, first.sound) == (CODE, ELEMENTS, 2, True)
    assert second.elements["has_sub_items"] is True
    assert not outcome.faults


def test_columns_come_in_any_order_and_the_head_may_stand_lower() -> None:
    names = list(reversed(GOOD))
    data = write(["黑龙江省基本目录"], [[], [f"{name} *" for name in names], [GOOD[name] for name in names]])
    (entry,) = catalogue.read(data).entries
    assert entry.row == 4
    assert entry.elements["exercise_levels"] == ["3", "4"]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("2^3^4", ["2", "3", "4"]),
        ("省级、市级", ["2", "3"]),
        ("4", ["4"]),
        ("镇(乡、街道)级、村（社区）级", ["5", "6"]),
    ],
)
def test_levels_by_code_or_by_label(text: str, levels: list[str]) -> None:
    assert one(行使层级=text)[0]["exercise_levels"] == levels


@pytest.mark.parametrize("name", ["无", "=1+1", "待定", "甲", "ABC", "+许可登记", "测试1"])
def test_a_name_that_is_none_is_warned_of_and_keeps_no_row_out(name: str) -> None:
    elements, told, sound = one(事项名称=name)
    assert (told, sound, elements["name"]) == ([("odd_name", "A2")], True, name)
    assert one(事项名称="无线电台设置许可")[1] == []


@pytest.mark.parametrize(("text", "code"), [("行政许可", "01"), ("01", "01"), ("行政监督", "06"), ("年检", "10")])
@pytest.mark.clause("G03")
def test_types_by_code_label_or_the_label_of_another_scheme(text: str, code: str) -> None:
    assert one(事项类型=text)[0]["item_type"] == code


@pytest.mark.parametrize(
    ("name", "value", "code", "cell"),
    [
        ("事项名称", None, "required", "A2"),
        ("基本编码", "23073100100", "bad_code", "B2"),
        ("基本编码", 230731001001.5, "bad_code", "B2"),
        ("设定依据", "按有关规定", "bad_basis", "C2"),
        ("事项类型", "行政审批", "unknown_value", "D2"),
        ("是否存在子项", "也许", "unknown_value", "F2"),
        ("行使层级", "市级、县里", "unknown_value", "H2"),
        ("主项__子项", "主项", "rank", "I2"),
        ("主项名称", None, "required", "J2"),
        ("法定办结时限", "三十", "bad_number", "K2"),
        ("法定办结时限单位", "旬", "unknown_value", "L2"),
        ("法定办结时限单位", None, "required", "L2"),
        ("服务对象", "企业法人、外星人", "unknown_value", "P2"),
        ("业务指导部门", "局" * 201, "too_long", "E2"),
    ],
)
def test_a_wrong_cell_is_told_by_its_place(name: str, value: CellValue, code: str, cell: str) -> None:
    _, faults, sound = one(**{name: value})
    assert faults == [(code, cell)]
    assert not sound


def test_full_width_codes_are_taken_with_a_note() -> None:
    _, faults, sound = one(基本编码="２３０７３１００１００１")
    assert faults == [("full_width", "B2")]
    assert sound


def test_limits_without_a_number() -> None:
    assert one(法定办结时限=None, 法定办结时限单位="当场办结")[0]["legal_limit"] == {
        "number": None,
        "unit": "on_the_spot",
    }


def test_rows_with_one_code_and_different_content_all_wait_and_the_good_rows_stay_good() -> None:
    other, third = GOOD | {"事项名称": "另一名称"}, GOOD | {"基本编码": "230731001002"}
    outcome = catalogue.read(sheet(GOOD, third, other, GOOD))
    assert [(entry.sound, entry.standing) for entry in outcome.entries] == [
        (False, "live"),
        (True, "live"),
        (False, "live"),
        (False, "live"),
    ]
    assert [(fault.code, fault.cell) for fault in outcome.faults] == [("double_code", f"B{n}") for n in (2, 4, 5)]
    assert ["第 4 行" in one.message_zh for one in outcome.faults] == [True, False, False]


def test_equal_rows_with_one_code_are_one() -> None:
    outcome = catalogue.read(sheet(GOOD, GOOD, GOOD | {"基本编码": "230731001002"}))
    assert [(entry.sound, entry.standing) for entry in outcome.entries] == [
        (True, "live"),
        (True, "same"),
        (True, "live"),
    ]
    assert [(one.code, one.cell, one.severity) for one in outcome.faults] == [("same_row", "B3", "note")]


def test_unknown_double_and_missing_columns_are_told() -> None:
    head = [*(name for name in GOOD if name != "有无年报"), "备注", "事项名称"]
    outcome = catalogue.read(sheet(GOOD, head=head))
    assert len(list(outcome.entries)) == 1
    told = {(fault.code, fault.cell) for fault in outcome.faults}
    assert told == {("unknown_column", "P1"), ("double_column", "Q1"), ("missing_column", None)}


ODD = (
    st.none() | st.text(max_size=30) | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ODD, min_size=16, max_size=16), min_size=1, max_size=3))
def test_any_cells_give_entries_or_faults(rows: list[list[CellValue]]) -> None:
    outcome = catalogue.read(write(list(GOOD), rows))
    for entry in outcome.entries:
        assert entry.sound or outcome.faults


def test_a_sheet_without_a_head_is_told() -> None:
    outcome = catalogue.read(write(["甲"], [["乙"]]))
    assert list(outcome.entries) == []
    assert [fault.code for fault in outcome.faults] == ["no_header"]


def test_what_is_no_workbook_gives_one_fault() -> None:
    outcome = catalogue.read(b"name,code")
    assert list(outcome.entries) == []
    assert [fault.code for fault in outcome.faults] == ["not_xlsx"]


def test_without_the_code_column_nothing_is_taken() -> None:
    outcome = catalogue.read(sheet(GOOD, head=["事项名称", "设定依据"]))
    assert list(outcome.entries) == []


def test_what_a_word_means_and_that_it_means_nothing_is_said_in_every_row() -> None:
    rows = [
        GOOD | {"基本编码": f"23073100{n}001", "事项类型": word} for n, word in enumerate(["行政确认", "甲类"] * 3, 1)
    ]
    outcome = catalogue.read(sheet(*rows))
    assert [entry.elements.get("item_type") for entry in outcome.entries] == ["07", None] * 3
    assert [fault.cell for fault in outcome.faults if fault.code == "unknown_value"] == ["D3", "D5", "D7"]


def book(*pages: tuple[str, list[dict[str, CellValue]], bool]) -> bytes:
    """Sheets of the catalogue by name, hidden or not."""
    target = io.BytesIO()
    with Workbook(target) as made:
        for name, rows, hidden in pages:
            page = made.add_worksheet(name)
            if hidden:
                page.hide()
            for number, values in enumerate([list(GOOD), *([row.get(head) for head in GOOD] for row in rows)]):
                page.write_row(number, 0, values)
        made.add_worksheet("填表说明").write_row(0, 0, ["基本编码为 12 位", "逐行填写"])
    return target.getvalue()


def test_rows_on_a_further_sheet_are_told_by_its_name_and_a_hidden_an_empty_or_an_instruction_sheet_is_not() -> None:
    other = GOOD | {"基本编码": "230731002001"}
    outcome = catalogue.read(
        book(
            ("基本目录", [GOOD], False),
            ("第二页", [other, other], False),
            ("空页", [], False),
            ("旧", [other], True),
            ("三", [other], False),
        )
    )
    (entry,) = outcome.entries
    assert (entry.basic_code, entry.sound) == (CODE, True)
    told = [(one.code, one.sheet, one.row, one.severity) for one in outcome.faults]
    assert told == [("further_sheet", "第二页", None, "fault"), ("further_sheet", "三", None, "fault")]
    assert ["2 行" in one.message_zh for one in outcome.faults] == [True, False]
    assert all("同一个工作表" in one.cure_zh for one in outcome.faults)
