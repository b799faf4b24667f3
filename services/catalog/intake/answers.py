"""What words answer to a question of an element, beside yes and no: 不收费, 可网办, 支持预约, 无数量限制."""

import re
from functools import cache

from services.catalog.intake import words
from services.catalog.intake.charges import charged
from shared.elements import ELEMENTS

ASKED = re.compile(r"^(?:是否|有无|能否|可否)(?:支持|允许|实行|存在|纳入|进驻|由|现场)?|(?:办理|情形|受理)$|[(（].*")
"""What of a question its answer need not say again."""
NO = "不|未|无|非|没有?|无需|无须|不需要?|不可以?|不能够?|不予|暂不|暂未|暂无|尚未|不支持|不允许|不实行|不存在|未实行|未纳入|未进驻"
YES = "可以?|能够?|需要?|须|要|应当?|有|已|予以|支持|允许|实行|存在|纳入|已纳入|进驻|已进驻|可以?进行|均可"
SAYS = {
    "online": r"(?:(?:全程|全流程|全部)?(?:在?网上|在线|线上|网络|互联网|掌上)(?:全程|全流程)?(?:可?办理?|申请|申报|可?办结)?|(?:全程|全流程)?网办|一网通办)",
    "pay_online": "(?:网上|在线|线上|电子)(?:支付|缴费|交费|缴纳)",
    "reservation": "(?:网上|电话|现场|线上|在线)?预约(?:办理|服务)?",
    "express": "(?:物流|快递|邮寄|寄递|邮政)(?:快递|送达|寄送|配送|服务)?",
    "self_service": "(?:自助|自助终端|自助机)(?:终端|办理|服务)*",
    "stationed": "(?:政务|服务|办事)*(?:大厅|中心)",
    "quantity_limited": "(?:数量|名额|总量)?(?:限制|控制|受限)|限额|限量",
    "undertaking": "告知承诺制?|承诺制",
}
"""The same in other words."""
NEVER = {"charges": "(?:全免|免收|零)(?:费用?|收费)?", "quantity_limited": "不限(?:制|量|额|数量)?|不受(?:数量|名额)?限制", "online": "(?:仅限?|只能?|限)?(?:窗口|现场|线下)(?:办理|申请)"}  # fmt: skip
"""A no without a word that says so."""
LONGEST = 30


@cache
def _shapes(key: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What says no and what says yes."""
    core = re.escape(ASKED.sub("", ASKED.sub("", ELEMENTS[key].zh)))
    said = rf"(?:{core}|{SAYS.get(key, core)})(?:办理|的)?"
    no = rf"(?:{NO})(?:{YES})?(?:{said})?|{NEVER.get(key, '(?!)')}"
    return re.compile(rf"(?:{no})[。]?"), re.compile(rf"(?:(?:{YES})(?:{said})?|{said}(?:可以|即可|均可)?)[。]?")


def answer(key: str, said: str) -> bool | None:
    """Yes, no, or neither; in words of the question itself."""
    found = words.yes_or_no(said)
    if found is not None or len(said) > LONGEST:
        return found
    if key == "charges":
        found, of_fees = charged(said)
        if found is not None and not of_fees:
            return found
    word = re.sub(r"\s", "", said)
    no, yes = _shapes(key)
    return False if no.fullmatch(word) else True if yes.fullmatch(word) else None
