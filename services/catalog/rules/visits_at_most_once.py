"""The applicant comes once at most (最多跑一次)."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import whole

ONCE = 1


def check(values: Values) -> Iterator[Found]:
    """More than one visit."""
    visits = whole(values, "visits")
    if visits is not None and visits > ONCE:
        yield Found("visits", f"须到现场 {visits} 次", f"{visits} visits")


RULE = Rule(
    zh="最多跑一次",
    en="One visit at most",
    severity="warn",
    clause="A15",
    cure_zh="改为网上办理、邮寄或代办，减少到场",
    cure_en="online, by post or by proxy: fewer visits",
    check=check,
    passes=[{"visits": 0}, {"visits": 1}, {}],
    fails=[{"visits": 2}],
)
