"""No condition and no material is a catch-all: whoever reads it must know what is asked."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable

CATCH_ALL = re.compile(
    r"(其他|其它|相关)(材料|证明|文件|资料|条件)|相关(?!部门)[^，。；、]{1,3}(材料|资料)|要求的?(其他)?(附件|材料)$|(规定|要求|需要)的(其他|其它)|等材料|需提供的材料"
)


def _texts(values: Values) -> Iterator[tuple[str, str]]:
    for key in ("conditions", "approval_conditions", "prohibitions"):
        if isinstance(values.get(key), str):
            yield key, values[key]
    materials = values.get("materials")
    for number, material in enumerate(materials if isinstance(materials, list) else []):
        if isinstance(material, dict) and isinstance(material.get("name"), str):
            yield f"materials[{number}].name", material["name"]


def check(values: Values) -> Iterator[Found]:
    """Name each text that leaves open what is asked."""
    for path, text in _texts(values):
        if hit := CATCH_ALL.search(text):
            yield Found(path, f"兜底性表述“{hit[0]}”", f"a catch-all: {hit[0]}")


RULE = Rule(
    zh="条件和材料不得有兜底性表述",
    en="No catch-all among conditions and materials",
    severity="block",
    waivable=Waivable("法条原文即如此的，写明条款", "the law may say it so: cite it"),
    clause="G41",
    cure_zh="逐项写明，或删除",
    cure_en="name each one, or remove it",
    check=check,
    passes=[
        {"conditions": "有固定场所、设施，有50个以上经营者入场公开交易。"},
        {"materials": [{"name": "开办市场申请"}, {"name": "其他组织的登记证书"}]},
    ],
    fails=[
        {"conditions": "法律、法规规定的其他条件。"},
        {"materials": [{"name": "其他材料"}]},
        {"materials": [{"name": "申请书等材料"}]},
        {"materials": [{"name": "申报要求的附件"}]},
        {"materials": [{"name": "相关病历材料"}]},
    ],
)
