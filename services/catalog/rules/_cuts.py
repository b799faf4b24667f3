"""The six material-cut questions (004 第十五条第四款) as an engine: keep, cut, replace, or still to be answered."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from services.catalog.rules import Values
from services.catalog.rules._law import cites_article
from services.catalog.rules._read import Row, codes, drawn, flag, rows_of, text
from services.catalog.rules._shared_data import shared
from shared.elements import QUESTIONS, evidence, rests_on

Verdict = Literal["keep", "cut", "replace", "fetched", "open"]
By = Literal["office", "article", "catalogue"]

BASIS, ONLINE, ISSUER = "no_legal_basis", "checkable_online", "unverifiable"
CUT = {question for question, column in QUESTIONS.items() if not column.yes_by}
"""Grounds on which a material falls away; on the others something takes its place."""
BY_OFFICE = {"3", "4"}
"""Ways of submission in which the office fetches it: 证照库引用, 数据共享."""
OWN = "10"
"""来源渠道：申请人自备. Nobody issues it, so there is nobody who could verify it."""


class Answer(NamedTuple):
    """An answer, on what it rests, and who gave it: the office, the basis that cites no article, the shared-data catalogue."""

    said: bool | None
    evidence: str = ""
    by: By = "office"


NOTHING = Answer(None)
BY_ARTICLE = Answer(True, by="article")  # noqa: FBT003 - it is the answer


class Decision(NamedTuple):
    """What becomes of a material: on which grounds, which questions nobody answered, which answers rest on nothing."""

    verdict: Verdict
    grounds: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = MappingProxyType({})


def fetched(material: Values) -> bool:
    """True where the applicant is not asked for it."""
    ways = codes(material, "submission")
    return bool(ways) and set(ways) <= BY_OFFICE


def answer(material: Values, question: str) -> Answer:
    """The answer that was given, save that some answer themselves.

    Without an article the first is yes, and the fourth where shared data are named, whatever was said; where nobody
    said anything, the catalogue of shared data answers the fourth.
    """
    said = flag(material, question)
    if question == BASIS and not cites_article(text(material, "basis")):
        return BY_ARTICLE
    if question == ONLINE and text(material, "shared_data"):
        said = True
    elif question == ONLINE and said is None and (known := shared(text(material, "name"))):
        return Answer(True, "，".join(known), "catalogue")  # noqa: FBT003
    return NOTHING if said is None else Answer(said, evidence(material, question, said))


def _unproved(material: Values, question: str, given: Answer) -> bool:
    if given.said is None or given.evidence or given.by == "article":
        return False
    nobody = question == ISSUER and text(material, "source") == OWN
    return bool(rests_on(question, given.said)) and not nobody


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
    grounds = tuple(question for question, given in answers.items() if given.said)
    unanswered = tuple(question for question, given in answers.items() if given.said is None)
    unproved = tuple(question for question, given in answers.items() if _unproved(material, question, given))
    return Decision(_verdict(grounds, unanswered), grounds, unanswered, unproved, answers)


def _verdict(grounds: Sequence[str], unanswered: Sequence[str]) -> Verdict:
    if grounds:
        return "cut" if CUT & set(grounds) else "replace"
    return "open" if unanswered else "keep"


def note(material: Values, decision: Decision) -> str:
    """Words for the public, why a material is kept, which the office may take over; nothing for others."""
    if decision.verdict != "keep":
        return ""
    who = decision.answers[ISSUER].evidence
    by = f"，由{who}核实" if who else ""
    return f"依据{text(material, 'basis')[:300]}收取，不能以本人证照、书面承诺、网络核验或部门批文代替{by}。"
