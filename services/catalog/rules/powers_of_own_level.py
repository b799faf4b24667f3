"""The powers described are the body's own, and not those of a higher level."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import said, text

HIGHER = re.compile(r"(?:国务院|国家|自治区|省级|全省|省人民政府)[^，。；;\n]{0,30}(?:负责|审批|核准|核报|审查机关)")
LOW = {"4", "5", "6"}


def check(values: Values) -> Iterator[Found]:
    """A county or a town that tells of what province and State Council do."""
    if text(values, "exercise_level") not in LOW:
        return
    for path, words in said(values, "scope", "operating_duties"):
        if hit := HIGHER.search(words):
            yield Found(path, f"写了上级职权：“{hit[0][:40]}”", f"tells of a higher level's power: {hit[0][:40]}")


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
        {"exercise_level": "2", "scope": "自治区投资主管部门审批的项目"},
    ],
    fails=[{"exercise_level": "4", "scope": "自治区投资主管部门核报本级人民政府审批的项目"}],
)
