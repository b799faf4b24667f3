"""Neither the statutory limit nor the promise of an implementation item exceeds the catalogue's statutory limit."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._limits import exceeds, limit_text
from services.catalog.rules._read import limit
from shared.elements import ELEMENTS

BOUND = ("legal_limit", "promised_limit")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """What an approved adjustment made the body's own is its own; a handling item is held against its implementation item."""
    item = context.item
    if item.get("layer") == "handling" or "legal_limit" in item.get("adjusted", ()):
        return
    above = limit((context.base or {}).get("legal_limit"))
    if above is None:
        return
    there, ahead = limit_text(above), item.get("ahead")
    merge = (
        (f"；目录第 {ahead} 版待合并", f"; edition {ahead} of the catalogue waits to be merged") if ahead else ("", "")
    )
    for key in BOUND:
        mine = limit(values.get(key))
        if mine and exceeds(mine, above):
            here, label = limit_text(mine), ELEMENTS[key]
            yield Found(
                key,
                f"{label.zh}（{here.zh}）长于目录的法定时限（{there.zh}）{merge[0]}",
                f"{label.en} ({here.en}) exceeds the catalogue's statutory limit ({there.en}){merge[1]}",
            )


_EIGHT = {"legal_limit": {"number": 8, "unit": "working_day"}}
_LONGER = {"legal_limit": {"number": 30, "unit": "working_day"}}
_YEAR = {"legal_limit": {"number": 1, "unit": "year"}}
_LATE = {"promised_limit": {"number": 15, "unit": "working_day"}}

RULE = Rule(
    zh="法定时限、承诺时限不超过目录的法定时限",
    en="Statutory limit and promise are within the catalogue's statutory limit",
    severity="block",
    waivable=Waivable(
        "上级变更的要素须随之调整；确需不同的，走调整程序而不是豁免（004 第十一条）",
        "what changed above is followed; who needs it otherwise has it adjusted, not waived (004 art. 11)",
        may=False,
    ),
    clause="G25",
    cure_zh="合并目录的内容、缩短承诺时限；确需不同的，请示省级业务部门调整",
    cure_en="merge what the catalogue says and shorten the promise; if it must differ, have it adjusted",
    compare=compare,
    passes=[
        _LONGER,
        Case(_EIGHT, Context(base=_EIGHT)),
        Case({"legal_limit": {"number": 5, "unit": "working_day"}}, Context(base=_EIGHT)),
        Case({"promised_limit": {"number": 12, "unit": "month"}}, Context(base=_YEAR)),
        Case(_LONGER | _LATE, Context(base={"legal_limit": {"unit": "none"}})),
        Case(_LONGER | _LATE, Context(base=_EIGHT, item={"adjusted": ["legal_limit"]})),
        Case(_LONGER | _LATE, Context(base=_EIGHT, item={"layer": "handling"})),
    ],
    fails=[
        Case(_LONGER, Context(base=_EIGHT)),
        Case(_EIGHT | _LATE, Context(base=_EIGHT)),
        Case(_EIGHT, Context(base={"legal_limit": {"unit": "on_the_spot"}})),
        Case(_LATE, Context(base=_EIGHT, item={"ahead": 2})),
    ],
)
