"""Questions of an element that are answered in its own words: 不收费, 可网办, 支持预约."""

import json
from dataclasses import replace

import pytest

from services.catalog.intake import words
from services.catalog.intake.answers import answer
from shared.elements import ELEMENTS
from tests.catalog.intake.test_office_sheets import book, read
from tests.catalog.intake.test_other_shapes import read as lines


@pytest.mark.parametrize(
    ("key", "yes", "no", "neither"),
    [
        ("charges", "收费 需要收费 按标准收费 是", "不收费 免费 免收 暂不收费 否", "详见附件 工本费10元"),
        (
            "online",
            "可网办 全程网办 可全程网办 网上办理 可以在线办理 能 支持网上办理",
            "不可网办 不支持 窗口办理 线下办理 不能网上办理",
            "部分网办 线上线下结合 网上预审",
        ),
        ("reservation", "支持预约 可预约 支持", "不支持预约办理 不可预约", "详询窗口"),
        ("stationed", "已进驻 进驻大厅 已进驻政务服务大厅", "未进驻 暂未进驻", "2024年进驻"),
        ("quantity_limited", "有数量限制 有限制", "无数量限制 不限 无限制", "100个"),
        ("hearing", "需听证 听证", "无需听证 不听证", "涉及重大利益的听证"),
        ("express", "支持快递 邮寄", "不支持物流快递", "到付"),
        ("undertaking", "实行告知承诺", "未实行告知承诺制 不实行", "承诺书"),
    ],
)
def test_an_answer_in_the_words_of_its_question_is_a_yes_or_a_no(key: str, yes: str, no: str, neither: str) -> None:
    assert {answer(key, one) for one in yes.split()} == {True}
    assert {answer(key, one) for one in no.split()} == {False}
    assert {answer(key, one) for one in neither.split()} == {None}


def test_a_sheet_says_so_under_its_headings_and_what_answers_nothing_is_told() -> None:
    head = ["事项名称", "部门", "是否收费", "是否网上办理"]
    first, second = read(book(head, ["取水许可", "县水务局", "不收费", "全程网办"], ["采砂许可", "县水务局", "工本费", "部分网办"]))[0]  # fmt: skip
    assert [first.values[key] for key in ("implementing_body", "charges", "online")] == ["县水务局", False, True]
    assert first.notes == []
    assert [(one.slip, one.path) for one in second.notes] == [("unknown_label", "charges"), ("unknown_label", "online")]


@pytest.mark.parametrize("heading", ["部门", "责任主体", "所属部门", "单位名称"])
def test_the_body_is_read_by_what_offices_call_it_where_no_other_heading_is_its_own(heading: str) -> None:
    (one,), _ = read(book(["事项名称", heading, "事项类型"], ["取水许可", "县水务局", "行政许可"]))
    assert one.values["implementing_body"] == "县水务局"
    (two,), _ = read(book(["事项名称", heading, "实施主体"], ["取水许可", "水务股", "县水务局"]))
    assert two.values["implementing_body"] == "县水务局"


def test_a_department_beside_the_steps_is_not_the_body() -> None:
    (one,), _ = read(book(["事项名称", "环节名称", "部门", "环节时限"], ["取水许可", "受理", "窗口", "1个工作日"]))
    assert "implementing_body" not in one.values


@pytest.mark.parametrize(
    ("said", "code"),
    [("是", "1"), ("否", "2"), ("必须", "1"), ("非必需", "2"), ("□是☑否", "2"), ("容缺后补", "3"), ("2", "2"), ("0", None), ("有", None), ("是，可容缺", None)],
)  # fmt: skip
def test_whether_a_material_is_needed_is_answered_by_a_yes_or_a_no(said: str, code: str | None) -> None:
    (record,), _ = read(
        book(["事项名称", "事项类型", "材料名称", "是否必要"], ["取水许可", "行政许可", "申请书", said])
    )
    raw = {"事项名称": "取水许可", "申请材料": [{"材料名称": "申请书", "是否必要": said}]}
    (same,), _ = lines(json.dumps(raw, ensure_ascii=False).encode())
    for one in (record, same):
        assert one.values["materials"][0].get("necessity") == code
        assert ("unknown_label" in {note.slip for note in one.notes}) is (code is None)


@pytest.mark.parametrize(("table", "scheme"), [("handling_kind", "gb39046"), ("satisfaction", "gb39046")])
def test_a_table_of_kinds_or_of_grades_knows_no_yes(table: str, scheme: str) -> None:
    column = replace(ELEMENTS["handling_kind"], table=table, scheme=scheme)
    assert [words.code(column, said) for said in "是否"] == [None, None]
