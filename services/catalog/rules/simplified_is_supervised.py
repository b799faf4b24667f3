"""What was made easier beforehand is looked after during and afterwards."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, rows, text

LATER = ("2", "3")


def check(values: Values) -> Iterator[Found]:
    """An undertaking or a cancelled material calls for supervision during or after."""
    eased = flag(values, "undertaking") or any(rows(values, "cancelled_materials"))
    if eased and not any(text(row, "phase") in LATER for _, row in rows(values, "supervision")):
        yield Found(
            "supervision", "已简化（告知承诺或取消材料），未写事中事后监管", "made easier, with no later supervision"
        )


RULE = Rule(
    zh="简化的事项写明事中事后监管",
    en="What is made easier is supervised later",
    severity="warn",
    clause="A14",
    cure_zh="补充事中、事后监管措施",
    cure_en="add supervision during or after",
    check=check,
    passes=[{"undertaking": True, "supervision": [{"phase": "3"}]}, {"undertaking": False}, {}],
    fails=[
        {"undertaking": True},
        {"cancelled_materials": [{"name": "无违法证明", "ground": "6"}], "supervision": [{"phase": "1"}]},
    ],
)
