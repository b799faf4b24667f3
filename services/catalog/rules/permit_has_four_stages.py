"""The flow of a permit holds acceptance, examination, decision and close."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PERMIT = "01"
STAGES = {
    "1": ("受理", re.compile(r"受理|收件|接件")),
    "2": ("审核", re.compile(r"审核|审查|初审|核查|评审")),
    "3": ("审批", re.compile(r"审批|批准|决定|审定|核准|终审|签发")),
    "4": ("办结", re.compile(r"办结|送达|制证|发证|颁证|领取|告知")),
}


def check(values: Values) -> Iterator[Found]:
    """Each stage, by its code or by its name; an item without steps is another rule's."""
    if text(values, "item_type") != PERMIT or not isinstance(values.get("steps"), list) or not values["steps"]:
        return
    steps = [(text(row, "stage"), text(row, "name")) for _, row in rows(values, "steps")]
    lacking = [
        word
        for code, (word, shape) in STAGES.items()
        if not any(s == code or (not s and shape.search(n)) for s, n in steps)
    ]
    if lacking:
        yield Found("steps", f"缺少环节：{'、'.join(lacking)}", f"{len(lacking)} of the four stages are missing")


RULE = Rule(
    zh="许可流程含受理、审核、审批、办结",
    en="A permit's flow has all four stages",
    severity="warn",
    clause="E15",
    cure_zh="补齐环节，即办件可合并岗位",
    cure_en="add the stage; one post may hold several",
    check=check,
    passes=[
        {"item_type": "01", "steps": [{"name": n} for n in ("收件", "审查", "决定", "颁证与送达")]},
        {"item_type": "20"},
    ],
    fails=[{"item_type": "01", "steps": [{"name": "申请"}, {"name": "受理"}, {"name": "办结"}]}],
)
