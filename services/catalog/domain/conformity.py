"""The business line: the seven elements that are uniform along it, and who leads, does and reviews (000 三)."""

from collections.abc import Mapping
from dataclasses import dataclass
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


PROVINCE, CITY, COUNTY = "2", "3", "4"


@dataclass(frozen=True)
class Parts:
    """The levels that lead an item's re-engineering, do it, and review it."""

    leads: tuple[str, ...]
    does: tuple[str, ...]
    reviews: tuple[str, ...] = ()

    def of(self, level: str) -> list[str]:
        """What a level has to do."""
        return [part for part in ("leads", "does", "reviews") if level in getattr(self, part)]


PARTS: Mapping[str, Parts] = {
    "1": Parts((PROVINCE,), (PROVINCE,)),
    "2": Parts((PROVINCE,), (CITY,)),
    "3": Parts((PROVINCE,), (CITY,)),
    "4": Parts((CITY,), (CITY, COUNTY), (PROVINCE,)),
    "5": Parts((CITY,), (CITY,), (PROVINCE,)),
    "6": Parts((CITY,), (COUNTY,), (PROVINCE,)),
}
"""By the level set of a catalogue item: 三（一）the province enters its own, leads what it shares and reviews what it does
not share; （二）the city does the shared ones for itself and its counties by the province's template, and answers for
those of city and county; （三）the county does those it has with the city and its own."""
