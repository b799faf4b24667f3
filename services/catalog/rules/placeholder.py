"""No placeholder is left: XX, 待定, an empty bracket, a test."""

import re
from collections.abc import Iterator
from string import ascii_letters
from typing import Any

from services.catalog.rules import Found, Rule, Waivable
from services.catalog.rules._texts import joined, texts

PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])[Xx×]{2,}(?![A-Za-z])|某某|待定|待补充?|待完善|此处(?:填写|省略)|请(?:填写|输入|选择)|\[\s*\]|【\s*】|（\s{1,20}）|_{3,}|TODO|lorem"
    r"|(?<![A-Za-z])([a-z])\1{4,}|^(?:测试|test)(?:事项|数据|用例?|名称|部门|单位|材料|环节)*[\d一二三]*$|\?{3,}|�",
    re.IGNORECASE,
)
SIGN = re.compile(
    r"XX|Xx|X×|xX|xx|x×|×X|×x|××|某某|待定|待补|待完善|此处|请填写|请输入|请选择|\[\s*\]|【\s*】|（\s|___|测试|\?\?\?|�"
    r"|t(?i:est)|T(?i:est|odo)|t(?i:odo)|l(?i:orem)|L(?i:orem)|"
    + "|".join(f"{one}(?i:{one}){{4}}" for one in ascii_letters)
)
"""What starts a placeholder, each with a sign of its own: looked for first, it is far quicker."""
NAMES = ("results",)
"""A result's name may hold xxx: it stands for whoever is written there."""


def each(key: str, value: Any) -> Iterator[Found]:
    """Every text of an element."""
    if not SIGN.search(joined(value)):
        return
    for path, words in texts(key, value):
        if (hit := PLACEHOLDER.search(words)) and not path.startswith(NAMES):
            yield Found(path, f"留有占位文字“{hit[0][:20]}”", f"a placeholder is left: {hit[0][:20]!r}")


RULE = Rule(
    zh="没有占位文字",
    en="No placeholder is left",
    severity="block",
    waivable=Waivable("文字确为名称一部分的", "the words may belong to a name"),
    clause="G01",
    cure_zh="填写真实内容",
    cure_en="write what is true",
    each=each,
    passes=[
        {"conditions": "符合规划的项目。"},
        {"results": [{"name": "关于 xxx 项目的批复"}]},
        {"note": "见 www.example.com"},
        {"name": "普通话测试"},
    ],
    fails=[
        {"conditions": "待定"},
        {"name": "测试事项1"},
        {"places": [{"name": "XX市政务服务大厅"}]},
        {"materials": [{"name": "ssssssssssssss "}]},
        {"scope": "适用于[ ]的企业"},
    ],
)
