"""An item is not cancelled before it takes effect."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import text


def check(values: Values) -> Iterator[Found]:
    """Compare the two planned dates."""
    begins, ends = text(values, "planned_effective_on"), text(values, "planned_cancel_on")
    if begins and ends and ends < begins:
        yield Found("planned_cancel_on", f"计划取消（{ends}）早于计划生效（{begins}）", f"ends {ends}, begins {begins}")


RULE = Rule(
    zh="计划取消不早于计划生效",
    en="The end is not before the beginning",
    severity="block",
    waivable=Waivable("先取消后生效，不可能", "it cannot end before it begins", may=False),
    clause="G60",
    cure_zh="改正日期",
    cure_en="correct a date",
    check=check,
    passes=[{"planned_effective_on": "2026-01-01", "planned_cancel_on": "2027-01-01"}],
    fails=[{"planned_effective_on": "2026-01-01", "planned_cancel_on": "2025-01-01"}],
)
