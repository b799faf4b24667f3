"""The steps inside the office fit into acceptance and review, and these into the promise (C32, C44)."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._limits import counted, exceeds, span_text
from services.catalog.rules._read import bounded, drawn, whole


def check(values: Values) -> Iterator[Found]:
    """Compare the three: the flow, steps at the same time once; the form's two limits; the promise."""
    parts = [n for key in ("acceptance_days", "review_days") if (n := whole(values, key)) is not None]
    form = {"number": sum(parts), "unit": "working_day"} if parts else None
    flow = drawn(values, "internal_flow", counted).total
    promised, inside = bounded(values, "promised_limit"), span_text(flow)
    if form and exceeds(flow, form):
        yield Found(
            "internal_flow",
            f"内部环节合计 {inside.zh}，超过受理与审查之和 {form['number']}",
            f"{inside.en} exceed {form['number']}",
        )
    if promised and exceeds(flow, promised):
        yield Found("internal_flow", f"内部环节合计 {inside.zh}，超过承诺时限", f"{inside.en} exceed the promise")
    if promised and form and exceeds(form, promised):
        yield Found(
            "review_days",
            f"受理与审查合计 {form['number']} 日，超过承诺时限",
            f"acceptance and review, {form['number']}, exceed the promise",
        )


def _beside(name: str, number: int) -> Values:
    """A step that runs beside the one before."""
    return {"step": name, "limit": {"number": number, "unit": "working_day"}, "parallel": True}


_DAYS = {"acceptance_days": 1, "review_days": 4, "promised_limit": {"number": 5, "unit": "working_day"}}

RULE = Rule(
    zh="内部流程不超过受理、审查和承诺时限",
    en="The internal flow fits the limits",
    severity="block",
    waivable=Waivable(
        "各环节之和超过时限，时限就不可能兑现", "a limit shorter than its steps cannot be kept", may=False
    ),
    clause="C44",
    cure_zh="压缩内部环节，或如实填写时限",
    cure_en="shorten the inner steps, or state true limits",
    check=check,
    passes=[
        _DAYS | {"internal_flow": [{"step": "审核", "limit": {"number": 5, "unit": "working_day"}}]},
        _DAYS | {"internal_flow": [_beside("甲科会审", 5), _beside("乙科会审", 4)]},
        {},
    ],
    fails=[
        _DAYS | {"internal_flow": [_beside("甲科会审", 5), _beside("乙科会审", 6)]},
        _DAYS | {"internal_flow": [_beside("受理", 2), _beside("审核", 4)]},
        _DAYS | {"internal_flow": [_beside("科室审核", 5), _beside("局务会审核", 4)]},
        _DAYS | {"internal_flow": [{"step": "审核", "limit": {"number": 6, "unit": "working_day"}}]},
        _DAYS | {"review_days": 9},
    ],
)
