"""docs/matrices.md: who audits which element, in which order, place by place."""

from collections.abc import Iterator

from services.documents.markdown import head, table
from services.review.domain import Matrix, PartRule, matrices
from shared.elements import ASPECTS, ELEMENTS
from shared.force import ALWAYS
from shared.rights import ROLE_LABELS


def page() -> str:
    """The whole page."""
    said = (
        "The most local matrix that covers a place decides. A matrix is one file in `services/review/matrices/`; it "
        "says which office looks at which aspect. An element names its aspect in its definition; "
        "[elements.md](elements.md) says for each who audits it where."
    )
    return "\n".join([head("审核分工 / Audit matrices", said), *(_section(m) for m in matrices())])


def _section(matrix: Matrix) -> str:
    places = ", ".join(f"`{r}`" if r else "every other place" for r in matrix.regions)
    top = (
        f"## {matrix.id}\n\n{matrix.zh} / {matrix.en}. Source {matrix.source}. Divisions that begin with: {places}.\n\n"
    )
    if matrix.force != ALWAYS:
        until = f" to {matrix.force.until}" if matrix.force.until else ""
        top += f"In force from {matrix.force.since}{until}; before, the matrix of the place above decides.\n\n"
    rows = table(
        ("part", "审核", "role", "after", "clause", "aspects", "elements"), [_row(matrix, p) for p in matrix.parts]
    )
    return top + rows + "".join(_deviations(matrix))


def _row(matrix: Matrix, part: PartRule) -> tuple[str, ...]:
    role = ROLE_LABELS[part.role]
    return (
        f"`{part.id}`",
        f"{part.zh}\n{part.en}",
        f"{role[0]}\n{role[1]}",
        " ".join(part.after) or "—",
        part.clause,
        "；".join(ASPECTS[aspect].zh for aspect in part.aspects),
        str(len(matrix.keys_of(part))),
    )


def _deviations(matrix: Matrix) -> Iterator[str]:
    for one in matrix.deviations:
        named = "、".join(ELEMENTS[key].zh for key in one.elements)
        yield f"\n- {named} → {', '.join(f'`{part}`' for part in one.parts)} ({one.clause}): {one.why}"
