"""A licence that the conditions demand is among the materials, or the office looks it up."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, said, text

DEMANDED = re.compile(r"(?:取得|持有|具有|依法领取)[^，。；\n《》]{0,10}《([^《》]{2,30}(?:证|证书|执照|许可证))》")


def check(values: Values) -> Iterator[Found]:
    """Each 《…证》 that must be held is looked for in the names of materials."""
    if not isinstance(values.get("materials"), list):
        return
    names = " ".join(text(row, "name") + text(row, "shared_data") for _, row in rows(values, "materials"))
    for path, words in said(values, "conditions", "approval_conditions"):
        for licence in dict.fromkeys(DEMANDED.findall(words)):
            if licence not in names:
                yield Found(path, f"条件要求《{licence}》，材料中没有", f"{licence} is demanded, and is no material")


RULE = Rule(
    zh="条件所要的证照列入材料或写明免交",
    en="A licence in the conditions is among the materials",
    severity="hint",
    clause="G34",
    cure_zh="列入材料，提交方式选数据共享",
    cure_en="list it, to be fetched by the office",
    check=check,
    passes=[{"conditions": "已取得《市场登记证》", "materials": [{"name": "市场登记证原件"}]}],
    fails=[{"conditions": "已取得《市场登记证》", "materials": [{"name": "申请书"}]}],
)
