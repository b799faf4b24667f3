"""The six questions of each material (004 第十五条第四款), as its columns define them, and on what an answer rests."""

from collections.abc import Mapping
from typing import Any

from shared.elements.load import elements
from shared.elements.values import is_empty

QUESTIONS = {column.key: column for column in elements()["materials"].columns if column.ground}
"""In the order of the source; the ground of each is its code in the table of grounds."""


def rests_on(question: str, answer: bool) -> tuple[str, ...]:  # noqa: FBT001 - yes or no is what is asked about
    """The columns of which one says on what such an answer rests; none where it needs no more words."""
    return QUESTIONS[question].yes_by if answer else QUESTIONS[question].no_by


def evidence(material: Mapping[str, Any], question: str, answer: object) -> str:
    """On what an answer rests by the columns of the material; empty where that is not said, or it is no answer."""
    if not isinstance(answer, bool):
        return ""
    for key in rests_on(question, answer):
        if not is_empty(said := material.get(key)):
            return str(said).strip()
    return ""
