"""What a submission says for itself: reasons for the worse, the four cuts, and the six answers of each material (G35, G47)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.elements import QUESTIONS, evidence


@dataclass(frozen=True)
class MaterialCut:
    """One material: still asked for, with its answers, on what each rests and why it is kept; or cancelled on its ground."""

    name: str
    asked: bool
    grounds: tuple[str, ...]
    answers: dict[str, bool | None] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    why: str = ""


def material_cuts(values: Mapping[str, Any]) -> Iterator[MaterialCut]:
    """The materials asked for, and those cancelled, as their auditors weigh them."""
    for row in _rows(values.get("materials")):
        answers = {key: row.get(key) for key in QUESTIONS}
        yes = tuple(column.ground for key, column in QUESTIONS.items() if row.get(key) is True)
        rests = {key: said for key in QUESTIONS if (said := evidence(row, key, row.get(key)))}
        name, why = str(row.get("name") or ""), str(row.get("why_kept") or "")
        yield MaterialCut(name, asked=True, grounds=yes, answers=answers, evidence=rests, why=why)
    for row in _rows(values.get("cancelled_materials")):
        grounds = (str(row["ground"]),) if row.get("ground") else ()
        yield MaterialCut(str(row.get("name") or ""), asked=False, grounds=grounds, why=str(row.get("instead") or ""))


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
