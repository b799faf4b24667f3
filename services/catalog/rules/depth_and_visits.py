"""What is handled online throughout (depth Ⅳ) asks for no visit."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes, whole

WHOLE = {"5", "6", "7"}


def check(values: Values) -> Iterator[Found]:
    """Depth 5, 6 or 7 with visits."""
    if WHOLE & set(codes(values, "online_depth")) and (visits := whole(values, "visits")):
        yield Found("visits", f"全程网办，却须到现场 {visits} 次", f"online throughout, yet {visits} visits")


RULE = Rule(
    zh="全程网办的到场次数为零",
    en="Online throughout, no visit",
    severity="warn",
    clause="A15",
    cure_zh="改正到场次数或网上办理深度",
    cure_en="correct the visits or the depth",
    check=check,
    passes=[{"online_depth": ["4", "5"], "visits": 0}, {"online_depth": ["2"], "visits": 1}],
    fails=[{"online_depth": ["1", "5"], "visits": 1}],
)
