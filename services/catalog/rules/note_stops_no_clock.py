"""No remark takes time off the clock that the law leaves on it."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import text

OUTSIDE = re.compile(
    r"(?:不含|不包括|不包含|不计入|不算|除去|扣除)([^。；;\n]{1,120})|([^。；;\n，,(（]{1,60})(?:不计(?:入|算)?(?:在)?|不列入|除外)"
)
SIGN = re.compile(r"不[含包计算]|除[去外]|扣除")
"""What stands in each of them, looked for first."""
ALLOWED = re.compile(
    r"现场(核查|勘|踏)|勘验|专家|评审|论证|整改|听证|招标|拍卖|检验|检测|检疫|鉴定|公示|公告|节假日|休息日|邮寄|送达|法律|法规"
)
PARTS = re.compile(r"[、，,和及与（）()\s]+|以及")
FILLER = re.compile(r"^(?:的?时间|所需时间|等|期限|时限|在内|办理)?$")


def _limits(values: Values) -> Iterator[tuple[str, str]]:
    for key in ("promised_limit", "legal_limit"):
        found = values.get(key)
        if isinstance(found, dict):
            yield f"{key}.note", text(found, "note")
    yield "limit_note", text(values, "limit_note")


def check(values: Values) -> Iterator[Found]:
    """Each thing that a note leaves out of the limit and no law does."""
    for path, words in _limits(values):
        for hit in OUTSIDE.finditer(words[:2000]) if SIGN.search(words) else ():
            parts = [p for p in PARTS.split(hit[1] or hit[2] or "") if not FILLER.match(p) and not ALLOWED.search(p)]
            if parts:
                yield Found(
                    path, f"说明中“{parts[0][:30]}”不计时，不在法定之列", f"the note leaves out {parts[0][:30]}"
                )


RULE = Rule(
    zh="时限说明不得另列不计时的时间",
    en="A note stops no clock",
    severity="warn",
    clause="A18",
    cure_zh="计入时限，或列为特别程序并写明条款",
    cure_en="let it count, or make it a special procedure with its article",
    check=check,
    passes=[
        {"limit_note": "专家评审期间不计算；不计利息。"},
        {"limit_note": "不含专家评审、听证、检验检测所需时间。"},
        {"limit_note": "自受理之日起三十日内作出决定。"},
    ],
    fails=[
        {
            "promised_limit": {
                "number": 15,
                "unit": "working_day",
                "note": "(不含企业补充资料时间、听证时间、整改复查时间)",
            }
        },
        {"limit_note": "领导出差时间不计入"},
        {"limit_note": "10个工作日（材料补正期间不计算）"},
    ],
)
