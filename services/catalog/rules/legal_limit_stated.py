"""The statutory limit is stated, or it is stated that there is none."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from shared.elements import is_empty


def check(values: Values) -> Iterator[Found]:
    """A limit, unit none, or an explicit none."""
    if is_empty(values.get("legal_limit")):
        yield Found("legal_limit", "未写法定办结时限", "no statutory limit is stated")


RULE = Rule(
    zh="写明法定时限",
    en="The statutory limit is stated",
    severity="warn",
    clause="A25",
    cure_zh="按条款填写；法律没有规定的写“无期限”",
    cure_en="take it from the article; write no limit where there is none",
    check=check,
    passes=[{"legal_limit": {"number": 20, "unit": "working_day"}}, {"legal_limit": {"none": "法律未规定"}}],
    fails=[{}, {"legal_limit": None}],
)
