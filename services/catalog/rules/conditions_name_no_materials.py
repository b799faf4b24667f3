"""Conditions say who may apply; what to hand in stands among the materials."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import said

MATERIAL = re.compile(r"(提交|提供|出具|携带)[^，。；;\n]{0,20}(申请(书|表)?|复印件|原件|证明|合同|身份证)")


def check(values: Values) -> Iterator[Found]:
    """Look for materials in the conditions."""
    for path, words in said(values, "conditions", "approval_conditions"):
        if hit := MATERIAL.search(words):
            yield Found(path, f"受理条件中写了材料：“{hit[0]}”", f"a material among the conditions: {hit[0]}")


RULE = Rule(
    zh="受理条件不列材料",
    en="Conditions list no materials",
    severity="hint",
    clause="G34",
    cure_zh="移到申请材料",
    cure_en="move it to the materials",
    check=check,
    passes=[{"conditions": "有固定场所、设施；有与经营规模相适应的资金。"}],
    fails=[{"conditions": "1.提交书面申请（施工单位与运输单位签订的合同）；"}],
)
