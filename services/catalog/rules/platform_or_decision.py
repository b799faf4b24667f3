"""What stays out of the online platform has a reason and a government's decision; what is in has none."""

import re
from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import Row, flag, rows, text

WANTED = {"ground": "情形", "government": "决定的政府", "document_number": "文号"}
"""Without these a decision is none (B09)."""
GOVERNMENT = re.compile(
    r"(?P<place>.{2,20}?)(?:人民政府|人民政府办公[厅室]|行政公署|政府)|(?P<zone>.{2,20}?)(?:管理委员会|管委会)"
)
NUMBER = re.compile(r"[〔\[【(（]\s*(?:19|20)\d\d\s*[〕\]】)）]\s*第?\s*\d+\s*号|第\s*\d+\s*号")
SEATS = {
    "省": "2",
    "区": "24",
    "市": "234",
    "州": "3",
    "盟": "3",
    "县": "4",
    "旗": "4",
    "乡": "56",
    "镇": "56",
    "道": "56",
}
OTHER = "9"


def _decision(path: str, row: Row, level: str) -> Iterator[Found]:
    """A ground, the government of the item's level, the number of a document; what is special, where it is no secret."""
    for key, word in WANTED.items():
        if not text(row, key):
            yield Found(f"{path}.{key}", f"政府决定未写{word}", f"the decision has no {key}")
    said, number = text(row, "government"), text(row, "document_number")
    hit = GOVERNMENT.fullmatch(said)
    if said and not hit:
        yield Found(f"{path}.government", f"“{said[:30]}”不是一级政府", f"{said[:30]} is no government")
    elif hit and hit["place"] and level in "23456" and level not in SEATS.get(hit["place"][-1], level):
        yield Found(f"{path}.government", f"“{said[:30]}”不是本级政府", f"{said[:30]} is not of the item's level")
    if number and not NUMBER.search(number):
        yield Found(f"{path}.document_number", f"“{number[:30]}”不是文号", f"{number[:30]} is no document number")
    if text(row, "ground") == OTHER and not text(row, "note"):
        yield Found(f"{path}.note", "其他特殊情况未写明是什么", "another special case, and it is not said which")


def check(values: Values) -> Iterator[Found]:
    """The reason is due exactly when the answer is no (C17)."""
    inside, reason = flag(values, "on_platform"), text(values, "exclusion_reason")
    if inside is False and not reason:
        yield Found("exclusion_reason", "不纳入网上审批，未写原因", "not on the platform, and no reason")
    told = rows(values, "platform_exception")
    if inside is False and not told:
        yield Found("platform_exception", "不纳入网上审批，没有本级政府的决定", "not on the platform, and no decision")
    for path, row in told if inside is False else ():
        yield from _decision(path, row, text(values, "exercise_level"))
    if inside and reason:
        yield Found("exclusion_reason", "已纳入网上审批，却写了不纳入原因", "on the platform, yet a reason why not")


_DECISION = {"ground": "1", "government": "某市人民政府", "document_number": "某政发〔2018〕3号"}
_OUT: dict[str, Any] = {
    "on_platform": False,
    "exclusion_reason": "涉密",
    "platform_exception": [_DECISION],
}


def _decided(level: str = "", **told: str) -> Values:
    return _OUT | {"exercise_level": level} | {"platform_exception": [_DECISION | told]}


RULE = Rule(
    zh="不纳入平台须有原因和政府决定",
    en="Off the platform only with reason and decision",
    severity="block",
    waivable=Waivable(
        "001 二（四）：例外只凭本级政府的决定",
        "001 part 2 (4): only a decision by the government makes an exception",
        may=False,
    ),
    clause="C17",
    cure_zh="补充原因和政府决定，或纳入平台",
    cure_en="add reason and decision, or put it on the platform",
    check=check,
    passes=[{"on_platform": True}, _OUT, {}, _decided("3", ground="9", note="场所不通网络")],
    fails=[
        {k: v for k, v in _OUT.items() if k != "exclusion_reason"},
        {k: v for k, v in _OUT.items() if k != "platform_exception"},
        {"on_platform": True, "exclusion_reason": "涉密"},
        _OUT | {"platform_exception": [{"ground": "1", "government": "某市人民政府"}]},
        _decided(government="某村委会"),
        _decided(document_number="口头"),
        _decided(ground="9"),
        _decided("3", government="某县人民政府"),
    ],
)
