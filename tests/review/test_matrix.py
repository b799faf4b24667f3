"""Who audits what is data, per place: Jixi, Jinchang, and everywhere else (clauses.md H)."""

import importlib.resources
import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.documents import elements as elements_page
from services.documents.markdown import cells_of
from services.review.domain import (
    Matrix,
    Part,
    PartRule,
    advanced,
    matrices,
    matrix_for,
    matrix_named,
    matrix_of,
    outcome,
    seen_hash,
)
from shared.elements import ASPECTS, ELEMENTS
from shared.rights import Role

TODAY = date(2026, 11, 23)
JIXI, JINCHANG, ELSEWHERE = "230321", "620321", "210300"


def part(region: str, name: str) -> PartRule:
    return next(rule for rule in matrix_for(region, TODAY).parts if rule.id == name)


def keys(region: str, name: str) -> set[str]:
    return set(matrix_for(region, TODAY).keys_of(part(region, name)))


@pytest.mark.parametrize(
    ("region", "name"),
    [("230300", "jixi"), ("230321", "jixi"), ("230381", "jixi"), ("620300", "jinchang"), ("620302", "jinchang"),
     ("230000", "default"), ("210300", "default"), ("620000", "default")],
)  # fmt: skip
def test_a_place_has_the_most_local_matrix(region: str, name: str) -> None:
    assert matrix_for(region, TODAY).id == name


@pytest.mark.clause("B25")
@pytest.mark.parametrize("key", ["name", "item_number", "implementing_body", "item_type", "legal_bases"])
def test_in_jixi_the_staffing_office_audits_these_five(key: str) -> None:
    assert key in keys(JIXI, "staffing")
    assert part(JIXI, "staffing").role == Role.STAFFING_AUDITOR
    assert all(key not in keys(JIXI, other) for other in ("legality", "government_office", "department"))


@pytest.mark.clause("B26")
@pytest.mark.parametrize("key", ["fee_basis", "conditions", "procedure"])
def test_in_jixi_the_legality_office_audits_these_three(key: str) -> None:
    assert key in keys(JIXI, "legality")
    assert part(JIXI, "legality").role == Role.LEGALITY_AUDITOR
    assert all(key not in keys(JIXI, other) for other in ("staffing", "government_office", "department"))


@pytest.mark.clause("B27")
@pytest.mark.parametrize(
    "key",
    ["promised_limit", "legal_limit", "internal_flow", "flow_chart", "materials", "places", "rights", "power_source"],
)
def test_in_jixi_the_government_office_audits_all_the_rest(key: str) -> None:
    assert key in keys(JIXI, "government_office")
    assert part(JIXI, "government_office").role == Role.GOVERNMENT_OFFICE_AUDITOR


@pytest.mark.clause("B27")
def test_in_jixi_the_rest_is_what_no_other_office_names() -> None:
    named = keys(JIXI, "staffing") | keys(JIXI, "legality")
    assert keys(JIXI, "government_office") == set(ELEMENTS) - named


@pytest.mark.clause("B28")
def test_in_jixi_the_departments_own_lawyers_audit_the_internal_flow_and_nothing_else() -> None:
    assert keys(JIXI, "department") == {"internal_flow"}
    assert (part(JIXI, "department").role, part(JIXI, "department").office) == (Role.DEPARTMENT_LAWYER, "own")


@pytest.mark.clause("B29")
def test_the_internal_flow_has_two_auditors_the_department_first() -> None:
    assert [
        rule.id for rule in matrix_for(JIXI, TODAY).parts if "internal_flow" in matrix_for(JIXI, TODAY).keys_of(rule)
    ] == [
        "department",
        "government_office",
    ]
    assert part(JIXI, "government_office").after == ("department",)


@pytest.mark.clause("B24")
def test_in_jixi_the_other_parts_wait_for_nobody() -> None:
    assert {rule.id for rule in matrix_for(JIXI, TODAY).parts if not rule.after} == {
        "department",
        "staffing",
        "legality",
    }


@pytest.mark.clause("G11")
@pytest.mark.clause("G38")
def test_in_jinchang_legality_comes_before_the_reform_office() -> None:
    assert [(rule.id, rule.after) for rule in matrix_for(JINCHANG, TODAY).parts] == [
        ("legality", ()),
        ("staffing", ("legality",)),
    ]


@pytest.mark.clause("G10")
def test_in_jinchang_the_reform_office_looks_at_everything() -> None:
    assert keys(JINCHANG, "staffing") == set(ELEMENTS)


@pytest.mark.clause("A26")
def test_elsewhere_legality_and_staffing_must_both_pass() -> None:
    assert {rule.id for rule in matrix_for(ELSEWHERE, TODAY).parts} == {"legality", "staffing"}
    assert not any(rule.after for rule in matrix_for(ELSEWHERE, TODAY).parts)


@pytest.mark.clause("B29")
@pytest.mark.parametrize("matrix", matrices(), ids=lambda m: m.id)
def test_no_element_is_without_an_auditor(matrix: Matrix) -> None:
    assert {key for rule in matrix.parts for key in matrix.keys_of(rule)} == set(ELEMENTS)


def raw(name: str) -> dict[str, Any]:
    """A matrix as its file says it."""
    return tomllib.loads(
        (importlib.resources.files("services.review") / "matrices" / f"{name}.toml").read_text("utf-8")
    )


@pytest.mark.clause("B29")
def test_the_page_the_definitions_and_the_routing_say_the_same_of_every_element_in_every_place() -> None:
    rows = cells_of(elements_page.page())
    titles = next(row for row in rows if row[0] == "key")
    told = {row[0].strip("`"): dict(zip(titles, row, strict=True)) for row in rows if len(row) == len(titles)}
    assert told.keys() - {"key"} == ELEMENTS.keys()
    for key, element in ELEMENTS.items():
        assert told[key]["审核方面"] == ASPECTS[element.aspect].zh
        for matrix in matrices():
            routed = [rule for rule in matrix.parts if key in matrix.keys_of(rule)]
            named = "、".join(rule.zh.removesuffix("审核") for rule in routed)
            alone = [one for one in raw(matrix.id).get("deviation", []) if key in one["elements"]]
            assert told[key][f"审核 {matrix.id}"] == named + ("°" if alone else "")
            assert {rule.id for rule in routed} == (
                set(alone[0]["parts"]) if alone else {r.id for r in matrix.parts if element.aspect in r.aspects}
            )


@pytest.mark.parametrize("name", [matrix.id for matrix in matrices()])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_matrix_that_leaves_an_aspect_out_is_refused(name: str, aspect: str) -> None:
    said = raw(name)
    for rule in said["part"]:
        rule["aspects"] = [one for one in rule["aspects"] if one != aspect]
    with pytest.raises(ValueError, match=aspect):
        matrix_of(name, said)


@pytest.mark.parametrize(
    ("change", "found"),
    [({"elements": ["nothing"]}, "unknown elements: nothing"), ({"parts": ["nobody"]}, "unknown parts: nobody"),
     ({"parts": []}, "unaudited.*rights")],
)  # fmt: skip
def test_a_deviation_names_elements_and_parts_that_there_are(change: dict[str, Any], found: str) -> None:
    one = {"elements": ["rights"], "parts": ["legality"], "clause": "B26", "why": "x"} | change
    with pytest.raises(ValueError, match=found):
        matrix_of("jixi", raw("jixi") | {"deviation": [one]})


def test_a_deviation_moves_its_element_and_no_other() -> None:
    one = {"elements": ["rights"], "parts": ["legality", "department"], "clause": "B26", "why": "x"}
    made, plain = (
        matrix_of("jixi", raw("jixi") | {"deviation": [one]}),
        matrix_of("jixi", raw("jixi") | {"deviation": []}),
    )
    moved = {key for key in ELEMENTS if made.auditors_of(key) != plain.auditors_of(key)}
    assert moved == {"rights"}
    assert [rule.id for rule in made.auditors_of("rights")] == ["department", "legality"]


@pytest.mark.clause("B29")
@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_new_element_goes_where_its_aspect_goes_in_every_place(aspect: str) -> None:
    known = {**ELEMENTS, "brand_new": replace(ELEMENTS["note"], key="brand_new", aspect=aspect)}
    for name in (matrix.id for matrix in matrices()):
        made = matrix_of(name, raw(name), known)
        assert {r.id for r in made.auditors_of("brand_new")} == {r.id for r in made.parts if aspect in r.aspects}


@pytest.mark.clause("G59")
def test_every_deviation_cites_its_clause_and_says_why() -> None:
    said = [one for matrix in matrices() for one in matrix.deviations]
    assert said
    assert all(one.clause and one.why for one in said)
    assert matrix_named("jixi").deviation_of("remedies") is not None


def as_parts(region: str, **verdicts: str) -> list[Part]:
    return [Part("a", rule.id, verdicts.get(rule.id, "waiting"), "", 1) for rule in matrix_for(region, TODAY).parts]  # type: ignore[arg-type]


def verdicts(parts: list[Part]) -> dict[str, str]:
    return {p.part: p.verdict for p in parts}


def test_a_part_opens_when_those_before_it_have_passed() -> None:
    assert verdicts(advanced(matrix_for(JINCHANG, TODAY), as_parts(JINCHANG))) == {
        "legality": "open",
        "staffing": "waiting",
    }
    after = advanced(matrix_for(JINCHANG, TODAY), as_parts(JINCHANG, legality="passed"))
    assert verdicts(after) == {"legality": "passed", "staffing": "open"}


def test_behind_a_returned_part_nothing_opens_and_the_round_is_over() -> None:
    after = advanced(matrix_for(JINCHANG, TODAY), as_parts(JINCHANG, legality="returned"))
    assert verdicts(after) == {"legality": "returned", "staffing": "waiting"}
    assert outcome(after) == "returned"


@pytest.mark.clause("B24")
@pytest.mark.parametrize("missing", ["department", "staffing", "legality", "government_office"])
def test_an_item_passes_only_if_all_parts_pass(missing: str) -> None:
    all_passed = dict.fromkeys(("department", "staffing", "legality", "government_office"), "passed")
    assert outcome(as_parts(JIXI, **all_passed)) == "approved"
    assert outcome(as_parts(JIXI, **all_passed | {missing: "open"})) is None
    assert outcome(as_parts(JIXI, **all_passed | {missing: "returned"})) == "returned"


def test_what_an_office_saw_is_a_hash_of_its_own_elements_only() -> None:
    own = ["name", "item_type"]
    before = seen_hash({"name": "甲", "item_type": "07", "conditions": "一"}, own)
    assert before == seen_hash({"name": "甲", "item_type": "07", "conditions": "二"}, own)
    assert before != seen_hash({"name": "乙", "item_type": "07", "conditions": "一"}, own)
