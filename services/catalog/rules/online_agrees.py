"""Online or not, depth and way of applying say the same."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes, flag

HANDLED, ONLINE = {"2", "3", "4", "5", "6", "7"}, "2"


def check(values: Values) -> Iterator[Found]:
    """Compare the answer with the depth and the ways."""
    online, depth, ways = flag(values, "online"), codes(values, "online_depth"), codes(values, "ways_to_apply")
    deep = bool(HANDLED & set(depth))
    if online and depth and not deep:
        yield Found("online_depth", "可网办，但深度仅为咨询", "online, yet the depth is only advice")
    if online is False and deep:
        yield Found("online", "不可网办，但写有网上办理深度", "not online, yet it has a depth")
    if online is False and ONLINE in ways:
        yield Found("ways_to_apply", "不可网办，但办理形式含网上办理", "not online, yet online is a way to apply")
    if online and ways and ONLINE not in ways:
        yield Found("ways_to_apply", "可网办，但办理形式不含网上办理", "online, yet no way to apply")


RULE = Rule(
    zh="是否网办、深度、办理形式一致",
    en="Online, depth and ways agree",
    severity="warn",
    clause="G39",
    cure_zh="按实际情况统一三项",
    cure_en="make the three say what is true",
    check=check,
    passes=[{"online": True, "online_depth": ["1", "4"], "ways_to_apply": ["1", "2"]}, {"online": False}],
    fails=[
        {"online": True, "online_depth": ["1"]},
        {"online": False, "online_depth": ["4"]},
        {"online": False, "ways_to_apply": ["2"]},
        {"online": True, "ways_to_apply": ["1"]},
    ],
)
