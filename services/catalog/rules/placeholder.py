"""No placeholder is left: XX, 待定, an empty bracket, a test."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._texts import joined, texts

PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])[Xx×]{2,}(?![A-Za-z])|某某|待定|待补充?|待完善|此处(?:填写|省略)|请(?:填写|输入|选择)|\[\s*\]|【\s*】|（\s{1,20}）|_{3,}|TODO|lorem"
    r"|(?<![A-Za-z])([a-z])\1{4,}|^(?:测试|test)\d*$|\?{3,}|�",
    re.IGNORECASE,
)
SIGN = re.compile(
    r"XX|xx|Xx|xX|××|某某|待定|待补|待完善|此处|请填写|请输入|请选择|\[ |\[\]|【 |【】|（ |（\u3000|___|TODO|todo|lorem|Lorem|测试|test|Test|\?\?\?|\ufffd|"
    + "|".join(letter * 5 for letter in "abcdefghijklmnopqrsuvwyz")
)
"""One of these stands in every text that the pattern finds; looking for them first is far quicker."""
NAMES = ("results",)
"""A result's name may hold xxx: it stands for whoever is written there."""


def check(values: Values) -> Iterator[Found]:
    """Every text of the item."""
    if not SIGN.search(joined(values)):
        return
    for path, words in texts(values):
        if (hit := PLACEHOLDER.search(words)) and not path.startswith(NAMES):
            yield Found(path, f"留有占位文字“{hit[0][:20]}”", f"a placeholder is left: {hit[0][:20]!r}")


RULE = Rule(
    zh="没有占位文字",
    en="No placeholder is left",
    severity="block",
    clause="G01",
    cure_zh="填写真实内容",
    cure_en="write what is true",
    check=check,
    passes=[
        {"conditions": "符合规划的项目。"},
        {"results": [{"name": "关于 xxx 项目的批复"}]},
        {"note": "见 www.example.com"},
    ],
    fails=[
        {"conditions": "待定"},
        {"places": [{"name": "XX市政务服务大厅"}]},
        {"materials": [{"name": "ssssssssssssss "}]},
        {"scope": "适用于[ ]的企业"},
    ],
)
