"""From which day a law holds, as its own last article says."""

import re
from datetime import date

from shared.problems import Malformed

_BEGINS = r"起(?:施行|实施|生效|执行)"
_AT_ONCE = re.compile(rf"(?:发布|公布|颁布|印发)之日{_BEGINS}")
_ON_A_DAY = re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{_BEGINS}")


def effective_on(commencement: str, issued_on: str) -> str:
    """The day that a commencement article names: the day of issue (自发布之日起施行), or a day of its own (F15, F33)."""
    if found := _ON_A_DAY.search(commencement):
        return _day(*map(int, found.groups()))
    if _AT_ONCE.search(commencement) and issued_on:
        return issued_on
    raise Malformed(
        "从施行条款读不出施行日期：请填写发布日期，或者直接填写施行日期。",
        "The commencement article names no day: give the day of issue, or the effective day itself.",
        "effective_on",
    )


def _day(year: int, month: int, number: int) -> str:
    try:
        return date(year, month, number).isoformat()
    except ValueError as bad:
        raise Malformed("施行条款中的日期不存在。", "There is no such day.", "effective_on") from bad
