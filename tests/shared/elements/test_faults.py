from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.elements import ELEMENTS, faults
from tests.shared.elements.records import BASIS, FILE, RECORDS, full

NESTED: Any = "x"
for _ in range(5_000):
    NESTED = [NESTED]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def found(values: object, **options: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in faults(values, **options)]


def test_a_full_record_has_no_fault() -> None:
    assert found(full(), partial=False, on=date(2026, 11, 22)) == []


@given(RECORDS)
@settings(max_examples=60, deadline=None)
def test_sound_records_have_no_fault(values: dict[str, Any]) -> None:
    assert found(values) == []


@pytest.mark.parametrize(
    ("values", "path", "code"),
    [
        ({"nonsense": 1}, "nonsense", "unknown_element"),
        ({"name": 3}, "name", "wrong_type"),
        ({"name": "长" * 201}, "name", "too_long"),
        ({"name": "甲\n乙"}, "name", "control_characters"),
        ({"name": "甲\u202e乙"}, "name", "control_characters"),
        ({"conditions": "甲\x00"}, "conditions", "control_characters"),
        ({"conditions": "甲\ud800"}, "conditions", "control_characters"),
        ({"visits": True}, "visits", "wrong_type"),
        ({"visits": 1.0}, "visits", "wrong_type"),
        ({"visits": -1}, "visits", "out_of_range"),
        ({"visits": 10**5000}, "visits", "out_of_range"),
        ({"online": 1}, "online", "wrong_type"),
        ({"handling_kind": "3"}, "handling_kind", "not_in_table"),
        ({"handling_kind": 1}, "handling_kind", "wrong_type"),
        ({"ways_to_apply": ["1", "1"]}, "ways_to_apply", "repeated"),
        ({"ways_to_apply": ["1", "7"]}, "ways_to_apply[1]", "not_in_table"),
        ({"ways_to_apply": "1"}, "ways_to_apply", "wrong_type"),
        ({"planned_effective_on": "2026-02-30"}, "planned_effective_on", "bad_shape"),
        ({"planned_effective_on": "二〇二六年"}, "planned_effective_on", "bad_shape"),
        ({"consult_phone": "call me"}, "consult_phone", "bad_shape"),
        ({"consult_phone": "０４６７-0000001"}, "consult_phone", "bad_shape"),
        ({"consult_email": "window at hall"}, "consult_email", "bad_shape"),
        ({"online_url": "javascript:alert(1)"}, "online_url", "bad_shape"),
        ({"online_url": "https://user@host.example/"}, "online_url", "bad_shape"),
        ({"implementing_body_code": "11230300990000017I"}, "implementing_body_code", "bad_shape"),
        ({"promised_limit": {"number": 3, "unit": "fortnight"}}, "promised_limit.unit", "not_in_table"),
        ({"promised_limit": {"number": None, "unit": "day"}}, "promised_limit.number", "number_needed"),
        ({"promised_limit": {"number": 1, "unit": "on_the_spot"}}, "promised_limit.number", "number_not_wanted"),
        ({"promised_limit": {"number": True, "unit": "day"}}, "promised_limit.number", "wrong_type"),
        ({"promised_limit": {"number": 3}}, "promised_limit.unit", "required"),
        ({"legal_bases": [BASIS | {"kind": "other"}]}, "legal_bases[0].kind", "bad_shape"),
        ({"legal_bases": [BASIS | {"article": "56"}]}, "legal_bases[0].article", "wrong_type"),
        ({"legal_bases": [{"kind": "establishing"}]}, "legal_bases[0].title", "required"),
        ({"flow_chart": FILE | {"sha256": "x"}}, "flow_chart.sha256", "bad_shape"),
        ({"flow_chart": FILE | {"name": "../etc/passwd"}}, "flow_chart.name", "bad_shape"),
        ({"downloads": [FILE, {"name": "a"}]}, "downloads[1].sha256", "required"),
        ({"fees": [{"name": "工本费", "amount": "-1"}]}, "fees[0].amount", "bad_shape"),
        ({"fees": [{"name": "工本费", "amount": 1.5}]}, "fees[0].amount", "wrong_type"),
        ({"materials": [{"name": "甲"}, {"name": "乙"}, {"copies": True}]}, "materials[2].copies", "wrong_type"),
        ({"materials": [{"colour": "red"}]}, "materials[0]", "unknown_part"),
        ({"materials": {"name": "甲"}}, "materials", "wrong_type"),
        ({"materials": ["甲"]}, "materials[0]", "wrong_type"),
        ({"materials": [{}] * 201}, "materials", "too_many"),
        ({"name": {"none": "没有"}}, "name", "none_not_allowed"),
        ({"faqs": {"none": ""}}, "faqs", "none_needs_reason"),
        ({"faqs": {"none": "没有", "more": 1}}, "faqs", "none_needs_reason"),
        ({"faqs": {"none": "甲\x07"}}, "faqs.none", "control_characters"),
        ({"item_type": "01", "penalties": [{"act": "甲"}]}, "penalties", "not_for_type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_is_named_with_its_place(values: dict[str, Any], path: str, code: str) -> None:
    assert (path, code) in found(values)


def test_a_fault_says_the_field_and_the_cure_in_two_languages() -> None:
    (fault,) = faults({"materials": [{"copies": "2"}]})
    assert "申请材料·第1行·份数" in fault.message_zh
    assert "Copies" in fault.message_en
    assert fault.cure_zh
    assert fault.cure_en


@pytest.mark.parametrize(
    "phone", ["0467-0000001", "0467-0000001-12", "00000001", "12345", "13000000000", "400-000-0000"]
)
def test_telephones_as_they_are_written(phone: str) -> None:
    assert found({"consult_phone": phone}) == []


def test_a_draft_may_lack_what_the_whole_record_must_have() -> None:
    draft = {"materials": [{"copies": 1}]}
    assert found(draft) == []
    assert {("materials[0].name", "required"), ("name", "required"), ("item_type", "required")} <= set(
        found(draft, partial=False)
    )


@pytest.mark.parametrize(("day", "faulty"), [("2018-06-14", True), ("2018-06-15", False)])
def test_a_code_must_be_valid_on_the_day(day: str, *, faulty: bool) -> None:
    assert (("local_kind", "not_current") in found({"local_kind": "06"}, on=date.fromisoformat(day))) is faulty


@pytest.mark.parametrize("values", [None, 1, "x", [], [{}], NESTED], ids=lambda value: type(value).__name__)
def test_what_is_no_object_is_said_so(values: object) -> None:
    assert found(values) == [("", "not_an_object")]


@given(st.dictionaries(st.sampled_from(sorted(ELEMENTS)) | st.text(max_size=8), JSON, max_size=6))
@settings(max_examples=200, deadline=None)
def test_nothing_raises(values: dict[str, Any]) -> None:
    faults(values)
    faults(values, partial=False, on=date(2026, 1, 1))


@pytest.mark.parametrize("hostile", [NESTED, {"none": NESTED}, [NESTED], float("nan"), float("inf"), object()])
def test_hostile_values_are_faults_of_every_element(hostile: object) -> None:
    assert [key for key in ELEMENTS if not found({key: hostile})] == []


def test_the_report_is_bounded() -> None:
    many = found({f"k{number}": 1 for number in range(10_000)})
    assert len(many) == 201
    assert many[-1] == ("", "more_faults")


def test_a_key_is_shown_without_what_could_harm() -> None:
    (fault,) = faults({"<b>\u202e{name}" + "x" * 500: 1})
    assert "<" not in fault.message_zh
    assert "\u202e" not in fault.message_zh
    assert len(fault.path) <= 60
