"""Which steps run at the same time: a mark holds where the order of the four stages lets it."""

import re
from collections.abc import Sequence

from services.catalog.rules._read import Row, text

STAGES = {
    "1": re.compile("受理|收件|接件"),
    "2": re.compile("审核|审查|初审|复审"),
    "3": re.compile("审批|决定|批准"),
    "4": re.compile("办结|制证|发证|送达"),
}
"""受理, 审查, 决定, 办结 come one after the other; a step that says no stage is of the one that its name speaks of."""


def at_once(steps: Sequence[Row]) -> list[bool]:
    """Of each step whether it runs beside the one before: it is marked so, and none of another stage runs there."""
    found: list[bool] = []
    there = ""
    for at, row in enumerate(steps):
        stage = _stage(row)
        holds = at > 0 and row.get("parallel") is True and not (stage and there and stage != there)
        there = there or stage if holds else stage
        found.append(holds)
    return found


def _stage(row: Row) -> str:
    said, name = text(row, "stage"), text(row, "name") or text(row, "step")
    if said:
        return said if said in STAGES else ""
    return next((stage for stage, words in STAGES.items() if words.search(name)), "")
