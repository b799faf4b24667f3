"""What a submission says for itself: reasons for the worse, the four cuts, and the six answers of each material (G35, G47)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared import elements
from shared.elements import Kind

QUESTIONS = tuple(
    column
    for column in elements.ELEMENTS["materials"].columns
    if column.type is Kind.BOOLEAN and column.publicity == "internal"
)
"""The six questions of 004 第十五条第四款, in its order; the number of each is the code of its ground."""


@dataclass(frozen=True)
class MaterialCut:
    """One material: still asked for with its answers, or cancelled on its ground."""

    name: str
    asked: bool
    grounds: tuple[str, ...]
    answers: dict[str, bool | None]


def material_cuts(values: Mapping[str, Any]) -> Iterator[MaterialCut]:
    """The materials asked for, and those cancelled, as their auditors weigh them."""
    for row in _rows(values.get("materials")):
        answers = {column.key: row.get(column.key) for column in QUESTIONS}
        yes = tuple(str(n) for n, column in enumerate(QUESTIONS, 1) if row.get(column.key) is True)
        yield MaterialCut(str(row.get("name") or ""), asked=True, grounds=yes, answers=answers)
    for row in _rows(values.get("cancelled_materials")):
        grounds = (str(row["ground"]),) if row.get("ground") else ()
        yield MaterialCut(str(row.get("name") or ""), asked=False, grounds=grounds, answers={})


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
