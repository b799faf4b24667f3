"""An item on the platform is accepted, handled and answered there."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import codes, flag
from shared.elements import TABLES

STEPS = TABLES["platform_step"].schemes["jixi"].codes


def check(values: Values) -> Iterator[Found]:
    """All three, once the item is on the platform and says what is online."""
    told = codes(values, "platform_steps")
    if flag(values, "on_platform") and told and (lacking := [c.zh for k, c in STEPS.items() if k not in told]):
        yield Found("platform_steps", f"缺少{'、'.join(lacking)}", f"{len(lacking)} of three online steps are missing")


RULE = Rule(
    zh="网上受理、办理、反馈齐全",
    en="Accepted, handled and answered online",
    severity="warn",
    clause="B10",
    cure_zh="补齐网上环节",
    cure_en="offer the missing step",
    check=check,
    passes=[{"on_platform": True, "platform_steps": ["1", "2", "3"]}, {"on_platform": False}],
    fails=[{"on_platform": True, "platform_steps": ["1"]}],
)
