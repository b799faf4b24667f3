"""Successors: what must follow when a catalogue item ends, and how a step of the way from an old code is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.problems import Refused

FOLLOWED = {"merge": "合并", "split": "拆分", "rename": "更名"}
"""Ways to end that leave something in the place of what was; cancelling may leave nothing."""


@dataclass(frozen=True)
class Step:
    """One step from an old code to the next: why and when, and the code in force that it ends at, or "" if it leads on."""

    old_code: str
    new_code: str
    kind: str
    reason: str
    at: str
    in_force: str


def demand_successors(kind: str, to: Sequence[str]) -> None:
    """Refused when something is merged, split or renamed into nothing."""
    if kind in FOLLOWED and not to:
        raise Refused(
            f"{FOLLOWED[kind]}须至少指明一个承接编码（successors）；没有承接的，请用取消（cancel）。",
            f"To {kind} needs at least one successor; what nothing follows is cancelled (cancel).",
            "no_successor",
            extra={"kind": kind, "lacking": "successors", "clause": "004 第十二条"},
        )
