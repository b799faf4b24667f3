"""The powers described are the body's own, and not those of a higher level."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import said, text

HIGHER = re.compile(r"(?:国务院|国家|自治区|省级|全省|省人民政府)[^，。；;\n]{0,30}(?:负责|审批|核准|核报|审查机关)")
ACTING = re.compile(
    r"(?:国务院|省级|自治区|省人民政府)[^，。；;\n]{0,20}(?:审批|核准|核报|负责)(?!文件|手续|意见|通过|后|结果|证)"
)
LOW = {"4", "5", "6"}


def check(values: Values) -> Iterator[Found]:
    """A county or a town that tells of what province and State Council do."""
    if text(values, "exercise_level") not in LOW:
        return
    for path, words in said(values, "scope", "operating_duties"):
        if hit := HIGHER.search(words):
            yield _told(path, hit[0])
    for path, words in said(values, "conditions", "approval_conditions"):
        if hit := ACTING.search(words):
            yield _told(path, hit[0])


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
    ],
    fails=[
        {"exercise_level": "4", "scope": "自治区投资主管部门核报本级人民政府审批的项目"},
        {"exercise_level": "4", "conditions": "跨省的项目由国务院水行政主管部门审批，省级主管部门负责其余项目。"},
    ],
)
