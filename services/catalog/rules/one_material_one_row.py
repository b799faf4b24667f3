"""One row of the materials names one document."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

DOCUMENT = r"(?:证|书|表|簿|户口本|图|报告|合同|聘书|章程|证明|执照|意见|照片)"
TWO = re.compile(rf"{DOCUMENT}(?:原件|复印件|[（(][^（）()]*[）)])?[、及和与](?!其)[^，。；、]{{0,20}}?{DOCUMENT}")


def check(values: Values) -> Iterator[Found]:
    """Two documents joined by 、及和与."""
    for path, row in rows(values, "materials"):
        if hit := TWO.search(text(row, "name")):
            yield Found(
                f"{path}.name", f"一行写了多份材料：{hit[0][:40]}", f"several documents in one row: {hit[0][:40]}"
            )


RULE = Rule(
    zh="一行一份材料",
    en="One row, one document",
    severity="hint",
    clause="C46",
    cure_zh="拆成几行，分别写份数和依据",
    cure_en="split it, each with its copies and basis",
    check=check,
    passes=[{"materials": [{"name": "章程或者合伙协议"}, {"name": "政府及其授权部门批准开办市场的文件"}]}],
    fails=[
        {"materials": [{"name": "申请人的身份证、户口簿原件及复印件"}]},
        {"materials": [{"name": "资格证书及聘书"}]},
    ],
)
