"""An office's own sheet: which rows begin an item, which go on with one, and which are none."""

from typing import Any

import pytest

from tests.catalog.intake.test_office_sheets import Rows, book, code, read

LISTED = ["序号", "事项名称", "小项名称", "行使层级", "实施主体", "责任单位", "承诺办结时限", "材料名称"]
FIRST: list[Any] = [1, "取水许可", "开办", "市级", "市水利局", "甲科", "5个工作日", "申请书"]


@pytest.mark.parametrize("merges", [True, False])
@pytest.mark.parametrize(
    ("column", "said"),
    [(0, 2), (2, "变更"), (3, "县级"), (4, "县水利局"), (5, "乙科"), (6, "3个工作日")],
)
def test_a_row_under_a_common_name_with_a_number_a_part_a_level_a_body_or_a_limit_of_its_own_is_an_item(
    column: int,
    said: str | int,
    merges: bool,  # noqa: FBT001 - a case
) -> None:
    rows: Rows = [list(FIRST), [*FIRST[:7], "身份证"], [*FIRST[:7], "申请书"], [*FIRST[:7], "图纸"]]
    for row in rows[2:]:
        row[column] = said
    areas: dict[str, Any] = {"B2:B5": "取水许可"} if merges else {}
    for at, letter in enumerate("ABCDEFG"):
        if merges and at not in {1, column}:
            areas |= {f"{letter}2:{letter}5": FIRST[at]}
        elif merges and at == column:
            areas |= {f"{letter}2:{letter}3": FIRST[at], f"{letter}4:{letter}5": said}
    records, _ = read(book(LISTED, *rows, areas=areas))
    assert [(one.row, [row["name"] for row in one.values["materials"]]) for one in records] == [
        (2, ["申请书", "身份证"]),
        (4, ["申请书", "图纸"]),
    ]
    assert {one.values["name"] for one in records} == {"取水许可"}


def test_what_marks_say_is_above_is_there_and_a_limit_among_the_steps_is_theirs() -> None:
    head: list[Any] = [
        "事项名称",
        "实施编码",
        "事项类型",
        "承诺办结时限",
        "材料名称",
        "环节名称",
        "办理时限",
        "责任岗位",
    ]
    rows: Rows = [
        ["甲", code(1), "行政确认", "5个工作日", "申请书", "受理", "1个工作日", "窗口"],
        ["同上", "″", "（同上）", "〃", "身份证", "审查", "3个工作日", "科室"],
        ["合计", 2],
        ["乙", code(2), "同上", "同上", "申请书", "受理", "同上", "窗口"],
    ]
    for at in (3, None):
        kept = [[cell for number, cell in enumerate(row) if number != at] for row in (head, *rows)]
        one, two = read(book(*kept))[0]
        assert [(step["name"], step["limit"]["number"]) for step in one.values["steps"]] == [("受理", 1), ("审查", 3)]
        assert [step["limit"]["number"] for step in two.values["steps"]] == [3]
        assert [row["name"] for row in one.values["materials"]] == ["申请书", "身份证"]
        assert (two.values["name"], two.values["item_type"]) == ("乙", one.values["item_type"])
        assert ("promised_limit" in one.values, "promised_limit" in two.values) == (at is None, at is None)


def test_marks_for_the_list_of_an_item_over_several_rows_are_not_its_last_line() -> None:
    head = ["事项名称", "实施编码", "材料名称", "份数"]
    rows: Rows = [["甲", code(1), "申请书", 1], ["", "", "身份证", "〃"], ["乙", code(2), "同上", 1], ["丙", code(3), "图纸", 2], ["丁", code(4), "同上", 2]]  # fmt: skip
    records, _ = read(book(head, *rows))
    assert [[row["name"] for row in one.values["materials"]] for one in records] == [["申请书", "身份证"], ["同上"], ["图纸"], ["图纸"]]  # fmt: skip
    assert records[0].values["materials"][1]["copies"] == 1


def test_a_number_beside_a_material_alone_counts_rows() -> None:
    head: list[Any] = ["序号", "事项名称", "事项类型", "材料名称"]
    rows: Rows = [[1, "甲", "行政确认", "申请书"], [2, "", "", "身份证"], [3, "", "行政确认", "图纸"], [4, "乙", "", "图纸"], ["4.1", "", "", "申请书"]]  # fmt: skip
    records, _ = read(book(head, *rows))
    assert [(one.row, len(one.values["materials"])) for one in records] == [(2, 2), (4, 1), (5, 2)]
    plain = [[number, name, material] for number, name, _, material in (head, *rows)]
    assert [one.row for one in read(book(*plain))[0]] == [2, 3, 4, 5]


def test_a_part_without_a_name_is_an_item_and_lines_below_it_are_its_own() -> None:
    rows: Rows = [["甲", "开办", "5个工作日", "申请书"], ["", "", "", "身份证"], ["", "变更", "", "申请书"], ["", "", "", "图纸"]]  # fmt: skip
    records, _ = read(book(["事项名称", "具体事项", "承诺办结时限", "材料名称"], *rows))
    assert [(one.row, one.leftover["具体事项"], len(one.values["materials"])) for one in records] == [(2, "开办", 2), (4, "变更", 2)]  # fmt: skip


def test_bases_results_and_what_fees_are_charged_by_stay_the_items_among_columns_of_tables() -> None:
    head = ["事项名称", "材料名称", "设定依据", "份数", "环节名称", "办理结果", "责任岗位", "收费项目", "收费依据", "收费标准"]  # fmt: skip
    row = ["甲", "申请书", "《水法》第七条", 1, "受理", "许可证", "窗口", "工本费", "黑价〔2015〕1号", "10元"]
    (one,), _ = read(book(head, row))
    assert (one.values["legal_bases"][0]["title"], one.values["results"][0]["name"]) == ("水法", "许可证")
    assert one.values["fee_basis"] == "黑价〔2015〕1号"


@pytest.mark.parametrize("promised", [True, False])
def test_a_limit_after_the_steps_is_theirs_where_the_item_has_another(promised: bool) -> None:  # noqa: FBT001 - a case
    head, row = (
        ["事项名称", "实施编码", "环节名称", "责任岗位", "办理时限"],
        ["甲", code(1), "受理", "窗口", "1个工作日"],
    )
    (one,), _ = read(book([*head, *["承诺办结时限"] * promised], [*row, *["5个工作日"] * promised]))
    assert one.values["promised_limit"]["number"] == (5 if promised else 1)
    assert ("limit" in one.values["steps"][0]) == promised


def test_a_title_beside_its_number_and_a_day_alone_are_no_items() -> None:
    head: list[Any] = ["序号", "事项名称", "事项类型"]
    rows: Rows = [["一", "行政许可（2项）"], [1, "甲", "行政许可"], [2, "公共服务", "公共服务"], ["（二）", "公共服务"], ["三", "乙", "行政确认"], ["2026年11月20日"], ["", "二〇二六年十一月"]]  # fmt: skip
    records, taken = read(book(head, *rows))
    assert [one.row for one in records] == [3, 4, 6]
    assert "第 2、5、7—8 行" in taken.notes[-1].zh
    assert "行政许可（2项）" in taken.notes[-1].zh
