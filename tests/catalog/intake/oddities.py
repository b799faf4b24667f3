"""Small items of our own, each with one oddity that real published items have, and the rules that must find it."""

from typing import Any

LIMIT = {"text": "20个工作日", "number": 20, "unit": "工作日"}


def item(**parts: Any) -> dict[str, Any]:
    """A plain item with a name, a basis and a limit."""
    whole: dict[str, Any] = {
        "id": "T1",
        "name": "河道采砂许可",
        "type": "行政许可",
        "level": "县级",
        "body": "某县水利局",
        "legal_bases": [{"title": "《中华人民共和国水法》", "article": "第三十九条", "text": None}],
        "materials": [{"name": "采砂申请", "form": "原件，纸质", "copies": "1", "source": "申请人自备"}],
        "steps": [{"name": "受理", "limit": None, "content": "核对材料是否齐全。"}],
        "statutory_limit": LIMIT,
        "promised_limit": {"text": "5个工作日", "number": 5, "unit": "工作日"},
        "other": {},
    }
    return whole | parts


def basis(title: str, article: str | None = "第三条", text: str | None = None, number: str = "") -> dict[str, Any]:
    return {"title": title, "article": article, "text": text, "number": number}


def material(name: str, **parts: Any) -> dict[str, Any]:
    return {"name": name, "form": "纸质", "copies": "1", "source": "申请人自备"} | parts


def step(name: str, content: str = "", limit: str | None = None) -> dict[str, Any]:
    return {"name": name, "content": content, "limit": limit}


CODE = "11230300990000017L3000119001000"

ODDITIES: list[tuple[str, str, dict[str, Any], set[str]]] = [
    ("S01", "名称写省级，层级写市级", item(name="采砂许可（省级权限）", level="市级"), {"name_level_agrees"}),
    ("S01", "名称写省管，层级写市级", item(name="采砂许可(省管权限)", level="市级"), {"name_level_agrees"}),
    ("S01", "编码的层级与行使层级不同", item(implementation_code=CODE, level="县级"), {"code_level_agrees"}),
    ("S01", "承诺时限是文字", item(promised_limit={"text": "当场办结", "number": None}), {"limit_in_words"}),
    ("S01", "环节时限写 0", item(steps=[step("受理", limit="0"), step("决定", limit="当场办结")]), {"no_zero_limit", "limit_in_words"}),
    ("S01", "一栏引了整部法", item(legal_bases=[basis("水法", None, "第三十九条 国家实行采砂许可制度。")]), {"basis_has_article", "basis_text_one_article"}),
    ("S02", "两处材料份数不同", item(other={"结构化材料": [{"name": "采砂申请"}, {"name": "河道图"}]}), {"lists_differ"}),
    ("S02", "两处材料份数相同，名称不同", item(other={"材料目录": [{"name": "退休证"}]}), {"lists_differ"}),
    ("S02", "栏目编号跳号", item(other={"章节编号": ["一", "二", "四"]}), {"numbering_gap"}),
    ("S02", "办理形式写了跑动次数", item(handling={"modes": "最多跑1次"}), {"misplaced"}),
    ("S02", "同名条目和测试文字", item(other={"条目": [{"name": "河道采砂许可"}], "备忘": "aaaaaa"}), {"same_name_entries", "junk"}),
    ("S03", "法规名称漏字", item(legal_bases=[basis("《河道采砂收费办法》")], conditions="符合《河道采砂收费管理办法》第三条规定的企业。"), {"basis_title_consistent"}),
    ("S03", "条文栏混有别的条和复函", item(legal_bases=[basis("某办法", "第三条", "国家实行许可。第五条 由地方负责。《关于是否许可的复函》称是。")]), {"basis_text_one_article"}),
    ("S03", "写的是上级职权", item(other={"权限划分": "年采砂量一万吨以上的，由省级水行政主管部门审批。"}), {"powers_of_own_level"}),
    ("S03", "不计时的评审比承诺还长", item(other={"特别程序": {"special_desc": "机构评审：《某办法》第八条", "special_date": 15}}), {"uncounted_within_reason"}),
    ("S03", "不计时的评审写成文字", item(other={"特别程序": "专家评审（40个工作日，不计入办理时限）"}), {"uncounted_within_reason"}),
    ("S04", "没有主体、依据、环节", item(body=None, legal_bases=[], steps=[]), {"core_elements", "fourteen_elements"}),
    ("S04", "时限写法", item(promised_limit={"text": "1工作日", "number": 1, "unit": "工作日"}), {"limit_spelling"}),
    ("S04", "原件0份", item(materials=[material("身份证", copies="原件0份，复印件1份")]), {"zero_copies", "shared_data_not_asked"}),
    ("S05", "没有名称", item(name=None), {"name_missing", "core_elements"}),
    ("S05", "法定 0 日，承诺 30 日", item(statutory_limit={"text": "0个工作日", "number": 0, "unit": "工作日"}), {"promise_within_statutory", "no_zero_limit"}),
    ("S05", "2012 年的文件 2011 年施行", item(legal_bases=[basis("某办法", number="某发〔2012〕3号，2011年3月1日起实施")]), {"basis_dates_agree"}),
    ("S05", "2017 年的文件，正文说 2015 年施行", item(legal_bases=[basis("某规定", "第三条", "本规定自2015年3月1日起施行。", "某政发〔2017〕3号")]), {"basis_dates_agree"}),
    ("S05", "省级主体，区级窗口", item(body="广东省水利厅", level="省级", handling={"places": "禅城区行政服务中心三楼"}), {"place_of_body"}),
    ("S06", "只能咨询的乡镇", item(handling={"places": "县政务大厅办理，本乡仅可咨询"}), {"body_only_advises"}),
    ("S06", "本人到场列为材料", item(materials=[material("需本人到场")]), {"person_is_no_material"}),
    ("S06", "即办件要等县里", item(level="乡镇级", body="某县某乡人民政府", promised_limit=None, steps=[step("发证", "由县水利局审批后发到乡镇")], other={"办理时限": "即办"}), {"immediate_is_simple"}),
    ("S07", "即办件要技术报告", item(materials=[material("水资源论证报告及审查意见")], other={"办件类型": "即办件"}), {"immediate_is_simple"}),
    ("S07", "一栏两个条款", item(legal_bases=[basis("水法", "第七条、第三十九条")]), {"articles_in_one_field"}),
    ("S07", "环节内容错位", item(steps=[step("审查", "材料齐全、属于受理范围的，予以受理。")]), {"step_content_agrees"}),
    ("S08", "自然日对工作日", item(statutory_limit={"text": "20日", "number": 20, "unit": "日"}), {"units_differ"}),
    ("S08", "没有材料", item(materials=[]), {"fourteen_elements"}),
    ("S08", "依据只讲时限", item(legal_bases=[basis("采砂办法", "第九条", "水行政主管部门应当自受理申请之日起二十日内，办结审查手续。")]), {"basis_establishes"}),
    ("S09", "条款倒序", item(legal_bases=[basis("水法", "第十一条"), basis("【法律】《水法》", "第九条")]), {"basis_order", "basis_title_form"}),
    ("S09", "流程是一串箭头", item(steps="申请→受理→初审→评议→公示→上报→复核→审批→发证"), {"flow_in_one_string", "four_steps"}),
    ("S09", "流程一串横线，只占一行", item(steps=[step("受理-审查-决定-送达-公示-归档")]), {"flow_in_one_string", "four_steps"}),
    ("S09", "流程一串箭头，写在别的栏", item(steps=[], other={"办理流程": "申请➔初审➔复审➔会审➔审批➔办结"}), {"flow_in_one_string", "four_steps"}),
    ("S09", "流程写在另一个栏名下", item(steps=[], other={"办事流程": "申请>受理>初审>公示>审批>发证"}), {"flow_in_one_string", "four_steps"}),
    ("S09", "流程是一串编号", item(steps=[step("1.申请 2.受理 3.审查 4.公示 5.决定 6.归档")]), {"flow_in_one_string", "four_steps"}),
    ("S09", "没有任何时限", item(statutory_limit=None, promised_limit=None), {"legal_limit_stated", "fourteen_elements"}),
    ("S09", "原件和复印件都要", item(materials=[material("户口本", copies="2份，原件和复印件各1份")]), {"original_and_copy"}),
    ("S10", "环节合计远少于承诺", item(steps=[step("受理", limit="1个工作日"), step("审核", limit="1个工作日")]), {"steps_fill_promise"}),
    ("S10", "一项里有几种给付", item(name="困难群众补助", conditions="困难群众补助包括：采暖补贴、临时救助金，按规定发放。"), {"still_divisible"}),
    ("S10", "受理写成核查", item(steps=[step("受理", "可采取入户调查等形式核实情况。")]), {"step_content_agrees"}),
    ("S10", "零跑动而无网办", item(visits="0次"), {"no_visit_has_a_way"}),
    ("S11", "引用已废止的办法", item(legal_bases=[basis("药品经营许可证管理办法")]), {"basis_not_repealed"}),
    ("S11", "一栏两条省一个条字", item(legal_bases=[basis("水法", "第五十二、第五十三条")]), {"articles_in_one_field"}),
    ("S11", "说明里扣除企业时间", item(promised_limit={"text": "15个工作日（不含企业补充资料时间）"}), {"note_stops_no_clock"}),
    ("S02", "跳号只在栏目名里", item(other={"一、概况": "甲", "二、条件": "乙", "四、收费": "丙"}), {"numbering_gap"}),
    ("S07", "一栏写了条款的起止", item(legal_bases=[basis("水法", "第十二条至第十五条")]), {"articles_in_one_field"}),
    ("S09", "流程写在别的栏", item(other={"办理流程": "申请→受理→初审→公示→上报→审批→发证"}), {"flow_in_one_string"}),
    ("S04", "份数写 0", item(materials=[material("申请表", copies="0")]), {"zero_copies"}),
    ("S03", "条件里写上级职权", item(conditions="跨省的由国务院水行政主管部门审批。"), {"powers_of_own_level"}),
    ("S10", "主体与层级不符", item(body="湖南省民政厅", level="县级"), {"body_level_agrees"}),
    ("S12", "几分之几日", item(promised_limit={"text": "1/8工作日", "number": 0.125, "unit": "工作日"}), {"limit_fraction", "promise_at_least_a_day"}),
    ("S12", "只写代码", item(service_object="2"), {"bare_code"}),
    ("S12", "只写几个代码", item(service_object="1^2"), {"bare_code"}),
    ("S12", "只写几个代码，用顿号", item(service_object="2、3"), {"bare_code"}),
    ("S12", "只写了键和代码", item(level="use_level=4"), {"bare_code"}),
    ("S12", "类型连同栏名写在备注里", item(type=None, other={"备注": "事项类型为行政许可"}), {"misplaced"}),
    ("S07", "一栏两个条款，斜线隔开", item(legal_bases=[basis("水法", "第七条/第三十九条")]), {"articles_in_one_field"}),
    ("S12", "类型写在备注里", item(type=None, other={"备注": "行政许可"}), {"misplaced"}),
]  # fmt: skip
