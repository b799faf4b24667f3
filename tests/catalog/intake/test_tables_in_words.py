"""Remedies, questions and other tables in words: what is said is read, what is not certain is told and not called missing."""

import io
from datetime import date
from typing import Any

import pytest
from xlsxwriter import Workbook

from services import inspector
from services.catalog import intake
from services.catalog.intake import Record, Source
from services.catalog.intake.plain import read

COUNTY, COURT = "鸡东县人民政府", "鸡东县人民法院"
TOLD = {"name": "取水许可", "type": "行政许可", "materials": [], "legal_bases": []}


def of_plain(**told: Any) -> Record:
    return read(1, TOLD | told)


def of_sheet(**cells: str) -> Record:
    """The item of a sheet whose headings are the names."""
    data = io.BytesIO()
    with Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["事项名称", "事项类型", *cells])
        sheet.write_row(1, 0, ["取水许可", "行政许可", *cells.values()])
    (record,) = intake.read([Source("items.xlsx", lambda: io.BytesIO(data.getvalue()))]).records
    return record


def found(record: Record, key: str) -> set[tuple[str, str]]:
    lines = inspector.of_record(record, date(2026, 11, 23))
    return {(one.rule, one.element) for one in lines if one.element.partition("[")[0] == key}


def bodies(record: Record) -> list[tuple[str, str | None]]:
    return [(row["kind"], row.get("body")) for row in record.values["remedies"]]


@pytest.mark.clause("F32")
@pytest.mark.parametrize(
    "said",
    [
        f"行政复议：{COUNTY}，六十日内；行政诉讼：{COURT}，六个月内。",
        f"行政复议机关：{COUNTY}；行政诉讼机关：{COURT}",
        f"行政复议\n部门：{COUNTY}\n电话：0467-5581111\n行政诉讼\n部门：{COURT}\n地址：鸡东县中心大街9号",
        f"行政复议部门：{COUNTY} 地址：鸡东县中心大街1号 电话：0467-5581111 行政诉讼部门：{COURT} 电话：0467-5582222",
        f"不服本决定的，可在收到决定之日起60日内向{COUNTY}申请行政复议，或在6个月内向{COURT}提起行政诉讼。",
        f"1.行政复议受理机关：{COUNTY}；2.行政诉讼受理法院：{COURT}",
        f"复议机关为{COUNTY}，诉讼法院为{COURT}。",
        f"如不服，可向{COUNTY}（司法局）提出行政复议申请；也可以直接向{COURT}起诉",
        f"{COUNTY}（行政复议）、{COURT}（行政诉讼）",
        f"【行政复议】{COUNTY} 【行政诉讼】{COURT}",
        f"一、行政复议：可在60日内向{COUNTY}申请。二、行政诉讼：可在6个月内向{COURT}提起。",
        f"行政诉讼由{COURT}管辖，行政复议由{COUNTY}受理。",
        f"法律救济途径：行政复议，部门：{COUNTY}；行政诉讼，部门：{COURT}",
        f"①行政复议：{COUNTY}；②行政诉讼：{COURT}",
        f"行政复议 {COUNTY} 行政诉讼 {COURT}",
        f"受理行政复议的机关：{COUNTY}，期限：60日；受理行政诉讼的法院：{COURT}，期限：6个月",
    ],
)
def test_the_bodies_of_remedies_are_read_from_words_and_nothing_of_them_is_called_missing(said: str) -> None:
    for record in (of_plain(remedies=said), of_sheet(法律救济=said)):
        assert sorted(bodies(record)) == [("1", COUNTY), ("2", COURT)]
        assert found(record, "remedies") == set()
        assert said in record.leftover.values()


def test_the_address_the_telephone_and_the_period_of_a_remedy_are_read_with_its_body() -> None:
    said = (
        f"行政复议：{COUNTY}（鸡东镇中心大街1号，0467-5581111），六十日内；行政诉讼：{COURT}（0467-5582222），六个月内"
    )
    assert of_sheet(法律救济=said).values["remedies"] == [
        {
            "kind": "1",
            "body": COUNTY,
            "address": "鸡东镇中心大街1号",
            "phone": "0467-5581111",
            "period": {"number": 60, "unit": "day"},
        },
        {"kind": "2", "body": COURT, "phone": "0467-5582222", "period": {"number": 6, "unit": "month"}},
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            f"可在60日内向{COUNTY}（鸡东镇中心大街1号，0467-5581111）申请行政复议；6个月内向{COURT}起诉。",
            {"body": COUNTY, "address": "鸡东镇中心大街1号", "phone": "0467-5581111", "period": {"number": 60, "unit": "day"}},
        ),
        (
            f"六十日内向{COUNTY}（地址：鸡东镇中心大街1号；电话：0467-5581111）申请行政复议",
            {"body": COUNTY, "address": "鸡东镇中心大街1号", "phone": "0467-5581111", "period": {"number": 60, "unit": "day"}},
        ),
        (f"行政复议：{COUNTY}，30日；行政诉讼：{COURT}，3个月", {"body": COUNTY, "period": {"number": 30, "unit": "day"}}),
        (f"行政复议：名称：{COUNTY}，地址：鸡东镇中心大街1号", {"body": COUNTY, "address": "鸡东镇中心大街1号"}),
    ],
)  # fmt: skip
def test_what_is_said_beside_the_body_is_read_from_a_sentence_and_behind_labels(
    said: str, told: dict[str, Any]
) -> None:
    record = of_sheet(法律救济=said)
    assert record.values["remedies"][0] == {"kind": "1"} | told
    assert "columns_unread" not in {one.slip for one in record.notes}


@pytest.mark.parametrize(
    ("said", "column"),
    [
        (f"行政复议：{COUNTY}，电话：5581111", "电话"),
        (f"行政复议：{COUNTY}，在15日之后、60日之前", "期限"),
        (f"可向{COUNTY}申请行政复议，或向{COURT}提起行政诉讼（地址：中心大街1号、9号）", "地址"),
    ],
)
def test_what_the_words_show_beside_the_body_and_no_row_has_is_told(said: str, column: str) -> None:
    (told,) = [one.zh for one in of_sheet(法律救济=said).notes if one.slip == "columns_unread"]
    assert f"不能确定{column}" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("可以自知道之日起六十日内提出行政复议申请；六个月内向人民法院提起诉讼。", set()),
        ("依法申请行政复议或者提起行政诉讼", set()),
        (f"行政复议、行政诉讼：{COUNTY}、{COURT}", set()),
        (f"向{COUNTY}申请行政复议或提起行政诉讼", set()),
        ("可在十五日内申请行政复议，三个月内提起行政诉讼", {("remedy_periods", "remedies[0].period"), ("remedy_periods", "remedies[1].period")}),
        ("可在六十日内申请行政复议", {("remedies_both", "remedies")}),
        ("详见决定书", set()),
    ],
)  # fmt: skip
def test_a_body_that_the_words_do_not_surely_say_is_told_and_not_called_missing(
    said: str, told: set[tuple[str, str]]
) -> None:
    for record in (of_plain(remedies=said), of_sheet(法律救济=said)):
        assert found(record, "remedies") == {("columns_unread", "remedies")} | told
        assert said in record.leftover.values()


def test_suits_go_to_courts_and_reconsideration_does_not() -> None:
    record = of_plain(remedies=f"行政复议、行政诉讼：{COUNTY}、{COURT}")
    assert bodies(record) == [("1", None), ("2", None)]


@pytest.mark.clause("G34")
@pytest.mark.parametrize(
    "said",
    [
        "问：有效期多久？答：五年。问：可以代办吗？答：可以。",
        "1.问：有效期多久？\n答：五年。\n2.问：可以代办吗？\n答：可以。",
        "（1）问：有效期多久？\n答：五年。\n\n（2）问：可以代办吗？\n答：可以。",
        "Q：有效期多久？A：五年。\nQ：可以代办吗？A：可以。",
        "Q1：有效期多久？\nA1：五年。\nQ2：可以代办吗？\nA2：可以。",
        "问题1：有效期多久？解答：五年。问题2：可以代办吗？解答：可以。",
        "【问】有效期多久？【答】五年。【问】可以代办吗？【答】可以。",
        "一、问题：有效期多久？答案：五年。二、问题：可以代办吗？答案：可以。",
        "1.有效期多久？五年。\n2.可以代办吗？可以。",
        "1、有效期多久？\n五年。\n2、可以代办吗？\n可以。",
        "1、有效期多久？答：五年。2、可以代办吗？答：可以。",
        "有效期多久？五年。可以代办吗？可以。",
        "常见问题1：有效期多久？ 回答：五年。 常见问题2：可以代办吗？ 回答：可以。",
    ],
)
def test_questions_and_their_answers_are_read_from_words(said: str) -> None:
    for record in (of_plain(faq=said), of_sheet(常见问题=said)):
        assert record.values["faqs"] == [
            {"question": "有效期多久？", "answer": "五年。"},
            {"question": "可以代办吗？", "answer": "可以。"},
        ]
        assert found(record, "faqs") == set()


def test_an_answer_over_several_numbered_lines_stays_one_answer() -> None:
    record = of_sheet(常见问题="问：多久？\n答：1.承诺件五日；\n2.即办件当场。\n问：何处？\n答：窗口。")
    assert [row["answer"] for row in record.values["faqs"]] == ["1.承诺件五日；\n2.即办件当场。", "窗口。"]


def test_an_answer_keeps_the_number_that_it_begins_with() -> None:
    record = of_sheet(常见问题="工本费多少？\n10.5元/证。\n几点开门？\n8.30—11.30")
    assert [row["answer"] for row in record.values["faqs"]] == ["10.5元/证。", "8.30—11.30"]


@pytest.mark.parametrize("said", ["1.能代办吗？2.收费吗？", "能代办吗？收费吗？"])
def test_a_question_is_no_answer_of_the_one_before_it(said: str) -> None:
    assert found(of_sheet(常见问题=said), "faqs") == {("columns_unread", "faqs")}


@pytest.mark.parametrize("said", ["有效期多久？\n可以代办吗？", "1.有效期多久？"])
def test_questions_alone_are_still_asked_for_their_answers(said: str) -> None:
    told = found(of_sheet(常见问题=said), "faqs")
    assert {("element_shape", "faqs[0].answer"), ("fourteen_elements", "faqs"), ("permit_has_faq", "faqs")} <= told


@pytest.mark.parametrize(
    ("heading", "key", "said"),
    [
        ("事中事后监管", "supervision", "事中监管：现场检查取水设施；事后监管：双随机抽查，按《取水许可管理办法》处理。"),
        ("事中事后监管", "supervision", "1.双随机、一公开抽查；\n2.信用监管。"),
        ("事中事后监管", "supervision", "事中"),
        ("关联事项", "related_items", "取水许可变更、取水许可延续"),
        ("关联事项", "related_items", "1.取水许可变更\n2.取水许可注销"),
        ("关联清单", "linked_lists", "县水务局权责清单第三项"),
        ("常见问题", "faqs", "见县政府网站“常见问题”栏目。"),
        ("常见问题", "faqs", "问：多久？问：何处？答：窗口。"),
        ("常见问题", "faqs", "答：五天。问：多久？"),
        ("常见错误示例", "common_errors", "申请表漏填日期"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_parted_are_kept_and_told_and_their_columns_are_not_called_missing(
    heading: str, key: str, said: str
) -> None:
    record = of_sheet(**{heading: said})
    assert key not in record.values
    assert found(record, key) == {("columns_unread", key)}
    assert said in record.leftover.values()


def test_errors_with_what_is_right_and_lists_by_their_names_are_read_from_words() -> None:
    told = of_sheet(
        常见错误示例="1.常见错误：漏填日期。正确做法：逐项填写。", 关联清单="权责清单、投资项目审批事项"
    ).values
    assert told["common_errors"] == [{"error": "漏填日期。", "correction": "逐项填写。"}]
    assert told["linked_lists"] == [{"list": "1"}, {"list": "4"}]


def test_a_table_that_no_cell_tells_is_missing_as_before() -> None:
    record = of_sheet(法律救济="", 常见问题="")
    assert ("fourteen_elements", "remedies") in found(record, "remedies")
    assert ("permit_has_faq", "faqs") in found(record, "faqs")


def test_a_long_run_of_blanks_in_words_is_read_to_its_end() -> None:
    """A pattern that ran wild on it would not come back in the life of the test."""
    said = "复议" + " " * 39_000 + "x"
    assert of_plain(remedies=said, faq=said).values["remedies"] == [{"kind": "1"}]
