"""Two people saved at once: what only one changed is kept, what both changed is asked (D09)."""

from services.catalog.domain import Values
from services.catalog.domain.merging import decided, three_way
from shared.problems import Fault, Refused


def joined(base: Values, theirs: Values, own: Values, choices: Values, head: int) -> Values:
    """The elements with both changes in them; Refused with three texts while a conflict is not decided."""
    merge = three_way(base, theirs, own)
    values, left = decided(merge, choices)
    if left:
        texts = {c.path: {"base": c.base, "theirs": c.upper, "own": c.own} for c in merge.conflicts if c.path in left}
        cure = ("在 choices 中选 own、upper 或给出 value", "choose own, upper or a value")
        raise Refused(
            "两人改了同一处，请决定取哪一个。",
            "Both changed the same place; decide which to keep.",
            "conflicts",
            [Fault(path, "conflict", "两人都改了", "both changed it", *cure) for path in left],
            {"conflicts": texts, "current": {"edition": head}},
        )
    return values
