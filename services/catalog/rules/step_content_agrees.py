"""What a step does is what its name says: acceptance does not examine, examination does not accept."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import Row, rows, text

ACCEPTS = re.compile(r"予以受理|不予受理|决定(?:是否)?受理|受理通知|补正|收件|接收|登记|齐全|一次性告知|提交|提出")
EXAMINES = re.compile(r"核实|核查|调查|审查|审核|评审|勘验|走访|比对")
TAKES_IN = re.compile(r"予以受理|不予受理|受理通知书|出具受理")
DECIDES = re.compile(r"审查意见|审核意见|提出.{0,6}意见|符合.{0,20}条件|实地|现场|评审|核查|核实|复核|实质")


def _wrong(row: Row) -> str:
    name, content, stage = text(row, "name"), text(row, "content"), text(row, "stage")
    if (stage == "1" or "受理" in name) and EXAMINES.search(content) and not ACCEPTS.search(content):
        return "审查"
    if (stage == "2" or re.search("审核|审查", name)) and TAKES_IN.search(content) and not DECIDES.search(content):
        return "受理"
    return ""


def check(values: Values) -> Iterator[Found]:
    """Compare name and content of acceptance and examination."""
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
        {"steps": [{"name": "受理", "content": "核对材料是否齐全，需要补正的一次性告知。"}]},
        {"steps": [{"name": "审查", "content": "对材料进行审查，提出审查意见。"}]},
    ],
    fails=[
        {"steps": [{"name": "受理", "content": "可采取入户调查、邻里访问等形式进行核实"}]},
        {"steps": [{"name": "审查", "content": "材料齐全、属于本机关受理范围的,予以受理。"}]},
    ],
)
