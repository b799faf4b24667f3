"""The level that the name speaks of is the level at which the item is exercised."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import text
from shared.elements import code_label

SAID = re.compile(r"[（(]\s*(国家级|省级|市级|县级|区级|乡镇级)\s*(?:权限|事权|审批|办理)?\s*[）)]")
LEVELS = {"国家级": "1", "省级": "2", "市级": "3", "县级": "4", "区级": "4", "乡镇级": "5"}


def check(values: Values) -> Iterator[Found]:
    """Compare the bracket in the name with the exercising level."""
    level, hit = text(values, "exercise_level"), SAID.search(text(values, "name"))
    if hit and level and LEVELS[hit[1]] != level:
        label = code_label("exercise_level", level)
        yield Found(
            "name",
            f"名称写“{hit[1]}”，行使层级为“{label.zh if label else level}”",
            f"the name says {hit[1]}, the level is {label.en if label else level}",
        )


RULE = Rule(
    zh="名称所写层级与行使层级一致",
    en="The name and the exercising level agree",
    severity="warn",
    clause="G04",
    cure_zh="核对行使层级，或规范名称",
    cure_en="correct the level, or the name",
    check=check,
    passes=[{"name": "分公司设立登记（省级权限）", "exercise_level": "2"}, {"name": "分公司设立登记"}],
    fails=[{"name": "分公司设立登记（省级权限）", "exercise_level": "3"}],
)
