"""Whoever asks or complains can call: a web address or a mailbox alone is not enough (domain.md 9.4 rule 9)."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PHONE = "2"
NUMBER = re.compile(r"(?<![\w./])\d[\d\s()（）—－-]{3,}|〔略〕|\*{2,}|电话|热线")
WAYS = {"consult": ("咨询", "questions"), "complaint": ("监督投诉", "complaints")}


def _called(row: Values) -> bool:
    return text(row, "channel") == PHONE or bool(NUMBER.search(f"{text(row, 'value')} {text(row, 'note')}"))


def check(values: Values) -> Iterator[Found]:
    """Of each of the two, where it has rows at all; what was masked is passed over."""
    for key, (zh, en) in WAYS.items():
        told = [row for _, row in rows(values, key)]
        other = key == "consult" and text(values, "consult_phone")
        if told and not other and not any(map(_called, told)):
            yield Found(key, f"{zh}方式中没有电话", f"no telephone for {en}")


RULE = Rule(
    zh="咨询、投诉方式有电话",
    en="Questions and complaints have a telephone",
    severity="warn",
    clause="G34",
    cure_zh="补充带区号的电话，或12345等热线",
    cure_en="add a telephone with its area code, or a hotline",
    check=check,
    passes=[
        {"consult": [{"channel": "2", "value": "0467-0000001"}, {"channel": "3", "value": "https://a.gov.cn"}]},
        {"consult": [{"channel": "3", "value": "https://a.gov.cn"}], "consult_phone": "12345"},
        {"complaint": [{"channel": "9", "value": "窗口现场，或拨打12345"}, {"channel": "1", "value": "〔略〕"}]},
        {},
    ],
    fails=[
        {"consult": [{"channel": "3", "value": "https://www.a.gov.cn/2026"}]},
        {"complaint": [{"channel": "4", "value": "a@b.gov.cn"}, {"channel": "1", "value": "三楼监督室"}]},
    ],
)
