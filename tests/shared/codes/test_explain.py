"""Any code explained: kind, parts, and the first thing wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codes import BadCode, explain, handling_code, implementation_code
from shared.codes.items import type_name

KINDS = {"basic", "implementation", "handling", "legacy", "credit", "region"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("11650000010183859F2650116013001", "implementation"),
        ("12441500196720244T3442199806003", "implementation"),
        ("11450000007565194H200011501500504", "handling"),
        ("00016421300301", "handling"),
        ("00016421300Y", "basic"),
        ("000131127002", "basic"),
        ("000104002000", "basic"),
        ("11450721MB15580811", "credit"),
        ("XK0010100Y", "legacy"),
        ("CF00101001", "legacy"),
        ("XK00101012230300990000017", "legacy"),
        ("511A0138000000-511602000000-000-11650000010183859F-1-00", "legacy"),
        ("230321", "region"),
        ("230321100", "region"),
    ],
)
def test_real_codes_are_sound(code: str, kind: str) -> None:
    found = explain(code)
    assert (found["kind"], found["valid"], found["fault"]) == (kind, True, None)


def test_the_doubtful_credit_code_is_no_parse_error() -> None:
    found = explain("115113010083722043")
    assert (found["kind"], found["valid"]) == ("credit", False)
    assert found["fault"]
    assert found["fault"]["position"] == 18
    assert found["parts"]["organisation_code"] == "008372204"


def test_a_real_handling_code_splits_cleanly() -> None:
    parts = explain("11450000007565194H200011501500504")["parts"]
    assert parts["implementation_code"] == "11450000007565194H2000115015005"
    assert (parts["level"], parts["level_name"]) == ("2", "省级")
    assert (parts["basic_code"], parts["serial"]) == ("000115015005", "04")
    basic = parts["basic"]
    assert isinstance(basic, dict)
    assert (basic["owner_name"], basic["type_name"]) == ("国家", "行政许可")
    assert (basic["department_name"], basic["rank"]) == ("自然资源", "sub_item")


@pytest.mark.parametrize(("tail", "rank"), [("000", "item"), ("00Y", "main_item"), ("007", "sub_item")])
def test_the_tail_tells_main_items_from_sub_items(tail: str, rank: str) -> None:
    assert explain(f"230116013{tail}")["parts"]["rank"] == rank


@pytest.mark.parametrize(
    ("code", "kind", "position", "cause"),
    [
        ("00016421301Y", "basic", 12, "not_a_digit"),
        ("0001642130OY", "basic", 11, "not_a_digit"),
        ("0A0164213000", "basic", 2, "not_a_digit"),
        ("0001642130000", "basic", None, "wrong_length"),
        ("11650000010183859F8650116013001", "implementation", 19, "level_unknown"),
        ("11650000010183859F26501160130O1", "implementation", 30, "not_a_digit"),
        ("11650000010183859A2650116013001", "implementation", 18, "check_character"),
        ("11650000010183859A26501160130O1", "implementation", 30, "not_a_digit"),
        ("11650000010183859F265011601300", "implementation", None, "wrong_length"),
        ("11650000010183859F265011601300100", "handling", 32, "serial_zero"),
        ("11310000MB2F3067XN2000131127002A2", "handling", 32, "serial_not_numeric"),
        ("000164213003A2", "handling", 13, "serial_not_numeric"),
        ("AB0010100Y", "legacy", 1, "legacy_type_unknown"),
        ("XK00101Y0Y", "legacy", None, "form_unknown"),
        ("990000", "region", 1, "division_unknown"),
        ("239900", "region", 3, "division_unknown"),
        ("230399", "region", 5, "division_unknown"),
        ("500105", "region", 5, "division_ended"),
        ("371200", "region", 3, "division_ended"),
        ("990164213003", "basic", 1, "owner_unknown"),
        ("000164000000", "basic", 7, "main_item_zero"),
        ("99016421300301", "handling", 1, "owner_unknown"),
        ("11650000010183859F2000164000000", "implementation", 26, "main_item_zero"),
        ("２30321", "region", 1, "full_width"),
        ("00016421300y", "basic", 12, "lower_case"),
        (" 00016421300Y", "basic", 1, "blank"),
        ("", "basic", None, "wrong_length"),
        ("00016421300Y\u200b", "basic", 13, "blank"),
        ("11650000010183859F2650116013", "implementation", None, "wrong_length"),
        ("11650000010183859F265011601300101A2", "handling", None, "wrong_length"),
        ("11650000010183859F2650116013001011", "handling", None, "wrong_length"),
        ("11650000010183859A265011601300", "implementation", None, "wrong_length"),
    ],
)
def test_a_fault_names_its_place_and_cause(code: str, kind: str, position: int | None, cause: str) -> None:
    found = explain(code)
    assert (found["kind"], found["valid"]) == (kind, False)
    assert found["fault"] is not None
    assert (found["fault"]["position"], found["fault"]["cause"]) == (position, cause)
    if position:
        assert found["fault"]["message"].startswith(f"第 {position} 位")


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("37", "region", "看作行政区划代码，应为 6 位，实为 2 位"),
        ("abc", "legacy", "“ABC”不是任何一种事项编码的写法"),
        ("", "basic", "看作基本编码，应为 12 位，实为 0 位"),
        ("00016421300", "basic", "看作基本编码，应为 12 位，实为 11 位"),
        ("11650000010183859", "credit", "看作统一社会信用代码，应为 18 位，实为 17 位"),
    ],
)
def test_a_length_that_no_kind_has_says_what_the_code_was_taken_for(code: str, kind: str, words: str) -> None:
    found = explain(code)
    assert found["fault"]
    assert (found["kind"], found["fault"]["message"]) == (kind, words)


def test_a_code_badly_typed_is_put_right_beside_its_fault() -> None:
    found = explain("１１６５００００　010183859f")
    assert found["parts"]["normalised"] == "11650000010183859F"
    assert found["fault"]
    assert found["fault"]["cause"] == "full_width"


def test_twelve_digits_may_also_be_a_village() -> None:
    assert explain("230321100000")["parts"]["may_be_division"] == "黑龙江省鸡西市鸡东县"
    assert explain("230321100000", kind="region")["parts"]["level"] == "town"
    assert "may_be_division" not in explain("000131127002")["parts"]


def test_an_ended_division_shows_its_heir() -> None:
    assert explain("500105")["parts"]["successor"] == "500157"


def test_older_letters_lead_to_the_digits_of_today() -> None:
    parts = explain("GG0010100Y")["parts"]
    assert (parts["type"], parts["type_name"]) == ("20", "公共服务")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("06", "行政检查"),
        ("15", "行政权力（扩展）"),
        ("21", "公共服务（扩展）"),
        ("XX", None),
    ],
)
def test_extension_types_are_named_by_their_range(code: str, name: str | None) -> None:
    assert type_name(code) == name


@given(st.text(max_size=60) | st.text("0123456789AXKY-", max_size=60))
def test_any_text_gets_an_answer_that_is_json(text: str) -> None:
    found = explain(text)
    assert found["kind"] in KINDS
    assert found["valid"] is (found["fault"] is None)
    assert json.loads(json.dumps(found)) == found


@given(
    st.sampled_from(["11650000010183859F", "11230300990000017L"]),
    st.integers(1, 7),
    st.integers(10**5, 10**7 - 1).map("00{:07d}".format).filter(lambda main: not main.endswith("000")),
    st.sampled_from(["000", "00Y", "001", "999"]),
    st.integers(1, 99),
)
def test_what_is_built_is_explained_as_built(body: str, level: int, main: str, tail: str, serial: int) -> None:
    basic = main + tail
    item = implementation_code(body, level, basic)
    parts = explain(handling_code(item, serial))["parts"]
    assert parts["implementation_code"] == item
    assert (parts["credit_code"], parts["level"]) == (body, str(level))
    assert (parts["basic_code"], parts["serial"]) == (basic, f"{serial:02d}")
    assert explain(handling_code(basic, serial))["parts"]["basic_code"] == basic


def test_a_doubtful_body_builds_only_when_waived() -> None:
    with pytest.raises(BadCode) as caught:
        implementation_code("115113010083722043", 3, "510164213003")
    assert caught.value.fault.position == 18
    assert len(implementation_code("115113010083722043", 3, "510164213003", waive=True)) == 31
    with pytest.raises(BadCode):
        implementation_code("115113010083722043", 9, "510164213003", waive=True)


@pytest.mark.parametrize("serial", [0, 100, -1])
def test_a_handling_serial_stays_within_two_digits(serial: int) -> None:
    with pytest.raises(ValueError, match="1–99"):
        handling_code("000164213003", serial)
