"""The whole course is online, unless a special rule of law exempts it."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes, flag, rows

WHOLE = {"5", "6", "7"}


def check(values: Values) -> Iterator[Found]:
    """Online, with a depth that ends before the decision."""
    depth = codes(values, "online_depth")
    if flag(values, "online") and depth and not WHOLE & set(depth) and not any(rows(values, "online_exemption")):
        yield Found("online_depth", "未达到全程网办", "not online throughout")


RULE = Rule(
    zh="原则上全程网办",
    en="Online throughout",
    severity="hint",
    clause="G39",
    cure_zh="提升网上办理深度，或列入白名单",
    cure_en="deepen it, or cite the exemption",
    check=check,
    passes=[{"online": True, "online_depth": ["4", "5"]}, {"online": True}],
    fails=[{"online": True, "online_depth": ["2", "4"]}],
)
