"""The exercising level is one of the levels that the catalogue gives the item."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import codes, text
from shared.elements import code_label

GRADED = "7"


def check(values: Values) -> Iterator[Found]:
    """Compare exercise_level with exercise_levels; 分级管理 allows any."""
    level, allowed = text(values, "exercise_level"), codes(values, "exercise_levels")
    if level and allowed and level not in allowed and GRADED not in allowed:
        label = code_label("exercise_level", level)
        yield Found(
            "exercise_level",
            f"行使层级“{label.zh if label else level}”不在目录的行使层级之内",
            f"level {label.en if label else level} is none of the catalogue's levels",
        )


RULE = Rule(
    zh="行使层级在目录范围内",
    en="The level is one of the catalogue's",
    severity="block",
    waivable=Waivable(
        "004 第九条：只认领本级行使的事项", "004 article 9: only items of the own level are claimed", may=False
    ),
    clause="G20",
    cure_zh="核对行使层级；非本级事项不得列入",
    cure_en="correct the level; an item of another level is not the body's",
    check=check,
    passes=[{"exercise_level": "4", "exercise_levels": ["3", "4"]}, {"exercise_level": "5", "exercise_levels": ["7"]}],
    fails=[{"exercise_level": "2", "exercise_levels": ["3", "4"]}],
)
