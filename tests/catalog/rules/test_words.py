"""What words a rule believes: the name of a step, the basis of a fee, a catch-all, a citation."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.catalog.rules import findings


def rules_of(values: Mapping[str, Any]) -> dict[str, str]:
    return {f.rule: f.severity for f in findings(values)}


@pytest.mark.clause("A18")
@pytest.mark.clause("E15")
@pytest.mark.parametrize("name", ["局长办公会研究", "内部会签", "领导签批", "党组会审议", "材料核查", "等待"])
def test_a_ticked_box_makes_no_exception_of_what_is_none_by_its_name(name: str) -> None:
    four = [{"name": one} for one in ("受理", "审核", "审批", "办结")]
    for kind in ("1", "2", "3"):
        assert rules_of({"steps": [{"name": name, "uncounted": kind}]})["uncounted_from_closed_list"] == "block"
    for stage in ("5", "6", "7", "8"):
        assert rules_of({"steps": [*four, {"name": name, "stage": stage}]})["four_steps"] == "block"


@pytest.mark.clause("A18")
@pytest.mark.parametrize(
    "name",
    [
        "听证",
        "招标",
        "拍卖",
        "检验",
        "检测",
        "检疫",
        "鉴定",
        "专家评审",
        "技术评估",
        "公告",
        "征求有关单位意见",
        "实地查看",
    ],
)
def test_what_the_laws_leave_out_of_a_limit_stops_the_clock_with_its_article(name: str) -> None:
    step = {"name": name, "uncounted": "9", "uncounted_basis": "《行政许可法》第四十五条"}
    assert not {"uncounted_from_closed_list", "uncounted_says_its_kind"} & rules_of({"steps": [step]}).keys()
    found = rules_of({"steps": [step | {"name": f"{name}结果提交局务会"}]})
    assert found["uncounted_from_closed_list"] == "block"


CATCH_ALLS = (
    "其它有关证明文件 其他需要提交的文件 审批机关认为需要提交的材料 有关材料 根据需要提供的材料 等 其他 相关证明 身份证等 "
    "与申请有关的其他文件、资料 法律法规规定的其它材料 登记机关要求提交的其他文件 营业执照等证件 视情况提供 所需材料 "
    "必要的证明材料 主管部门认为有必要的其他资料 有关部门要求提供的材料 其他与许可有关的材料 相关手续 需要提交的文件。"
)
PAPERS = (
    "其他组织的登记证书 有关部门的批准文件 有关主管部门批准文件 申请材料 证明材料 主管部门的证明文件 相关部门的批准文件 高等学校毕业证 "
    "建设项目有关批准文件 其他股东同意转让的书面文件 登记机关出具的证明 单位证明 与经营规模相适应的场地证明 需要变更的证照 工程质量等级证书 法律文书 同等证明"
)


@pytest.mark.clause("G41")
def test_the_usual_words_of_a_catch_all_block_and_the_name_of_a_paper_does_not() -> None:
    def caught(name: str) -> bool:
        return rules_of({"materials": [{"name": name}]}).get("no_catch_all") == "block"

    assert [name for name in CATCH_ALLS.split() if not caught(name)] == []
    assert [name for name in PAPERS.split() if caught(name)] == []


def test_brackets_without_end_are_no_citation_and_are_read_without_effort() -> None:
    hostile = (
        "《甲甲》" + "〔a〕" * 9_000,
        "《甲甲》" + "（" * 30_000,
        "《甲甲" + "《乙乙》" * 9_000,
        "《甲甲》（" * 9_000,
    )
    for words in hostile:
        assert "material_has_article" in rules_of({"materials": [{"name": "方案", "basis": words}]})
    assert "material_has_article" not in rules_of({"materials": [{"name": "方案", "basis": "《安全法》（第三条）"}]})


@pytest.mark.parametrize(
    "title",
    [
        "《行政许可法》（2019年修正）（主席令第29号）",
        "《关于实施〈安全法〉的决定》",
        "《关于实施《安全法》的决定》",
        "《安全法》（财税（2014）101号）",
    ],
)
def test_an_article_is_found_behind_brackets_and_behind_a_title_in_a_title(title: str) -> None:
    assert "material_has_article" not in rules_of({"materials": [{"name": "方案", "basis": f"{title}第三条"}]})
    assert "material_has_article" in rules_of({"materials": [{"name": "方案", "basis": title.replace("101号", "")}]})


@pytest.mark.clause("C40")
@pytest.mark.clause("G34")
@pytest.mark.parametrize("said", ["按规定收取", "无", "见收费公示栏", "不收费", "《某收费办法》", "有关法律第三条"])
def test_words_that_cannot_be_looked_up_are_no_basis_of_a_fee(said: str) -> None:
    fee = {"name": "登记费", "amount": "500.00"}
    cases: tuple[dict[str, Any], ...] = ({"fees": [fee], "fee_basis": said}, {"fees": [fee | {"basis": said}]})
    for values in cases:
        assert rules_of({"charges": True, "pay_online": True} | values)["fee_has_basis"] == "block"


@pytest.mark.clause("C44")
@pytest.mark.parametrize(
    ("marked", "promise", "blocks", "warns"),
    [
        ("甲乙", 8, False, False),
        ("乙", 8, False, False),
        ("", 8, True, False),
        ("", 13, False, False),
        ("甲乙", 9, False, True),
        ("受甲乙审办", 7, True, False),
        ("受甲乙审办", 8, False, False),
    ],
)
def test_steps_at_the_same_time_take_as_long_as_the_longest(
    marked: str,
    promise: int,
    blocks: bool,  # noqa: FBT001 - a case
    warns: bool,  # noqa: FBT001 - a case
) -> None:
    steps = [
        {"name": name, "parallel": name[0] in marked, "limit": {"number": days, "unit": "working_day"}}
        for name, days in (("受理", 1), ("甲科审查", 5), ("乙科会签", 5), ("审批", 1), ("办结", 1))
    ]
    found = rules_of({"promised_limit": {"number": promise, "unit": "working_day"}, "steps": steps})
    assert ("steps_within_promise" in found, "steps_fill_promise" in found) == (blocks, warns)


FLOWS = {
    "受理 科室审核 会签 分管领导审定 局务会 局长审批 办结": 7,
    "受理@甲科 科室审核@乙科 分管领导审核@丙科 局长审核@丁科 办结@戊科": 5,
    "窗口登记@甲科 科室研究@乙科 领导签字@丙科 盖章@丁科 出件@戊科": 5,
    "受理审核@甲科 审核审批@乙科 审批办结@丙科 审查决定@丁科 审核送达@戊科": 5,
    "初审@甲科 复审@乙科 终审@丙科 审批@丁科 办结@戊科": 5,
    "科室审核 分局审核 市局审核 审批 办结": 5,
    "村委会审核 镇人民政府审核 县民政局审核 市民政局审核 审批": 5,
    "审核@民政局 审核@民政局社会救助科 审核@民政局 审核@各部门 审核@相关单位": 5,
    "审核@甲局@科长 审核@乙局@副局长 审核@丙局@局长 审批 办结": 5,
    "第一次审核@甲局 第二次审核@甲局 审核（三）@甲局 审批 办结": 5,
    "审核@甲科 审核@分管领导 审核@局务会 审批 办结": 5,
    "有关部门审核 各处室审核 相关科室审核 相关单位审核 审批": 5,
    "受理 民政局审核@甲局 民政局社会救助科审核@乙局 审批 办结": 5,
    "审核@科 审核@股 审核@所 审批 办结": 5,
    "甲科审核 乙科审核 甲科审核 审批 办结": 4,
    "受理 甲科审查 乙科审核 丙科会签 审批 办结": 4,
    "受理 审查@市发展改革委 审查@市自然资源局 征求消防支队意见@消防支队 审批 办结": 4,
    "受理 审核 规划局审批 住建局审批 市政局并联审批 办结": 4,
    "1.受理 2.规划局审查 3.住建局审查 （四）市政局审查 5.审批 6.办结": 4,
}
"""Flows of which each step is marked as beside the one before, with how many steps they are."""


@pytest.mark.clause("C44")
@pytest.mark.clause("E15")
@pytest.mark.parametrize("stage", ["", "2", "9"])
def test_a_mark_and_a_ticked_stage_let_nobody_decide_beside_his_superior(stage: str) -> None:
    for flow, times in FLOWS.items():
        named = [dict(zip(("name", "office", "handler_post"), one.split("@"), strict=False)) for one in flow.split()]
        more = {"parallel": True, "stage": stage, "limit": {"number": 5, "unit": "working_day"}}
        item = {"steps": [one | more for one in named], "promised_limit": {"number": times * 5, "unit": "working_day"}}
        assert not {"steps_within_promise", "steps_fill_promise"} & rules_of(item).keys(), flow
        found = rules_of(item | {"promised_limit": {"number": times * 5 - 1, "unit": "working_day"}})
        assert (found.get("steps_within_promise"), "four_steps" in found) == ("block", times > 4), flow


KINDS = {
    "1": (
        "现场核查 实地核查 入户调查核实 踏勘 现场勘验 上门核实 场地查勘 现场审核 外业核查",
        "联网核查 书面核查 后台核查 背景核查 征信核查 数据比对核查 情况核查 核查 非现场核查 免现场核查 现场核查结果审核",
    ),
    "2": (
        "专家审查 技术评审 组织专家论证会 第三方评估 委托机构评估 技术机构审查 机构评审 专家组集体讨论",
        "科室评审会 会议评审 联合评审 局评审 评审 局论证会 登记机构审查 技术科审查 发证机构审查 专家意见审核",
    ),
    "3": ("限期整改 企业整改 申请人整改 责令改正", "等待申请人改正 企业改正材料 材料整改 补正 整改情况审核"),
}


@pytest.mark.clause("A18")
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_stops_the_clock_is_believed_by_its_own_words_only(kind: str) -> None:
    def blocks(name: str) -> bool:
        return "uncounted_from_closed_list" in rules_of({"steps": [{"name": name, "uncounted": kind}]})

    sound, other = (names.split() for names in KINDS[kind])
    assert [name for name in sound if blocks(name)] == []
    assert [name for name in other if not blocks(name)] == []
