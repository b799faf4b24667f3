"""A promise is no longer than its steps need."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import beside, counted, limit_text, span_text
from services.catalog.rules._read import bounded, drawn
from shared.workdays import Verdict


def check(values: Values) -> Iterator[Found]:
    """Only where every counted step has its limit."""
    promised = bounded(values, "promised_limit")
    total, whole = drawn(values, "steps", counted)
    if promised and whole and beside(total, promised).verdict is Verdict.SHORTER:
        said, sum_ = limit_text(promised), span_text(total)
        yield Found(
            "promised_limit",
            f"各环节合计 {sum_.zh}，承诺时限却为{said.zh}",
            f"the steps need {sum_.en}, {said.en} are promised",
        )


_FIVE = {"number": 5, "unit": "working_day"}
_ONE = {"number": 1, "unit": "working_day"}
_BESIDE = [
    {"name": "受理", "limit": _ONE},
    {"name": "甲科会审", "limit": _FIVE, "parallel": True},
    {"name": "乙科会审", "limit": _FIVE, "parallel": True},
    {"name": "审批", "limit": _ONE},
    {"name": "办结", "limit": _ONE},
]

RULE = Rule(
    zh="承诺时限与各环节合计相等",
    en="The promise is the sum of its steps",
    severity="warn",
    clause="G48",
    cure_zh="把承诺时限压缩到环节之和",
    cure_en="cut the promise to the sum",
    check=check,
    passes=[
        {
            "promised_limit": {"number": 5, "unit": "working_day"},
            "steps": [{"limit": {"number": 5, "unit": "working_day"}}],
        },
        {"promised_limit": {"number": 8, "unit": "working_day"}, "steps": _BESIDE},
        {"promised_limit": _ONE, "steps": [{"limit": {"number": 4, "unit": "hour"}}] * 2},
        {"promised_limit": {"number": 5, "unit": "working_day"}, "steps": [{"name": "受理"}]},
    ],
    fails=[
        {"promised_limit": {"number": 9, "unit": "working_day"}, "steps": _BESIDE},
        {
            "promised_limit": {"number": 30, "unit": "working_day"},
            "steps": [
                {"limit": {"number": 5, "unit": "working_day"}},
                {"limit": {"number": 10, "unit": "working_day"}},
            ],
        },
    ],
)
