"""Against an act of power there are reconsideration and suit."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

POWERS = {"01", "02", "03", "04", "05", "06", "07", "08", "09"}
BOTH = {"1": "行政复议", "2": "行政诉讼"}


def check(values: Values) -> Iterator[Found]:
    """Only where remedies are told: that there are any is for the fourteen elements."""
    kinds = {text(row, "kind") for _, row in rows(values, "remedies")}
    if kinds and text(values, "item_type") in POWERS:
        for kind in sorted(set(BOTH) - kinds):
            yield Found("remedies", f"未告知{BOTH[kind]}", f"remedy {kind} is not told")


RULE = Rule(
    zh="告知复议和诉讼",
    en="Both remedies are told",
    severity="warn",
    clause="G34",
    cure_zh="补充救济途径",
    cure_en="add the other remedy",
    check=check,
    passes=[
        {"item_type": "01", "remedies": [{"kind": "1"}, {"kind": "2"}]},
        {"item_type": "20", "remedies": [{"kind": "1"}]},
    ],
    fails=[{"item_type": "01", "remedies": [{"kind": "1"}]}],
)
