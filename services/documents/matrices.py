"""docs/matrices.md: who audits which element, in which order, place by place."""

from services.documents.markdown import head, table
from services.review.domain import Matrix, PartRule, matrices
from shared.elements import ELEMENTS
from shared.rights import ROLE_LABELS


def page() -> str:
    """The whole page."""
    said = "The most local matrix that covers a place decides. A matrix is one file in `services/review/matrices/`."
    return "\n".join([head("审核分工 / Audit matrices", said), *(_section(m) for m in matrices())])


def _section(matrix: Matrix) -> str:
    places = ", ".join(f"`{r}`" if r else "every other place" for r in matrix.regions)
    top = (
        f"## {matrix.id}\n\n{matrix.zh} / {matrix.en}. Source {matrix.source}. Divisions that begin with: {places}.\n\n"
    )
    return top + table(("part", "审核", "role", "after", "clause", "elements"), [_row(matrix, p) for p in matrix.parts])


def _row(matrix: Matrix, part: PartRule) -> tuple[str, ...]:
    named = "、".join(ELEMENTS[key].zh for key in part.elements)
    rest = f"其余要素 all others ({len(matrix.keys_of(part)) - len(part.elements)})" if part.rest else ""
    role = ROLE_LABELS[part.role]
    elements = "、".join(filter(None, (named, rest)))
    return (
        f"`{part.id}`",
        f"{part.zh}\n{part.en}",
        f"{role[0]}\n{role[1]}",
        " ".join(part.after) or "—",
        part.clause,
        elements,
    )
