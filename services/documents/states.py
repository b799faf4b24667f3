"""docs/states.md and docs/states.svg: the life of an item, drawn from the same data that the code obeys."""

from html import escape

from services.catalog.domain import AVAILABILITY_ZH, STATES_ZH, Transition, case_kinds, transitions
from services.documents.clauses import register
from services.documents.markdown import head, table
from shared.rights import ROLE_LABELS, Role

STEP, LEFT, WIDE, HIGH, LANE, TOP = 76, 230, 150, 40, 30, 30
"""Sizes of the drawing: from state to state, where the column stands, its boxes, the lanes beside it, the margin."""


def page() -> str:
    """The whole page."""
    said = (
        "From `services/catalog/states.toml`, which the code obeys. `catalogued` belongs to the catalogue's own items and never moves. "
        "`keeps` are states that a step leaves as they are: the draft goes on while the edition online is suspended or resumed. "
        "`availability` is what the public has of the item beside the state of the work on it."
    )
    heads = ("does", "做什么", "from", "to", "keeps", "availability", "who", "clause")
    steps = table(heads, [_row(step) for step in transitions().values()])
    states = table(("state", "状态"), [(f"`{state}`", zh) for state, zh in STATES_ZH.items()])
    states += "\n" + table(("availability", "公众所见"), [(f"`{one}`", zh) for one, zh in AVAILABILITY_ZH.items()])
    return (
        head("事项状态 / Life of an item", said)
        + f"\n![the states and the steps between them](states.svg)\n\n{steps}\n{states}\n{_cases()}"
    )


def _cases() -> str:
    """The cases by which an item is cancelled, adjusted, handed down or entrusted, gate by gate."""
    rows = [
        (f"`{kind.id}` {kind.zh}", kind.clause, f"`{gate.id}` {gate.zh}", _who(gate.role), _effect(gate.effect))
        for kind in case_kinds().values()
        for gate in kind.gates
    ]
    said = "From `services/catalog/gates.toml`: each gate in its turn, none skipped; an effect is what passing it does."
    heads = ("case 办件", "clause", "gate 关口", "who", "effect")
    return f"## 办件与关口 / Cases and their gates\n\n{said}\n\n{table(heads, rows)}"


def _effect(effect: str) -> str:
    return f"`{effect}`" if effect else ""


def _row(step: Transition) -> tuple[str, ...]:
    clause = register().get(step.clause)
    return (
        f"`{step.does}`",
        step.zh,
        _named(step.sources),
        f"`{step.to}`",
        _named(step.keeps),
        f"{_named(step.public_from) or 'any'} → `{step.public_to}`" if step.public_to else "",
        _who(step.by),
        f"{step.clause} {clause.article if clause else ''}".strip(),
    )


def _named(states: tuple[str, ...]) -> str:
    return " ".join(f"`{state}`" for state in states)


def _who(by: str) -> str:
    known = set(Role)
    return f"{ROLE_LABELS[Role(by)][0]} {ROLE_LABELS[Role(by)][1]}" if by in known else f"`{by}`"


def drawing() -> str:
    """The states in a column; straight steps down, the others in lanes: forward on the right, back on the left."""
    column = [state for state in STATES_ZH if any(state in (*s.sources, s.to) for s in transitions().values())]
    at = {state: TOP + n * STEP for n, state in enumerate(column)}
    parts, right, left = [_box(state, y) for state, y in at.items()], 0, 0
    for step in transitions().values():
        straight = [s for s in step.sources if at[step.to] - at[s] == STEP]
        forward = [s for s in step.sources if at[step.to] - at[s] > STEP]
        back = [s for s in step.sources if at[s] > at[step.to]]
        parts += [_arrow_down(step, at[s]) for s in straight]
        if forward:
            right += 1
            parts.append(_lane(step, [at[s] for s in forward], at[step.to], LEFT + WIDE, right * LANE + 60))
        if back:
            left += 1
            parts.append(_lane(step, [at[s] for s in back], at[step.to], LEFT, -left * LANE - 60))
    width, height = LEFT + WIDE + right * LANE + 130, TOP * 2 + len(column) * STEP
    return _SVG.format(width=width, height=height, parts="\n".join(parts))


def _box(state: str, y: int) -> str:
    middle = LEFT + WIDE // 2
    return (
        f'<rect x="{LEFT}" y="{y}" width="{WIDE}" height="{HIGH}" rx="6"/>'
        f'<text class="state" x="{middle}" y="{y + 17}">{STATES_ZH[state]}</text><text class="key" x="{middle}" y="{y + 33}">{state}</text>'
    )


def _arrow_down(step: Transition, y: int) -> str:
    x, start, end = LEFT + WIDE // 2, y + HIGH, y + STEP
    label = f'<text class="step" x="{x + 8}" y="{(start + end) // 2 + 5}">{escape(step.zh)}</text>'
    return f'<path d="M{x} {start}V{end - 2}" marker-end="url(#tip)"/>{label}'


def _lane(step: Transition, sources: list[int], target: int, edge: int, away: int) -> str:
    """One lane for a step: a stub from each source, the lane, an arrow into the target."""
    side = 1 if away > 0 else -1
    x, into = edge + away, target + HIGH // 2 + (8 if target < min(sources) else -8)
    stubs = "".join(f"M{edge} {y + HIGH // 2}H{x}" for y in sources)
    ends = [y + HIGH // 2 for y in sources] + [into]
    lane = f"M{x} {min(ends)}V{max(ends)}M{x} {into}H{edge + 2 * side}"
    middle = (min(ends) + max(ends)) // 2
    label = f'<text class="lane" transform="translate({x + (-6 if side < 0 else 14)} {middle}) rotate(-90)">{escape(step.zh)}</text>'
    return f'<path d="{stubs}"/><path d="{lane}" marker-end="url(#tip)"/>{label}'


_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
<style>rect{{fill:#fff;stroke:#234}}path{{fill:none;stroke:#567}}text{{font:13px sans-serif;fill:#123}}
.state,.key{{text-anchor:middle}}.key{{font-size:11px;fill:#567}}.lane{{text-anchor:middle}}</style>
<defs><marker id="tip" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto"><path d="M0 0L9 4L0 8z" style="fill:#567"/></marker></defs>
<rect width="{width}" height="{height}" style="stroke:none"/>
{parts}
</svg>
"""
