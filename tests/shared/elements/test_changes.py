from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.elements import canonical, changes, internal_view, is_empty, working_days
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
    ],
)
def test_what_is_better_for_the_applicant(key: str, more: Any, less: Any) -> None:
    assert kinds(key, more, less) == [(key, "better")]


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
def test_a_further_step_and_a_longer_one_are_worse() -> None:
    steps = [{"name": "受理", "limit": limit(1)}, {"name": "办结"}]
    assert kinds("steps", steps, [steps[0], {"name": "审核"}, steps[1]]) == [("steps[1]", "worse")]
    assert kinds("steps", steps, [{"name": "受理", "limit": limit(2)}, steps[1]]) == [("steps[0].limit", "worse")]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("年满18周岁，有住所。", "年满18周岁,有住所", "wording"),
        ("ＡＢＣ 证", "abc证", "wording"),
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


@pytest.mark.parametrize(("value", "days"), [(limit(2, "month"), 44), (limit(30, "day"), 22), (limit(8, "hour"), 1)])
def test_limits_in_working_days(value: dict[str, Any], days: int) -> None:
    assert working_days(value) == days
