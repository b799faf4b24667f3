"""An office's own sheet: items over several rows, headings over headings, totals, notes and signatures."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

from services.catalog import intake
from services.catalog.commands import dumps
from services.catalog.intake import Intake, Record, Source, Unreadable
from services.cli import app
from tests.cli.test_inspect_copies import comments

OFFICE = "112303219900012200"
UPPER = [
    "序号",
    "事项名称",
    "实施编码",
    "事项类型",
    "办理时限",
    "",
    "申请材料",
    "",
    "",
    "办理流程",
    "",
    "设定依据",
    "",
    "收费",
]
LOWER = ["", "", "", "", "法定", "承诺", "名称", "份数", "形式", "环节名称", "办理时限", "依据名称", "条款号", "项目"]
OVER = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:I1", "J1:K1", "L1:M1"]
ITEM = 6
"""The columns before those of tables."""
Rows = list[list[Any]]


def code(number: int) -> str:
    return f"{OFFICE}4230731{number:03d}000"


ITEMS = [
    ([1, "市场设立登记", code(700), "行政确认", "20个工作日", "5个工作日"],
     [["申请书", "1", "原件", "受理", "1个工作日", "市场监督管理条例", "第三条", "工本费"],
      ["身份证明", "2", "复印件", "审查", "3个工作日", "市场监督管理条例", "第五条", ""],
      ["场所使用证明", "1", "纸质", "决定", "1个工作日", "", "", ""]]),
    ([2, "市场变更登记", code(701), "行政确认", "20个工作日", "50个工作日"],
     [["申请书", "1", "原件", "受理", "1个工作日", "市场监督管理条例", "第六条", ""],
      ["变更决议", "1", "原件", "", "", "", "", ""]]),
]  # fmt: skip


def flat() -> Rows:
    """One row each, with a line for each row of a table."""
    return [[*own, *("\n".join(filter(None, column)) for column in zip(*rows, strict=True))] for own, rows in ITEMS]


def blank() -> Rows:
    return [[*(own if n == 0 else [""] * ITEM), *row] for own, rows in ITEMS for n, row in enumerate(rows)]


def again() -> Rows:
    return [[*own, *row] for own, rows in ITEMS for row in rows]


def merged(first: int) -> dict[str, Any]:
    """The item's cells merged over its rows."""
    areas = dict[str, Any]()
    for own, rows in ITEMS:
        last = first + len(rows) - 1
        areas |= {f"{letter}{first}:{letter}{last}": one for letter, one in zip("ABCDEF", own, strict=True)}
        first = last + 1
    return areas


def book(*sheet: Sequence[Any], areas: Mapping[str, Any] | None = None) -> bytes:
    held = io.BytesIO()
    with Workbook(held) as made:
        page = made.add_worksheet("清单")
        for number, row in enumerate(sheet):
            page.write_row(number, 0, ["" if one is None else one for one in row])
        for area, value in (areas or {}).items():
            page.merge_range(area, value)
    return held.getvalue()


def read(data: bytes) -> tuple[list[Record], Intake]:
    taken = intake.read([Source("a.xlsx", lambda: io.BytesIO(data))])
    return list(taken.records), taken


def headed(rows: Rows, areas: Mapping[str, Any] | None = None) -> bytes:
    over = {area: UPPER["ABCDEFGHIJKLM".index(area[0])] for area in OVER}
    return book(UPPER, LOWER, *rows, areas=over | dict(areas or {}))


SHAPES = {
    "flat": (flat(), {}),
    "blank below": (blank(), {}),
    "told again": (again(), {}),
    "merged": (blank(), merged(3)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_items_in_one_row_merged_over_several_left_blank_or_told_again_are_the_same_records(shape: str) -> None:
    records, _ = read(headed(*SHAPES[shape]))
    expected, _ = read(headed(flat()))
    assert [(one.values, one.item) for one in records] == [(one.values, one.item) for one in expected]
    assert [one.item["code"] for one in records] == [code(700), code(701)]
    first = records[0].values
    assert [(one["name"], one["copies"]) for one in first["materials"]] == [("申请书", 1), ("身份证明", 2), ("场所使用证明", 1)]  # fmt: skip
    assert [one.get("original") for one in first["materials"]] == [True, False, None]
    assert [(one["name"], one["limit"]["number"]) for one in first["steps"]] == [("受理", 1), ("审查", 3), ("决定", 1)]
    assert first["promised_limit"]["number"] == 5
    assert first["legal_limit"]["number"] == 20
    assert first["name"] == "市场设立登记"
    assert first["fees"] == [{"name": "工本费"}]
    assert [(one["title"], one["article"]) for one in first["legal_bases"]] == [("市场监督管理条例", 3), ("市场监督管理条例", 5)]  # fmt: skip


def test_what_is_found_in_a_row_of_an_item_is_marked_in_the_cell_it_is_of(tmp_path: Path) -> None:
    rows = blank()
    rows[2][7], rows[4][6] = "三至五份", "其他材料"
    path = tmp_path / "a.xlsx"
    path.write_bytes(headed(rows, merged(3)))
    ran = CliRunner().invoke(app, ["inspect", str(path)])
    assert "2 项" in ran.output
    marked = comments(tmp_path / "a.质检.xlsx")
    assert "三至五份" in marked["1!H5"]
    assert "其他" in marked["1!G7"]
    assert "F6" in "".join(marked)
    found = json.loads(CliRunner().invoke(app, ["inspect", str(path), "--json"]).stdout)
    assert {one["row"] for one in found} <= {0, 3, 6}


PLAIN = ["序号", "事项名称", "事项类型", "实施编码", "行使层级", "申请材料", "法定办结时限", "承诺办结时限"]


def plain_row(number: int, **changed: Any) -> list[Any]:
    known = [number, f"登记{number}", "行政确认", code(700 + number), "县级", "申请书", "20个工作日", "5个工作日"]
    return [changed.get(name, value) for name, value in zip(PLAIN, known, strict=True)]


FEET: Rows = [
    ["合计", 2],
    ["小  计：", "", "", "2项"],
    ["填表说明：1.事项类型按目录填写；2.时限按工作日。"],
    ["3.没有的填“无”。"],
    ["注：本表一式两份"],
    ["填表人：", "张三", "审核人：", "李四", "", "", "日期：2026年11月20日"],
    ["", "", "", "", "", "单位负责人（签字）：", "", "联系电话：13800000000"],
]


def test_totals_notes_signatures_and_titles_are_no_items_and_are_told_once() -> None:
    sheet = [["县市场局清单"], PLAIN, ["1", "2", "3", "4", "5", "6", "7", "8"], ["一、行政确认"], plain_row(1), ["二、其他（1项）"], PLAIN, plain_row(2), [3], *FEET]  # fmt: skip
    records, taken = read(book(*sheet))
    assert [one.row for one in records] == [5, 8]
    assert [one.zh for one in taken.notes if one.slip == "rows_no_item"] == [
        "工作表“清单”第 3—4、6—7、9—16 行是合计、说明、落款或标题，不是事项，未读取（1；一、行政确认；二、其他（1项）；序号；3；合计）"
    ]


def test_lines_of_materials_below_an_item_are_its_own_and_each_is_found_where_it_stands() -> None:
    more = [["", "", "", "", "", name, "", ""] for name in ("身份证复印件", "联系电话表", "备注：其他")]
    (one, two), taken = read(book(PLAIN, plain_row(1), *more, plain_row(2)))
    assert [row["name"] for row in one.values["materials"]] == ["申请书", "身份证复印件", "联系电话表", "备注：其他"]
    assert [one.spots[f"materials[{n}]"][1:] for n in range(4)] == [(2, 6), (3, 6), (4, 6), (5, 6)]
    assert (two.row, [told.slip for told in taken.notes]) == (6, ["rows_of_item"])


@pytest.mark.parametrize(
    "second",
    [
        plain_row(1),
        plain_row(1, 申请材料="身份证"),
        plain_row(1, 承诺办结时限="9个工作日"),
        plain_row(2, 事项名称="", 实施编码=""),
        plain_row(2, 实施编码=""),
        ["", "", "行政许可", "", "", "身份证", "", ""],
        plain_row(1, 事项名称="另一登记"),
    ],
)
def test_a_row_with_a_code_a_name_or_a_kind_of_its_own_stays_an_item(second: list[Any]) -> None:
    records, _ = read(book(PLAIN, plain_row(1), second, plain_row(3)))
    assert [one.row for one in records] == [2, 3, 4]


def test_the_parts_of_an_item_that_have_codes_stay_items_under_its_merged_name() -> None:
    rows = [plain_row(n, 事项名称="" if n > 1 else "登记") for n in (1, 2, 3)]
    records, _ = read(book(PLAIN, *rows, areas={"B2:B4": "登记"}))
    assert [(one.item["code"], one.values["name"]) for one in records] == [(code(700 + n), "登记") for n in (1, 2, 3)]


def test_two_items_of_one_code_are_told_although_the_sheet_has_items_over_several_rows(tmp_path: Path) -> None:
    rows = again()
    rows = [list(rows[0]), *rows, [*rows[0][:5], "9个工作日", *rows[0][6:]]]
    path = tmp_path / "a.xlsx"
    path.write_bytes(headed(rows))
    found = json.loads(CliRunner().invoke(app, ["inspect", str(path), "--json"]).stdout)
    assert [one["row"] for one in found if one["rule"] == "one_code_one_item"] == [4, 9]


def test_what_a_further_row_says_otherwise_is_told_in_its_cell_and_kept() -> None:
    rows, areas = (
        [plain_row(1), [""] * 5 + plain_row(1, 承诺办结时限="9个工作日")[5:]],
        dict(zip("ABCDE", plain_row(1), strict=False)),
    )
    (one,), _ = read(book(PLAIN, *rows, areas={f"{letter}2:{letter}3": said for letter, said in areas.items()}))
    assert one.values["promised_limit"]["number"] == 5
    assert [(told.slip, told.path) for told in one.notes] == [("rows_differ", "promised_limit")]
    assert one.leftover == {"承诺办结时限（第 3 行）": "9个工作日"}


def test_a_load_hears_of_each_item_once_and_of_each_fault_where_it_stands() -> None:
    rows = blank()
    rows[1][7] = "三至五份"
    path = headed([*rows, ["合计", 2]], merged(3))
    outcome = dumps._read(lambda: io.BytesIO(path), date(2026, 11, 23))
    told = [one for one in outcome.entries if isinstance(one, dumps.Told)]
    assert [(one.row, one.basic_code, len(one.elements["materials"])) for one in told] == [
        (3, code(700), 3),
        (6, code(701), 2),
    ]
    copies = next(one for one in dumps.unpacked(told[0].found) if "三至五份" in one.message)
    assert (copies.row, copies.at, copies.column) == (3, 4, 8)
    assert {one.code for one in outcome.drain()} >= {"rows_of_item", "rows_no_item", "number_unreadable"}


def test_a_sheet_of_materials_alone_is_no_sheet_of_items_and_a_body_beside_the_steps_is_none_of_theirs() -> None:
    with pytest.raises(Unreadable):
        read(book(["事项编码", "材料名称", "份数"], [code(1), "申请书", 1]))
    (one,), _ = read(
        book(["事项名称", "责任部门", "办理环节"], ["", "（全称）", "（每行一个）"], ["甲", "某股", "受理\n审查"])
    )
    assert one.values["steps"] == [{"name": "受理"}, {"name": "审查"}]
    assert (one.row, one.leftover) == (3, {"责任部门": "某股"})


def test_what_ends_a_sheet_is_known_by_its_words_also_under_the_names_and_the_telephones() -> None:
    sheet = [["事项名称", "实施编码", "申请材料", "咨询电话"], ["一、行政确认"], ["甲", code(1), "申请书", "0467-5581234"], ["", "", "", "联系电话：0467-5581235"], ["备注：1.按目录填写"], ["2.时限按工作日"], ["", "", "填表人：张三"], ["", "", "", "填报日期：今日"]]  # fmt: skip
    (one,), taken = read(book(*sheet))
    assert "0467-5581235" in json.dumps(one.values["consult"])
    assert "填报日期" not in json.dumps(one.values, ensure_ascii=False)
    assert "第 2、5—8 行" in next(told.zh for told in taken.notes if told.slip == "rows_no_item")


def test_upper_headings_of_any_words_make_limits_and_conditions_of_lower_ones() -> None:
    upper = ["事项名称", "时限要求", "", "受理条件", "申请材料", ""]
    lower = ["", "法定", "承诺", "内容", "序号", "名称"]
    (one,), taken = read(book(upper, lower, ["甲", 20, 5, "有房", 1, "申请书"], ["", "", "", "有证", 2, "身份证"], ["", "", "", "有房"]))  # fmt: skip
    assert (one.values["legal_limit"]["number"], one.values["promised_limit"]["number"]) == (20, 5)
    assert one.values["conditions"] == "有房\n有证"
    assert [row["name"] for row in one.values["materials"]] == ["申请书", "身份证"]
    assert (one.leftover, one.notes, [told.slip for told in taken.notes]) == ({}, [], ["rows_of_item"])


def test_a_basis_told_again_beside_each_material_is_one_and_what_has_no_name_belongs_to_the_row_above() -> None:
    head = ["序号", "事项名称", "实施编码", "材料名称", "材料备注", "依据名称", "条款号"]
    rows = [[n, "甲", code(1), name, said, "水法", "第七条"] for n, name, said in ((1, "申请书", "盖章"), (2, "身份证", "正面"))]  # fmt: skip
    (one,), _ = read(book(head, *rows, ["", "", "", "", "反面"]))
    assert [row["remark"] for row in one.values["materials"]] == ["盖章", "正面\n反面"]
    assert [base["article"] for base in one.values["legal_bases"]] == [7]
    assert not one.notes


def test_what_a_merged_cell_hides_is_what_it_shows_and_a_fault_is_told_of_the_row_it_is_in() -> None:
    areas = dict(zip("BCDEGH", plain_row(1)[1:5] + plain_row(1)[6:], strict=True))
    over = {f"{letter}2:{letter}3": said for letter, said in areas.items()}
    (one,), _ = read(book(PLAIN, plain_row(1), plain_row(2, 事项名称="登记1", 实施编码=code(701), 申请材料="身份证"), areas=over))  # fmt: skip
    assert [row["name"] for row in one.values["materials"]] == ["申请书", "身份证"]
    rows = blank()
    rows[1][7] = "=1+1"
    (first, _), _ = read(headed(rows, merged(3)))
    assert [told.path for told in first.notes if told.slip == "formula"] == ["materials[1].copies"]


def test_a_list_in_one_cell_and_another_of_another_length_beside_it_are_not_matched() -> None:
    (one,), _ = read(
        book(["事项名称", "实施编码", "材料名称", "材料份数"], ["甲", code(1), "申请书\n身份证", "1\n2\n3"])
    )
    assert one.values["materials"] == [{"name": "申请书"}, {"name": "身份证"}]
    assert [(told.slip, told.path) for told in one.notes] == [("lines_differ", "materials[0].copies")]
    assert one.leftover == {"材料份数": "1\n2\n3"}


def test_a_row_that_cites_two_articles_is_where_both_are() -> None:
    rows = [["甲", code(1), "水法", "第七条、第八条", "受理→审查"], ["", "", "防洪法", "第九条", "决定"]]
    (one,), _ = read(book(["事项名称", "实施编码", "依据名称", "依据条款", "环节名称"], *rows))
    assert [(base["title"], base["article"]) for base in one.values["legal_bases"]] == [
        ("水法", 7),
        ("水法", 8),
        ("防洪法", 9),
    ]
    assert [one.spots[f"legal_bases[{n}]"][1] for n in range(3)] == [2, 2, 3]
    assert [one.spots[f"steps[{n}]"][1] for n in range(3)] == [2, 2, 3]


def test_bases_that_are_written_out_stay_so_beside_a_column_of_their_numbers() -> None:
    (one,), _ = read(
        book(["事项名称", "实施编码", "设定依据", "依据文号"], ["甲", code(1), "《水法》第七条", "主席令第74号"])
    )
    assert [(base["title"], base["article"]) for base in one.values["legal_bases"]] == [("水法", 7)]
    assert one.leftover == {"依据文号": "主席令第74号"}


def test_a_row_that_looks_like_data_is_no_lower_heading() -> None:
    head, missing = ["事项名称", "实施编码", "缺项一", "缺项二", "缺项三"], ["咨询电话", "受理条件", "办理地点"]
    records, _ = read(book(head, ["甲", code(1), *missing], ["乙", code(2), "", "", ""]))
    assert [one.values["name"] for one in records] == ["甲", "乙"]


def test_that_nothing_is_charged_is_no_row_of_fees() -> None:
    rows = [["甲", "不收费", ""], ["乙", "工本费", "每证10元"]]
    (free, charged), _ = read(book(["事项名称", "收费项目", "收费标准"], *rows))
    assert (free.values["charges"], "fees" in free.values) == (False, False)
    assert (charged.values["charges"], charged.values["fees"]) == (True, [{"name": "工本费", "standard": "每证10元"}])


@pytest.mark.parametrize("merges", [True, False])
def test_a_lower_heading_means_what_the_upper_one_makes_of_it(merges: bool) -> None:  # noqa: FBT001 - a case
    upper = ["事项名称", "编码", "", "时限", "", "", "材料信息", "", "联系方式", ""]
    lower = ["", "基本编码", "实施编码", "法定", "承诺", "单位", "名称", "件数", "咨询电话", "投诉电话"]
    over = {"A1:A2": "事项名称", "B1:C1": "编码", "D1:F1": "时限", "G1:H1": "材料信息", "I1:J1": "联系方式"}
    row = ["采砂许可", "230119001000", code(1), 20, 30, "天", "申请书", "一", "5581234", "5581235"]
    (one,), taken = read(
        book(["某局清单"], [], upper, lower, row) if not merges else book(upper, lower, row, areas=over)
    )
    assert one.item["basic_code"] == "230119001000"
    assert one.item["code"] == code(1)
    assert (one.values["legal_limit"]["number"], one.values["promised_limit"]["unit"]) == (20, "day")
    assert one.values["name"] == "采砂许可"
    assert one.values["materials"] == [{"name": "申请书"}]
    assert {"consult", "complaint"} <= one.values.keys()
    assert [(told.slip, "件数" in told.zh) for told in taken.notes] == [("unknown_column", True)]
    assert one.leftover["材料信息·件数"] == "一"
