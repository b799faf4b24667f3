"""Complaints go to another number than questions."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PUBLIC = {"12345", "12388", "12315"}
PHONE = "2"


def _numbers(values: Values, key: str) -> set[str]:
    return {re.sub(r"\D", "", text(row, "value")) for _, row in rows(values, key) if text(row, "channel") == PHONE}


def check(values: Values) -> Iterator[Found]:
    """Compare the telephones; public hotlines may stand in both."""
    asking = _numbers(values, "consult") | {re.sub(r"\D", "", text(values, "consult_phone"))}
    for number in sorted((asking & _numbers(values, "complaint")) - PUBLIC - {""}):
        yield Found(
            "complaint", f"投诉电话与咨询电话相同（{number}）", f"complaints go to the number for questions: {number}"
        )


_ASK = {"consult": [{"channel": "2", "value": "0467-0000001"}]}

RULE = Rule(
    zh="咨询电话与投诉电话不同",
    en="Questions and complaints have numbers of their own",
    severity="warn",
    clause="G34",
    cure_zh="投诉电话填监督部门的",
    cure_en="give the number of whoever supervises",
    check=check,
    passes=[_ASK | {"complaint": [{"channel": "2", "value": "0467-0000002"}]}],
    fails=[_ASK | {"complaint": [{"channel": "2", "value": "0467 0000001"}]}],
)
