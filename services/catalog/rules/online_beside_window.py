"""Online and offline run side by side: what is handled online is still taken at the window."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes, flag

WINDOW = "1"


def check(values: Values) -> Iterator[Found]:
    """Once the ways to apply are said."""
    ways = codes(values, "ways_to_apply")
    if flag(values, "online") and ways and WINDOW not in ways:
        yield Found("ways_to_apply", "可网办，但窗口不受理", "online, and not at the window")


RULE = Rule(
    zh="线上线下并行",
    en="Online beside the window",
    severity="hint",
    clause="G40",
    cure_zh="保留窗口办理",
    cure_en="keep the window",
    check=check,
    passes=[{"online": True, "ways_to_apply": ["1", "2"]}, {"online": False, "ways_to_apply": ["4"]}],
    fails=[{"online": True, "ways_to_apply": ["2"]}],
)
