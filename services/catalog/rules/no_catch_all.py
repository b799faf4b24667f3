"""No condition and no material is a catch-all: whoever reads it must know what is asked."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable

_PAPER = r"(?:材料|证明|文件|资料)"
_PAPERS = r"(?:材料|证明|文件|资料|证件|证照|手续|附件|凭证|文书)"
_OTHER = r"(?:其[他它余]|别的|另外的)"
_BESIDE = r"(?:补充|辅助|支撑|佐证)"
_OPEN = rf"(?:{_BESIDE}|有关|相关|必要|必需|必须|应当?|需要?|所需|须|要求|规定|申请|申报|认为|提交|提供|具备|的|与[^，。；、\s]{{1,6}}|[、和或及])"
_WHO = r"(?:机关|部门|单位|机构|窗口|主管|登记|审批|许可|受理|国家|法律|法规|行政|政策|上级)"
_AS_NEEDED = r"(?:根据|按照?|视)(?:实际)?(?:需要|情况)[^，。；、\s]{0,2}(?:提[供交]|补充)"
CATCH_ALL = re.compile(
    rf"{_OTHER}(?:条件|{_OPEN}{{0,6}}(?:{_PAPER}|条件(?!的)))|相关(?:{_PAPER}|条件)|相关(?!部门)[^，。；、]{{1,3}}(?:材料|资料)"
    rf"|要求的?(?:其他)?(?:附件|材料)$|(?:规定|要求|需要|认为)的(?:其[他它]|别的)|等材料|需提供的材料"
    rf"|{_WHO}(?:认为|视)[^，。；、\s]{{0,4}}(?:需要?|必要|应当?|须)[^，。；、\s补]{{0,6}}(?:{_PAPER}|条件)|{_AS_NEEDED}的?{_PAPER}"
)
"""Anywhere in a text."""
OF_NAME = re.compile(
    rf"{_OTHER}{_OPEN}{{0,6}}{_PAPERS}|(?<!同)等{_PAPERS}|相关{_PAPERS}|[需须]要?提[供交]的{_PAPERS}|{_AS_NEEDED}"
)
"""Anywhere in the name of a material."""
WHOLE = re.compile(
    rf"(?=.*(?:{_BESIDE}|有关|相关|必要|必需|所需|应当|规定的|要求|认为))(?:{_OPEN}|{_OTHER}|{_WHO})+{_PAPERS}+|{_OTHER}"
    r"|.*(?<![一二三四五六七八九十特优上中下同平相何高初对])等"
)
"""The whole name of a material: words that name no paper, and a list without end."""
END = "。.；;，, 、"


def _texts(values: Values) -> Iterator[tuple[str, str]]:
    for key in ("conditions", "approval_conditions", "prohibitions"):
        if isinstance(values.get(key), str):
            yield key, values[key]


def _names(values: Values) -> Iterator[tuple[str, str]]:
    materials = values.get("materials")
    for number, material in enumerate(materials if isinstance(materials, list) else []):
        if isinstance(material, dict) and isinstance(material.get("name"), str):
            yield f"materials[{number}].name", material["name"].strip(END)


def check(values: Values) -> Iterator[Found]:
    """Name each text that leaves open what is asked."""
    for path, text in _texts(values):
        if hit := CATCH_ALL.search(text):
            yield Found(path, *_said(hit[0]))
    for path, name in _names(values):
        if hit := CATCH_ALL.search(name) or OF_NAME.search(name) or WHOLE.fullmatch(name[:200]):
            yield Found(path, *_said(hit[0]))


def _said(words: str) -> tuple[str, str]:
    return f"兜底性表述“{words[:60]}”", f"a catch-all: {words[:60]}"


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
        {"materials": [{"name": "有关主管部门的批准文件"}, {"name": "登记机关出具的证明"}, {"name": "安全等级证明"}]},
        {"materials": [{"name": "申请材料"}, {"name": "与申请人一致的身份证明"}, {"name": "工程等级"}]},
        {
            "materials": [
                {"name": "补充协议"},
                {"name": "项目支撑条件证明"},
                {"name": "业绩佐证材料"},
                {"name": "药品补充申请表"},
            ]
        },
        {"conditions": "重度残疾人及其他具备条件的残疾人，持同等证明力的证照办理相关手续，按实际情况提供便利。"},
    ],
    fails=[
        {"conditions": "法律、法规规定的其他条件。"},
        {"conditions": "（三）主管部门要求的别的条件"},
        {"conditions": "（四）审批机关认为需要具备的条件。"},
        {"conditions": "提交申请书、章程以及其他有关文件"},
        {"conditions": "具备从业的其他条件的企业"},
        {"materials": [{"name": "其他材料"}]},
        {"materials": [{"name": "申请书等材料"}]},
        {"materials": [{"name": "申报要求的附件"}]},
        {"materials": [{"name": "相关病历材料"}]},
        {"materials": [{"name": "其他辅助材料"}]},
        {"materials": [{"name": "其他支撑材料"}]},
        {"materials": [{"name": "补充材料"}]},
        {"materials": [{"name": "需补充的材料"}]},
        {"materials": [{"name": "环评批复等文件的复印件"}]},
        {"conditions": "提交申请书和其他佐证材料"},
    ],
)
