"""The six material-cut questions (004 第十五条第四款) as an engine: keep, cut, replace, or still to be answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from services.catalog.rules import Values
from services.catalog.rules._law import cites_article
from services.catalog.rules._read import Row, codes, drawn, rows_of, text

Verdict = Literal["keep", "cut", "replace", "fetched", "open"]

QUESTIONS = {
    "no_legal_basis": "1",
    "proved_by_licence": "2",
    "undertaking_suffices": "3",
    "checkable_online": "4",
    "proved_by_approval": "5",
    "unverifiable": "6",
}
CUT = {"no_legal_basis", "unverifiable"}
"""Grounds on which a material falls away; on the others something takes its place."""
BY_OFFICE = {"3", "4"}
"""Ways of submission in which the office fetches it: 证照库引用, 数据共享."""


@dataclass(frozen=True)
class Decision:
    """What becomes of a material, on which grounds, and which questions nobody has answered."""

    verdict: Verdict
    grounds: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()


def fetched(material: Values) -> bool:
    """True where the applicant is not asked for it."""
    ways = codes(material, "submission")
    return bool(ways) and set(ways) <= BY_OFFICE


def answer(material: Values, question: str) -> bool | None:
    """The answer that was given, save that without an article the first is yes, whatever was said."""
    if question == "no_legal_basis" and not cites_article(text(material, "basis")):
        return True
    if question == "checkable_online" and text(material, "shared_data"):
        return True
    found = material.get(question)
    return found if isinstance(found, bool) else None


def decided(values: Values) -> Sequence[tuple[str, Row, Decision]]:
    """The materials, each with its path and what becomes of it."""
    return drawn(values, "materials", _decided)


def _decided(key: str, value: Any) -> Sequence[tuple[str, Row, Decision]]:
    return [(path, row, decide(row)) for path, row in rows_of(key, value)]


def decide(material: Values) -> Decision:
    """The verdict on one material. Only one with an article and six times no is kept."""
    if fetched(material):
        return Decision("fetched")
    answers = {question: answer(material, question) for question in QUESTIONS}
    grounds = tuple(question for question, said in answers.items() if said)
    unanswered = tuple(question for question, said in answers.items() if said is None)
    if grounds:
        return Decision("cut" if CUT & set(grounds) else "replace", grounds, unanswered)
    return Decision("open", (), unanswered) if unanswered else Decision("keep")
