from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.elements import ELEMENTS, TABLES, Kind, canonical, changes, internal_view, is_empty, working_days
from shared.elements.model import Worse
from tests.shared.elements.records import BASIS, RECORDS, Values, full


def limit(number: int | None, unit: str = "working_day") -> dict[str, Any]:
    return {"number": number, "unit": unit}


def kinds(key: str, old: Any, new: Any) -> list[tuple[str, str]]:
    return [(change.path, change.kind) for change in changes({key: old}, {key: new})]


@given(RECORDS)
@settings(max_examples=60, deadline=None)
def test_nothing_changed_between_a_record_and_itself(values: Values) -> None:
    assert changes(values, values) == []
    assert changes(values, internal_view(values)) == []


def pruned(value: Any) -> Any:
    """Without what says nothing."""
    if isinstance(value, dict):
        return {key: pruned(one) for key, one in value.items() if not is_empty(one)}
    return [pruned(one) for one in value] if isinstance(value, list) else value


@given(old=RECORDS, other=RECORDS, copied=st.booleans())
@settings(max_examples=60, deadline=None)
def test_records_without_a_difference_are_equal(old: Values, other: Values, *, copied: bool) -> None:
    new = old | dict(list(other.items())[:1]) if copied else other
    same = canonical(pruned(old)) == canonical(pruned(new))
    assert (changes(old, new) == []) is same


def test_a_full_record_equals_itself() -> None:
    assert changes(full(), full()) == []


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("key", "less", "more"),
    [
        ("promised_limit", limit(3), limit(5)),
        ("promised_limit", limit(None, "on_the_spot"), limit(1)),
        ("legal_limit", limit(20), limit(30)),
        ("legal_limit", limit(20), limit(1, "month")),
        ("legal_limit", limit(20, "day"), limit(20)),
        ("legal_limit", limit(1, "year"), {"none": "法律没有规定"}),
        ("legal_limit", limit(1, "year"), limit(None, "none")),
        ("visits", 0, 1),
        ("acceptance_days", 1, 2),
        ("charges", False, True),
        ("handling_kind", "1", "2"),
        ("ways_to_apply", ["1", "2"], ["1"]),
        ("online_depth", ["4", "5"], ["4", "6"]),
        ("express", True, False),
        ("online_url", "https://zwfw.example", None),
        ("site_survey", False, True),
        ("prohibitions", {"none": "没有"}, "不得申请"),
        ("conditions", {"none": "没有"}, "年满18周岁"),
        ("promised_limit", limit(5), limit(5) | {"note": "不含现场勘验"}),
        ("promised_limit", limit(5), limit(4) | {"note": "不含现场勘验"}),
        ("promised_limit", limit(5), None),
        ("limit_note", None, "补正期间不计入"),
        ("cross_area", "2", "4"),
        ("consult_phone", "0467-1234567", None),
        ("office_hours", "工作日", None),
        ("quantity_limit", {"none": "不限"}, "每年十家"),
        ("handling_kind", "1", None),
        ("visits", 1, None),
        ("prohibitions", "无。", "有犯罪记录的不予办理"),
        ("office_hours", "工作日", "无"),
        ("permit_validity", "长期有效", "一年"),
        ("permit_validity", "有效期5年", "三年"),
        ("delivery_ways", ["1", "2"], ["2"]),
    ],
)
def test_what_is_worse_for_the_applicant(key: str, less: Any, more: Any) -> None:
    assert kinds(key, less, more) == [(key, "worse")]


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("key", "more", "less"),
    [
        ("promised_limit", limit(5), limit(3)),
        ("legal_limit", limit(30), limit(30, "day")),
        ("visits", 1, 0),
        ("charges", True, False),
        ("ways_to_apply", ["1"], ["1", "2"]),
        ("express", False, True),
        ("handling_kind", "2", "1"),
        ("promised_limit", limit(5) | {"note": "不含现场勘验"}, limit(5)),
        ("limit_note", "补正期间不计入", None),
        ("cross_area", "4", "1"),
    ],
)
def test_what_is_better_for_the_applicant(key: str, more: Any, less: Any) -> None:
    assert kinds(key, more, less) == [(key, "better")]


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("column", "less", "more"),
    [
        ("necessity", "2", "1"),
        ("necessity", "3", "1"),
        ("necessity", "2", "3"),
        ("necessity", "2", None),
        ("condition", "委托办理时", None),
        ("format", "3", "1"),
        ("source", "10", "30"),
        ("source", "20", "10"),
        ("shared_data", "国土空间数据", None),
        ("submission", ["1", "2"], ["1"]),
        ("submission", ["4"], ["2"]),
        ("submission", ["2"], ["1"]),
        ("copies", 1, 2),
        ("original", False, True),
        ("electronic", True, False),
        ("upload_required", False, True),
        ("file_types", ["1", "2"], ["1"]),
        ("blank_form", {"name": "表.docx"}, None),
        ("filling_guide", "逐项填写", None),
    ],
)
def test_a_material_that_is_harder_to_bring_is_worse_and_the_reverse_is_not(column: str, less: Any, more: Any) -> None:
    old, new = ([{"name": "申请书", column: value}] for value in (less, more))
    assert kinds("materials", old, new) == [(f"materials[0].{column}", "worse")]
    expected = "better" if more is not None else "neutral"
    assert kinds("materials", new, old) == [(f"materials[0].{column}", expected)]


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("key", "name", "column", "less", "more"),
    [
        ("cases", "企业", "materials", ["申请书"], ["申请书", "可行性论证报告"]),
        ("cases", "企业", "materials", ["申请书"], ["可行性论证报告"]),
        ("cases", "企业", "fees", {"none": "免收"}, ["工本费"]),
        ("cases", "企业", "limit", limit(3), limit(3) | {"note": "不含公示"}),
        ("cases", "企业", "conditions", {"none": "没有"}, "须有住所"),
        ("steps", "受理", "uncounted", None, "1"),
        ("steps", "受理", "parallel", True, False),
        ("fees", "工本费", "reducible", True, False),
        ("fees", "工本费", "reduction_note", "残疾人免收", None),
        ("places", "县政务大厅", "hours", "周一至周六", None),
        ("remedies", "1", "period", limit(60, "day"), limit(30, "day")),
        ("results", "登记证", "electronic", True, False),
    ],
)
def test_a_row_that_asks_more_or_gives_less_is_worse(key: str, name: str, column: str, less: Any, more: Any) -> None:
    row_key = str(ELEMENTS[key].row_key)
    old, new = ([{row_key: name, column: value}] for value in (less, more))
    assert kinds(key, old, new) == [(f"{key}[0].{column}", "worse")]


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("复印件", "原件", "worse"),
        ("复印件1份", "原件及复印件", "worse"),
        ("原件", "原件或复印件", "better"),
        ("原件", "无需原件，复印件即可", "neutral"),
        ("A4纸", "原件", "neutral"),
    ],
)
def test_an_original_in_the_place_of_a_copy_is_worse(old: str, new: str, kind: str) -> None:
    rows = [[{"name": "身份证", "specification": one}] for one in (old, new)]
    assert kinds("materials", *rows) == [("materials[0].specification", kind)]


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("permit_validity", "至2030年12月31日", "一年"),
        ("permit_validity", "2030年", "三年"),
        ("permit_validity", "五年，期满可延续三年", "三年"),
        ("office_hours", "周一至周五", "周一"),
        ("conditions", "年满18周岁", "年满60周岁"),
        ("prohibitions", "无", "没有。"),
    ],
)
def test_what_a_text_does_not_surely_say_is_not_guessed(key: str, old: str, new: str) -> None:
    assert kinds(key, old, new) == [(key, "neutral")]


@pytest.mark.clause("G35")
def test_one_place_or_one_case_less_is_worse_and_one_more_is_better() -> None:
    for key in ("places", "cases"):
        two = [{"name": "县政务大厅"}, {"name": "镇便民服务中心"}]
        assert kinds(key, two, two[:1]) == [(f"{key}[1]", "worse")]
        assert kinds(key, two[:1], two) == [(f"{key}[1]", "better")]


@pytest.mark.clause("G35")
def test_what_is_fetched_instead_of_brought_is_better() -> None:
    def handed_in(old: list[str], new: list[str]) -> list[tuple[str, str]]:
        return kinds("materials", [{"name": "证照", "submission": old}], [{"name": "证照", "submission": new}])

    for old, new in ((["1"], ["4"]), (["1", "2"], ["3"]), (["1"], ["2"]), (["1"], ["1", "4"])):
        assert handed_in(old, new) == [("materials[0].submission", "better")]
    assert handed_in(["1", "4"], ["1"]) == [("materials[0].submission", "worse")]


def test_every_code_that_can_be_worse_is_of_a_table_that_says_how_hard_its_codes_are() -> None:
    fields = [*ELEMENTS.values(), *(column for one in ELEMENTS.values() for column in one.columns)]
    judged = [f for f in fields if f.type is Kind.CHOICE and f.worse in {Worse.MORE, Worse.FEWER}]
    assert {"necessity", "handling_kind", "cross_area"} <= {field.key for field in judged}
    for field in judged:
        codes = TABLES[str(field.table)].schemes[str(field.scheme)].codes.values()
        assert len({code.burden for code in codes} - {None}) > 1, field.key


def test_a_case_whose_list_of_materials_is_no_longer_said_asks_no_less() -> None:
    old, new = ([{"name": "企业", "materials": value}] for value in (["申请书"], None))
    assert kinds("cases", old, new) == [("cases[0].materials", "neutral")]


@pytest.mark.parametrize(
    ("key", "value"), [("visits", 2), ("charges", True), ("promised_limit", limit(20)), ("fees", [{"name": "费"}])]
)
def test_what_was_not_said_before_is_neither(key: str, value: Any) -> None:
    assert kinds(key, None, value) == [(key, "neutral")]


@pytest.mark.clause("G35")
def test_materials_are_compared_by_name_not_by_place() -> None:
    old = [{"name": "申请书", "copies": 1}, {"name": "协议书"}]
    assert kinds("materials", old, [{"name": "可行性论证报告"}, *old]) == [("materials[0]", "worse")]
    assert kinds("materials", old, old[:1]) == [("materials[1]", "better")]
    assert kinds("materials", old, [{"name": "申请书", "copies": 2}, old[1]]) == [("materials[0].copies", "worse")]
    assert kinds("materials", old, [{"name": "申请书", "copies": 1, "original": True}, old[1]]) == [
        ("materials[0].original", "neutral")
    ]
    assert kinds("materials", old, old[::-1]) == [("materials", "neutral")]


def test_a_second_material_of_one_name_is_another_one() -> None:
    assert kinds("materials", [{"name": "证明"}], [{"name": "证明"}, {"name": "证明"}]) == [("materials[1]", "worse")]


@pytest.mark.clause("G35")
def test_a_new_fee_and_a_higher_one_are_worse() -> None:
    fee = {"name": "工本费", "amount": "9.50"}
    assert kinds("fees", {"none": "不收费"}, [fee]) == [("fees[0]", "worse")]
    assert kinds("fees", [fee], [fee | {"amount": "10.00"}]) == [("fees[0].amount", "worse")]
    assert kinds("fees", [fee], {"none": "不收费"}) == [("fees[0]", "better")]


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("10元", "100元", "worse"),
        ("每件 1,000 元", "每件900元", "better"),
        ("按标的额的1%收取", "按标的额的2％收取", "worse"),
        ("免费", "每件五元", "worse"),
        ("十元", "不收费", "better"),
        ("首件10元，之后每件5元", "首件5元，之后每件8元", "worse"),
        ("首件10元，之后每件5元", "每件9元", "better"),
        ("1万元", "10000元", "neutral"),
        ("每件10元", "每件10元。", "wording"),
        ("见文件", "每件10元", "neutral"),
    ],
)
def test_a_fee_that_only_the_text_raises_is_worse(old: str, new: str, kind: str) -> None:
    before, after = ([{"name": "工本费", "standard": text}] for text in (old, new))
    assert kinds("fees", before, after) == [("fees[0].standard", kind)]


@pytest.mark.clause("G35")
def test_a_further_step_and_a_longer_one_are_worse() -> None:
    steps = [{"name": "受理", "limit": limit(1)}, {"name": "办结"}]
    assert kinds("steps", steps, [steps[0], {"name": "审核"}, steps[1]]) == [("steps[1]", "worse")]
    assert kinds("steps", steps, [{"name": "受理", "limit": limit(2)}, steps[1]]) == [("steps[0].limit", "worse")]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("年满18周岁，有住所。", "年满18周岁,有住所", "wording"),
        ("ＡＢＣ 证", "ABC证", "wording"),
        ("年满18周岁", "年满16周岁", "neutral"),
        ("1.5万元", "15万元", "neutral"),
        ("三、五日", "三五日", "neutral"),
        ("不低于5%", "不低于5", "neutral"),
        ("≥5人", "5人", "neutral"),
    ],
)
def test_wording_is_blanks_punctuation_and_width_only(old: str, new: str, kind: str) -> None:
    assert kinds("conditions", old, new) == [("conditions", kind)]


def test_a_material_renamed_in_wording_is_the_same_material() -> None:
    assert kinds("materials", [{"name": "申请书（表）"}], [{"name": "申请书(表)"}]) == [
        ("materials[0].name", "wording")
    ]


def test_bases_are_compared_by_what_they_cite() -> None:
    later = BASIS | {"article": 57}
    assert kinds("legal_bases", [BASIS], [BASIS, later]) == [("legal_bases[1]", "neutral")]
    assert kinds("legal_bases", [BASIS], [BASIS | {"text": "第五十六条。"}]) == [("legal_bases[0]", "wording")]
    assert kinds("legal_bases", [BASIS], [BASIS | {"text": "另一条"}]) == [("legal_bases[0]", "neutral")]


@pytest.mark.clause("G35")
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (limit(1, "year"), limit(12, "month"), "neutral"),
        (limit(1, "year"), limit(365, "day"), "better"),
        (limit(30, "day"), limit(22), "worse"),
        (limit(30, "day"), limit(15), "better"),
        (limit(15), limit(30, "day"), "worse"),
        (limit(1, "month"), {"number": None, "unit": "none"}, "worse"),
        ({"none": "法律未规定"}, limit(30), "better"),
        (limit(5), {"number": None, "unit": "on_the_spot"}, "better"),
    ],
)
def test_a_limit_that_ends_later_from_some_day_of_start_is_worse(old: Any, new: Any, kind: str) -> None:
    assert kinds("promised_limit", old, new) == [("promised_limit", kind)]


@pytest.mark.clause("G35")
def test_a_time_for_a_remedy_that_is_shorter_from_some_day_of_start_is_worse() -> None:
    def period(number: int, unit: str) -> list[dict[str, Any]]:
        return [{"kind": "1", "period": limit(number, unit)}]

    assert kinds("remedies", period(2, "month"), period(60, "day")) == [("remedies[0].period", "worse")]
    assert kinds("remedies", period(2, "month"), period(70, "day")) == [("remedies[0].period", "better")]


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (limit(2, "month"), 44),
        (limit(30, "day"), 22),
        (limit(8, "hour"), 1),
        (limit(24, "hour"), 1),
        (limit(48, "hour"), 2),
        (limit(28, "hour"), Fraction(3, 2)),
    ],
)
def test_limits_in_working_days(value: dict[str, Any], days: Fraction) -> None:
    assert working_days(value) == days
