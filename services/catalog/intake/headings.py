"""Chinese headings and the elements they mean: the elements' own names, and what offices write for them."""

from collections.abc import Mapping
from functools import cache, lru_cache

from services.catalog.intake.texts import plain
from shared.elements import ELEMENTS, Kind

CODES = {
    "基本编码": "basic_code", "事项基本编码": "basic_code", "目录编码": "basic_code", "实施编码": "code", "事项编码": "code", "实施清单编码": "code",
    "业务办理项编码": "handling_code", "办理项编码": "handling_code", "统一社会信用代码": "credit_code",
}  # fmt: skip
WRITTEN = {
    "名称": "name", "项目名称": "name", "审批事项": "name", "办理项名称": "handling_item_name", "办理项": "handling_item_name", "业务办理项": "handling_item_name", "子项": "sub_item_name", "主项": "main_item_name", "类型": "item_type", "权力类型": "item_type",
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
    "常见问题": "faqs", "常见问题解答": "faqs", "服务对象": "service_objects", "办理对象": "service_objects", "通办范围": "cross_area", "是否网上办理": "online", "数量限制": "quantity_limited",
    "网上办理深度": "online_depth", "权力来源": "power_source", "实施主体性质": "body_nature", "行使内容": "scope", "权限划分": "operating_duties", "共同实施部门": "joint_bodies",
    "法定办结时限说明": "limit_note", "办理进程查询": "inquiry", "办理进程和结果查询": "inquiry", "填报须知": "note", "准予行政许可的条件": "approval_conditions", "特别程序": "special_procedures",
    "是否支持网上支付": "pay_online", "是否支持自助终端办理": "self_service", "是否支持预约办理": "reservation", "是否支持物流快递": "express", "告知承诺": "undertaking", "日常用语": "plain_name",
    "计算机端是否对接单点登录": "single_sign_on", "申请人权利": "rights", "申请人义务": "duties", "适用范围": "scope", "联办机构": "joint_bodies", "是否进驻大厅": "stationed",
}  # fmt: skip
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
    return (
        known.get(word)
        or known.get(word.split("_")[0])
        or known.get(plain(heading.split("(", maxsplit=1)[0].split("（", maxsplit=1)[0]))
    )


def code_meant(heading: str) -> str | None:
    """The code that a heading means."""
    return _code_meant(heading[:LONGEST])


@lru_cache(1024)
def _code_meant(heading: str) -> str | None:
    return CODES.get(plain(heading)) or (heading if heading in CODES.values() else None)
