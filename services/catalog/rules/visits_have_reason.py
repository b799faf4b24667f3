"""More than no visit has a reason; no visit has none."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from shared.elements.spoken import is_filler

NO_NEED = re.compile(r"无[需须]|不[需用必]|零跑|全程(?:网办|电子)")
"""What says why nobody need come is no reason to come."""


def check(values: Values) -> Iterator[Found]:
    """Compare the number of visits with its reason (domain.md 3.8, 9.4 rule 5)."""
    visits, reason = values.get("visits"), values.get("visits_reason")
    if not isinstance(visits, int):
        return
    said = isinstance(reason, str) and not is_filler(reason.strip() or "无") and not NO_NEED.search(reason)
    if visits > 0 and not said:
        yield Found("visits_reason", f"须到现场 {visits} 次，未说明原因", f"{visits} visits, and no reason")
    if visits == 0 and said:
        yield Found("visits_reason", "到现场 0 次，却写了到场原因", "no visit, yet a reason for one")


RULE = Rule(
    zh="到现场次数与原因相符",
    en="Visits and their reason agree",
    severity="warn",
    clause="A15",
    cure_zh="补充原因，或改正次数",
    cure_en="state the reason, or correct the number",
    check=check,
    passes=[
        {},
        {"visits": 0},
        {"visits": 0, "visits_reason": "无"},
        {"visits": 0, "visits_reason": "无需到现场"},
        {"visits": 1, "visits_reason": "领取证照须核验原件"},
    ],
    fails=[{"visits": 1}, {"visits": 1, "visits_reason": "无"}, {"visits": 0, "visits_reason": "现场签字"}],
)
