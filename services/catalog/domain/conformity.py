"""The seven elements that are uniform along a line, and where an item departs from them (000 三（二）1)."""

from collections.abc import Mapping
from typing import Any

from shared import elements

SEVEN: Mapping[str, tuple[str, ...]] = {
    "事项名称": ("name",),
    "依据": ("legal_bases",),
    "类型": ("item_type",),
    "法定时限": ("legal_limit",),
    "办理流程": ("procedure", "steps"),
    "办事要件": ("materials",),
    "办结时限": ("promised_limit",),
}


def departures(values: Mapping[str, Any], template: Mapping[str, Any]) -> list[str]:
    """Which of the seven differ from the template, where the template says something."""
    changed = {c.path.partition("[")[0].partition(".")[0] for c in elements.changes(template, values)}
    return [zh for zh, keys in SEVEN.items() if any(key in changed and template.get(key) is not None for key in keys)]
