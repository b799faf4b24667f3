from datetime import date

import pytest

from shared.elements import ELEMENTS, PROFILES, demanded, missing, required_by
from tests.shared.elements.records import full

TODAY = date(2026, 11, 23)
FOURTEEN = {
    "办理时限": "promised_limit",
    "受理条件": "conditions",
    "办理流程图": "flow_chart",
    "办件类型": "handling_kind",
    "办理地点": "places",
    "咨询方式": "consult",
    "监督投诉方式": "complaint",
    "办理形式": "ways_to_apply",
    "到场次数": "visits",
    "材料名称": "materials",
    "收费依据": "fee_basis",
    "法律救济": "remedies",
    "办理环节": "steps",
    "常见问题解答": "faqs",
}
NONE = {"none": "本事项不涉及"}


@pytest.mark.clause("G34")
def test_an_empty_record_misses_exactly_the_fourteen() -> None:
    assert len(FOURTEEN) == 14
    assert sorted(missing({}, "jinchang14")) == sorted(FOURTEEN.values())


@pytest.mark.clause("G34")
@pytest.mark.parametrize("key", FOURTEEN.values())
@pytest.mark.parametrize("nothing", [None, "", "  ", [], {}, {"none": " "}], ids=repr)
def test_each_of_the_fourteen_is_asked_for_when_nothing_is_said(key: str, nothing: object) -> None:
    charged = full() | {"fees": [{"name": "工本费"}]}
    assert missing(charged | {key: nothing}, "jinchang14") == [key]


@pytest.mark.clause("G34")
@pytest.mark.parametrize("key", FOURTEEN.values())
def test_an_explicit_none_is_an_answer(key: str) -> None:
    assert missing(full() | {key: NONE}, "jinchang14") == []


def test_zero_visits_and_no_fee_are_answers() -> None:
    assert missing(full() | {"visits": 0, "charges": False}, "national") == []


@pytest.mark.clause("C40")
@pytest.mark.parametrize(
    "free",
    [{"charges": False}, {"fees": NONE}, {"charges": True, "fees": [{"name": "工本费", "basis": "《某条例》第三条"}]}],
)
def test_where_nothing_is_charged_or_each_fee_says_its_own_no_basis_of_fees_is_missing(free: dict[str, object]) -> None:
    without = {key: value for key, value in full().items() if key not in ("fee_basis", "fees", "charges")}
    assert missing(without, "jinchang14") == ["fee_basis"]
    assert missing(without | free, "jinchang14") == []
    unsaid: tuple[dict[str, object], ...] = (
        {"charges": True},
        {"fees": [{"name": "工本费"}]},
        {"fees": {"none": " "}},
        {"fees": []},
    )
    for charged in unsaid:
        assert missing(without | charged, "jinchang14") == ["fee_basis"]
    assert missing(without | {"charges": False}, "xinzhou6") == []


@pytest.mark.clause("G34")
@pytest.mark.parametrize("begun", ["02", "03", "06"])
def test_of_what_an_office_begins_itself_nothing_is_asked_that_only_an_application_has(begun: str) -> None:
    asked = {one.key for one in required_by("jinchang14", begun)}
    assert asked == {"consult", "complaint", "steps", "flow_chart", "remedies"}
    for applied in ("01", "04", "05", "07", "08", "09", "10", "20", "11", None):
        assert {one.key for one in required_by("jinchang14", applied)} == set(FOURTEEN.values())


@pytest.mark.clause("G34")
def test_a_material_without_a_name_is_missing() -> None:
    assert missing(full() | {"materials": [{"name": "申请书"}, {"copies": 1}]}, "jinchang14") == ["materials"]


def test_a_limit_without_unit_and_a_chart_without_file_say_nothing() -> None:
    assert missing(full() | {"promised_limit": {"number": 3}, "flow_chart": {"size": 1}}, "jinchang14") == [
        "promised_limit",
        "flow_chart",
    ]


def test_the_name_of_an_item_cannot_be_none() -> None:
    assert missing(full() | {"name": NONE}, "national") == ["name"]


@pytest.mark.clause("E39")
def test_the_six_parts_of_the_xinzhou_guide() -> None:
    assert {one.key for one in required_by("xinzhou6")} == {
        "name", "conditions", "materials", "procedure", "promised_limit", "fees",
    }  # fmt: skip


@pytest.mark.clause("E38")
def test_the_four_columns_of_the_xinzhou_catalogue() -> None:
    assert {one.key for one in required_by("xinzhou4")} == {"name", "legal_bases", "implementing_body", "procedure"}


@pytest.mark.clause("C22")
@pytest.mark.clause("C29")
@pytest.mark.clause("C37")
@pytest.mark.clause("C42")
def test_the_jixi_form_asks_for_its_fields() -> None:
    asked = {one.key for one in required_by("jixi_form")}
    assert {
        "filling_department", "form_filler", "form_filler_phone", "filled_on", "name", "item_number",
        "implementing_body", "local_kind", "own_hall", "public_hall", "consult_phone", "consult_email",
        "postal_address", "acceptance_days", "review_days", "public_fields", "business_fields", "legal_bases",
        "periodic_inspection", "fees", "fee_basis", "procedure", "conditions", "internal_flow", "flow_chart",
        "materials",
    } == asked  # fmt: skip


def test_a_profile_asks_only_what_the_type_has() -> None:
    assert ELEMENTS["penalties"].applies_to("02")
    assert not ELEMENTS["penalties"].applies_to("01")
    assert ELEMENTS["penalties"].applies_to(None)
    for profile in PROFILES:
        assert all(one.applies_to("20") for one in required_by(profile, "20"))


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(KeyError):
        missing({}, "nobody")


@pytest.mark.clause("E38")
def test_a_place_demands_its_own_profiles_beside_the_fourteen() -> None:
    assert demanded("230321", TODAY) == demanded("620302", TODAY) == ("jinchang14",)
    assert demanded("140902", TODAY) == ("jinchang14", "xinzhou4", "xinzhou6")


@pytest.mark.clause("G34")
@pytest.mark.parametrize("key", ["consult", "complaint"])
def test_a_way_to_ask_or_to_complain_that_only_fills_its_place_is_missing(key: str) -> None:
    def lacking(value: str) -> bool:
        return missing(full() | {key: [{"channel": "9", "value": value}]}, "jinchang14") == [key]

    fillers = [
        "无",
        "/",
        "暂无",
        "不详",
        "N/A",
        "没有",
        "*",
        "-",
        "——",
        "未提供",
        "不涉及",
        "null",
        "000-0000000",
        "略。",
    ]
    assert [one for one in fillers if not lacking(one)] == []
    assert [one for one in ("12345", "无锡路3号", "〔略〕", "见大厅公示栏", "n/a@example.cn") if lacking(one)] == []
    assert missing(full() | {key: [{"channel": "2", "value": "12345"}, {"channel": "9", "value": "无"}]}, "jinchang14")
