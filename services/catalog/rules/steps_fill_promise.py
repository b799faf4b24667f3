"""A promise is no longer than its steps need."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import counted, limit_text
from services.catalog.rules._read import bounded, days, drawn


def check(values: Values) -> Iterator[Found]:
    """Only where every counted step has its limit."""
    promised = bounded(values, "promised_limit")
    total, whole = drawn(values, "steps", counted)
    if promised and whole and total < days(promised):
        said = limit_text(promised)
        yield Found(
            "promised_limit",
            f"各环节合计 {float(total):g} 个工作日，承诺时限却为{said.zh}",
            f"the steps need {float(total):g} working days, {said.en} are promised",
        )


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
        {"promised_limit": {"number": 5, "unit": "working_day"}, "steps": [{"name": "受理"}]},
    ],
    fails=[
        {
            "promised_limit": {"number": 30, "unit": "working_day"},
            "steps": [
                {"limit": {"number": 5, "unit": "working_day"}},
                {"limit": {"number": 10, "unit": "working_day"}},
            ],
        }
    ],
)
