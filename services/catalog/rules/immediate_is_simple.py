"""What is handled at once waits for no report, no review, no survey and no other office."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._organs import PLACE, other
from services.catalog.rules._read import flag, limit, rows, text

IMMEDIATE, LONG = "1", 2_000
FLAGS = {"site_survey": "现场勘验", "hearing": "听证", "bidding": "招标拍卖", "testing": "检验检测", "appraisal": "鉴定", "expert_review": "专家评审", "public_notice": "公示"}  # fmt: skip
HEAVY = re.compile(
    r"(?:论证|评[价估审]|检[测验疫]|检疫|鉴定|审计|监测|勘[察测查]|可行性研究|环境影响)(?:分析|评价|技术)?(?:报告[书表]?|意见书?|结论|文件)"
    r"|可行性研究|(?<!年度)(?<!年检)(?<!自查)(?<!工作)报告书|(?:审查|专家组?(?:评审|论证|审查|技术)?)意见"
)
"""What somebody has to draw up who examines the matter; a report of the year is told by the applicant himself."""
SLOW = re.compile(
    r"转报|上报(?!数据|信息)|报送|报请|呈[报批]|逐级|集体(?:研究|讨论|审议)|专家(?!名|库|[资人]|[号证称])组?(?:现场)?(?:评审|论证|审查|评估)?|评审|论证|听证|入户|公示(?!栏|的)|联合(?:审查|踏勘|验收)"
    r"|(?:现场|实地|上门)?(?:勘[验查察测]|踏[勘查]|查勘)|(?:现场|实地|上门)(?:核查|检查|查[看验]|考[核察]|踏勘|验收|评审|调查)|检[测疫](?!报告)|抽样|鉴定(?!报告|意见|书|结[论果]|机构|人|[单证等])"
    r"|上一?级[^，。；;\n]{0,12}(?:审[核查批定议]|批[准复]|核[准定]|复核|同意|备案|办理|制证|发证|办结)"
)
OUTCOME = re.compile(r"(?:结果|信息|决定)[^，。；;]{0,10}$")
"""What is shown when all is done."""
ORGAN = "(?:局|厅|委|办(?![理结事件])|部门|机关|机构|联|会|中心|政府|处|院|所|站|级|单位|队)"
WAITS = re.compile(
    rf"(?:[报送转经由待等]|提交|等待|移送|^|[，。；;：:\s])(?:送|至|给|请|到)?([一-鿿]{{0,6}}?(?<![全本各])({PLACE})((?:[一-鿿]{{0,14}}?{ORGAN})?))"
    r"(?:(?!标准|规[定范]|平台|系统|数据|目录|要求|政策)[一-鿿]){0,4}?(?:审[核查批定议]|批[准复]|核[准定]|复核|备案|同意|制证|发证|[发批审制]|签发|下达)"
)
"""An organ by its place, and what it is waited for."""
NOT = re.compile(
    r"(?:无需|[不勿]需?再?|毋须|不必|不用|免[于予除]?|取消|没有)(?:进行|开展|组织|安排|经过?|报|须|要)*(?:[一-鿿]{1,8}[、和或及])*$"
)


def _slow(values: Values, words: str) -> str:
    """What a step waits for that is not told to be left out; the item's own organ is not waited for."""
    for hit in SLOW.finditer(words):
        if not NOT.search(words[: hit.start()]) and not (hit[0] == "公示" and OUTCOME.search(words[: hit.start()])):
            return hit[0]
    for hit in WAITS.finditer(words):
        if not NOT.search(words[: hit.start(1)]) and other(values, hit[2], hit[3]):
            return hit[0].strip("，。；;：: ")
    return ""


def _reason(values: Values) -> tuple[str, str]:
    for key, word in FLAGS.items():
        if flag(values, key):
            return key, word
    for path, row in rows(values, "materials"):
        if hit := HEAVY.search(text(row, "name")):
            return f"{path}.name", hit[0]
    for path, row in rows(values, "steps"):
        if word := _slow(values, (text(row, "name") + "；" + text(row, "content"))[:LONG]):
            return path, word
    word = _slow(values, text(values, "name")[:LONG])
    return ("name", word) if word else ("", "")


def check(values: Values) -> Iterator[Found]:
    """The first thing that cannot be done while somebody waits."""
    kind, promised = text(values, "handling_kind"), limit(values.get("promised_limit"))
    if kind == IMMEDIATE or (not kind and promised and promised["unit"] == "on_the_spot"):
        path, word = _reason(values)
        if path:
            yield Found(path, f"即办件却有“{word}”，不能当场办结", f"at once, yet there is {word}")


_COUNTY = {"handling_kind": "1", "exercise_level": "4", "implementing_body": "某县水利局"}
_SHORT = (
    ("人力资源和社会保障局", "县人社局窗口当场"),
    ("医疗保障局", "县医保中心"),
    ("住房和城乡建设局", "县住建局"),
    ("残疾人联合会", "县残联"),
    ("发展和改革局", "县发改局"),
    ("市场监督管理局", "县市监局"),
    ("社会保险事业中心", "县级社保经办机构"),
    ("自然资源局", "县不动产登记中心"),
)
"""Bodies by the names of every day, and their parts."""

RULE = Rule(
    zh="即办件不含评审、勘验、转报",
    en="At once waits for nobody",
    severity="warn",
    clause="E16",
    cure_zh="改为承诺件，或取消该环节、材料",
    cure_en="make it a promised item, or drop what takes time",
    check=check,
    passes=[
        {"handling_kind": "1", "steps": [{"name": "受理", "content": "当场登记"}]},
        {"handling_kind": "2", "site_survey": True},
        {"handling_kind": "1", "materials": [{"name": "民办非企业单位年检报告书"}, {"name": "意见征求表"}]},
        {"handling_kind": "1", "steps": [{"name": "审核", "content": "无需现场勘验，不再组织专家评审，当场核对。"}]},
        _COUNTY | {"steps": [{"name": "决定", "content": "由县水利局当场审批，市场主体领取许可证"}]},
        _COUNTY | {"steps": [{"name": "决定", "content": "经县级水行政主管部门批准，当场发证"}]},
        _COUNTY | {"steps": [{"name": "审核", "content": "对照国家标准审核，市级平台审核通过；核对专家名册。"}]},
        _COUNTY | {"steps": [{"name": "告知", "content": "对鉴定结论有异议的告知复议；上报数据由系统推送。"}]},
        _COUNTY | {"steps": [{"name": "审核", "content": "县政务服务中心审核，县级以上人民政府水行政主管部门审核"}]},
        *({**_COUNTY, "implementing_body": f"某县{body}", "steps": [{"name": f"{one}审核"}]} for body, one in _SHORT),
        {
            "handling_kind": "1",
            "steps": [{"name": "办结", "content": "结果在县政府网站公示；全市任一窗口均可办理发证"}],
        },
        {"handling_kind": "1", "steps": [{"name": "办结", "content": "在公示栏公布；向省市统一平台推送结果。"}]},
    ],
    fails=[
        {"handling_kind": "1", "materials": [{"name": "建设项目环境影响报告书"}]},
        {"handling_kind": "1", "materials": [{"name": "水土保持方案报告书"}]},
        {"handling_kind": "1", "materials": [{"name": "第三方审计报告"}]},
        {"handling_kind": "1", "materials": [{"name": "专家评审意见"}]},
        _COUNTY | {"steps": [{"name": "制证", "content": "报市局审核后制证"}]},
        _COUNTY | {"steps": [{"name": "报上级主管部门审批"}]},
        _COUNTY | {"steps": [{"name": "上级部门审核"}]},
        _COUNTY | {"steps": [{"name": "发证", "content": "待市残联批准、制证后领取"}]},
        _COUNTY | {"steps": [{"name": "审批", "content": "由县公安局审批"}]},
        _COUNTY | {"steps": [{"name": "专家组现场检查"}]},
        {"handling_kind": "1", "materials": [{"name": "建设项目水资源论证报告书(报批稿)及审查意见"}]},
        {"handling_kind": "1", "steps": [{"name": "3", "content": "残疾人证办好后,由县残联发到乡镇"}]},
        {"handling_kind": "1", "name": "残疾人证申请转报"},
        {"handling_kind": "1", "expert_review": True},
    ],
)
