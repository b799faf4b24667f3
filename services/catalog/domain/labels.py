"""What holders say of what they were asked, and when a group of elements is asked about no more (U8, trap 1).

Each decision on a change from above is a label: the group needed a person, or did not. Of many labels few of which say
that it did, the group mutes itself for a time; then it is asked about again, and measured anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from services.catalog.domain.merging import Values, key_of
from services.catalog.domain.policies import Plan, is_locked
from shared.problems import Fault, Refused

ENOUGH, BODIES, LEAST = 20, 3, 0.2
"""So many labels, of so many bodies, are asked for before less than this share of them mutes a group."""
PER_BODY = -(-ENOUGH // BODIES)
"""Of a body its newest so many labels of a group count, so that no fewer bodies can be enough."""
LOOKED_BACK, MUTED = timedelta(days=365), timedelta(days=180)


@dataclass(frozen=True)
class Measure:
    """How often a group of elements needed a person where one was asked, by the labels that count."""

    group: str
    labels: int
    needed: int
    bodies: int

    @property
    def precision(self) -> float | None:
        """The share of what was asked that had to be."""
        return round(self.needed / self.labels, 4) if self.labels else None

    @property
    def mutes(self) -> bool:
        """Whether enough was said, and too little of it had to be asked."""
        return self.labels >= ENOUGH and self.bodies >= BODIES and self.needed < LEAST * self.labels


def asked_groups(plan: Plan) -> dict[str, list[str]]:
    """The groups that a person was asked about, with their elements."""
    found: dict[str, list[str]] = {}
    for key, group in plan.groups.items():
        if key not in plan.at_once and key not in plan.declined:
            found.setdefault(group, []).append(key)
    return found


def labelled(plan: Plan, decided: Mapping[str, object]) -> dict[str, bool]:
    """By group, whether a decision took something from above."""
    own = plan.merge.texts[2]
    return {group: any(decided.get(key) != own.get(key) for key in keys) for group, keys in asked_groups(plan).items()}


def unneeded(plan: Plan) -> Values:
    """One's own elements as they stay when nothing has to change; what the catalogue governs is as above (第十一条)."""
    _demand_free({key_of(conflict.path) for conflict in plan.merge.conflicts})
    values = dict(plan.merge.texts[2])
    for key in filter(is_locked, plan.merge.taken):
        if key in plan.merge.values:
            values[key] = plan.merge.values[key]
        else:
            values.pop(key, None)
    return values


def _demand_free(disputed: Collection[str]) -> None:
    """Refused where an element of the catalogue stands in conflict: that is decided, not passed over."""
    if closed := sorted(filter(is_locked, disputed)):
        cure = ("选 own 或 upper", "choose own or upper")
        raise Refused(
            "目录要素有冲突，须逐项决定，不能以“无需修改”了结。",
            "A conflict in an element of the catalogue is decided, not passed over.",
            "conflicts",
            [Fault(key, "conflict", "两边都改了", "both changed it", *cure) for key in closed],
            {"clause": "004 第十一条"},
        )
