"""What asks nobody: a labelled set of edits measures how well wording is told from meaning (U8)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.elements import changes
from shared.elements.wording import same_words, words

LABELLED: dict[str, list[tuple[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "data" / "wording.toml").read_text("utf-8")
)
SEEN_AT_LEAST = 0.9


def kind_of(old: str, new: str) -> str:
    (change,) = changes({"scope": old}, {"scope": new})
    return change.kind


def counted() -> tuple[list[Any], list[Any], list[Any]]:
    """True wording, meaning taken for wording, wording not seen."""
    told = [(pair, label) for label, pairs in LABELLED.items() for pair in pairs]
    said = [(pair, label, kind_of(*pair)) for pair, label in told]
    right = [pair for pair, label, kind in said if kind == "wording" == label]
    wrong = [pair for pair, label, kind in said if kind == "wording" != label]
    missed = [pair for pair, label, kind in said if kind != "wording" == label]
    return right, wrong, missed


def test_precision_of_wording_is_one_and_most_of_it_is_seen() -> None:
    right, wrong, missed = counted()
    assert len(LABELLED["wording"]) >= 40, "enough of both to say so"
    assert len(LABELLED["meaning"]) >= 50
    assert wrong == [], "what means something else asks somebody"
    recall = len(right) / (len(right) + len(missed))
    assert recall >= SEEN_AT_LEAST, missed


@pytest.mark.parametrize(("old", "new"), LABELLED["meaning"])
def test_what_means_something_else_is_the_same_backwards(old: str, new: str) -> None:
    assert not same_words(old, new)
    assert not same_words(new, old)


@given(st.text(alphabet="甲乙三五1.5A、，。；：（）()-~“” \n", max_size=14))
def test_what_was_taken_off_once_is_off(text: str) -> None:
    assert words(words(text)) == words(text)


def basis(**changed: Any) -> dict[str, Any]:
    one = {"kind": "law", "title": "中华人民共和国A/B法", "article": 3, "text": "依法办理"}
    return {"legal_bases": [one | changed]}


def test_a_citation_is_wording_only_where_each_of_its_parts_is() -> None:
    (end,) = changes(basis(), basis(text="依法办理。"))
    (title,) = changes(basis(), basis(title="中华人民共和国AB法"))
    assert (end.kind, title.kind) == ("wording", "neutral")
