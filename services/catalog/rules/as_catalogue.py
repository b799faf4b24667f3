"""Type, levels, statutory limit and bases are those of the catalogue."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._law import bases, plain
from services.catalog.rules._limits import beside
from services.catalog.rules._read import codes, limit, text, whole
from shared.elements import ELEMENTS
from shared.workdays import Verdict


def _differing(values: Values, base: Values) -> Iterator[str]:
    if text(values, "item_type") != text(base, "item_type"):
        yield "item_type"
    if set(codes(values, "exercise_levels")) != set(codes(base, "exercise_levels")):
        yield "exercise_levels"
    mine, theirs = limit(values.get("legal_limit")), limit(base.get("legal_limit"))
    if mine and theirs and beside(mine, theirs).verdict is not Verdict.EQUAL:
        yield "legal_limit"
    wanted = {(plain(title), whole(row, "article")) for _, row, title in bases(base)}
    if wanted - {(plain(title), whole(row, "article")) for _, row, title in bases(values)}:
        yield "legal_bases"


def compare(values: Values, context: Context) -> Iterator[Found]:
    """One finding for each catalogue-level element that differs and was not approved to; bases may be added, not dropped."""
    approved = context.item.get("adjusted", ())
    for key in _differing(values, context.base) if context.base else ():
        if key in values and key in (context.base or {}) and key not in approved:
            yield Found(key, f"{ELEMENTS[key].zh}与目录不一致", f"{ELEMENTS[key].en} differs from the catalogue")


_BASE = {"item_type": "01", "legal_limit": {"number": 20, "unit": "working_day"}, "exercise_levels": ["3", "4"]}

RULE = Rule(
    zh="类型、层级、法定时限、依据与目录一致",
    en="Type, levels, statutory limit and bases are the catalogue's",
    severity="warn",
    clause="A25",
    cure_zh="改回目录内容；确需调整的报请目录管理部门",
    cure_en="take the catalogue's; ask its owner for a change",
    compare=compare,
    passes=[
        _BASE,
        Case(_BASE, Context(base=_BASE)),
        Case(_BASE | {"exercise_levels": ["4"]}, Context(base=_BASE, item={"adjusted": ["exercise_levels"]})),
    ],
    fails=[
        Case(_BASE | {"item_type": "07"}, Context(base=_BASE)),
        Case(_BASE | {"item_type": "07"}, Context(base=_BASE, item={"adjusted": ["exercise_levels"]})),
        Case(_BASE | {"legal_limit": {"number": 30, "unit": "working_day"}}, Context(base=_BASE)),
        Case(
            {"item_type": "01", "legal_bases": [{"title": "行政许可法", "article": 12}]},
            Context(base={"item_type": "01", "legal_bases": [{"title": "水法", "article": 7}]}),
        ),
    ],
)
