"""The powers described are the body's own, and not those of a higher level."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._organs import PLACE, RANK, level_of
from services.catalog.rules._read import said

ORGAN = r"(?:本?级(?!以[上下])|(?:(?![的由跨应级])[一-鿿]){0,10}?(?:政府|部门|机关|局|厅|委))"
ACTS = "(?P<act>负责|审批|核准|核报|审查机关)"
ACTING = re.compile(
    rf"(?!国家(?:机关|工作|公职|标准|规定))(?:(国务院|国家|自治区|全省)|({PLACE}){ORGAN})[^，。；;\n]{{0,24}}?{ACTS}"
)
"""Whose power it is that a text tells of."""
GIVEN = re.compile(
    r"(?:经|已|取得|获得|具有|凭|持|按照?|根据|依据|报|应|不属于|不在|列入|纳入|除|非|不含)[^，。；;\n]{0,8}$"
)
"""What stands before an organ that only comes in: 已取得省级主管部门核准的意见, 报市级审批."""
CITY, LONG = 3, 5_000
ITS_WORK = re.compile(r"(?:的|目录|资金|经费|文件|手续|意见|通过|后|结果|证|书|同意|人|权限)")
CAME_IN = re.compile(
    r"(?:的[一-鿿]{2,12}[，,]?(?:已|应当|须|需要?提|提[交供])|目录|资金|经费|后|通过|同意|文件|手续|意见|书|证)"
)
BEYOND = re.compile(r"[^，。；;]{0,8}(?:以外|除外|之外)")
"""What the higher level has done already, or keeps for itself."""
DONE = re.compile(r"已[^，。；;]{0,6}$")
OWN = re.compile(rf"({PLACE}){ORGAN}")


def check(values: Values) -> Iterator[Found]:
    """A city, a county or a town that tells of what is done above it."""
    level = level_of(values)
    if level < CITY:
        return
    for path, words in said(values, "scope", "operating_duties"):
        if hit := _higher(words[:LONG], level):
            yield _told(path, hit)
    for path, words in said(values, "conditions", "approval_conditions"):
        if hit := _higher(words[:LONG], level, asked=True):
            yield _told(path, hit)


def _higher(words: str, level: int, *, asked: bool = False) -> str:
    """The first power of a higher level; not where the sentence has a part for the item's own level too.

    What is asked of the applicant may be the work of anybody: 省级主管部门核准的企业.
    """
    for part in re.split("[。；;\n]", words):
        for hit in ACTING.finditer(part):
            if RANK.get(hit[1] or hit[2], 2) >= level or _came_before(part, hit):
                continue
            after = ITS_WORK if asked else CAME_IN
            if not after.match(part, hit.end()) and not BEYOND.match(part, hit.end()) and not _has_own(part, level):
                return hit[0]
    return ""


def _came_before(part: str, hit: re.Match[str]) -> bool:
    """Whether the higher organ only comes in: by what stands before it, or for it has acted already."""
    return bool(GIVEN.search(part[: hit.start()]) or DONE.search(hit[0][: -len(hit["act"])]))


def _has_own(part: str, level: int) -> bool:
    return any(RANK[place[1]] >= level for place in OWN.finditer(part))


def _told(path: str, words: str) -> Found:
    return Found(path, f"写了上级职权：“{words[:40]}”", f"tells of a higher level's power: {words[:40]}")


RULE = Rule(
    zh="只写本级职权",
    en="Only the body's own powers",
    severity="warn",
    clause="G04",
    cure_zh="改写为本级办理的范围",
    cure_en="say what this level handles",
    check=check,
    passes=[
        {"exercise_level": "4", "scope": "本县年综合能源消费量不满5000吨的项目。"},
        {"exercise_level": "4", "conditions": "符合国家产业政策；已取得省级主管部门审批文件。"},
        {"exercise_level": "2", "scope": "自治区投资主管部门审批的项目"},
        {"exercise_level": "4", "conditions": "已取得省级自然资源主管部门核准的用地预审意见。"},
        {"exercise_level": "4", "scope": "由设区的市、县级水行政主管部门按管理权限审批"},
        {"exercise_level": "4", "conditions": "不属于应由市级主管部门审批的项目；省级主管部门核准的企业。"},
        {"exercise_level": "4", "operating_duties": "负责初审，报省级主管部门审批"},
        {"exercise_level": "4", "scope": "市人民政府审批的控制性详细规划已公布；市级有关部门已审批；省级财政负责资金"},
        {"exercise_level": "4", "scope": "由省级主管部门核准的项目，应当提交核准文件；国家机关工作人员负责的"},
        {"exercise_level": "4", "conditions": "不在国务院投资主管部门核准目录范围"},
        {"exercise_level": "4", "scope": "省级重点项目由省发展改革委审批后，向本局申请；国务院核准目录以外的项目"},
        {"exercise_level": "3", "operating_duties": "市级水行政主管部门负责市区河道采砂审批。"},
        {
            "exercise_level": "4",
            "scope": "市场监管部门负责的登记；本县行政区域内（不含跨县河道）的采砂由县水利局审批。",
        },
    ],
    fails=[
        {"exercise_level": "4", "scope": "年取水十万立方米以上由市级主管部门审批的，应当向市水利局提出"},
        {"exercise_level": "4", "scope": "自治区投资主管部门核报本级人民政府审批的项目"},
        {"exercise_level": "4", "conditions": "跨省的项目由国务院水行政主管部门审批，省级主管部门负责其余项目。"},
        {"exercise_level": "4", "operating_duties": "跨县的由市级水行政主管部门审批。"},
        {"exercise_level": "4", "conditions": "年取水量十万立方米以上的由设区的市人民政府水行政主管部门审批。"},
        {"exercise_level": "5", "conditions": "由县级人民政府民政部门审批。"},
        {"exercise_level": "3", "operating_duties": "省级水行政主管部门负责干流采砂审批。"},
    ],
)
