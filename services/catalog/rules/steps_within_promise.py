"""The limits of the counted steps together are not longer than the promise."""

from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._limits import counted, exceeds, limit_text, span_text
from services.catalog.rules._read import drawn, limit


def check(values: Values) -> Iterator[Found]:
    """Sum the limits of steps that count, those at the same time once; steps outside the clock are left out."""
    promised = limit(values.get("promised_limit"))
    if promised is None:
        return
    total = drawn(values, "steps", counted).total
    if exceeds(total, promised):
        text, sum_ = limit_text(promised), span_text(total)
        yield Found(
            "steps",
            f"各环节时限合计 {sum_.zh}，超过承诺时限（{text.zh}）",
            f"{sum_.en} exceed {text.en}",
        )


def _beside(*days: int) -> list[dict[str, Any]]:
    """Steps of a day each, and after the first those of so many days that run at the same time."""
    one = {"limit": {"number": 1, "unit": "working_day"}}
    both = [
        {"name": "会审", "office": f"{office}科", "limit": {"number": number, "unit": "working_day"}, "parallel": True}
        for office, number in zip("甲乙", days, strict=True)
    ]
    return [one, *both, one, one]


def _chain(stage: str) -> list[dict[str, Any]]:
    """Superiors one after the other, who are marked as if they decided at the same time."""
    names = ("科室审核", "会签", "分管领导审核", "局务会", "局长审核", "办结")
    limit = {"number": 5, "unit": "working_day"}
    return [{"name": name, "office": "甲局", "stage": stage, "limit": limit, "parallel": True} for name in names]


RULE = Rule(
    zh="各环节时限之和不得超过承诺时限",
    en="The steps together fit the promise",
    severity="block",
    waivable=Waivable(
        "各环节之和超过承诺，承诺就不可能兑现", "a promise shorter than its steps cannot be kept", may=False
    ),
    clause="C44",
    cure_zh="缩短环节时限，或如实放宽承诺时限；只有同一环节由写明的不同机构同时办理才按最长的计",
    cure_en="shorten steps, or state a promise that holds; only bodies named that do the same count as the longest",
    check=check,
    passes=[
        {},
        {"promised_limit": {"number": 8, "unit": "working_day"}, "steps": _beside(5, 5)},
        {"promised_limit": {"number": 48, "unit": "hour"}, "steps": [{"limit": {"number": 48, "unit": "hour"}}]},
        {
            "promised_limit": {"number": 1, "unit": "working_day"},
            "steps": [{"limit": {"number": 4, "unit": "hour"}}] * 2,
        },
        {
            "promised_limit": {"number": 4, "unit": "hour"},
            "steps": [{"limit": {"number": 2, "unit": "hour"}}, {"limit": {"unit": "on_the_spot"}}],
        },
        {
            "promised_limit": {"number": 1, "unit": "year"},
            "steps": [{"name": name, "limit": {"number": 6, "unit": "month"}} for name in ("受理", "审核")],
        },
        {
            "promised_limit": {"number": 5, "unit": "working_day"},
            "steps": [
                {"name": "受理", "limit": {"number": 1, "unit": "working_day"}},
                {"name": "现场核查", "limit": {"number": 30, "unit": "working_day"}, "uncounted": "1"},
                {"name": "审核", "limit": {"number": 4, "unit": "working_day"}},
            ],
        },
    ],
    fails=[
        {"promised_limit": {"number": 8, "unit": "working_day"}, "steps": _chain("9")},
        {"promised_limit": {"number": 8, "unit": "working_day"}, "steps": _chain("2")},
        {"promised_limit": {"number": 8, "unit": "working_day"}, "steps": _beside(5, 9)},
        {"promised_limit": {"number": 7, "unit": "working_day"}, "steps": _beside(5, 5)},
        {
            "promised_limit": {"number": 7, "unit": "working_day"},
            "steps": [
                {"name": name, "limit": {"number": 5, "unit": "working_day"}, "parallel": True}
                for name in ("受理", "审核")
            ],
        },
        {
            "promised_limit": {"number": 1, "unit": "working_day"},
            "steps": [{"limit": {"number": 8, "unit": "hour"}}, {"limit": {"number": 1, "unit": "day"}}],
        },
        {"promised_limit": {"number": 24, "unit": "hour"}, "steps": [{"limit": {"number": 48, "unit": "hour"}}]},
        {"promised_limit": {"number": 8, "unit": "hour"}, "steps": [{"limit": {"number": 6, "unit": "hour"}}] * 2},
        {
            "promised_limit": {"number": 5, "unit": "working_day"},
            "steps": [
                {"name": "受理", "limit": {"number": 2, "unit": "working_day"}},
                {"name": "审核", "limit": {"number": 4, "unit": "working_day"}},
            ],
        },
    ],
)
