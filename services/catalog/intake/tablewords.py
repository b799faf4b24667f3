"""Headings over the columns of a table within a sheet: 材料名称, 份数 under 申请材料, 条款内容 under 设定依据."""

import re
from collections.abc import Collection, Mapping
from functools import cache

from services.catalog.intake.headings import code_meant, meant
from services.catalog.intake.texts import plain
from shared.elements import ELEMENTS, Kind

WRITTEN: Mapping[str, Mapping[str, str]] = {
    "materials": {
        "name": "名称 材料 目录 材料目录 材料清单 申请材料 申报材料 材料名称 申请材料名称 申报材料名称", "copies": "份数 数量 份数要求 提交份数 需要份数",
        "form": "形式 材料形式 要求 提交形式 原件/复印件 原件或复印件 原件复印件 介质 材料介质 形式要求", "specification": "规格 材料规格 纸张", "necessity": "必要性 是否必要 是否必须 是否必需 是否必备",
        "kind": "类型 材料分类 种类", "source": "来源 来源渠道 材料来源 获取渠道", "source_note": "出具单位 出具部门 核发部门 核发机构 来源渠道说明",
        "basis": "依据 设定依据 法律依据 法定依据 政策依据 材料依据", "remark": "备注 说明 备注说明", "standard": "标准 审查标准 审核标准 审查要点 受理标准", "condition": "情形 适用情形 提交情形",
    },
    "steps": {
        "name": "名称 环节 步骤 流程 程序 环节名称 步骤名称 办理环节 办理步骤", "limit": "时限 期限 办理时限 办结时限 办理期限", "content": "内容 办理内容 审查内容 工作内容 审查标准 审查要点 办理标准 要求 说明",
        "handler_post": "岗位 责任岗位 办理岗位", "handler": "责任人 办理人 办理人员 经办人 承办人 审查人员", "office": "机构 科室 处室 办理机构 承办机构 责任科室 承办科室 承办处室 责任部门 承办单位 责任单位",
        "outcome": "结果 办理结果 环节结果 审查结果", "stage": "所属环节 阶段",
    },
    "fees": {"name": "名称 项目 收费项目 项目名称 收费名称", "standard": "标准 收费标准", "amount": "金额 收费金额", "basis": "依据 收费依据", "reducible": "是否减免 可否减免", "reduction_note": "减免 减免说明 减免情形"},
    "results": {"name": "名称 结果名称 证照名称 证件名称 批文名称", "kind": "类型 结果类型 种类", "validity": "有效期 有效期限", "area": "适用范围 适用地域 有效范围", "note": "说明 备注"},
    "legal_bases": {
        "title": "名称 依据 依据名称 法规名称 法律名称 文件名称 法律法规 法律法规名称 法律法规规章名称 政策文件名称 文件", "number": "文号 依据文号 发文字号 发布文号",
        "article": "条款 条文 条款号 条文号 条款序号 具体条款 依据条款 条款项 条", "text": "内容 依据内容 条款内容 条文内容 原文 具体内容 条款原文 具体规定",
    },
    "places": {"name": "名称 地点 大厅 地点名称 大厅名称 场所", "window": "窗口 窗口号 窗口名称 房间", "address": "地址 详细地址 具体地址", "hours": "时间 办公时间 工作时间", "phone": "电话 联系电话 窗口电话"},
    "faqs": {"question": "问题 问", "answer": "解答 答案 回答 答 答复"},
    "special_procedures": {"name": "名称 程序 程序名称 环节", "kind": "种类 类型", "limit": "时限 期限", "basis": "依据", "note": "说明 备注"},
}  # fmt: skip
"""What offices write over the columns, beside the definitions' own names."""
GROUPS = {
    "收费": "fees", "收费情况": "fees", "procedure": "steps", "流程": "steps", "环节": "steps", "步骤": "steps", "办理步骤": "steps", "依据": "legal_bases",
    "结果": "results", "审批证件": "results", "所需材料": "materials", "需提交材料": "materials", "提交材料": "materials", "办理材料": "materials",
    "材料目录": "materials", "法律法规": "legal_bases",
}  # fmt: skip
"""What else stands over the columns of a table."""
BEFORE = {
    "materials": ("申请材料", "申报材料", "材料"), "steps": ("办理环节", "环节", "步骤"), "legal_bases": ("设定依据", "法律依据", "依据"),
    "results": ("审批结果", "办理结果"), "faqs": ("常见问题",),
}  # fmt: skip
"""What a heading that stands alone begins with, where it is the column of a table: 材料份数."""
ALONE = {"份数", "材料", "条款", "条文", "文号"}
FEES = {"收费项目", "收费标准", "收费金额", "减免说明"}
"""Short headings, and those of an element, that are a column of a table where the sheet has more of it."""
LONG = 3
FIRST = {"materials": "name", "steps": "name", "fees": "name", "results": "name", "legal_bases": "title", "places": "name", "faqs": "question", "special_procedures": "name"}  # fmt: skip
"""What each row of a table is known by."""
ENDS = ("清单", "目录", "信息", "情况", "明细", "列表", "一览表", "要求")


def table_of(heading: str) -> str:
    """The table whose columns stand under a heading, or nothing."""
    word = plain(heading)
    bare = next((word.removesuffix(end) for end in ENDS if word.endswith(end)), word)
    for one in (word, bare):
        key = GROUPS.get(one) or meant(one) or ""
        key = GROUPS.get(key, key)
        if key in FIRST:
            return key
    return ""


@cache
def _words(table: str) -> Mapping[str, str]:
    element = ELEMENTS[table]
    own = {plain(one.zh.split("(")[0]): one.key for one in element.columns if one.type is not Kind.ATTACHMENT}
    return own | {word: key for key, words in WRITTEN.get(table, {}).items() for word in words.split()}


def column_of(table: str, heading: str) -> str:
    """The column of a table that a heading means there, or nothing; 材料份数 is 份数 of the materials."""
    word, known = plain(re.split(r"[（(]", heading, maxsplit=1)[0]), _words(table)
    if found := known.get(word):
        return found
    before = next((one for one in BEFORE.get(table, ()) if word.startswith(one)), "")
    return known.get(word.removeprefix(before), "") if before else ""


def alone(heading: str) -> tuple[str, str] | None:
    """The table and the column that a heading means by what it begins with, whatever stands over it."""
    word = plain(heading)
    for table, begins in BEFORE.items():
        if any(word.startswith(one) and word != one for one in begins) and (key := column_of(table, heading)):
            return table, key
    return None


def within(heading: str, begun: Collection[str], whole: Collection[str]) -> list[tuple[str, str]]:
    """The columns that a heading may mean of the tables that a sheet has columns of, or the `whole` of in one."""
    word = plain(heading)
    if meant(heading) or code_meant(heading):
        return [("fees", key) for key in (column_of("fees", word),) if key and word in FEES]
    tables = {*begun, *whole} if word in ALONE else begun if len(word) >= LONG else ()
    return [(table, key) for table in sorted(tables) if (key := column_of(table, word))]


def counts_rows(heading: str) -> bool:
    """Whether a column only counts the rows of a table: 材料序号."""
    upper = heading.removesuffix("序号").rstrip("·")
    return upper != heading and bool(upper) and (bool(table_of(upper)) or any(upper in one for one in BEFORE.values()))
