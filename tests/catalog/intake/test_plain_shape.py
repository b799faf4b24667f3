"""The plain shape: nothing in it is lost, and what is odd in it is found by a rule that knows no item."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services import inspector
from services.catalog import intake
from services.catalog.intake import Record, Source
from services.catalog.intake.builder import Builder
from shared.elements import faults
from tests.catalog.intake.oddities import ODDITIES, item

SAMPLES = Path("/work/shared/samples/items.jsonl")
TODAY = date(2026, 11, 22)
REAL = {
    "S01": {"name_level_agrees", "code_level_agrees", "limit_in_words", "no_zero_limit", "basis_text_one_article"},
    "S02": {"lists_differ", "numbering_gap", "misplaced", "same_name_entries"},
    "S03": {"basis_title_consistent", "basis_text_one_article", "powers_of_own_level", "uncounted_within_reason"},
    "S04": {"core_elements", "fourteen_elements", "limit_spelling", "zero_copies"},
    "S05": {"promise_within_statutory", "basis_dates_agree", "place_of_body", "name_missing"},
    "S06": {"body_only_advises", "person_is_no_material", "immediate_is_simple"},
    "S07": {"immediate_is_simple", "articles_in_one_field", "step_content_agrees", "name_missing"},
    "S08": {"units_differ", "fourteen_elements", "basis_establishes"},
    "S09": {"basis_order", "four_steps", "legal_limit_stated", "original_and_copy"},
    "S10": {"steps_fill_promise", "step_content_agrees", "no_visit_has_a_way", "still_divisible"},
    "S11": {"basis_not_repealed", "articles_in_one_field", "note_stops_no_clock"},
    "S12": {"promise_at_least_a_day", "limit_fraction", "bare_code", "misplaced"},
}


def read(raw: dict[str, Any]) -> Record:
    data = json.dumps(raw, ensure_ascii=False).encode()
    return next(iter(intake.read([Source("a.jsonl", lambda: io.BytesIO(data))]).records))


def rules_in(record: Record) -> set[str]:
    return {line.rule for line in inspector.of_record(record, TODAY)}


def leaves(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        for one in raw.values():
            yield from leaves(one)
    elif isinstance(raw, list):
        for one in raw:
            yield from leaves(one)
    elif isinstance(raw, str) and raw.strip():
        yield raw.strip()


@pytest.mark.parametrize(("sample", "oddity", "raw", "wanted"), ODDITIES, ids=[f"{s} {o}" for s, o, _, _ in ODDITIES])
def test_the_oddity_is_found_by_a_rule_in_an_item_of_our_own(
    sample: str, oddity: str, raw: dict[str, Any], wanted: set[str]
) -> None:
    assert wanted <= rules_in(read(raw))


def test_an_item_without_the_oddities_has_none_of_these_findings() -> None:
    silent = {rule for _, _, _, wanted in ODDITIES for rule in wanted} - {"fourteen_elements"}
    assert silent & rules_in(read(item())) == set()


@pytest.mark.clause("C40")
@pytest.mark.parametrize(
    ("said", "charges"),
    [
        ("是否收费：否", False),
        ("收费：无", False),
        ("收费标准:无", False),
        ("（八）是否收费：不收费\n（九）收费依据及标准：", False),
        ("收费项目：无；收费标准：0元", False),
        ("是否收费：否，收费依据：无。", False),
        ("是否收费为否", False),
        ("是否收费 否", False),
        ("【是否收费】否", False),
        ("是否收费？否", False),
        ("是否收费：□是 ☑否", False),
        ("是否收费：是□ 否☑", False),
        ("是否收费：否（√）", False),
        ("是否收费：否 收费依据：《条例》第三条", False),
        ("是否收费：☑是 □否", True),
        ("不收费", False),
        ("根据国发〔2015〕12号，不收费", False),
        ("是否收费：是", True),
        ("是否收费：是\n减免依据：无", True),
        ("收费依据：无；收费标准：100元", True),
        ("减免费用：无，工本费 10 元", True),
        ("收费标准：", None),
        ("详见窗口", None),
    ],
)
def test_that_an_item_is_free_is_read_after_whatever_label_it_stands(said: str, *, charges: bool | None) -> None:
    assert read(item(fees=said)).values.get("charges") is charges


@pytest.mark.parametrize(
    ("key", "said", "values"),
    [
        ("fee_basis", "是否收费：否", {"charges": False}),
        ("fee_basis", "《条例》第三条", {"fee_basis": "《条例》第三条"}),
        ("online", "是否支持网上办理：不支持", {"online": False}),
        ("online", "是否为网上办理事项：是", {"online": True}),
        ("express", "（三）能否邮寄：可以", {"express": True}),
        ("materials", "是否需要提交材料：否", {"materials": {"none": "是否需要提交材料：否"}}),
        ("special_procedures", "有无特别程序：无", {"special_procedures": {"none": "有无特别程序：无"}}),
        ("results", "是否有办理结果：是", {}),
        ("note", "是否需要预约：否", {"note": "是否需要预约：否"}),
    ],
)
def test_a_question_with_its_answer_is_read_as_the_answer_wherever_it_stands(
    key: str, said: str, values: dict[str, Any]
) -> None:
    record = Record(1, "1")
    Builder(record).put(key, said)
    assert record.values == values
    assert [one.slip for one in record.notes] == ([] if values else ["unknown_label"])


def test_words_become_elements() -> None:
    values = read(
        item(visits="1次", service_object="企业法人、自然人", fees="不收费", faq=[{"q": "问？", "a": "答"}])
    ).values
    assert values["item_type"] == "01"
    assert values["exercise_level"] == "4"
    assert values["visits"] == 1
    assert values["service_objects"] == ["2", "1"]
    assert values["charges"] is False
    assert values["legal_bases"][0]["title"] == "中华人民共和国水法"
    assert values["legal_bases"][0]["article"] == 39
    assert values["promised_limit"] == {"number": 5, "unit": "working_day"}
    assert values["materials"][0]["copies"] == 1
    assert values["faqs"] == [{"question": "问？", "answer": "答"}]
    assert faults(values) == []


@pytest.mark.parametrize(("text", "wanted"), [
    ("二十个工作日", (20, "working_day")), ("１５个工作日", (15, "working_day")), ("30日", (30, "day")), ("三个月", (3, "month")),
    ("当场办结", (None, "on_the_spot")), ("1/8工作日", (1, "hour")), ("无期限", (None, "none")), ("6 （工作日）", (6, "working_day")),
])  # fmt: skip
def test_limits_are_read_however_they_are_written(text: str, wanted: tuple[int | None, str]) -> None:
    limit = read(item(promised_limit={"text": text})).values["promised_limit"]
    assert (limit["number"], limit["unit"]) == wanted


def test_traditional_characters_are_taken_and_said() -> None:
    record = read(item(conditions="申請人應當具備相應資質條件，並經過審查。"))
    assert record.values["conditions"] == "申请人应当具备相应资质条件，并经过审查。"
    assert "traditional" in {note.slip for note in record.notes}


def test_nothing_is_lost() -> None:
    raw = item(
        region="某省某县",
        other={"从未见过的栏": {"深处": ["一段话", {"再深": "另一段"}]}, "办件类型": "奇怪件"},
        remedies="可以在六十日内申请行政复议。",
    )
    record = read(raw)
    kept = "\n".join(leaves([record.values, record.leftover, record.item]))
    assert [one for one in leaves(raw) if one != "T1" and one not in kept] == []


@pytest.mark.skipif(not SAMPLES.exists(), reason="the twelve samples are not here")
def test_each_oddity_of_the_twelve_samples_is_found_and_nothing_of_them_is_lost() -> None:
    raws = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    records = list(intake.read([Source(SAMPLES.name, lambda: SAMPLES.open("rb"))]).records)
    assert [record.id for record in records] == list(REAL)
    found = {record.id: rules_in(record) for record in records}
    assert {sample: left for sample, rules in found.items() if (left := REAL[sample] - rules)} == {}
    assert [sample for sample, rules in found.items() if "still_divisible" in rules] == ["S10"], "three benefits in one"
    for raw, record in zip(raws, records, strict=True):
        kept = "\n".join(leaves([record.values, record.leftover, record.item, record.id]))
        assert [one for one in leaves(raw) if one not in kept] == []
        assert faults(record.values) == []
