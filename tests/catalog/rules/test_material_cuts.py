"""The six material-cut questions: a truth table of 64 answers, with and without an article."""

from itertools import product
from typing import Any

import pytest

from services.catalog.rules import findings
from services.catalog.rules._cuts import decide
from shared.elements import QUESTIONS

ARTICLE = "《中华人民共和国行政许可法》第二十九条"
GROUNDS = dict(zip(("G41", "G42", "G43", "G44", "G45", "G46"), QUESTIONS, strict=True))
TABLE = [dict(zip(QUESTIONS, answers, strict=True)) for answers in product((False, True), repeat=6)]


@pytest.mark.clause("G47")
def test_of_64_answers_only_six_times_no_keeps_a_material() -> None:
    verdicts = [decide({"name": "材料", "basis": ARTICLE} | answers).verdict for answers in TABLE]
    assert len(verdicts) == 64
    assert verdicts.count("keep") == 1
    assert verdicts[0] == "keep"


@pytest.mark.clause("G47")
@pytest.mark.parametrize("open_question", QUESTIONS)
def test_a_material_that_leaves_one_of_the_six_questions_open_is_told(open_question: str) -> None:
    row = {"name": "材料", "basis": ARTICLE} | dict.fromkeys(QUESTIONS, False)
    assert "six_questions_answered" not in {f.rule for f in findings({"materials": [row]})}
    del row[open_question]
    assert "six_questions_answered" in {f.rule for f in findings({"materials": [row]})}


@pytest.mark.clause("G41")
@pytest.mark.parametrize("basis", ["", "有关规定", "《行政许可法》", None])
def test_a_material_without_an_article_is_never_kept(basis: str | None) -> None:
    for answers in TABLE:
        decision = decide({"name": "材料", "basis": basis} | answers)
        assert decision.verdict == "cut"
        assert "no_legal_basis" in decision.grounds
    assert "material_has_article" in {f.rule for f in findings({"materials": [{"name": "材料", "basis": basis}]})}


@pytest.mark.parametrize(("clause", "question"), GROUNDS.items())
@pytest.mark.clause("G41")
@pytest.mark.clause("G42")
@pytest.mark.clause("G43")
@pytest.mark.clause("G44")
@pytest.mark.clause("G45")
@pytest.mark.clause("G46")
def test_each_ground_alone_cancels_and_is_named(clause: str, question: str) -> None:
    row: dict[str, Any] = {"name": "材料", "basis": ARTICLE} | dict.fromkeys(QUESTIONS, False) | {question: True}
    assert decide(row).grounds == (question,)
    assert decide(row).verdict in ("cut", "replace")
    found = [f for f in findings({"materials": [row]}) if f.rule == "six_questions"]
    assert [f.severity for f in found] == ["block"]


def test_what_the_office_fetches_is_not_asked_for_and_answers_nothing() -> None:
    assert decide({"name": "营业执照", "submission": ["3", "4"]}).verdict == "fetched"
    assert decide({"name": "营业执照", "submission": ["1", "4"]}).verdict == "cut"


@pytest.mark.clause("A20")
def test_shared_data_answer_the_fourth_question() -> None:
    row = {"name": "身份证", "basis": ARTICLE, "shared_data": "公安部门"} | dict.fromkeys(QUESTIONS, False)
    assert decide(row).grounds == ("checkable_online",)


def test_a_question_left_open_is_neither_keep_nor_cut() -> None:
    row = {"name": "材料", "basis": ARTICLE} | dict.fromkeys(QUESTIONS, False) | {"unverifiable": None}
    assert decide(row).verdict == "open"
    assert decide(row).unanswered == ("unverifiable",)
