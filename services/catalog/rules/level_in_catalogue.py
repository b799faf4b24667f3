"""The exercising level is one of the levels that the catalogue gives the item."""

from collections.abc import Iterator, Sequence

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._read import codes, text
from shared.elements import code_label

GRADED = "7"


def _allowed(values: Values, context: Context) -> Sequence[str]:
    """The catalogue's levels as they are today; what was approved for the item alone is its own, and so is what a
    handling item has from its implementation item.
    """
    item = context.item
    own = item.get("layer") == "handling" or "exercise_levels" in item.get("adjusted", ())
    return codes(values if own or context.base is None else context.base, "exercise_levels")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare exercise_level with the levels of the catalogue's item; 分级管理 allows any."""
    level, allowed = text(values, "exercise_level"), _allowed(values, context)
    if level and allowed and level not in allowed and GRADED not in allowed:
        (mine, mine_en), *all_ = [_named(code) for code in (level, *allowed)]
        yield Found(
            "exercise_level",
            f"行使层级“{mine}”不在目录的行使层级（{'、'.join(zh for zh, _ in all_)}）之内",
            f"level {mine_en} is none of the catalogue's ({', '.join(en for _, en in all_)})",
        )


def _named(code: str) -> tuple[str, str]:
    label = code_label("exercise_level", code)
    return (label.zh, label.en) if label else (code, code)


_COUNTY = {"exercise_level": "4", "exercise_levels": ["3", "4"]}
_NONE_LEFT = {"exercise_levels": ["2", "3"]}


RULE = Rule(
    zh="行使层级在目录范围内",
    en="The level is one of the catalogue's",
    severity="block",
    waivable=Waivable(
        "004 第九条：只认领本级行使的事项", "004 article 9: only items of the own level are claimed", may=False
    ),
    clause="G20",
    cure_zh="核对行使层级；非本级事项不得列入，已不由本级行使的请办理取消办件",
    cure_en="correct the level; an item of another level is not the body's: open the case that cancels it",
    compare=compare,
    passes=[
        _COUNTY,
        {"exercise_level": "5", "exercise_levels": ["7"]},
        Case(_COUNTY | _NONE_LEFT, Context(base=_COUNTY)),
        Case(_COUNTY, Context(base=_NONE_LEFT, item={"adjusted": ["exercise_levels"]})),
        Case(_COUNTY, Context(base=_NONE_LEFT, item={"layer": "handling"})),
    ],
    fails=[{"exercise_level": "2", "exercise_levels": ["3", "4"]}, Case(_COUNTY, Context(base=_NONE_LEFT))],
)
