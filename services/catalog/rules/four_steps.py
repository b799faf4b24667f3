"""The flow has four steps, 受理、审核、审批、办结, save expert review, hearing and site survey (忻州 三（二）)."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import Row, rows, text

FOUR = 4
EXCEPTED = {"5", "6", "7", "8"}
"""送达 belongs to 办结; 专家论证, 听证, 查勘场地 are the three exceptions."""
NAMED = re.compile(r"送达|颁证|发证|领取|专家|论证|评审|听证|查勘|勘验|踏勘|现场核查|实地|入户调查")


def counts(row: Row) -> bool:
    """Whether a step is one of the four; the stage says so, or else the name."""
    stage = text(row, "stage")
    return stage not in EXCEPTED if stage else not NAMED.search(text(row, "name"))


def check(values: Values) -> Iterator[Found]:
    """More than four steps that count, parallel ones taken as one."""
    counted = [row for _, row in rows(values, "steps") if counts(row)]
    apart = sum(1 for row in counted if row.get("parallel") is not True) + any(
        r.get("parallel") is True for r in counted
    )
    if apart > FOUR:
        names = "、".join(text(row, "name") for row in counted)[:120]
        yield Found("steps", f"有 {apart} 个环节：{names}", f"{apart} steps: {names}")


_STEPS = [{"name": name} for name in ("受理", "审核", "审批", "办结")]

RULE = Rule(
    zh="办理环节不超过四个",
    en="No more than four steps",
    severity="block",
    waivable=Waivable("法律另定程序的，写明条款", "a law may order further steps: cite it"),
    clause="E15",
    cure_zh="合并为受理、审核、审批、办结；论证、听证、查勘除外",
    cure_en="merge them into four; expert review, hearing and survey apart",
    check=check,
    passes=[
        {"steps": _STEPS},
        {"steps": [*_STEPS, {"name": "专家论证"}, {"name": "听证", "stage": "7"}, {"name": "送达"}]},
        {"steps": [*_STEPS[:3], {"name": "甲处会审", "parallel": True}, {"name": "乙处会审", "parallel": True}]},
    ],
    fails=[{"steps": [*_STEPS, {"name": "复审"}]}, {"steps": [*_STEPS, {"name": "审批", "stage": "3"}]}],
)
