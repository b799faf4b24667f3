"""What stays out of the online platform has a reason and a government's decision; what is in has none."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import flag, rows, text


def check(values: Values) -> Iterator[Found]:
    """The reason is due exactly when the answer is no (C17)."""
    inside, reason = flag(values, "on_platform"), text(values, "exclusion_reason")
    if inside is False and not reason:
        yield Found("exclusion_reason", "不纳入网上审批，未写原因", "not on the platform, and no reason")
    told = rows(values, "platform_exception")
    if inside is False and not told:
        yield Found("platform_exception", "不纳入网上审批，没有本级政府的决定", "not on the platform, and no decision")
    for path, row in told if inside is False else ():
        for key, word in WANTED.items():
            if not text(row, key):
                yield Found(f"{path}.{key}", f"政府决定未写{word}", f"the decision has no {key}")
    if inside and reason:
        yield Found("exclusion_reason", "已纳入网上审批，却写了不纳入原因", "on the platform, yet a reason why not")


WANTED = {"ground": "情形", "government": "决定的政府", "document_number": "文号"}
"""Without these a decision is none (B09)."""
_OUT = {
    "on_platform": False,
    "exclusion_reason": "涉密",
    "platform_exception": [{"ground": "1", "government": "某市人民政府", "document_number": "某政发〔2018〕3号"}],
}

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
    passes=[{"on_platform": True}, _OUT, {}],
    fails=[
        {k: v for k, v in _OUT.items() if k != "exclusion_reason"},
        {k: v for k, v in _OUT.items() if k != "platform_exception"},
        {"on_platform": True, "exclusion_reason": "涉密"},
        _OUT | {"platform_exception": [{"ground": "1", "government": "某市人民政府"}]},
    ],
)
