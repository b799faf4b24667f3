"""The Jixi confirmation form keeps every field of the printed one, there and back."""

from collections.abc import Iterable
from typing import Any

import pytest

from services.catalog import sheets
from services.catalog.sheets import confirmation_form
from services.catalog.sheets.model import SheetKind
from shared.plugins import load
from shared.xlsx import Block, layout, read

pytestmark = [pytest.mark.clause(f"C{number}") for number in range(21, 48)]

FORM: dict[str, Any] = {
    "filling_department": "鸡东县市场监督管理局",
    "form_filler": "信息员",
    "form_filler_phone": "0467-0000002",
    "filled_on": "2026-11-20",
    "name": "市场设立登记",
    "item_number": "12",
    "implementing_body": "鸡东县市场监督管理局",
    "local_kind": "04",
    "own_hall": "一号厅",
    "public_hall": "政务服务大厅",
    "consult_phone": "0467-0000001",
    "consult_email": "shichang@jidong.invalid",
    "postal_address": "鸡东县政务服务大厅3号窗口",
    "acceptance_days": 1,
    "review_days": 20,
    "limit_note": "不含现场核查",
    "public_fields": ["04", "08"],
    "public_fields_other": "集市",
    "business_fields": ["01", "14"],
    "business_fields_other": "市场",
    "other_organisations": "村民委员会",
    "legal_bases": [{"kind": "establishing", "title": "市场登记管理办法", "article": 6, "insert": 0}],
    "periodic_inspection": "无",
    "fees": [{"name": "工本费"}, {"name": "公告费"}],
    "fee_basis": "《收费办法》第三条",
    "procedure": "受理\n审核\n审批\n办结",
    "conditions": "（一）有固定场所\n（二）有 50 个以上经营者",
    "internal_flow": [
        {
            "step": "受理",
            "section": "登记科",
            "handler": "经办人甲",
            "handler_post": "科员",
            "limit": {"number": 1, "unit": "working_day"},
            "mobile": "13900000000",
        },
        {"step": "办结", "limit": {"number": None, "unit": "on_the_spot"}},
    ],
    "materials": [
        {"name": "可行性论证报告", "file_types": ["1", "4"], "upload_required": True, "original": False},
        {"name": "政府批准文件"},
    ],
}


def back(elements: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str | None]], bool]:
    outcome = confirmation_form.read(confirmation_form.write(elements))
    (entry,) = outcome.entries
    return entry.elements, [(fault.code, fault.cell) for fault in outcome.faults], entry.sound


def test_every_field_of_the_form_comes_back() -> None:
    assert back(FORM) == (FORM, [], True)


def test_the_boxes_are_those_of_the_printed_form() -> None:
    text = " ".join(str(value) for row in read(confirmation_form.write(FORM)).rows for value in row.values)
    fields = [str(row.values) for row in read(confirmation_form.write({})).rows]
    counts = [row.count("□") for row in fields if "□" in row]
    assert counts[:3] == [11, 15, 14]
    assert "☑行政确认" in text
    assert "□其他 □公共服务" in text


def test_an_empty_form_names_what_is_required() -> None:
    _, faults, sound = back({})
    assert not sound
    assert {code for code, _ in faults} == {"required"}
    assert len(faults) == 8


def test_no_fee_is_an_explicit_none() -> None:
    free = {"fees": {"none": "不收费"}, "fee_basis": {"none": "不收费"}}
    assert back(FORM | free)[0] == FORM | free
    nobody = {"public_fields": {"none": "不面向公众审批"}}
    without = {key: value for key, value in FORM.items() if key != "public_fields_other"}
    assert back(without | nobody)[0] == without | nobody


def test_a_fee_needs_its_basis() -> None:
    without = {key: value for key, value in FORM.items() if key != "fee_basis"}
    assert [code for code, _ in back(without)[1]] == ["fee_basis"]
    assert not back(without)[2]


def test_steps_longer_than_the_limit_are_noted() -> None:
    assert [code for code, _ in back(FORM | {"review_days": 0, "acceptance_days": 0})[1]] == []
    slow = [{"step": "审核", "limit": {"number": 30, "unit": "working_day"}}]
    assert [code for code, _ in back(FORM | {"internal_flow": slow})[1]] == ["step_sum"]


@pytest.mark.parametrize(("department", "named"), [("鸡东县市场监督管理局", "鸡东县市场监督管理局"), ("", "XXX部门")])
def test_the_title_says_whose_form_it_is(department: str, named: str) -> None:
    title = next(iter(read(confirmation_form.write(FORM | {"filling_department": department})).rows)).values
    assert next(one for one in title if one) == f"（{named}）纳入网上办理的审批事项(子项)流程确认单"


@pytest.mark.clause("C48")
@pytest.mark.parametrize("name", ["开办市场申请书", "食品经营许可申请书（新办）一式三份", "备案登记表（附件1）"])
def test_an_application_form_asks_for_its_sample(name: str) -> None:
    _, faults, sound = back(FORM | {"materials": [{"name": name}, {"name": "申请书中所列人员的名册"}]})
    assert faults == [("form_sample", None)]
    assert sound


def test_the_flow_chart_is_named_not_taken() -> None:
    outcome = confirmation_form.read(confirmation_form.write(FORM | {"flow_chart": {"name": "流程图.png"}}))
    (entry,) = outcome.entries
    assert outcome.named == {"flow_chart": "流程图.png"}
    assert "flow_chart" not in entry.elements


def lines(*rows: Iterable[str]) -> list[tuple[str, str | None]]:
    outcome = confirmation_form.read(layout([[Block(value) for value in row] for row in rows]))
    list(outcome.entries)
    return [(fault.code, fault.cell) for fault in outcome.faults if fault.cell]


def test_slips_are_told_by_cell() -> None:
    assert lines(["审批事项类型", "☑行政许可 ☑行政确认"]) == [("two_ticked", "B1")]
    assert lines(["审批事项类型", "☑行政审批 □行政许可"]) == [("unknown_value", "B1")]
    assert lines(["面向公众审批", "☑教育 ☑飞行"]) == [("unknown_value", "B1")]
    assert lines(["填表时间", "八月底"]) == [("bad_date", "B1")]
    assert lines(["审批期限", "十天"]) == [("unknown_label", "A1")]
    assert lines(["办理时限", "受理时限：五工作日\n审查时限：3工作日"]) == [("bad_number", "B1")]
    assert lines(["序号", "环节名称", "办理时限"], ["1", "受理", "很快"]) == [("unknown_value", "C2")]
    assert lines(["序号", "申报材料名称", "是否需要原件"], ["1", "报告", "☑是 ☑否"]) == [("two_ticked", "C2")]


def test_hostile_text_is_read_without_effort() -> None:
    for text in ("受理时限" + " " * 30_000, "受理时限" * 8_000, "(" * 30_000, "□" * 30_000, "☑ " * 15_000):
        for name in ("办理时限", "审批事项类型", "面向公众审批"):
            lines([name, text])


def test_head_overrides_the_elements() -> None:
    data = confirmation_form.write(FORM, {"form_filler": "审核员"})
    (entry,) = confirmation_form.read(data).entries
    assert entry.elements["form_filler"] == "审核员"


def test_every_kind_is_found_as_a_plug_in() -> None:
    found = load(sheets, "SHEET")
    assert set(found) == {"catalogue", "confirmation_form", "lines", "statistics"}
    assert all(isinstance(one, SheetKind) and one.zh and one.en for one in found.values())
