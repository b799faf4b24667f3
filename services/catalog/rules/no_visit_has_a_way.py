"""Who need not come can apply online or by post."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes, flag, whole

ONLINE, POST = "2", "3"


def check(values: Values) -> Iterator[Found]:
    """Nought visits, and neither online nor post."""
    ways = codes(values, "ways_to_apply")
    reached = flag(values, "online") or flag(values, "express") or ONLINE in ways or POST in ways
    if whole(values, "visits") == 0 and not reached:
        yield Found(
            "ways_to_apply", "到现场 0 次，但不能网上办理也不能邮寄", "no visit, yet neither online nor by post"
        )


RULE = Rule(
    zh="零跑动须可网办或邮寄",
    en="No visit needs another way",
    severity="warn",
    clause="G40",
    cure_zh="补充办理形式，或改正到场次数",
    cure_en="state the other way, or correct the visits",
    check=check,
    passes=[{"visits": 0, "online": True}, {"visits": 0, "ways_to_apply": ["3"]}, {"visits": 1}],
    fails=[{"visits": 0, "ways_to_apply": ["1"]}, {"visits": 0}],
)
