"""What a step does is what its name says: acceptance does not examine, a decision does not accept, a delivery does neither."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import Row, rows, text

LONG = 2_000
_PAPER = r"[^，。；、\s]{0,10}(?:证(?![明件])|照(?!片)|批[文复件]|决定书|文书|结果|牌[照证]?)"


class _Work(NamedTuple):
    """A stage: what it is called, the words that belong to it, and those that belong to no other; where it may stand."""

    zh: str
    named: re.Pattern[str]
    own: re.Pattern[str]
    only: re.Pattern[str]


WORKS: Mapping[str, _Work] = {
    "1": _Work(
        "受理",
        re.compile("受理|收件|接件"),
        re.compile(
            r"予以受理|决定(?:是否)?受理|受理(?:通知|凭证|回执|单)|补正|收件|接[收件]|登记|齐全|一次性告知|提交|提出|申请表|申请(?=[，,；;。])|核对|录入|(?<!对)受理(?![的后])"
        ),
        re.compile(r"(?<!不)予以?受理|(?<!不予)(?:受理|收件)(?:通知书?|凭证|回执|单)"),
    ),
    "2": _Work(
        "审查",
        re.compile("审[查核]|初审|复审|评审|核查|勘验|踏勘"),
        re.compile(
            r"审查|审核|审批|复审|初审|意见|符合.{0,20}条件|实地|现场|评审|核[查实验]|复核|实质|调查|勘|论证|听证|公示"
        ),
        re.compile(
            r"(?:提出|出具|形成|签署)[^，。；]{0,6}(?:审[查核]|初审|评审)意见|进行[^，。；]{0,6}(?:审[查核]|核[查实]|勘[验查]|评审)|勘验|评审|调查核实|核实"
        ),
    ),
    "3": _Work(
        "决定",
        re.compile("决定|审[批定]|核准|批准|签发|审签"),
        re.compile(r"决定|批准|准予|核准|同意|签[发署字批]|许可|登记|备案|审[批定]|认定|确认|办结"),
        re.compile(r"[作做]出[^，。；受]{0,12}决定"),
    ),
    "4": _Work(
        "送达",
        re.compile("送达|[颁发制领取]证|办结|领取|出[件证]|取件|发照"),
        re.compile(
            r"送达|领取|发[放给证]|颁[发证]|制[作证]|打印|[邮寄快]递?|告知|通知|公[开示告布]|归档|办结|出具|推送|短信|取件|交付|缴费|盖章|签收|自取"
        ),
        re.compile(rf"(?:颁发|发放|制作|送达|领取|制发|核发){_PAPER}"),
    ),
}
"""By the code of the stage."""
LIBERAL = re.compile(r"(?:核[实查]|审[查核]|比对)(?![^，,。；;]{0,6}(?:身份|证件|原件|材料))|调查|评审|勘验|走访")
"""What acceptance does not do, where it does nothing of its own; it does look at papers and at who brings them."""
EXAMINED = re.compile(r"(?:审[查核]|提出.{0,6})意见|符合.{0,20}条件|实地|现场|评审|核查|核实|复核|实质")
"""What an examination does that is more than looking whether all is there, which acceptance does."""
MAY = {("3", "4"), ("4", "3"), ("2", "3")}
"""Who decides may hand over, who delivers may decide; a review in a small office ends in the decision."""
LEADER = re.compile("审[批签定]")
"""A superior's approval is a review too."""


def _wrong(row: Row) -> str:
    """The work that the content tells of, where it tells nothing of what the name says."""
    name, content = text(row, "name")[:60], text(row, "content")[:LONG]
    named = {key for key, work in WORKS.items() if work.named.search(name)} or {text(row, "stage")} & WORKS.keys()
    if not named or not content:
        return ""
    for key, work in WORKS.items():
        if key in named or any((one, key) in MAY for one in named) or (key == "2" and LEADER.search(name)):
            continue
        sign = LIBERAL if key == "2" and "1" in named else work.only
        own = [EXAMINED if (one, key) == ("2", "1") else WORKS[one].own for one in named]
        if sign.search(content) and not any(words.search(sign.sub("", content)) for words in own):
            return work.zh
    return ""


def check(values: Values) -> Iterator[Found]:
    """Compare the name of each step with its content."""
    for path, row in rows(values, "steps"):
        if wrong := _wrong(row):
            name = text(row, "name")[:20]
            yield Found(f"{path}.content", f"环节“{name}”写的是{wrong}的内容", f"step {name} tells of another")


RULE = Rule(
    zh="环节内容与名称相符",
    en="A step does what its name says",
    severity="warn",
    clause="G34",
    cure_zh="核对各环节内容是否错位",
    cure_en="see whether contents were swapped",
    check=check,
    passes=[
        {"steps": [{"name": name, "content": content}]}
        for name, content in (
            ("受理", "核对材料是否齐全，需要补正的一次性告知。"),
            ("受理", "材料齐全、符合法定形式的，发放受理通知书。"),
            ("受理", "审核材料，符合条件的受理。"),
            ("受理", "通过政务服务网申请，系统自动审核。"),
            ("受理", "核查身份证件，收取费用。"),
            ("受理", "核实身份信息"),
            ("审查", "不予受理的，告知理由"),
            ("审查", "对材料进行审查，提出审查意见。"),
            ("审核", "符合条件的，制作许可证；不符合条件的，不予受理。"),
            ("决定", "作出准予许可的决定，制作并颁发许可证。"),
            ("审批", "分管领导审核签字。"),
            ("审批", "对申请材料进行审查，作出是否批准的决定。"),
            ("办结", "审核通过后在线办结，通知申请人领取许可证。"),
            ("送达", "审查决定作出之日起十日内送达。"),
            ("受理审查", "对材料进行审查，提出审查意见。"),
            ("颁证", "窗口核发许可证。"),
        )
    ],
    fails=[
        {"steps": [{"name": name, "content": content}]}
        for name, content in (
            ("受理", "可采取入户调查、邻里访问等形式进行核实"),
            ("审查", "材料齐全、属于本机关受理范围的,予以受理。"),
            ("受理", "通知申请人领取证书。"),
            ("收件", "制作并颁发许可证。"),
            ("审核", "制作并颁发许可证。"),
            ("决定", "材料齐全的，当场出具受理通知书。"),
            ("决定", "对申请材料进行审查，提出审查意见。"),
            ("送达", "对申请材料进行审查，提出审查意见。"),
            ("办结", "对申请材料进行审查并现场核查。"),
            ("送达", "材料齐全的予以受理。"),
        )
    ],
)
