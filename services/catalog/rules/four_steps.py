"""The flow has four steps, 受理、审核、审批、办结, save expert review, hearing and site survey (忻州 三（二）)."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._at_once import at_once
from services.catalog.rules._closed import CLOSED, OWN
from services.catalog.rules._read import rows, text
from shared.flows import LONGEST, STEP, steps_in

FOUR, LINE = 4, 300
EXCEPTED = {
    "5": re.compile("送达|[颁发制领取出]证|领取|发放|颁发|制作|打印|邮[寄递]"),
    "6": CLOSED["2"],
    "7": re.compile("听证"),
    "8": CLOSED["1"],
}
"""送达 belongs to 办结; 专家论证, 听证, 查勘场地 are the three exceptions: each by what its name speaks of."""
_THING = r"(?:证照|证件|证书|许可证|执照|结果|批文|批件|文书|决定书?)"
_HAND = rf"(?:送达|颁证|发证|制证|领证|取证|领取|发放|颁发)(?:{_THING})?|{_THING}(?:送达|发放|领取|颁发)"
_VIEW = r"(?:现场|实地|场地)(?:核查|勘查|查勘|勘验|踏勘|勘察|勘测|检查|核验|查验|考察|调查|评审)|(?:查勘|踏勘|勘验|勘查|勘察)(?:场地|现场)?|入户(?:调查|核查)"
_HEAR = r"(?:专家组?|技术|机构)(?:论证|评审)|专家(?:评议|评估|审查|咨询|会审)|(?:公开)?听证"
_ONE = rf"(?:{_HAND}|{_VIEW}|{_HEAR})会?"
NAMED = re.compile(rf"(?:依法|组织|进行|开展|召开|举行)*{_ONE}(?:[与和及、并或]*{_ONE})*(?:环节|程序|阶段)?")
"""A step that is one of these by its whole name: 专家意见汇总 and 现场核查结果会签 are none."""
NUMBER = re.compile(r"^[（(]?[\d一二三四五六七八九十]{1,2}[）)、.．]\s*|[（(][^（）()]*[）)]|\s")


def counts(name: str, stage: str) -> bool:
    """Whether a step is one of the four; an exception is one by name and stage, or by its whole name."""
    if not stage:
        return not NAMED.fullmatch(NUMBER.sub("", name))
    return stage not in EXCEPTED or bool(OWN.search(name)) or not EXCEPTED[stage].search(name)


def _steps(values: Values) -> Iterator[tuple[str, bool]]:
    """The steps that count, each with whether it runs beside others; a flow in one string is many."""
    told = rows(values, "steps")
    for (_, row), beside in zip(told, at_once([row for _, row in told]), strict=True):
        parts = steps_in(text(row, "name"))
        stage = text(row, "stage") if len(parts) == 1 else ""
        yield from ((part, beside) for part in parts if counts(part, stage))
    if not told:
        yield from ((part, False) for part in _strung(text(values, "procedure")) if counts(part, ""))


def _strung(procedure: str) -> tuple[str, ...]:
    """The steps of a flow that is told in one line and nowhere else."""
    parts = steps_in(procedure.rstrip("。")) if len(procedure) <= LINE and "\n" not in procedure else ()
    return parts if len(parts) > 1 and all(STEP.search(part) and len(part) <= LONGEST for part in parts) else ()


def check(values: Values) -> Iterator[Found]:
    """More than four steps that count, parallel ones taken as one."""
    counted = list(_steps(values))
    apart = sum(1 for _, beside in counted if not beside)
    if apart > FOUR:
        names = "、".join(name for name, _ in counted)[:120]
        yield Found("steps", f"有 {apart} 个环节：{names}", f"{apart} steps: {names}")


_STEPS = [{"name": name} for name in ("受理", "审核", "审批", "办结")]

RULE = Rule(
    zh="办理环节不超过四个",
    en="No more than four steps",
    severity="block",
    waivable=Waivable("法律另定程序的，写明条款", "a law may order further steps: cite it"),
    clause="E15",
    cure_zh="合并为受理、审核、审批、办结；专家论证、听证、查勘场地除外；不同机构同时审核的，写明机构并标为并联，计为一个",
    cure_en="merge them into four; expert review, hearing and survey apart; bodies named that review at the same time are one",
    check=check,
    passes=[
        {"steps": _STEPS},
        {"steps": [*_STEPS, {"name": "专家论证"}, {"name": "听证", "stage": "7"}, {"name": "送达"}]},
        {"steps": [*_STEPS[:3], {"name": "甲处会审", "parallel": True}, {"name": "乙处会审", "parallel": True}]},
        {"steps": [*_STEPS, {"name": "组织专家评审会"}, {"name": "（五）现场勘查"}, {"name": "颁证与送达"}]},
        {"steps": [*_STEPS, {"name": "专家组论证", "stage": "6"}, {"name": "证照制作", "stage": "5"}]},
        {"steps": [*_STEPS, {"name": "外业核查", "stage": "8"}, {"name": "召开听证会", "stage": "7"}]},
        {"steps": [{"name": "受理—审核—审批—办结—送达"}]},
        {"procedure": "访问网上办事大厅→登录→查找事项→在线申请→填写表单→提交"},
    ],
    fails=[
        {"steps": [*_STEPS, {"name": "复审"}]},
        {"steps": [*_STEPS, {"name": "审批", "stage": "3"}]},
        {"steps": [*_STEPS, {"name": "现场核查结果会签"}]},
        {"steps": [*_STEPS, {"name": "初审送达科室"}]},
        {"steps": [*_STEPS, {"name": "复审", "stage": "7"}]},
        {"steps": [*_STEPS, {"name": "局长办公会研究", "stage": "6"}]},
        {"steps": [*_STEPS, {"name": "专家意见会签", "stage": "6"}]},
        {"steps": [*_STEPS, {"name": "科室评审会", "stage": "6"}]},
        {"steps": [*_STEPS, {"name": "联网核查", "stage": "8"}]},
        {"steps": [*_STEPS, {"name": "听证", "stage": "8"}]},
        {"steps": [{"name": "受理-审查-决定-送达-公示-归档"}]},
        {"procedure": "受理→初审→复审→会审→审批→办结"},
        {"steps": [{"name": name, "parallel": True} for name in ("受理", "审核", "复审", "审批", "会签", "办结")]},
        {
            "steps": [
                {"name": name, "parallel": True, "stage": "9"} for name in ("受理", "审核", "局务会", "审批", "办结")
            ]
        },
    ],
)
