"""Steps at the same time do the same in different bodies, which they name; other marks count for nothing (C44, E18)."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._at_once import at_once
from services.catalog.rules._read import rows, text


def check(values: Values) -> Iterator[Found]:
    """A mark that lets a step run neither beside the one before nor with the one after; what does not count is passed over."""
    for key in ("steps", "internal_flow"):
        told = rows(values, key)
        marks = [*at_once([row for _, row in told]), False]
        for number, (path, row) in enumerate(told):
            if row.get("parallel") is True and not row.get("uncounted") and not any(marks[number : number + 2]):
                name = (text(row, "name") or text(row, "step"))[:20]
                yield Found(
                    f"{path}.parallel",
                    f"“{name}”标为并联，但与上一步不是不同机构办理的同一环节，时限仍按先后合计",
                    f"{name} is marked as parallel, and is added up all the same",
                )


def _both(first: str, second: str) -> Values:
    return {"steps": [{"name": "受理"}, *({"name": name, "parallel": True} for name in (first, second))]}


RULE = Rule(
    zh="并联环节写明不同机构",
    en="Steps in parallel name their bodies",
    severity="hint",
    clause="E18",
    cure_zh="写明各自的承办机构，或取消并联",
    cure_en="name the body of each, or take the mark away",
    check=check,
    passes=[
        _both("甲科会审", "乙科会审"),
        {"steps": [{"name": "甲科审核"}, {"name": "现场核查", "uncounted": "1", "parallel": True}]},
        {"internal_flow": [{"step": "会签", "section": one, "parallel": True} for one in ("法规科", "财务科")]},
    ],
    fails=[
        _both("局务会", "局长审批"),
        {"internal_flow": [{"step": "审核"}, {"step": "会签", "parallel": True}]},
        {"steps": [{"name": "甲科审核"}, {"name": "乙科审核", "parallel": True}, {"name": "办结", "parallel": True}]},
    ],
)
