"""One office does not examine or decide twice (多头、多层次)."""

from collections import Counter
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._at_once import at_once
from services.catalog.rules._read import rows, text

STAGES = {"2": "审核", "3": "审批"}


def check(values: Values) -> Iterator[Found]:
    """The same stage by the same office more than once, one after the other."""
    steps = [row for _, row in rows(values, "steps")]
    held = Counter(
        (text(row, "stage"), text(row, "office"))
        for row, beside in zip(steps, at_once(steps), strict=True)
        if not beside
    )
    for (stage, office), times in held.items():
        if stage in STAGES and times > 1:
            yield Found(
                "steps",
                f"{office or '本单位'}有 {times} 个{STAGES[stage]}环节",
                f"{times} steps of one stage in one office",
            )


RULE = Rule(
    zh="同一部门同一阶段只审一次",
    en="One office, one stage, once",
    severity="hint",
    clause="E18",
    cure_zh="合并，或改为并联会审",
    cure_en="merge them, or review together",
    check=check,
    passes=[
        {"steps": [{"stage": "2", "office": "甲"}, {"stage": "2", "office": "乙"}]},
        {"steps": [{"name": f"{one}科审核", "stage": "2", "office": "甲局", "parallel": True} for one in "子丑"]},
    ],
    fails=[
        {"steps": [{"stage": "2", "office": "甲"}, {"stage": "2", "office": "甲"}]},
        {"steps": [{"name": one, "stage": "2", "office": "甲局", "parallel": True} for one in ("审核", "复核")]},
    ],
)
