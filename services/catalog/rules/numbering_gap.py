"""A numbered list has no gap: a number that is missing is a point that was lost."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from services.catalog.rules import Found, Rule
from shared.numerals import number

LINE = re.compile(
    r"^[ \t\u3000]*(?:[（(]([一二三四五六七八九十]{1,3})[）)]|([一二三四五六七八九十]{1,3})、|(\d{1,2})[、.．](?!\d))",
    re.MULTILINE,
)
TEXTS = ("conditions", "approval_conditions", "prohibitions", "procedure", "scope", "rights", "duties", "note")


def gap(numbers: Sequence[int]) -> int | None:
    """The first number that a rising list leaves out; one that starts anew is another list."""
    for before, after in pairwise(numbers):
        if after > before + 1:
            return before + 1
    return None


def each(key: str, value: Any) -> Iterator[Found]:
    """What is missing in each of the three ways to number, apart."""
    found = LINE.findall(value.strip()[:5000]) if isinstance(value, str) else ()
    for style in range(3) if len(found) > 1 else ():
        if missing := gap([number(hit[style]) for hit in found if hit[style]]):
            yield Found(key, f"编号跳过了 {missing}", f"the numbering leaves out {missing}")


RULE = Rule(
    zh="编号不跳号",
    en="No gap in the numbering",
    severity="hint",
    clause="G34",
    cure_zh="补上缺少的一项，或重新编号",
    cure_en="add what is missing, or number anew",
    each=each,
    of=TEXTS,
    passes=[{"conditions": "（一）甲；\n（二）乙。"}, {"conditions": "1、甲\n2、乙\n1、丙"}],
    fails=[{"conditions": "（一）甲；\n（三）乙。"}, {"conditions": "1. 甲\n2. 乙\n4. 丙"}],
)
