"""The definitions hold together, and hold what the clauses name."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.elements import (
    ASPECTS,
    ELEMENTS,
    OWNERS,
    PROFILES,
    QUESTIONS,
    SECTIONS,
    TABLES,
    VERSION,
    Column,
    Element,
    Kind,
    Layer,
    Publicity,
    Table,
    code_label,
    faults,
    labels,
    of_aspect,
    of_layer,
    of_section,
)
from shared.elements.load import element_of

CLAUSES = Path(__file__).parents[3] / "docs/data/clauses.csv"
FIELDS = [*ELEMENTS.values(), *(column for one in ELEMENTS.values() for column in one.columns)]


def columns(key: str) -> dict[str, Column]:
    return {column.key: column for column in ELEMENTS[key].columns}


def labels_of(table: str, scheme: str) -> list[str]:
    return [code.zh for code in TABLES[table].schemes[scheme].codes.values()]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_is_named_twice_and_points_to_what_exists(field: Element | Column) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", field.key)
    assert re.search(r"[\u4e00-\u9fff]", field.zh)
    assert field.en.isascii()
    assert (field.type in {Kind.CHOICE, Kind.CHOICES}) == (field.table is not None)
    if field.table:
        assert TABLES[field.table].schemes[str(field.scheme)].codes


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=lambda one: one.key)
def test_every_element_has_offices_sections_and_sources_that_exist(element: Element) -> None:
    assert element.owner in OWNERS
    assert element.aspect in ASPECTS
    assert set(element.sections) <= set(SECTIONS)
    assert element.profiles <= set(PROFILES)
    assert element.clauses
    assert (element.type is Kind.TABLE) == bool(element.columns)
    if element.columns:
        assert element.row_key in columns(element.key)
    assert element.public or not element.sections


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda one: one.key)
def test_mappings_lead_from_codes_that_exist_to_codes_that_exist(table: Table) -> None:
    for (source, target), codes in table.mappings.items():
        assert set(codes) <= set(table.schemes[source].codes)
        assert set(codes.values()) <= set(table.schemes[target].codes)


def test_catalogue_elements_are_those_of_reading_7() -> None:
    locked = {one.key for one in of_layer("catalogue")}
    named = {"name", "legal_bases", "item_type", "exercise_level", "implementing_body", "legal_limit"}
    assert named <= locked
    assert not locked & {"promised_limit", "conditions", "materials", "steps", "visits", "fees"}
    assert len(of_layer("list")) + len(locked) == len(ELEMENTS)
    assert all(one.owner == "catalogue_owner" for one in of_layer(Layer.CATALOGUE))


def test_every_aspect_is_that_of_some_element() -> None:
    assert all(of_aspect(aspect) for aspect in ASPECTS)


@pytest.mark.parametrize("ask", [of_aspect, of_layer, of_section])
def test_an_unknown_aspect_layer_or_section_is_no_empty_answer(ask: Callable[[str], object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        ask("nobody")


@pytest.mark.clause("C26")
def test_eleven_jixi_kinds_and_their_national_types() -> None:
    table = TABLES["item_type"]
    kinds = table.schemes["jixi"].codes
    assert len(kinds) == 11
    national = {code.zh: table.translate(code.code, "jixi", "gb39046") for code in kinds.values()}
    assert [national[kind] for kind in ("年检", "行政复议", "税费减免")] == ["10", "10", "10"]
    assert (national["行政许可"], national["行政征收"], national["公共服务"]) == ("01", "04", "20")
    assert table.translate("01", "gb39046", "jixi") is None
    assert table.translate("01", "jixi", "jixi") == "01"


@pytest.mark.clause("G03")
def test_oversight_in_jinchang_is_inspection_in_the_nation() -> None:
    table = TABLES["item_type"]
    kinds = table.schemes["jinchang"].codes
    assert len(kinds) == 11
    assert (
        table.translate(next(one.code for one in kinds.values() if one.zh == "行政监督"), "jinchang", "gb39046") == "06"
    )


@pytest.mark.clause("G02")
def test_the_three_subjects_of_jinchang_have_a_code_and_nothing_else_is_one() -> None:
    table = TABLES["body_nature"]
    kinds = table.schemes["jinchang"].codes
    assert [one.zh for one in kinds.values()] == ["行政机关", "事业单位", "法律法规授权组织"]
    assert [table.translate(code, "jinchang", "gb39046") for code in kinds] == ["1", "2", "2"]
    assert faults({"body_nature": "1"}) == []
    assert [fault.path for fault in faults({"body_nature": "7"})] == ["body_nature"]


def test_types_of_extension_are_codes_too() -> None:
    assert code_label("item_type", "21", "gb39046") is not None
    assert code_label("item_type", "12", "gb39046") is not None
    assert code_label("item_type", "100", "gb39046") is None


def test_the_two_schemes_of_service_objects_disagree_at_five() -> None:
    table = TABLES["service_object"]
    assert code_label("service_object", "5", "gb39046") != code_label("service_object", "5", "c0109")
    assert table.translate("5", "gb39046", "c0109") == "6"
    assert table.translate("5", "c0109", "gb39046") == "6"
    assert table.translate("6", "c0109", "gb39046") == "5"


@pytest.mark.clause("C34")
@pytest.mark.clause("C35")
def test_fifteen_fields_for_citizens_and_fourteen_for_firms() -> None:
    assert (len(labels_of("public_field", "jixi")), len(labels_of("business_field", "jixi"))) == (15, 14)
    assert {"public_fields_other", "business_fields_other"} <= set(ELEMENTS)


@pytest.mark.clause("C36")
def test_other_organisations_are_a_text() -> None:
    assert ELEMENTS["other_organisations"].type is Kind.TEXT


@pytest.mark.clause("C32")
def test_the_limit_of_the_form_has_two_whole_numbers_of_working_days() -> None:
    for key in ("acceptance_days", "review_days"):
        assert (ELEMENTS[key].type, ELEMENTS[key].unit) == (Kind.INTEGER, "working_day")


@pytest.mark.clause("C43")
def test_the_internal_flow_has_the_columns_of_the_form_and_whether_a_step_runs_beside_another() -> None:
    names = [column.zh for column in ELEMENTS["internal_flow"].columns]
    assert names == ["环节名称", "承办处室", "经办人", "经办人职务", "办理时限", "手机号码", "是否并联"]


@pytest.mark.clause("C45")
def test_the_flow_chart_builds_the_flow_and_is_shown() -> None:
    chart = ELEMENTS["flow_chart"]
    assert (chart.type, chart.publicity, chart.public) == (Kind.ATTACHMENT, Publicity.FLOW_PUBLIC, True)


@pytest.mark.clause("C46")
@pytest.mark.clause("C47")
@pytest.mark.clause("C48")
def test_materials_have_the_columns_of_the_form() -> None:
    assert {"name", "file_types", "upload_required", "original", "filling_file"} <= columns("materials").keys()
    assert columns("materials")["filling_file"].type is Kind.ATTACHMENT
    assert labels_of("file_type", "jixi") == ["文本", "图片", "压缩文件", "影音"]


@pytest.mark.clause("E23")
def test_an_item_is_tagged_with_one_of_three_platforms() -> None:
    scheme = ELEMENTS["platform"].scheme or "xinzhou"
    assert labels_of(ELEMENTS["platform"].table or "", scheme) == [
        "行政审批平台",
        "公共资源交易平台",
        "公共政务服务平台",
    ]


@pytest.mark.clause("G47")
def test_six_questions_are_asked_of_each_material_and_kept_inside() -> None:
    inside = {column.key for column in ELEMENTS["materials"].columns if column.publicity is Publicity.INTERNAL}
    assert [column.ground for column in QUESTIONS.values()] == list(TABLES["material_ground"].schemes["jinchang"].codes)
    assert {column.type for column in QUESTIONS.values()} == {Kind.BOOLEAN}
    own = {"licence", "undertaking", "checked_through", "approval", "verified_by"}
    assert inside == {*QUESTIONS, *own, "blank_form_at", "sample_at"}


@pytest.mark.clause("G47")
def test_each_question_names_where_its_evidence_stands_and_the_note_is_public() -> None:
    named = {column.ground: (*column.yes_by, *column.no_by) for column in QUESTIONS.values()}
    assert {ground: keys[0] for ground, keys in named.items()} == {
        "1": "basis", "2": "licence", "3": "undertaking", "4": "checked_through", "5": "approval", "6": "verified_by"
    }  # fmt: skip
    columns = {column.key: column for column in ELEMENTS["materials"].columns}
    assert all(key in columns for keys in named.values() for key in keys)
    assert columns["why_kept"].public


def test_a_question_that_rests_on_a_column_that_there_is_not_is_refused() -> None:
    column = {"key": "asked", "zh": "问", "en": "Q", "type": "boolean", "ground": "1", "yes_by": ["nowhere"]}
    raw = {
        "key": "x",
        "zh": "甲",
        "en": "X",
        "type": "table",
        "aspect": "materials",
        "sections": [],
        "columns": [column],
    }
    with pytest.raises(ValueError, match="nowhere"):
        element_of(raw, "materials")


def test_five_linked_lists() -> None:
    assert len(labels_of("linked_list", "jinchang")) == 5


@pytest.mark.clause("G52")
def test_supervision_names_phase_level_measures_and_standard() -> None:
    needed = {key for key, column in columns("supervision").items() if column.required}
    assert needed == {"phase", "level", "measures", "standard"}


@pytest.mark.clause("A18")
def test_uncounted_steps_come_from_a_closed_list() -> None:
    assert labels_of("uncounted_kind", "heilongjiang")[:3] == ["现场核查", "专家审查", "企业整改"]
    assert {"uncounted", "uncounted_basis"} <= columns("steps").keys()


@pytest.mark.clause("A07")
@pytest.mark.clause("A21")
@pytest.mark.clause("E04")
@pytest.mark.clause("E23")
def test_tags_of_the_reforms() -> None:
    assert labels_of("four_label", "heilongjiang") == ["马上办", "网上办", "就近办", "一次办"]
    assert (len(labels_of("level_set", "heilongjiang")), len(labels_of("focus_field", "xinzhou"))) == (6, 3)
    assert (len(labels_of("platform", "xinzhou")), len(labels_of("platform_step", "jixi"))) == (3, 3)


LISTS = {
    "E24": ("trade_kind", "xinzhou"),
    "E25": ("public_service_kind", "xinzhou"),
    "E04": ("focus_field", "xinzhou"),
    "A21": ("level_set", "heilongjiang"),
    "C34": ("public_field", "jixi"),
    "C35": ("business_field", "jixi"),
}


@pytest.mark.clause("E24")
@pytest.mark.clause("E25")
@pytest.mark.clause("E04")
@pytest.mark.clause("A21")
@pytest.mark.clause("C34")
@pytest.mark.clause("C35")
@pytest.mark.parametrize("clause", LISTS)
def test_a_closed_list_has_the_words_that_its_clause_names_and_no_others(clause: str) -> None:
    with CLAUSES.open(encoding="utf-8") as rows:
        (said,) = (row["text"] for row in csv.DictReader(rows) if row["id"] == clause)
    run = re.search(r"[\u4e00-\u9fff]+(?:(?:、| / )[\u4e00-\u9fff]+)+", said)
    assert run
    assert labels_of(*LISTS[clause]) == re.split("、| / ", run[0])


def test_places_in_a_record_are_said_in_words() -> None:
    assert labels("materials[2].copies").zh == "申请材料·第3行·份数"
    assert labels("promised_limit.unit").en == "Promised limit · unit"
    assert labels("nowhere").zh == "nowhere"


def test_every_section_of_the_guide_that_is_no_cover_is_filled_by_an_element() -> None:
    assert all(of_section(key) for key in SECTIONS)


def test_the_definitions_have_an_edition() -> None:
    assert re.fullmatch(r"\d+\.[0-9a-f]{12}", VERSION)
