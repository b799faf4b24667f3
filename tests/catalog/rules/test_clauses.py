"""Single clauses of the sources, each by an item that keeps it and one that breaks it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from services.catalog.rules import Context, findings
from services.catalog.rules.pointless_proof import proofs

DAYS = {"unit": "working_day"}


def rules_of(values: Mapping[str, Any], context: Context | None = None) -> dict[str, str]:
    return {f.rule: f.severity for f in findings(values, context or Context())}


def limit(number: int | None, unit: str = "working_day") -> dict[str, Any]:
    return {"number": number, "unit": unit}


@pytest.mark.clause("E15")
def test_a_fifth_step_blocks_unless_it_is_one_of_three_exceptions() -> None:
    four = [{"name": name} for name in ("受理", "审核", "审批", "办结")]
    assert rules_of({"steps": [*four, {"name": "会签"}]})["four_steps"] == "block"
    for excepted in ("专家论证", "听证", "查勘场地"):
        assert "four_steps" not in rules_of({"steps": [*four, {"name": excepted}]})


@pytest.mark.clause("E15")
def test_a_step_that_only_names_an_exception_counts_and_so_does_each_of_a_flow_in_one_string() -> None:
    four = ["受理", "审核", "审批", "办结"]
    for more in ("初审送达科室", "领取批件盖章", "现场核查结果会签", "专家意见汇总报局长", "发证前审核"):
        assert rules_of({"steps": [{"name": name} for name in (*four, more)]})["four_steps"] == "block", more
    for more in ("送达", "领取证照", "颁证与送达", "依法组织听证会", "（五）现场核查", "专家评审"):
        assert "four_steps" not in rules_of({"steps": [{"name": name} for name in (*four, more)]}), more
    for flow in ("受理-审查-决定-送达-公示-归档", "受理→初审→复审→审批→办结", "受理、初审、复审、审批、办结"):
        assert rules_of({"steps": [{"name": flow}]})["four_steps"] == "block", flow
        assert rules_of({"procedure": flow})["four_steps"] == "block", flow


@pytest.mark.clause("A16")
@pytest.mark.clause("C44")
def test_steps_promise_and_statute_stand_in_line() -> None:
    item = {"legal_limit": limit(20), "promised_limit": limit(5), "steps": [{"name": "审核", "limit": limit(5)}]}
    assert not {"promise_within_statutory", "steps_within_promise"} & rules_of(item).keys()
    assert rules_of(item | {"promised_limit": limit(21)})["promise_within_statutory"] == "block"
    assert rules_of(item | {"steps": [{"name": "审核", "limit": limit(6)}]})["steps_within_promise"] == "block"
    flow = {"internal_flow": [{"step": "会办", "limit": limit(6)}]}
    assert rules_of(item | flow)["internal_flow_within_limit"] == "block"


@pytest.mark.clause("C44")
def test_the_inner_steps_fit_into_acceptance_and_review_and_these_into_the_promise() -> None:
    flow = {"internal_flow": [{"step": "会办", "limit": limit(4)}, {"step": "签发", "limit": limit(2)}]}
    form = {"acceptance_days": 1, "review_days": 4}
    assert rules_of(flow | form)["internal_flow_within_limit"] == "block", "six days in five, no promise at hand"
    assert "internal_flow_within_limit" not in rules_of(flow | form | {"review_days": 5})
    assert rules_of(form | {"promised_limit": limit(4)})["internal_flow_within_limit"] == "block"


@pytest.mark.clause("A18")
def test_only_three_kinds_and_the_law_stop_the_clock() -> None:
    for kind, name in (("1", "现场核查"), ("2", "专家审查"), ("3", "企业整改")):
        assert "uncounted_from_closed_list" not in rules_of({"steps": [{"name": name, "uncounted": kind}]})
    other = {"name": "检测", "uncounted": "9"}
    assert rules_of({"steps": [other]})["uncounted_from_closed_list"] == "block"
    assert "uncounted_from_closed_list" not in rules_of(
        {"steps": [other | {"uncounted_basis": "《行政许可法》第四十五条"}]}
    )


@pytest.mark.clause("A17")
def test_without_a_statutory_limit_at_once_is_proposed() -> None:
    assert (
        rules_of({"legal_limit": limit(None, "none"), "promised_limit": limit(5)})["no_legal_limit_at_once"] == "warn"
    )
    assert "no_legal_limit_at_once" not in rules_of(
        {"legal_limit": limit(None, "none"), "promised_limit": limit(None, "on_the_spot")}
    )


@pytest.mark.clause("E16")
def test_kind_and_promise_agree_both_ways() -> None:
    assert rules_of({"handling_kind": "1", "promised_limit": limit(3)})["immediate_agrees"] == "block"
    assert rules_of({"handling_kind": "2", "promised_limit": limit(None, "on_the_spot")})["immediate_agrees"] == "block"


@pytest.mark.clause("E16")
def test_at_once_is_on_the_spot_and_by_a_simple_flow() -> None:
    assert "immediate_is_on_the_spot" in rules_of({"handling_kind": "1", "promised_limit": limit(1)})
    for slow in ("专家评审", "听证", "现场核查"):
        assert "immediate_is_simple" in rules_of({"handling_kind": "1", "steps": [{"name": slow}]}), slow
    assert (
        not {"immediate_is_simple", "immediate_is_on_the_spot"}
        & rules_of(
            {"handling_kind": "1", "promised_limit": limit(None, "on_the_spot"), "steps": [{"name": "受理"}]}
        ).keys()
    )


@pytest.mark.clause("E17")
@pytest.mark.parametrize("lacking", ["handler_post", "authority", "limit"])
def test_a_promised_step_has_post_authority_and_limit(lacking: str) -> None:
    step = {"name": "审核", "handler_post": "岗", "authority": "审", "limit": limit(1)}
    assert "promised_step_has_post" not in rules_of({"handling_kind": "2", "steps": [step]})
    short = {key: value for key, value in step.items() if key != lacking}
    assert rules_of({"handling_kind": "2", "steps": [short]})["promised_step_has_post"] == "block"


@pytest.mark.clause("A19")
def test_pointless_proofs_are_told() -> None:
    assert rules_of({"materials": [{"name": "居委会出具的居住证明"}]})["pointless_proof"] == "warn"


@pytest.mark.clause("A19")
@pytest.mark.parametrize(
    "name", ["无违法犯罪记录证明", "死亡证明", "婚育证明", "居民财产证明", "经济状况证明", "政治审查证明", "养犬证明"]
)
def test_a_kind_of_proof_on_the_list_is_told_with_its_source_unless_its_holder_issues_it(name: str) -> None:
    (found,) = [f for f in findings({"materials": [{"name": name}]}, Context()) if f.rule == "pointless_proof"]
    assert "号" in found.zh
    holder = next(one.held_by.pattern.split("|")[0] for one in proofs() if one.shape.search(name))
    assert "pointless_proof" not in rules_of({"materials": [{"name": name, "source_note": holder}]})


@pytest.mark.clause("A19")
def test_what_was_cancelled_is_not_asked_for_again() -> None:
    asked = {"materials": [{"name": "居住证明"}], "cancelled_materials": [{"name": "居住证明", "ground": "4"}]}
    assert rules_of(asked)["cancelled_not_asked"] == "block"


@pytest.mark.clause("A20")
def test_shared_data_are_not_asked_for() -> None:
    asked = {"name": "营业执照复印件", "submission": ["1", "2"]}
    assert rules_of({"materials": [asked]})["shared_data_not_asked"] == "warn"
    assert "shared_data_not_asked" not in rules_of({"materials": [asked | {"submission": ["4"]}]})


@pytest.mark.clause("A15")
def test_one_visit_at_most() -> None:
    assert rules_of({"visits": 2})["visits_at_most_once"] == "warn"
    assert "visits_at_most_once" not in rules_of({"visits": 1})


@pytest.mark.clause("C11")
@pytest.mark.clause("C17")
def test_a_reason_is_due_exactly_when_the_item_stays_out() -> None:
    assert rules_of({"on_platform": False})["platform_or_decision"] == "block"
    assert rules_of({"on_platform": True, "exclusion_reason": "涉密"})["platform_or_decision"] == "block"
    assert "platform_or_decision" not in rules_of({"on_platform": True})


@pytest.mark.clause("C24")
def test_the_number_is_that_of_the_summary_table() -> None:
    assert "item_number_agrees" in rules_of({"item_number": "3"}, Context(item={"item_number": "4"}))
    assert "item_number_agrees" not in rules_of({"item_number": "3"}, Context(item={"item_number": "3"}))


@pytest.mark.clause("C40")
def test_a_fee_needs_its_basis() -> None:
    fee = {"charges": True, "pay_online": True, "fees": [{"name": "工本费", "amount": "5.00"}]}
    assert rules_of(fee)["fee_has_basis"] == "block"
    assert "fee_has_basis" not in rules_of(fee | {"fee_basis": "《某条例》第三条"})


@pytest.mark.clause("C48")
def test_a_form_lacks_its_blank_or_its_sample_each_by_itself() -> None:
    whole = {"name": "设立登记申请书", "blank_form": {"name": "空白.docx"}, "filling_file": {"name": "说明.docx"}}
    for lacking, path in (("blank_form", "materials[0].blank_form"), ("filling_file", "materials[0].sample")):
        form = {key: value for key, value in whole.items() if key != lacking}
        found = [f.path for f in findings({"materials": [form]}, Context()) if f.rule == "form_has_sample"]
        assert found == [path]


@pytest.mark.clause("C48")
def test_a_form_needs_its_blank_and_a_sample_as_word_or_excel() -> None:
    form = {"name": "设立登记申请书", "blank_form": {"name": "空白.docx"}, "sample": {"name": "样本.xlsx"}}
    assert "form_has_sample" not in rules_of({"materials": [form]})
    assert rules_of({"materials": [form | {"sample": {"name": "样本.pdf"}}]})["form_has_sample"] == "block"


@pytest.mark.clause("A06")
def test_what_is_still_divisible_names_the_column_that_differs() -> None:
    cases = [{"name": "新办", "materials": ["甲"]}, {"name": "换证", "materials": ["甲"], "limit": limit(3)}]
    found = [f for f in findings({"cases": cases}) if f.rule == "still_divisible"]
    assert [f.en for f in found] == ["cases differ in limit: still divisible"]
    several = {"results": [{"name": "登记证"}, {"name": "通知书"}, {"name": "不予登记通知书"}]}
    assert "one_result_a_leaf" in rules_of(several)


@pytest.mark.clause("A05")
@pytest.mark.clause("A25")
def test_catalogue_elements_are_the_catalogues() -> None:
    base = {"name": "取水许可", "item_type": "01", "legal_limit": limit(20)}
    assert not {"name_as_catalogue", "as_catalogue"} & rules_of(base, Context(base=base)).keys()
    other = rules_of(base | {"name": "取水审批", "legal_limit": limit(30)}, Context(base=base))
    assert {"name_as_catalogue", "as_catalogue"} <= other.keys()


@pytest.mark.clause("G23")
def test_an_approval_in_disguise_is_told_by_name_by_a_gate_and_by_a_step_without_a_basis() -> None:
    service = {"item_type": "20", "name": "摊位登记"}
    assert "disguised_approval" in rules_of({"item_type": "20", "name": "户外广告审批"})
    assert "disguised_approval" in rules_of(service | {"steps": [{"name": "审批"}, {"name": "许可"}]})
    assert "disguised_approval" in rules_of(service | {"conditions": "经批准方可经营"})
    assert "disguised_approval" in rules_of(service | {"note": "未经街道办同意，不得设摊"})
    basis = {"legal_bases": [{"kind": "establishing", "title": "某条例", "article": 3}]}
    assert "disguised_approval" not in rules_of(service | basis | {"steps": [{"name": "审批"}]})
    permit = {"item_type": "01", "conditions": "经批准方可经营", "steps": [{"name": "许可"}]}
    assert "disguised_approval" not in rules_of(permit)


@pytest.mark.clause("G39")
def test_not_online_needs_an_exemption_with_an_article() -> None:
    assert "online_or_exempt" in rules_of({"online": False})
    exempt = {"online": False, "online_exemption": [{"scope": "1", "basis": "《保密法》第三条"}]}
    assert "online_or_exempt" not in rules_of(exempt)


@pytest.mark.clause("G39")
def test_an_exemption_without_an_article_exempts_nothing_and_the_whole_course_is_asked_for() -> None:
    for basis in ("", "领导批示"):
        exempt = {"online": False, "online_exemption": [{"scope": "1", "basis": basis}]}
        assert "online_or_exempt" in rules_of(exempt), basis
    assert "online_throughout_or_exempt" in rules_of({"online": True, "online_depth": ["2", "4"]})
    assert "online_throughout_or_exempt" not in rules_of({"online": True, "online_depth": ["4", "5"]})


@pytest.mark.clause("F32")
def test_a_stale_remedy_is_told() -> None:
    assert "remedy_periods" in rules_of({"remedies": [{"kind": "1", "period": limit(15, "day")}]})


@pytest.mark.clause("G52")
def test_supervision_is_whole() -> None:
    assert rules_of({})["supervision_whole"] == "block"
    assert rules_of({"supervision": [{"level": "4", "measures": "抽查"}]})["supervision_whole"] == "block"


@pytest.mark.clause("G34")
def test_each_of_the_fourteen_is_asked_for() -> None:
    missing = [f.path for f in findings({}) if f.rule == "fourteen_elements"]
    assert len(missing) == 14


@pytest.mark.clause("G60")
def test_a_rule_speaks_from_the_day_its_source_is_in_force() -> None:
    bare: dict[str, Any] = {"steps": [{"name": n} for n in ("受理", "审核", "审批", "办结", "会签")]}
    before, on = Context(today=date(2022, 7, 18)), Context(today=date(2022, 7, 19))
    assert {"fourteen_elements", "supervision_whole"} <= rules_of(bare, on).keys() - rules_of(bare, before).keys()
    assert "four_steps" in rules_of(bare, before), "Xinzhou is in force since 2012"
    assert "four_steps" not in rules_of(bare, Context(today=date(2012, 4, 16)))


@pytest.mark.clause("A14")
def test_what_is_simplified_has_its_later_supervision() -> None:
    eased = {"undertaking": True, "supervision": [{"phase": "1", "level": "4", "measures": "核查", "standard": "规则"}]}
    assert rules_of(eased)["simplified_is_supervised"] == "warn"
    later = {"supervision": [{"phase": "3", "level": "4", "measures": "抽查", "standard": "规则"}]}
    assert "simplified_is_supervised" not in rules_of(eased | later)


@pytest.mark.clause("A14")
@pytest.mark.parametrize(
    "less",
    [{"steps": [{"name": "受理"}]}, {"promised_limit": limit(3)}, {"visits": 0}, {"materials": []}],
    ids=["steps", "limit", "visits", "materials"],
)
def test_what_asks_less_than_online_is_simplified(less: dict[str, Any]) -> None:
    online = {
        "steps": [{"name": "受理"}, {"name": "决定"}],
        "promised_limit": limit(5),
        "visits": 1,
        "materials": [{"name": "申请书"}],
    }
    assert "simplified_is_supervised" in rules_of(online | less, Context(online=online))
    assert "simplified_is_supervised" not in rules_of(online | less, Context(online=online | less))
    assert "simplified_is_supervised" not in rules_of(online, Context(online=online | less))
    later = {"supervision": [{"phase": "2", "level": "4", "measures": "抽查", "standard": "规则"}]}
    assert "simplified_is_supervised" not in rules_of(online | less | later, Context(online=online))


@pytest.mark.clause("F03")
def test_a_permit_leads_to_its_supervision_and_to_the_item_that_withdraws_it() -> None:
    permit = {"item_type": "01", "related_items": [{"name": "后续变更", "relation": "2"}]}
    assert {"permit_names_withdrawal": "hint", "supervision_whole": "block"}.items() <= rules_of(permit).items()
    whole = {"related_items": [{"name": "撤销许可", "relation": "3", "code": "230702001000"}]}
    later = {"supervision": [{"phase": "2", "level": "4", "measures": "检查", "standard": "规则"}]}
    assert not {"permit_names_withdrawal", "supervision_whole"} & rules_of(permit | whole | later).keys()


@pytest.mark.clause("G40")
def test_online_and_window_run_side_by_side_and_nobody_has_to_come_for_nothing() -> None:
    assert rules_of({"online": True, "ways_to_apply": ["2"]})["online_beside_window"] == "hint"
    assert "online_beside_window" not in rules_of({"online": True, "ways_to_apply": ["1", "2"]})
    assert rules_of({"visits": 0, "ways_to_apply": ["1"]})["no_visit_has_a_way"] == "warn"
    assert "no_visit_has_a_way" not in rules_of({"visits": 0, "ways_to_apply": ["1", "3"]})


@pytest.mark.clause("B09")
def test_who_stays_off_the_platform_has_a_ground_a_government_and_its_document() -> None:
    out = {"on_platform": False, "exclusion_reason": "涉密"}
    assert rules_of(out)["platform_or_decision"] == "block"
    decision = {"ground": "1", "government": "鸡西市人民政府", "document_number": "鸡政发〔2018〕3号"}
    assert "platform_or_decision" not in rules_of(out | {"platform_exception": [decision]})
    for lacking in decision:
        part = {k: v for k, v in decision.items() if k != lacking}
        assert rules_of(out | {"platform_exception": [part]})["platform_or_decision"] == "block", lacking


@pytest.mark.clause("B09")
@pytest.mark.parametrize(
    "wrong",
    [
        {"government": "某村委会"},
        {"government": "鸡西市市场监督管理局"},
        {"government": "鸡东县人民政府"},
        {"document_number": "口头"},
        {"ground": "9"},
    ],
)
def test_a_decision_is_a_governments_of_that_level_by_a_document_and_a_special_case_is_told(
    wrong: dict[str, str],
) -> None:
    out = {"on_platform": False, "exclusion_reason": "特殊", "exercise_level": "3"}
    decision = {"ground": "9", "government": "鸡西市人民政府", "document_number": "鸡政发〔2018〕3号", "note": "机要"}
    assert "platform_or_decision" not in rules_of(out | {"platform_exception": [decision]})
    bad = decision | wrong | ({"note": ""} if "ground" in wrong else {})
    assert rules_of(out | {"platform_exception": [bad]})["platform_or_decision"] == "block"


@pytest.mark.clause("B10")
def test_an_item_on_the_platform_is_accepted_handled_and_answered_there() -> None:
    assert rules_of({"on_platform": True, "platform_steps": ["1", "2"]})["platform_three_steps"] == "warn"
    assert "platform_three_steps" not in rules_of({"on_platform": True, "platform_steps": ["1", "2", "3"]})
