"""A numbered list has no gap: a number that is missing is a point that was lost."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from services.catalog.rules import Found, Rule
from services.catalog.rules._read import Row, rows_of, text
from shared.numerals import number

LINE = re.compile(
    r"(?:^|[；;。：:])[ \t\u3000]*(?:[（(]([一二三四五六七八九十]{1,3})[）)]|([一二三四五六七八九十]{1,3})、(?![一二三四五六七八九十])"
    r"|(\d{1,2})[、.．](?!\d)|[（(](\d{1,2})[）)])",
    re.MULTILINE,
)
"""A number at the beginning of a line, or of a point that follows another in the same line."""
ANYWHERE = re.compile(
    r"[（(]([一二三四五六七八九十]{1,3})[）)]|([一二三四五六七八九十]{1,3})、|(?<!\d)(\d{1,2})\s*[、.．]|[（(](\d{1,2})[）)]"
)
"""The same in the midst of a line: a point that follows one without a stop is not lost."""
STYLES = 4
TABLES = ("materials", "steps")
SEVERAL = 2
TEXTS = ("conditions", "approval_conditions", "prohibitions", "procedure", "scope", "rights", "duties", "note", *TABLES)


def gap(numbers: Sequence[int]) -> int | None:
    """The first number that a rising list leaves out; one that starts anew is another list."""
    for before, after in pairwise(numbers):
        if after > before + 1:
            return before + 1
    return None


def each(key: str, value: Any) -> Iterator[Found]:
    """What is missing in each of the four ways to number, apart; of a table, in the names of its rows."""
    said = _text(key, value)
    found = LINE.findall(said)
    for style in range(STYLES) if len(found) > 1 else ():
        missing = gap([number(hit[style]) for hit in found if hit[style]])
        if missing and missing not in {number(hit[style]) for hit in ANYWHERE.findall(said) if hit[style]}:
            yield Found(key, f"编号跳过了 {missing}", f"the numbering leaves out {missing}")


def _text(key: str, value: Any) -> str:
    """The text, or the names of a table's rows one below the other, where each of them begins with a number."""
    if isinstance(value, str):
        return value.strip()[:5000]
    told = rows_of(key, value) if key in TABLES else ()
    if len(told) <= SEVERAL or not LINE.match(_name(told[0][1])):
        return ""
    names = [_name(row) for _, row in told]
    return "\n".join(names) if all(map(LINE.match, names)) else ""


def _name(row: Row) -> str:
    return text(row, "name")[:20].replace("\n", " ")


RULE = Rule(
    zh="编号不跳号",
    en="No gap in the numbering",
    severity="hint",
    clause="G34",
    cure_zh="补上缺少的一项，或重新编号",
    cure_en="add what is missing, or number anew",
    each=each,
    of=TEXTS,
    passes=[
        {"conditions": "（一）甲；\n（二）乙。"},
        {"conditions": "1、甲\n2、乙\n1、丙"},
        {"conditions": "一、甲；二、乙：1.丙；2.丁。三、戊。"},
        {"conditions": "具有下列资质：一、二级企业；四、五级企业。"},
        {"conditions": "1.甲；2.提交乙 3.丙；4.丁。"},
        {"materials": [{"name": name} for name in ("1.申请书", "身份证", "4.委托书")]},
        {"steps": [{"name": name} for name in ("1.受理", "2.审查", "3.决定")]},
    ],
    fails=[
        {"conditions": "（一）甲；\n（三）乙。"},
        {"conditions": "1. 甲\n2. 乙\n4. 丙"},
        {"conditions": "一、年满十八周岁；二、有固定住所；四、信用良好。"},
        {"conditions": "应当符合：（1）甲；（2）乙；（4）丙。"},
        {"materials": [{"name": name} for name in ("1.申请书", "2.身份证", "4.委托书")]},
        {"steps": [{"name": name} for name in ("（一）受理", "（二）审查", "（四）决定")]},
    ],
)
