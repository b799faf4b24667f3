"""Who audits what is data, per place: Jixi, Jinchang, and everywhere else (clauses.md H)."""

import pytest

from services.review.domain import Matrix, Part, PartRule, advanced, matrices, matrix_for, outcome, seen_hash
from shared.elements import ELEMENTS
from shared.rights import Role

JIXI, JINCHANG, ELSEWHERE = "230321", "620321", "210300"


def part(region: str, name: str) -> PartRule:
    return next(rule for rule in matrix_for(region).parts if rule.id == name)


def keys(region: str, name: str) -> set[str]:
    return set(matrix_for(region).keys_of(part(region, name)))


@pytest.mark.parametrize(
    ("region", "name"),
    [("230300", "jixi"), ("230321", "jixi"), ("230381", "jixi"), ("620300", "jinchang"), ("620302", "jinchang"),
     ("230000", "default"), ("210300", "default"), ("620000", "default")],
)  # fmt: skip
def test_a_place_has_the_most_local_matrix(region: str, name: str) -> None:
    assert matrix_for(region).id == name


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
@pytest.mark.parametrize("key", ["promised_limit", "legal_limit", "internal_flow", "flow_chart", "materials", "places"])
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
    assert [rule.id for rule in matrix_for(JIXI).parts if "internal_flow" in matrix_for(JIXI).keys_of(rule)] == [
        "department",
        "government_office",
    ]
    assert part(JIXI, "government_office").after == ("department",)


@pytest.mark.clause("B24")
def test_in_jixi_the_other_parts_wait_for_nobody() -> None:
    assert {rule.id for rule in matrix_for(JIXI).parts if not rule.after} == {"department", "staffing", "legality"}


@pytest.mark.clause("G11")
@pytest.mark.clause("G38")
def test_in_jinchang_legality_comes_before_the_reform_office() -> None:
    assert [(rule.id, rule.after) for rule in matrix_for(JINCHANG).parts] == [
        ("legality", ()),
        ("staffing", ("legality",)),
    ]


@pytest.mark.clause("G10")
def test_in_jinchang_the_reform_office_looks_at_everything_that_legality_does_not_name() -> None:
    assert set(ELEMENTS) - keys(JINCHANG, "legality") <= keys(JINCHANG, "staffing")


@pytest.mark.clause("A26")
def test_elsewhere_legality_and_staffing_must_both_pass() -> None:
    assert {rule.id for rule in matrix_for(ELSEWHERE).parts} == {"legality", "staffing"}
    assert not any(rule.after for rule in matrix_for(ELSEWHERE).parts)


@pytest.mark.clause("B29")
@pytest.mark.parametrize("matrix", matrices(), ids=lambda m: m.id)
def test_no_element_is_without_an_auditor(matrix: Matrix) -> None:
    assert {key for rule in matrix.parts for key in matrix.keys_of(rule)} == set(ELEMENTS)


def as_parts(region: str, **verdicts: str) -> list[Part]:
    return [Part("a", rule.id, verdicts.get(rule.id, "waiting"), "", 1) for rule in matrix_for(region).parts]  # type: ignore[arg-type]


def verdicts(parts: list[Part]) -> dict[str, str]:
    return {p.part: p.verdict for p in parts}


def test_a_part_opens_when_those_before_it_have_passed() -> None:
    assert verdicts(advanced(matrix_for(JINCHANG), as_parts(JINCHANG))) == {"legality": "open", "staffing": "waiting"}
    after = advanced(matrix_for(JINCHANG), as_parts(JINCHANG, legality="passed"))
    assert verdicts(after) == {"legality": "passed", "staffing": "open"}


def test_behind_a_returned_part_nothing_opens_and_the_round_is_over() -> None:
    after = advanced(matrix_for(JINCHANG), as_parts(JINCHANG, legality="returned"))
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
