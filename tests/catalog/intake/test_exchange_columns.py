"""What the columns of the exchange tables become: limits by their unit, kinds of results, steps, fees, forms elsewhere."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from services.catalog.intake import Record
from services.inspector import of_record
from tests.catalog.intake.test_other_shapes import dump, read, slips

TODAY = date(2026, 11, 23)
DAY = "working_day"
Tables = dict[str, list[dict[str, str]]]


def table(*rows: dict[str, str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def one(children: Tables | None = None, /, **basic: str) -> Record:
    files = {"up_task_general_basic.csv": table({"task_code": "T1", "task_name": "取水许可", **basic})}
    for part, rows in (children or {}).items():
        files[f"up_task_general_{part}.csv"] = table(*({"task_code": "T1", **row} for row in rows))
    records, _ = read(dump(files), "dump.zip")
    return records[0]


def limit(day: str, kind: str) -> tuple[Any, set[str]]:
    found = one({}, anticipate_day=day, anticipate_type=kind)
    return found.values.get("legal_limit"), slips(found)


def rules(record: Record) -> set[str]:
    return {line.rule for line in of_record(record, TODAY)}


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("1", DAY), ("01", DAY), ("2", "day"), ("3", "month"), ("4", "year"), ("5", "hour"), ("工作日", DAY), ("个工作日", DAY),
     ("自然日", "day"), ("日历日", "day"), ("天", "day"), ("月", "month"), ("个月", "month"), ("年", "year"), ("小时", "hour"),
     ("５", "hour")],
)  # fmt: skip
def test_a_limit_counts_in_the_unit_that_its_column_says(kind: str, unit: str) -> None:
    assert limit("20", kind) == ({"number": 20, "unit": unit}, {"full_width"} if kind == "５" else set())


@pytest.mark.parametrize("kind", ["9", "0", "W", "旬", "工作日或自然日"])
def test_a_unit_that_is_not_known_is_named_and_the_limit_is_left_over(kind: str) -> None:
    found = one(anticipate_day="20", anticipate_type=kind, promise_day="5", promise_type=kind)
    assert not {"legal_limit", "promised_limit"} & found.values.keys()
    assert [n.zh for n in found.notes if n.slip == "limit_unit_unknown"] == [
        f"时限单位“{kind}”无法识别，这一时限未读取"
    ] * 2
    assert found.leftover["basic"]["anticipate_day"] == "20"
    assert found.leftover["basic"]["anticipate_type"] == kind
    assert limit("20个自然日", kind) == ({"number": 20, "unit": "day"}, {"limit_unit_unknown"})


def test_a_limit_without_an_end_a_unit_or_with_two_units_is_told_as_it_is() -> None:
    endless = {"number": None, "unit": "none"}
    assert (limit("", "6"), limit("0", "无期限")) == ((endless, set()),) * 2
    assert limit("20", "6") == (None, {"limit_contradicts"})
    assert limit("20", "") == ({"number": 20, "unit": DAY}, {"limit_unit_missing"})
    assert limit("20自然日", "1") == ({"number": 20, "unit": "day"}, {"limit_contradicts", "limit_spelling"})
    assert limit("0.5", "1") == ({"number": 4, "unit": "hour", "note": "0.5"}, {"limit_fraction"})


def test_the_explanation_of_a_limit_is_its_note() -> None:
    found = one(anticipate_day="20", anticipate_type="1", anticipate_explain="自受理之日起", promise_day="5",
                promise_type="1", promise_explain="无")  # fmt: skip
    assert found.values["legal_limit"] == {"number": 20, "unit": DAY, "note": "自受理之日起"}
    assert found.values["promised_limit"] == {"number": 5, "unit": DAY}
    assert found.leftover["basic"] == {"promise_explain": "无"}


@pytest.mark.clause("A16")
@pytest.mark.parametrize(
    ("legal", "promised", "found"),
    [(("20", "2"), ("18", "1"), "promise_within_statutory"), (("20", "自然日"), ("14", "工作日"), "limit_may_overrun"),
     (("20", "自然日"), ("8", "工作日"), ""), (("1", "3"), ("20", "1"), "limit_may_overrun"),
     (("1", "月"), ("35", "1"), "promise_within_statutory"), (("16", "5"), ("1", "1"), "promise_within_statutory"), (("72", "5"), ("1", "2"), ""),
     (("48", "5"), ("1", "1"), "limit_may_overrun"), (("48", "5"), ("2", "1"), "limit_may_overrun"),
     (("16", "小时"), ("3", "1"), "promise_within_statutory"), (("1", "年"), ("12", "月"), ""), (("1", "4"), ("365", "2"), "")],
)  # fmt: skip
def test_a_promise_in_another_unit_is_held_against_the_law_by_the_calendar(
    legal: tuple[str, str], promised: tuple[str, str], found: str
) -> None:
    keys = ("anticipate_day", "anticipate_type", "promise_day", "promise_type")
    told = rules(one({}, **dict(zip(keys, (*legal, *promised), strict=True))))
    assert set(told) & {"promise_within_statutory", "limit_may_overrun"} == ({found} if found else set())


@pytest.mark.clause("F23")
@pytest.mark.parametrize(("said", "kind"), [("10", "10"), ("批文", "20"), ("30", "30")])
def test_the_type_of_a_result_is_the_kind_of_the_element(said: str, kind: str) -> None:
    material = {"material_name": "申请书", "source_type": "10"}
    found = one({"extend": [{"result_name": "取水许可证", "result_type": said}], "material": [material]})
    assert found.values["results"] == [{"name": "取水许可证", "kind": kind}]
    assert "result_has_kind" not in rules(found)
    assert found.leftover == {}


def test_a_type_of_results_that_is_no_such_stays_over_and_none_is_none() -> None:
    material = {"material_name": "申请书", "source_type": "10"}
    nameless = one({"extend": [{"result_type": "10"}], "material": [material]})
    assert nameless.leftover == {"extend": [{"result_type": "10"}]}
    assert "result_unnamed" in slips(nameless)
    unknown = one({"extend": [{"result_name": "取水许可证", "result_type": "1"}]})
    assert unknown.leftover["extend"][0]["result_type"] == "1"
    assert "unknown_label" in slips(unknown)
    assert one({"extend": [{"result_type": "99"}]}).values["results"] == {"none": "结果类型：无"}


def test_the_steps_and_the_fees_of_a_dump_are_those_of_the_item() -> None:
    steps = [
        {"link_name": "受理", "handle_dept_name": "窗口", "handle_person_name": "窗口人员", "handle_day": "1", "order_num": "1"},
        {"link_name": "审核", "handle_day": "8", "handle_type": "5", "special_explain": "《水法》第七条", "order_num": "2"},
        {"link_name": "勘验", "handle_day": "8", "handle_type": "旬", "order_num": "3"},
    ]  # fmt: skip
    fees = [
        {
            "fee_name": "水资源费",
            "fee_stand": "每立方米 0.1 元",
            "by_law": "《水法》第四十八条",
            "is_desc": "1",
            "desc_explain": "农业减半",
        }
    ]
    found = one({"process_link": steps, "fee_project": fees}, is_fee="1")
    assert found.values["steps"][0]["name"] == "受理"
    assert found.values["steps"][0]["limit"] == {"number": 1, "unit": DAY}
    assert found.values["steps"][1] == {
        "name": "审核", "limit": {"number": 8, "unit": "hour"}, "uncounted_basis": "《水法》第七条"}  # fmt: skip
    assert "limit" not in found.values["steps"][2]
    assert "limit_unit_unknown" in slips(found)
    assert found.leftover["process_link"][2] == {"handle_day": "8", "handle_type": "旬", "order_num": "3"}
    assert found.values["fees"] == [
        {"name": "水资源费", "standard": "每立方米 0.1 元", "basis": "《水法》第四十八条", "reducible": True, "reduction_note": "农业减半"}
    ]  # fmt: skip
    assert not {"fee_has_basis"} & {line.rule for line in of_record(found, TODAY) if line.element.startswith("fees")}


def test_the_rows_of_a_table_count_before_the_words_of_a_column_beside_them() -> None:
    flow = "申请人提出申请，窗口受理，审查后决定。"
    rows = [
        {"link_name": name, "handle_dept_name": "窗口", "handle_day": "9", "order_num": str(n)}
        for n, name in enumerate(("受理", "决定"), 1)
    ]
    found = one({"process_link": rows}, handle_flow=flow, promise_day="5", promise_type="1")
    assert [(step["name"], step["office"], step["limit"]["number"]) for step in found.values["steps"]] == [
        ("受理", "窗口", 9),
        ("决定", "窗口", 9),
    ]
    assert found.leftover["basic"]["handle_flow"] == flow
    assert "steps_within_promise" in rules(found)
    assert len(one(handle_flow=flow).values["steps"]) == 3, "alone it is all there is"
    assert "flow_in_one_string" in slips(one(handle_flow=flow))
    assert "flow_in_one_string" not in slips(found)


def met(flow: str, *rows: dict[str, str]) -> tuple[list[str], list[str], Record]:
    """The names of the steps of an item with a flow in words and rows, and what is told of the two."""
    ordered = [{"order_num": str(n)} | row for n, row in enumerate(rows, 1)]
    found = one({"process_link": ordered}, handle_flow=flow)
    told = [note.zh for note in found.notes if note.path == "steps"]
    return [step.get("name", "") for step in found.values["steps"]], told, found


@pytest.mark.parametrize(
    ("flow", "rows", "more"),
    [("受理→审查→听证→决定→公示", "受理 审查 决定", "“听证、公示”"), ("1.受理 2.审查 3.会签 4.决定", "窗口受理 材料审查 作出决定", "“会签”"),
     ("申请→受理→审核→审批→发证", "受理 审查 决定 送达", ""), ("受理→审查→决定", "受理 审查 听证 决定", ""),
     ("申请人提出申请，窗口受理，按规定的条件和程序审查以后作出决定。", "受理 决定", ""), ("窗口收件（受理）→审查", "受理 审查与决定", "")],
)  # fmt: skip
def test_a_step_that_a_flow_in_words_names_and_no_row_has_is_told(flow: str, rows: str, more: str) -> None:
    names, told, _ = met(flow, *({"link_name": name} for name in rows.split()))
    assert names == rows.split()
    assert len(told) == bool(more)
    assert more in "".join(told)


def test_rows_without_names_have_them_from_a_flow_of_as_many_steps_and_else_the_flow_stays() -> None:
    rows = [{"handle_dept_name": office, "handle_day": "9"} for office in ("窗口", "一科", "局领导")]
    for flow in ("受理→审查→决定", "申请→受理→审查→决定"):
        names, told, found = met(flow, *rows)
        assert (names, found.values["steps"][1]["office"]) == (["受理", "审查", "决定"], "一科")
        assert ["受理、审查、决定" in one for one in told] == [True]
    named = met("受理→审查→决定", rows[0] | {"link_name": "受理"}, *rows[1:])
    assert (named[0], len(named[1])) == (["受理", "审查", "决定"], 1)
    names, told, found = met("受理→审查→听证→决定", *rows)
    assert names == ["受理", "审查", "听证", "决定"]
    assert any("3 行没有名称" in one for one in told)
    assert [row["handle_dept_name"] for row in found.leftover["process_link"]] == ["窗口", "一科", "局领导"]
    other = met("立案→调查→处罚", {"link_name": "受理"}, *rows[1:])
    assert other[0] == ["受理", "", ""], "a name that a row has is not the flow's"


@pytest.mark.parametrize(
    ("basic", "extend", "kept"),
    [({"is_online": "1"}, {"is_online": "0"}, {"basic": {"is_online": "1"}}), ({"server_type": "1", "serve_type": "2"}, {}, {"basic": {"serve_type": "2"}}),
     ({"is_online": "1"}, {"is_online": "是"}, {}), ({"server_type": "1^2", "serve_type": "自然人、企业法人"}, {}, {}), ({"is_online": "1"}, {"is_online": ""}, {}),
     ({"limit_scene_num": "1"}, {"limit_scene_num": "2"}, {"basic": {"limit_scene_num": "1"}})],
)  # fmt: skip
def test_of_two_columns_that_say_otherwise_of_one_element_one_counts_and_the_other_is_told_and_kept(
    basic: dict[str, str], extend: dict[str, str], kept: dict[str, Any]
) -> None:
    found = one({"extend": [extend]} if extend else {}, **basic)
    assert found.leftover == kept
    assert ("columns_differ" in slips(found)) == bool(kept)


def lacking(record: Record) -> set[str]:
    return {line.element for line in of_record(record, TODAY) if line.rule == "fourteen_elements"}


@pytest.mark.clause("C40")
@pytest.mark.parametrize(("is_fee", "asked"), [("0", ""), ("否", ""), ("1", "fee_basis"), ("", "fee_basis")])
def test_an_item_that_is_free_is_not_asked_for_the_basis_of_its_fees(is_fee: str, asked: str) -> None:
    assert ("fee_basis" in lacking(one(task_type="01", is_fee=is_fee))) is bool(asked)


@pytest.mark.clause("G34")
def test_a_penalty_is_not_asked_for_what_only_an_application_has() -> None:
    assert lacking(one(task_type="02")) == {"consult", "complaint", "steps", "flow_chart", "remedies"}
    assert {"materials", "visits", "conditions"} <= lacking(one(task_type="01"))


@pytest.mark.clause("C48")
def test_a_form_that_the_source_has_under_a_key_is_not_there_until_it_is_fetched() -> None:
    form = {"material_name": "取水许可申请表", "material_type": "2", "form_guid": "att-001", "example_guid": "att-002"}
    lines = list(of_record(one({"material": [form]}), TODAY))
    assert {line.element for line in lines if line.rule == "form_has_sample"} == {
        "materials[0].blank_form",
        "materials[0].sample",
    }
    assert "form_is_fetched" in {line.rule for line in lines}
    named = {"form_guid": "https://zwfw.example/a/申请表.docx", "example_guid": "https://zwfw.example/a/样表.doc"}
    assert "form_has_sample" not in rules(one({"material": [form | named]}))
    assert "form_has_sample" in rules(one({"material": [form | named | {"example_guid": ""}]}))


def test_columns_without_an_element_are_left_over_however_short_they_are() -> None:
    found = one(
        {"material": [{"material_name": "申请书", "source_type": "10", "x_kind": "1"}]}, use_level="4", x_level="4"
    )
    assert found.leftover == {"basic": {"x_level": "4"}, "material": [{"x_kind": "1"}]}
