"""A site survey, hearing or expert review takes time: the promise, or a step outside the clock, has it."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, limit, rows

SLOW = {"site_survey": "现场勘验", "hearing": "听证", "expert_review": "专家评审"}


def check(values: Values) -> Iterator[Found]:
    """Done on the spot, with something that is not."""
    promised = limit(values.get("promised_limit"))
    if not promised or promised["unit"] != "on_the_spot":
        return
    outside = any(rows(values, "special_procedures")) or any(row.get("uncounted") for _, row in rows(values, "steps"))
    for key, word in SLOW.items():
        if flag(values, key) and not outside:
            yield Found("promised_limit", f"需要{word}，却承诺当场办结", f"on the spot, yet there is a {key}")


RULE = Rule(
    zh="勘验、听证、评审留有时间",
    en="Surveys and hearings have time",
    severity="warn",
    clause="A18",
    cure_zh="改正承诺时限，或列为不计时环节",
    cure_en="correct the promise, or list the step outside the clock",
    check=check,
    passes=[{"site_survey": True, "promised_limit": {"number": 5, "unit": "working_day"}}],
    fails=[{"site_survey": True, "promised_limit": {"number": None, "unit": "on_the_spot"}}],
)
