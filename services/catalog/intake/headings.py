"""Chinese headings and the elements they mean: the elements' own names, and what offices write for them."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache

from services.catalog.intake.texts import plain
from shared.codes.items import BASIC, HANDLING, IMPLEMENTATION
from shared.elements import ELEMENTS, Kind

_OF, _CODE = "(?:国家|事项|政务服务|行政权力)*", "(?:编码|代码)"
CODES = {
    key: re.compile(words)
    for key, words in {
        "basic_code": f"{_OF}基本(?:目录|事项)?{_CODE}|{_OF}目录{_CODE}",
        "code": f"{_OF}实施(?:清单|事项)?{_CODE}|事项{_CODE}",
        "handling_code": f"(?:业务)?办理项{_CODE}",
        "credit_code": "统一社会信用代码",
    }.items()
}
"""What offices call the codes."""
ANY_CODE = re.compile(f"(?:国家|事项|统一|清单|权力|职权|权责)?{_CODE}")
"""A code of which only its length says which it is: 事项编码（12位）."""
LENGTHS = {str(BASIC): "basic_code", str(IMPLEMENTATION): "code", str(HANDLING): "handling_code"}
ASIDE, DIGITS = re.compile(r"[(\[【].*|\d+位.*"), re.compile(r"(\d+)位")
OTHERS = re.compile("原|旧|曾|历史|地方|本地|上级|主项|父|关联|[前后]的?[)\\]】]")
"""A note that speaks of another item's code, or of one that is no more."""
WRITTEN = {
    "名称": "name", "项目名称": "name", "审批事项": "name", "办理项名称": "handling_item_name", "办理项": "handling_item_name", "业务办理项": "handling_item_name", "类型": "item_type", "权力类型": "item_type",
    "设定依据": "legal_bases", "事项依据": "legal_bases", "法律依据": "legal_bases", "法定依据": "legal_bases", "办理依据": "legal_bases", "实施依据": "legal_bases",
    "行使层级": "exercise_level", "层级": "exercise_level", "实施机关": "implementing_body", "实施机构": "implementing_body", "主管部门": "guidance_department",
    "承办机构": "accepting_body", "受理部门": "accepting_body", "办件类型": "handling_kind", "办理形式": "ways_to_apply", "办理方式": "ways_to_apply",
    "申请条件": "conditions", "办理条件": "conditions", "受理条件": "conditions", "办理程序": "procedure", "办理流程": "procedure", "办事程序": "procedure", "办事流程": "procedure", "审批流程": "procedure", "申办流程": "procedure", "业务流程": "procedure", "窗口办理流程": "procedure",
    "法定办结时限": "legal_limit", "法定时限": "legal_limit", "法定办理时限": "legal_limit", "法定期限": "legal_limit", "承诺办结时限": "promised_limit", "承诺时限": "promised_limit", "承诺办理时限": "promised_limit",
    "办理时限": "promised_limit", "办结时限": "promised_limit", "承诺期限": "promised_limit", "承诺完成时限": "promised_limit", "到现场次数": "visits", "到场次数": "visits", "跑动次数": "visits",
    "收费标准": "fees", "收费项目": "fees", "收费依据": "fee_basis", "是否收费": "charges", "申请材料": "materials", "申报材料": "materials", "材料": "materials",
    "办理环节": "steps", "审批结果": "results", "结果名称": "results", "办理结果": "results", "办理时间": "office_hours", "工作时间": "office_hours",
    "办理地点": "places", "办理地址": "places", "咨询方式": "consult", "咨询电话": "consult", "联系电话": "consult", "咨询服务": "consult", "业务咨询": "consult", "受理窗口电话": "consult",
    "监督投诉方式": "complaint", "监督电话": "complaint", "投诉电话": "complaint", "监督投诉电话": "complaint", "法律救济": "remedies", "救济途径": "remedies",
    "常见问题": "faqs", "FAQ": "faqs", "常见问题解答": "faqs", "服务对象": "service_objects", "办理对象": "service_objects", "通办范围": "cross_area", "是否网上办理": "online", "数量限制": "quantity_limited",
    "网上办理深度": "online_depth", "权力来源": "power_source", "实施主体性质": "body_nature", "行使内容": "scope", "权限划分": "operating_duties", "共同实施部门": "joint_bodies",
    "法定办结时限说明": "limit_note", "办理进程查询": "inquiry", "办理进程和结果查询": "inquiry", "填报须知": "note", "准予行政许可的条件": "approval_conditions", "特别程序": "special_procedures",
    "是否支持网上支付": "pay_online", "是否支持自助终端办理": "self_service", "是否支持预约办理": "reservation", "是否支持物流快递": "express", "告知承诺": "undertaking", "日常用语": "plain_name",
    "计算机端是否对接单点登录": "single_sign_on", "申请人权利": "rights", "申请人义务": "duties", "适用范围": "scope", "联办机构": "joint_bodies", "是否进驻大厅": "stationed",
}  # fmt: skip
_THING = "(?:(?:行政|公共|政务)?(?:职权|权力|权责|许可|审批|服务)?(?:事项|项目))"
PARTS = {
    key: re.compile(f"{_THING}?{words}{_THING}?(?:的?名称)?|(?:{_THING}?名称|{_THING})[(【]?{words}(?:名称)?[)】]?")
    for key, words in {
        "sub_item_name": "(?:子项|小项|分项|子事项)",
        "main_item_name": "(?:主项|大项|母项|父项|总项|主事项)",
    }.items()
}
"""What a main item and its parts are called: 主项名称, 大项, 事项名称（子项）."""
_POWER = "(?:行政|公共|政务)?(?:职权|权力|权责)"
_DEED = "(?:行政|公共|政务)?(?:服务|审批|许可|处罚|强制|征收|给付|检查|确认|奖励|裁决|监管|办事|办理)"
_FEE = "(?:项目|标准|依据)"
SECOND = {
    key: re.compile(words)
    for key, words in {
        "name": f"{_POWER}(?:(?:事项|项目)(?:名称)?|名称)|{_DEED}(?:事项|项目)(?:名称)?|(?:公共|政务)服务名称|事项",
        "item_type": f"(?:{_POWER}|{_POWER}?事项)(?:类型|类别|种类)",
        "legal_bases": f"(?:{_POWER}|行使|设立|审批|许可|处罚|法律法规)?依据",
        "exercise_level": f"(?:实施|{_POWER}|{_POWER}?事项)层级",
        "implementing_body": f"(?:{_POWER}?(?:行使|实施)|执法|审批)(?:主体|单位|部门|机关|机构)(?:名称)?|责任主体|(?:所属|职能|本)?部门(?:名称)?|单位名称",
        "conditions": "审批条件",
        "materials": "(?:所需|需要?提交的?|应提交的?|提交|办理|申办)(?:申请|申报)?(?:材料|资料)(?:目录|清单|名称)?|(?:申请|申报)(?:材料|资料)(?:目录|清单|名称)?|材料(?:目录|清单)",
        "fees": f"收费{_FEE}(?:[、和与及]|以及)(?:收费)?{_FEE}|收费(?:情况|信息)",
        "places": "(?:办公|受理|窗口)(?:地址|地点)",
        "office_hours": "办公时间",
        "visits_reason": "必须(?:到)?现场(?:办理)?(?:的)?(?:原因|理由)(?:说明)?",
        "complaint": "(?:监督|投诉|举报){1,3}(?:电话|方式|渠道|途径)",
        "service_objects": "申请对象|适用对象|面向对象|服务对象类型|行政相对人",
        "online": "(?:是否|能否)(?:可以?)?网办",
        "online_depth": "网办深度",
    }.items()
}
"""What offices write beside that; each word means its element where no other heading does."""
LONGEST = 100
SHEETS = ("catalogue", "statistics")
"""Sheets of ours whose headings are their own."""
WHOLE = {key for key, element in ELEMENTS.items() if element.type is not Kind.ATTACHMENT}


@cache
def headings() -> Mapping[str, str]:
    """Element by heading; written forms come before the definitions' own where they differ."""
    own = {plain(element.zh): key for key, element in ELEMENTS.items() if key in WHOLE}
    own |= {
        plain(element.zh.split("(")[0]): key for key, element in ELEMENTS.items() if key in WHOLE and "(" in element.zh
    }
    keys = {key: key for key in WHOLE}
    sheets = {plain(told.zh): key for key in WHOLE for name in SHEETS if (told := ELEMENTS[key].sheets.get(name))}
    return sheets | keys | own | {plain(zh): key for zh, key in WRITTEN.items()}


def meant(heading: str) -> str | None:
    """The element that a heading means, or None."""
    return _meant(heading[:LONGEST])


@lru_cache(1024)
def _meant(heading: str) -> str | None:
    known, word = headings(), plain(heading)
    part = next((key for key, shape in PARTS.items() if shape.fullmatch(word)), None)
    return (
        known.get(word)
        or part
        or known.get(word.split("_")[0])
        or known.get(plain(heading.split("(", maxsplit=1)[0].split("（", maxsplit=1)[0]))
    )


def code_meant(heading: str) -> str | None:
    """The code that a heading means."""
    return _code_meant(heading[:LONGEST])


@lru_cache(1024)
def _code_meant(heading: str) -> str | None:
    """By the heading, without a note behind it that says how long it is or how it is written."""
    word = plain(heading)
    bare = ASIDE.sub("", word)
    if heading in CODES or OTHERS.search(word[len(bare) :]):
        return heading if heading in CODES else None
    told = DIGITS.search(word)
    if told and told[1] in LENGTHS and ANY_CODE.fullmatch(bare):
        return LENGTHS[told[1]]
    return next((key for key, shape in CODES.items() if shape.fullmatch(bare)), None)


def secondly(names: Iterable[str], told: Collection[str]) -> dict[str, str]:
    """The element of each heading that means one where no other of the sheet does: 职权名称, 实施单位, 办公地址."""
    found: dict[str, str] = {}
    for name in names:
        key = second(name)
        if key and key not in told and key not in found.values():
            found[name] = key
    return found


def second(heading: str) -> str:
    """The element that a heading may mean where no other does, or nothing."""
    return _second(heading[:LONGEST])


@lru_cache(1024)
def _second(heading: str) -> str:
    if _meant(heading) or _code_meant(heading):
        return ""
    bare = ASIDE.sub("", plain(heading))
    return next((key for key, shape in SECOND.items() if shape.fullmatch(bare)), "")
