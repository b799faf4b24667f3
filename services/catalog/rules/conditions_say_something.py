"""Conditions are conditions, and not a reference to where they might stand."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import said

REFERENCE = re.compile(
    r"(?:根据|依据|按照?|依照|符合|见)?\s*《?[^，。；\n《》]{2,60}(?:法|条例|规定|办法|细则|规则)》?(?:的?(?:有关|相关)?(?:规定|要求|条件))?(?:执行|办理)?[。]?"
)
COMPLETE = re.compile(
    r"(?:申请)?材料齐全[，,、]?(?:且|并)?(?:形式)?(?:符合(?:法定)?(?:要求|形式))?(?:[，,]\s*具体见[^。]*)?[。]?"
)
SHORT = 4


def check(values: Values) -> Iterator[Found]:
    """The whole text is the name of a document, or says only that papers must be complete."""
    for path, words in said(values, "conditions"):
        if REFERENCE.fullmatch(words) or COMPLETE.fullmatch(words) or len(words) < SHORT:
            yield Found(path, f"受理条件没有内容：“{words[:40]}”", f"conditions without content: {words[:40]}")


RULE = Rule(
    zh="受理条件写明内容",
    en="Conditions have content",
    severity="warn",
    clause="G34",
    cure_zh="把条款规定的条件逐项写出",
    cure_en="write out what the articles ask",
    check=check,
    passes=[{"conditions": "（一）年满十八周岁；（二）具有本县户籍。"}, {"conditions": {"none": "依职权实施"}}],
    fails=[
        {"conditions": "根据广东省知识产权优势示范企业认定办法"},
        {"conditions": "申请材料齐全，形式符合要求，具体见申请材料目录"},
    ],
)
